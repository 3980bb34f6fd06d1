"""SIRET: the numbers of establishments in the French register."""

from __future__ import annotations

_POST = "356000000"
"""La Poste: the digits of its post offices add up to a multiple of five, but for its head office."""
_POST_OFFICE = 5
_HEAD_OFFICE = "35600000000048"


def has_right_key(digits: str) -> bool:
    """Whether the check digits of 14 digits are right: those of the establishment, and those of who owns it."""
    owner = digits[:9]
    if owner == _POST and digits != _HEAD_OFFICE:
        return sum(map(int, digits)) % _POST_OFFICE == 0
    return _luhn(digits) and _luhn(owner)


def _luhn(digits: str) -> bool:
    """Whether the sum of the digits, each second one from the right doubled and its own digits added, ends by 0."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[::-2])) + sum(doubled)) % 10 == 0
