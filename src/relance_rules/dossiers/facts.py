"""Plain data to facts: every value read as the vocabulary types it, every fault named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

from relance_rules.loading.nodes import MAX_DEPTH
from relance_rules.plan.facts import FactDef, Tree, Vocabulary
from relance_rules.values import (
    Currency,
    Message,
    ParseError,
    exact_decimal,
    parse_boolean,
    parse_date,
    parse_decimal,
    parse_integer,
    parse_money,
    parse_rate,
)
from relance_rules.values.countries import COUNTRIES, USUAL_SLIPS
from relance_rules.values.suggestions import suggestion

Facts: TypeAlias = Mapping[str, Any]
"""Facts by path. Amounts are Money, rates Fraction, days date; a list is a tuple of the Facts of its items.

What is not stated is not there: no value is ever None.
"""

DataPath: TypeAlias = tuple[str | int, ...]
Fault: TypeAlias = tuple[DataPath, Message]

MAX_ITEMS = 10_000
_MAX_TEXT = 5_000
# JSON can escape half of a character, which no output can encode.
_HALVES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier as checking sees it: its facts, and the name of the file they came from."""

    facts: Facts
    origin: str | None = None


def is_absent(value: object, levels: int = MAX_DEPTH) -> bool:
    """Whether a value says nothing: empty text, null and absence are the same thing; zero and false are answers.

    What is nested deeper than ``levels`` is taken to say something.
    """
    if isinstance(value, str):
        return not value or value.isspace()
    if value is None:
        return True
    if not isinstance(value, (Mapping, list, tuple)) or not levels:
        return False
    inside = value.values() if isinstance(value, Mapping) else value
    return all(is_absent(inner, levels - 1) for inner in inside)


def read_facts(
    data: Mapping[str, Any],
    vocabulary: Vocabulary,
    flags: Mapping[str, frozenset[str] | None],
    currency: Currency | None,
) -> tuple[dict[str, Any], list[Fault]]:
    """Read the facts of a dossier from nested plain data.

    Args:
        data: The dossier, as YAML or JSON nests it.
        vocabulary: The facts that may be stated.
        currency: The currency of every amount.
        flags: For each fact of type ``flags``, the names it may hold; None where the catalogue's list is unknown.

    Returns:
        The facts by path, and everything that is wrong, each with its path in the data.
    """
    reader = _Reader(vocabulary, flags, currency)
    facts: dict[str, Any] = {}
    reader.mapping(data, vocabulary.trees[None], "", (), facts)
    return facts, reader.faults


class _Reader:
    """Reads one dossier; paths are only put together for what is wrong."""

    def __init__(
        self, vocabulary: Vocabulary, flags: Mapping[str, frozenset[str] | None], currency: Currency | None
    ) -> None:
        self.trees, self.flags, self.currency = vocabulary.trees, flags, currency
        self.faults: list[Fault] = []

    def fault(self, path: DataPath, text: str, **values: Any) -> None:
        self.faults.append((path, Message(text, values)))

    def mapping(self, data: Mapping[str, Any], tree: Tree, prefix: str, path: DataPath, found: dict[str, Any]) -> None:
        """Add the facts of a mapping, whose keys are the steps of a tree of facts, to those found."""
        for key, value in data.items():
            known = tree.get(key)
            if known is None:
                near = suggestion(str(key), tree)
                self.fault((*path, key), "clé inconnue : « {key} » ; {near}", key=str(key)[:80], near=near)
            elif isinstance(known, dict):
                if type(value) is dict or isinstance(value, Mapping):
                    self.mapping(value, known, f"{prefix}{key}.", (*path, key), found)
                elif not is_absent(value):
                    self.fault(
                        (*path, key),
                        "« {key} » regroupe d’autres faits : une suite de « clé: valeur » est attendue",
                        key=key,
                    )
            elif known.type == "list":
                if type(value) is list or not is_absent(value):
                    self._items(prefix + key, value, (*path, key), found)
            elif not is_absent(value):
                self._fact(known, prefix + key, value, (*path, key), found)

    def _fact(self, fact: FactDef, name: str, value: Any, path: DataPath, found: dict[str, Any]) -> None:
        if fact.type == "flags":
            self._flags(name, value, path, found)
        else:
            try:
                found[name] = read_value(value, fact, self.currency)
            except ParseError as error:
                self.faults.append((path, error.message))

    def _items(self, name: str, value: Any, path: DataPath, found: dict[str, Any]) -> None:
        if not isinstance(value, (list, tuple)):
            self.fault(path, "« {name} » est une liste : chaque élément commence par un tiret", name=name)
            return
        if len(value) > MAX_ITEMS:
            self.fault(path, "« {name} » compte plus de {limit} éléments", name=name, limit=MAX_ITEMS)
            return
        items: list[dict[str, Any]] = []
        for place, item in enumerate(value):
            facts: dict[str, Any] = {}
            if type(item) is dict or isinstance(item, Mapping):
                self.mapping(item, self.trees[name], "", (*path, place), facts)
            elif not is_absent(item):
                self.fault((*path, place), "chaque élément de « {name} » est une suite de « clé: valeur »", name=name)
            # An empty item says nothing, wherever it stands.
            if facts:
                items.append(facts)
        if items:
            found[name] = tuple(items)

    def _flags(self, name: str, value: Any, path: DataPath, found: dict[str, Any]) -> None:
        if not isinstance(value, Mapping):
            self.fault(path, "« {name} » regroupe des réponses oui ou non, une par ligne", name=name)
            return
        known = self.flags.get(name)
        for key, answer in value.items():
            if known is not None and key not in known:
                near = suggestion(str(key), sorted(known))
                self.fault(
                    (*path, key),
                    "« {key} » n’est pas attendu dans « {name} » ; {near}",
                    key=str(key)[:80],
                    name=name,
                    near=near,
                )
            elif not is_absent(answer):
                try:
                    found[f"{name}.{key}"] = _boolean(answer)
                except ParseError as error:
                    self.faults.append(((*path, key), error.message))


def _scalar(value: Any) -> str:
    """The text of a single value, exact; a float is refused because its decimals are not those that were written."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if abs(value) >= 10**30:
            raise ParseError("ce nombre est trop grand")
        return str(value)
    if isinstance(value, Decimal):
        return exact_decimal(value)
    if isinstance(value, float):
        raise ParseError("un flottant n’est pas exact : passez un texte, un entier ou un Decimal")
    raise ParseError("une seule valeur est attendue ici, pas une liste ni un groupe")


def _text(value: Any) -> str:
    text = _scalar(value).strip()
    if len(text) > _MAX_TEXT:
        raise ParseError("ce texte dépasse {limit} caractères", limit=_MAX_TEXT)
    if not text.isascii() and _HALVES.search(text):
        raise ParseError("ce texte porte une moitié de caractère : réécrivez-le")
    return text


def _money(value: Any, currency: Currency | None) -> Any:
    if currency is None:
        raise ParseError("ce jeu de règles n’a pas de monnaie")
    if isinstance(value, bool):
        raise ParseError("un montant est attendu, par exemple « 1 200 000,00 {sign} »", sign=currency.sign)
    text = _scalar(value)
    # The point of a Decimal never parts thousands: a fourth decimal says so.
    return parse_money(f"{text}0" if isinstance(value, Decimal) and text[-4:-3] == "." else text, currency)


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        raise ParseError("un jour est attendu, sans heure")
    return value if isinstance(value, date) else parse_date(_scalar(value))


def _integer(value: Any) -> int:
    if isinstance(value, bool):
        raise ParseError("un nombre entier est attendu")
    return parse_integer(_scalar(value))


def _decimal(value: Any) -> Fraction:
    if isinstance(value, bool):
        raise ParseError("un nombre est attendu")
    return value if isinstance(value, Fraction) else parse_decimal(_scalar(value))


def _percentage(value: Any, most: Fraction) -> Fraction:
    return value if isinstance(value, Fraction) and 0 <= value <= most else parse_rate(_scalar(value), most)


def _boolean(value: Any) -> bool:
    return parse_boolean(_scalar(value))


def _enumeration(value: Any, fact: FactDef) -> str:
    text = _scalar(value).strip()
    name = fact.spellings.get(text) or fact.spellings.get(text.casefold())
    if name is None:
        raise ParseError(
            "« {found} » n’est pas une valeur connue ; {near}",
            found=text[:80],
            near=suggestion(text, fact.values or {}),
        )
    return name


def _country(value: Any) -> str:
    text = _scalar(value).strip()
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise ParseError("« {found} » : un code de pays à deux lettres est attendu, FR pour la France", found=text[:80])
    code = text.upper()
    if code in USUAL_SLIPS:
        raise ParseError(
            "« {found} » n’est le code d’aucun pays (ISO 3166-1) ; vouliez-vous dire « {near} » ?",
            found=text,
            near=USUAL_SLIPS[code],
        )
    if code not in COUNTRIES:
        raise ParseError("« {found} » n’est le code d’aucun pays (ISO 3166-1)", found=text)
    return code


def _siret(value: Any) -> str:
    return _checked_siret(_scalar(value)[:80])


@lru_cache(maxsize=4096)
def _checked_siret(text: str) -> str:
    from stdnum.exceptions import InvalidChecksum, ValidationError
    from stdnum.fr import siret

    try:
        return str(siret.validate(re.sub(r"[\s\u00a0\u202f.-]", "", text)))
    except InvalidChecksum:
        raise ParseError("« {found} » n’est pas un SIRET : sa clé de contrôle est fausse", found=text) from None
    except ValidationError:
        raise ParseError("« {found} » n’est pas un SIRET : 14 chiffres sont attendus", found=text) from None


def read_value(value: Any, fact: FactDef, currency: Currency | None) -> Any:
    """One value as its fact types it.

    Raises:
        ParseError: It can't be read as that, or is out of what the fact may hold.
    """
    match fact.type:
        case "money":
            read = _money(value, currency)
        case "date":
            read = _date(value)
        case "integer":
            read = _integer(value)
        case "decimal":
            read = _decimal(value)
        case "percentage":
            return _percentage(value, parse_rate(fact.maximum, None) if fact.maximum else Fraction(1))
        case "boolean":
            return _boolean(value)
        case "enumeration":
            return _enumeration(value, fact)
        case "country":
            return _country(value)
        case "siret":
            return _siret(value)
        case _:
            return _text(value)
    if fact.minimum is not None or fact.maximum is not None:
        _within(read, fact, currency)
    return read


def _within(value: Any, fact: FactDef, currency: Currency | None) -> None:
    """Refuse a number or a day that is out of what its fact may hold."""
    plain = replace(fact, minimum=None, maximum=None)
    if fact.minimum is not None and value < read_value(fact.minimum, plain, currency):
        raise ParseError("« {found} » est en dessous du minimum, {least}", found=value, least=fact.minimum)
    if fact.maximum is not None and value > read_value(fact.maximum, plain, currency):
        raise ParseError("« {found} » est au-dessus du maximum, {most}", found=value, most=fact.maximum)
