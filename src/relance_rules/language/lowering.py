"""What an operator needs to lower itself: the names it may use, the place of its faults, and the types of values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from relance_rules.language.base import Cited, Source
from relance_rules.language.choosing import choose, valid_from
from relance_rules.language.comparing import compare
from relance_rules.language.definitions import Definitions, Derived, Parameter
from relance_rules.language.expressions import Choice, Expression, Quantity
from relance_rules.language.manifest import Manifest
from relance_rules.language.tables import Table
from relance_rules.language.types import (
    DAY,
    DEFINITIONS,
    KIND_WORDS,
    MONEY,
    MONEY_SCALE,
    NOTHING,
    NUMBER,
    RATE,
    TRUTH,
    Content,
    Fault,
    Lowered,
    Path,
    Type,
    TypeKind,
    is_country,
    misfit,
    number,
    number_words,
    type_of,
)
from relance_rules.localization import Localization, localization
from relance_rules.plan.facts import RATE_SCALE, FactDef, Vocabulary
from relance_rules.plan.nodes import Choose, Citation, Const, Fact, In, Named, Node
from relance_rules.plan.ruleset import Roles
from relance_rules.plan.scales import BATCH_COST
from relance_rules.values import Currency, Message, ParseError, Text, parse_date, parse_decimal, parse_money, parse_rate
from relance_rules.values.suggestions import suggestion
from relance_rules.values.words import either


@dataclass(frozen=True)
class Book:
    """All that the rules of a set may name; ``unread`` are the tables that can't be read, which is told elsewhere."""

    manifest: Manifest
    facts: Vocabulary
    definitions: Definitions
    tables: Mapping[str, Table]
    groups: Mapping[str, tuple[str, ...]]
    roles: Roles
    currency: Currency | None
    unread: frozenset[str] = frozenset()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the texts of the set, the default one first."""
        return self.manifest.languages

    def say(self, content: Content) -> Text:
        """Some words as a text of the set, in each of its languages."""
        return Text({language: _speaker(language, self.currency).say(content) for language in self.languages})


@cache
def _speaker(language: str, currency: Currency | None) -> Localization:
    return localization("fr" if language == "fr" else "en", currency)


_MAX_CHAIN = 30
"""How many derived facts may follow one from the other."""


@dataclass
class Gathered:
    """What lowering a theme gathers on its way: faults, named values already made, suppositions, readings.

    For those who check how rules are written, it keeps where they stand: the ``conditions``, the ``guards`` of the
    lists of choices (None for a last choice without one), and the names that are ``doubled``, each of a fact of the
    item at hand and of one of the dossier.
    """

    faults: list[Fault] = field(default_factory=list)
    named: dict[str, Lowered] = field(default_factory=dict)
    making: list[str] = field(default_factory=list)
    suppositions: dict[str, tuple[Text, Source | None, tuple[str, ...]]] = field(default_factory=dict)
    readings: dict[str, None] = field(default_factory=dict)
    conditions: list[tuple[Path, Node]] = field(default_factory=list)
    guards: list[tuple[Path, tuple[Node | None, ...]]] = field(default_factory=list)
    doubled: list[tuple[Path, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Lowering:
    """Where an expression stands: in which theme, at which place, within the items of which list."""

    book: Book
    theme: str
    gathered: Gathered
    path: Path = ()
    scope: str | None = None

    # ---- places

    def at(self, *steps: str | int) -> Lowering:
        """The same, further down."""
        return replace(self, path=(*self.path, *steps))

    def elsewhere(self, *path: str | int) -> Lowering:
        """A place in another file of the set, outside any list."""
        return replace(self, path=path, scope=None)

    def within(self, owner: str) -> Lowering:
        """The same, within the items of a list."""
        return replace(self, scope=owner)

    def fault(self, *steps: str | int, says: Message) -> Lowered:
        """Tell a fault of what stands here, or further down."""
        self.gathered.faults.append(((*self.path, *steps), says))
        return NOTHING

    # ---- expressions

    def quantity(self, expression: Expression, *steps: str | int, like: Type | None = None) -> Lowered:
        """An expression lowered. ``like`` is the type of what it stands beside: a choice gives its values a meaning."""
        here = self.at(*steps)
        if isinstance(expression, str):
            return here._text(expression, like)
        if isinstance(expression, tuple):
            return here.choices(expression, like)
        found = expression.lower(here)
        if isinstance(expression, Quantity) and expression.comparisons:
            return (
                found
                if found.wrong
                else expression.compared(found, here) or compare(found, expression.comparisons, here)
            )
        return found

    def condition(self, expression: Expression, *steps: str | int) -> Lowered:
        """An expression that must be true, false or unknown, with a name to be explained by."""
        found = self.quantity(expression, *steps, like=TRUTH)
        if found.wrong:
            return found
        if found.type.kind != "truth":
            if isinstance(expression, Quantity):
                names = ["is", "in", "at_least", "at_most", "more_than", "less_than", "before", "after", "known"]
                return self.fault(*steps, says=Message("une comparaison est attendue : {names}", {"names": names}))
            kind = KIND_WORDS[found.type.kind]
            return self.fault(*steps, says=Message("une condition est attendue, pas {found}", {"found": kind}))
        return self.at(*steps).named(found)

    def named(self, condition: Lowered) -> Lowered:
        """A condition with a name to be explained by."""
        head = condition.words if condition.head is None else condition.head
        measure = condition.measure
        dimension = None if measure is None else measure.type.dimension
        shows = None if dimension is None or measure is None else measure.node
        node = Named("", "test", condition.node, self.book.say(head), dimension=dimension, shows=shows)
        self.gathered.conditions.append((self.path, node))
        return replace(condition, node=node)

    def typed(self, expression: Expression, *steps: str | int, kinds: Sequence[TypeKind]) -> Lowered:
        """An expression that must have one of some types."""
        found = self.quantity(expression, *steps, like=Type(kinds[0]) if len(kinds) == 1 else None)
        if found.wrong or found.type.kind in kinds:
            return found
        values = {"expected": either([KIND_WORDS[kind] for kind in kinds]), "found": KIND_WORDS[found.type.kind]}
        return self.fault(*steps, says=Message("il faut {expected}, pas {found}", values))

    def choices(self, listed: Sequence[Choice], like: Type | None = None) -> Lowered:
        """A list of choices: the first that holds."""
        return choose(listed, self, like)

    def _text(self, text: str, like: Type | None) -> Lowered:
        if like is not None and like.values is not None and (node := self._value(text, like.values)) is not None:
            return Lowered(node, like, (like.values.values or {})[text].label if like.values.values else text)
        if text[:1].isascii() and text[:1].isdigit():
            return self.constant(text)
        if like is not None and like.kind == "truth" and text in ("true", "false"):
            return Lowered(Const("truth", text == "true"), TRUTH, text == "true")
        return self.name(text)

    def _value(self, text: str, fact: FactDef) -> Node | None:
        """A value of a choice; a general one is any of the finest that it may stand for."""
        if fact.type == "country":
            return Const("choice", text) if is_country(text) else None
        if text not in fact.leaves:
            return None
        reason = self.book.say(Message("« {value} » ne dit pas laquelle", {"value": (fact.values or {})[text].label}))
        node: Node | None = None
        for leaf in sorted(fact.leaves[text]):
            known = Const("choice", leaf)
            node = known if node is None else Choose(Const("truth", None, gap=reason), known, node)
        return node

    # ---- constants

    def constant(self, text: str) -> Lowered:
        """A constant: an amount, a rate, a day or a number."""
        try:
            if text.rstrip().endswith("%"):
                rate = parse_rate(text, None)
                return Lowered(number(rate, RATE_SCALE), RATE, rate)
            if len(text) == 10 and text[4] == text[7] == "-":
                day = parse_date(text)
                return Lowered(Const("day", day.toordinal()), DAY, day)
            if any(letter.isalpha() or not letter.isascii() for letter in text if not letter.isspace()):
                if self.book.currency is None:
                    return self.fault(
                        says=Message("« {found} » : le jeu de règles n’a pas de monnaie", {"found": text})
                    )
                amount = parse_money(text, self.book.currency, unit_required=True)
                return Lowered(Const("number", int(amount), MONEY_SCALE), MONEY, amount)
            found = parse_decimal(text)
        except ParseError as error:
            return self.fault(says=error.message)
        return Lowered(number(found), NUMBER, number_words(found))

    # ---- names

    def name(self, name: str) -> Lowered:
        """What a name stands for: a fact of the item at hand, a fact, a derived fact or a parameter."""
        book = self.book
        if name == BATCH_COST and book.roles.total is not None:
            label = Message("coût de tous les dossiers du projet que l’on connaît")
            return Lowered(Fact(BATCH_COST, Fact(book.roles.total.path)), MONEY, label, plain=True)
        path = book.facts.resolve(name, self.scope)
        if path is not None:
            if path != name and name in book.facts:
                self.gathered.doubled.append((self.path, name))
            return self._fact(name, path)
        derived = book.definitions.derived.get(name)
        if derived is not None and derived.of in (None, self.scope):
            return self._named(name, lambda to: to._derive(name, derived), of=derived.of)
        parameter = book.definitions.parameters.get(name)
        if parameter is not None:
            return self._named(name, lambda to: to._parameter(name, parameter))
        if derived is not None and derived.of is not None:
            return self.fault(says=_of_each(name, derived.of))
        for owner, inside in book.facts.lists.items():
            if name in inside:
                return self.fault(says=_of_each(name, owner))
        near = suggestion(name, self.names())
        message = Message(
            "« {name} » n’est ni un fait, ni un fait dérivé, ni un paramètre de ce jeu de règles ; {near}",
            {"name": name, "near": near},
        )
        return self.fault(says=message)

    def names(self) -> list[str]:
        """The names that may stand here."""
        facts, definitions = self.book.facts, self.book.definitions
        here = facts.lists.get(self.scope or "", {})
        read = [path for path, fact in facts.items() if "[]" not in path and fact.type not in ("list", "flags")]
        derived = [name for name, each in definitions.derived.items() if each.of in (None, self.scope)]
        return [*here, *read, *derived, *definitions.parameters]

    def _fact(self, name: str, path: str) -> Lowered:
        fact = self.book.facts[path]
        if fact.type == "list":
            message = Message("« {fact} » est une liste : utilisez every, some, none, sum ou count", {"fact": name})
            return self.fault(says=message)
        if fact.type == "flags":
            return self.fault(
                says=Message("« {fact} » regroupe des réponses, qu’aucune règle ne peut lire", {"fact": name})
            )
        kind = type_of(fact.type)
        words = Message("« {fact} »", {"fact": fact.label})
        if kind == "truth":
            says = Message("« {fact} » : {tests}", {"fact": fact.label, "tests": True})
            return Lowered(In(Fact(path), ("true",)), TRUTH, says, plain=True)
        return Lowered(Fact(path), Type(kind, fact if kind == "choice" else None), words, plain=True)

    def _named(self, name: str, make: Callable[[Lowering], Lowered], of: str | None = None) -> Lowered:
        """A named value, made once; one that depends on itself is a fault."""
        key = name if of is None else f"{of}[].{name}"
        gathered = self.gathered
        if key in gathered.making:
            loop = [*gathered.making[gathered.making.index(key) :], key]
            message = Message("{loop} dépend de lui-même", {"loop": " → ".join(loop)})
            return self.fault(says=message)
        if len(gathered.making) > _MAX_CHAIN:
            return self.fault(says=Message("trop de faits dérivés les uns des autres"))
        if key not in gathered.named:
            gathered.making.append(key)
            gathered.named[key] = make(replace(self, scope=of))
            gathered.making.pop()
        return gathered.named[key]

    def _derive(self, name: str, derived: Derived) -> Lowered:
        kind = type_of(derived.type)
        values = derived.as_fact() if kind == "choice" else None
        expected = Type(kind, values)
        here = replace(self, path=(DEFINITIONS, "derived", name))
        inner = here.at("value")
        found = inner.quantity(derived.value, like=expected)
        if found.wrong:
            return found
        if not expected.takes(found.type):
            return inner.fault(says=misfit(expected, found.type))
        found = inner.named(found) if kind == "truth" else found
        key = name if derived.of is None else f"{derived.of}[].{name}"
        node = Named(
            key,
            "derived",
            found.node,
            derived.label,
            here.citation(derived.source, "source"),
            here.readings(derived.reading, "reading"),
            expected.dimension,
        )
        words: Content = Message("« {fact} »", {"fact": derived.label})
        if kind == "truth":
            words = Message("« {fact} » : {tests}", {"fact": derived.label, "tests": True})
        return Lowered(node, expected, words, plain=True)

    def _parameter(self, name: str, parameter: Parameter) -> Lowered:
        return valid_from(name, parameter, self)

    def list(self, owner: str, *steps: str | int) -> str | None:
        """The list of a name, told as a fault where there is none or where one is already at hand."""
        if self.scope is not None:
            self.fault(*steps, says=Message("une liste ne s’examine pas à l’intérieur d’une autre"))
            return None
        if owner not in self.book.facts.lists:
            near = suggestion(owner, self.book.facts.lists)
            message = Message("« {owner} » n’est pas une liste du vocabulaire ; {near}", {"owner": owner, "near": near})
            self.fault(*steps, says=message)
            return None
        return owner

    def list_words(self, owner: str) -> Content:
        """A list as it is called in words."""
        return self.book.facts[owner].label

    # ---- what is cited

    def citation(self, source: Source | None, *steps: str | int) -> Citation | None:
        """A passage as reports give it, of a document that the set has and that is cited that way."""
        if source is None:
            return None
        documents = self.book.manifest.documents
        name = source.document or next(iter(documents), None)
        if name is None or name not in documents:
            near = suggestion(name or "", documents)
            message = Message(
                "aucun document « {name} » dans ruleset.yaml ; {near}", {"name": name or "", "near": near}
            )
            self.fault(*steps, says=message)
        elif documents[name].cited_by != source.by:
            values = {"name": name, "by": documents[name].cited_by}
            self.fault(*steps, says=Message("« {name} » se cite par « {by} »", values))
        return Citation(source.by, source.place, source.document)

    def cited(self, statement: Cited) -> tuple[Citation | None, tuple[str, ...]]:
        """What a statement that stands here cites, and the readings it rests on."""
        return self.citation(statement.source, "source"), self.readings(statement.reading, "reading")

    def readings(self, codes: Sequence[str], *steps: str | int) -> tuple[str, ...]:
        """The readings that a statement rests on, each of which the set must have, for this theme."""
        known = self.book.manifest.readings
        self.gathered.readings.update(dict.fromkeys(codes))
        for code in codes:
            reading = known.get(code)
            if reading is None:
                near = suggestion(code, known)
                message = Message(
                    "la lecture « {code} » n’est pas dans ruleset.yaml ; {near}", {"code": code, "near": near}
                )
                self.fault(*steps, says=message)
            elif reading.themes and self.theme and self.theme not in reading.themes:
                values = {"code": code, "themes": list(reading.themes)}
                self.fault(*steps, says=Message("la lecture « {code} » ne vaut que pour {themes}", values))
        return tuple(codes)

    def suppose(self, notice: Text, *steps: str | int) -> str:
        """The id of the notice that says what an absence supposes."""
        key = "supposition" + "".join(f".{step}" for step in (*self.path, *steps))
        self.gathered.suppositions[key] = (notice, None, ())
        return key


def _of_each(name: str, owner: str) -> Message:
    return Message(
        "« {name} » est de chaque élément de « {owner} » : utilisez every, some, none, sum ou count",
        {"name": name, "owner": owner},
    )
