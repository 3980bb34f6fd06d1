"""Countries by their two-letter code of ISO 3166-1."""

from __future__ import annotations

_SECOND_LETTERS = {
    "A": "DEFGILMOQRSTUWXZ",
    "B": "ABDEFGHIJLMNOQRSTVWYZ",
    "C": "ACDFGHIKLMNORUVWXYZ",
    "D": "EJKMOZ",
    "E": "CEGHRST",
    "F": "IJKMOR",
    "G": "ABDEFGHILMNPQRSTUWY",
    "H": "KMNRTU",
    "I": "DELMNOQRST",
    "J": "EMOP",
    "K": "EGHIMNPRWYZ",
    "L": "ABCIKRSTUVY",
    "M": "ACDEFGHKLMNOPQRSTUVWXYZ",
    "N": "ACEFGILOPRUZ",
    "O": "M",
    "P": "AEFGHKLMNRSTWY",
    "Q": "A",
    "R": "EOSUW",
    "S": "ABCDEGHIJKLMNORSTVXYZ",
    "T": "CDFGHJKLMNORTVWZ",
    "U": "AGMSYZ",
    "V": "ACEGINU",
    "W": "FS",
    "Y": "ET",
    "Z": "AMW",
}
"""By first letter, the second letters of the codes that are assigned."""

COUNTRIES = frozenset(first + second for first, letters in _SECOND_LETTERS.items() for second in letters)
"""The codes that are assigned to a country or a territory."""

USUAL_SLIPS = {"UK": "GB", "EL": "GR", "EN": "GB"}
"""Codes that people write and that are no country's, with the one that is meant."""
