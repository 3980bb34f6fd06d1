"""Random expressions, funding splits and dossiers in the language: every operator occurs, and values meet their bounds.

A generator takes a ``random.Random``; hypothesis gives one that it can shrink.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

from language.expressions import READ, book_of, plain
from relance_rules.language.lowering import Book, Gathered, Lowering
from relance_rules.language.theme import Theme as ThemeModel
from relance_rules.loading.lower_theme import lower_theme
from relance_rules.loading.rules import plan_of
from relance_rules.plan import nodes
from relance_rules.plan.nodes import Node
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import Money
from rule_sets import DEFINITIONS, MANIFEST, THEME, Data, both, item, values

Facts = dict[str, Any]

# Constants of rules and values of dossiers come from the same few, so that bounds are met.
CENTS = (0, 1, 99, 100, 101, 999, 1000, 1001, 2500, 9999, 10_000, 10_001, 50_000)
RATES = ("0 %", "0,000001 %", "12,5 %", "33,333333 %", "50 %", "75 %", "100 %")
NUMBERS = (0, 1, 2, 3, 11, 12, 13)
DECIMALS = ("0", "0,5", "1", "1,25", "2", "12")
DAYS = ("2020-02-29", "2020-12-31", "2021-01-01", "2021-01-31", "2021-03-31", "2021-12-31", "2022-01-01")
DURATIONS = ("0 days", "1 day", "31 days", "1 month", "11 months", "1 year", "15 years")
COUNTRIES = ("FR", "RE", "DE")


def euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d} EUR"


# ---- what rules may name


TABLES: Data = {
    "bareme": {
        "keys": {
            "mois": {"fact": "projet.mois", "match": "up_to", "last": "open"},
            "voie": {"fact": "modalite"},
        },
        "gives": {"montant": "money", "taux": "percentage", "nombre": "integer"},
        "rows": [
            {"mois": mois, "voie": voie, "montant": montant, "taux": taux, "nombre": nombre}
            for mois, voie, montant, taux, nombre in (
                (1, "guichet", "1 EUR", "50 %", 1),
                (1, "appel", "10 EUR", "75 %", 2),
                (12, "guichet", "10.01 EUR", "0 %", 3),
                (12, "appel", "100 EUR", "100 %", 12),
            )
        ],
    },
    "pays": {
        "keys": {"pays": {"fact": "projet.pays"}},
        "gives": {"montant": "money", "taux": "percentage", "nombre": "integer"},
        "rows": [
            {"pays": "FR", "montant": "10 EUR", "taux": "12,5 %", "nombre": 2},
            {"pays": "DE", "montant": "25 EUR", "taux": "50 %", "nombre": 0},
        ],
    },
    "clos": {
        "keys": {"note": {"fact": "projet.note", "match": "up_to", "last": "closed"}},
        "gives": {"montant": "money", "taux": "percentage", "nombre": "integer"},
        "rows": [
            {"note": "0,5", "montant": "1 EUR", "taux": "12,5 %", "nombre": 2},
            {"note": "2", "montant": "99.99 EUR", "taux": "50 %", "nombre": 0},
        ],
    },
}
SHARED: Data = {
    "derived": {
        **DEFINITIONS["derived"],
        "cher": {
            "type": "boolean",
            "label": both("Cher"),
            "value": {"fact": "projet.cout_total_ttc", "at_least": "10 EUR"},
        },
        "moitie": {
            "type": "money",
            "label": both("Moitié"),
            "value": {"product": ["projet.contrepartie", "50 %"]},
        },
        "classe": {
            "type": "enumeration",
            "label": both("Classe"),
            "values": values("petite", "moyenne", "grande"),
            "value": [
                {"when": {"fact": "projet.mois", "at_most": 2}, "is": "petite"},
                {"when": {"fact": "projet.mois", "less_than": 12}, "is": "moyenne"},
                {"is": "grande"},
            ],
        },
        "recente": {
            "of": "aides",
            "type": "boolean",
            "label": both("Récente"),
            "value": {"fact": "accordee_le", "after": {"date": "depose_le", "minus": "1 year"}},
        },
    },
    "parameters": {
        "plafond": {
            "type": "money",
            "values": [{"from": "2021-01-01", "is": "10 EUR"}, {"from": "2022-01-01", "is": "25 EUR"}],
        },
        "seuil": {"type": "percentage", "by": "projet.debut", "values": [{"from": "2020-01-01", "is": "50 %"}]},
    },
}


def the_book(manifest: Mapping[str, Any] = MANIFEST) -> Book:
    return book_of(SHARED, TABLES, manifest)


BOOK = the_book()


# ---- expressions


class Expressions:
    """Draws expressions of each type; ``supposing`` lets them suppose what is not stated."""

    def __init__(self, random: Random, *, supposing: bool = False, depth: int = 3) -> None:
        self.random, self.supposing, self.depth = random, supposing, depth
        self.scope: str | None = None

    def pick(self, *makers: Callable[[], Any]) -> Any:
        """One of some parts; only the first two, which end, where it is deep enough."""
        return self.random.choice(makers[:2] if self.depth <= 0 else makers)()

    def one(self, listed: Any) -> Any:
        return self.random.choice(listed)

    def inner(self, make: Callable[[], Any]) -> Any:
        self.depth -= 1
        try:
            return make()
        finally:
            self.depth += 1

    def several(self, make: Callable[[], Any], least: int = 1) -> list[Any]:
        return [self.inner(make) for _ in range(self.random.randint(least, 3))]

    def supposed(self, fact: str, make: Callable[[], Any]) -> Any:
        # A total is what its lines make, where it is not stated: nothing else is supposed of it.
        if self.supposing and fact != "projet.cout_total_ttc" and self.random.random() < 0.3:
            return {"fact": fact, "if_absent": self.inner(make)}
        return fact

    def choices(self, make: Callable[[], Any]) -> Any:
        listed = [{"when": self.inner(self.truth), "is": self.inner(make)} for _ in range(self.random.randint(1, 3))]
        return [*listed, {"is": self.inner(make)}]

    def money(self) -> Any:
        one, inner, several = self.one, self.inner, self.several
        facts = ["projet.cout_total_ttc", "projet.contrepartie", "moitie", "plafond"]
        if self.scope == "depenses":
            facts.append("montant_ttc")
        elif self.scope == "aides":
            facts.append("montant")
        fact = one(facts)
        parts: list[Callable[[], Any]] = [
            lambda: euros(one(CENTS)),
            lambda: fact if fact in ("moitie", "plafond") else self.supposed(fact, self.money),
            lambda: {"add": several(self.money)},
            lambda: {"subtract": [inner(self.money), inner(self.money)]},
            lambda: {"product": self.shuffled([inner(self.money), inner(self.rate)])},
            lambda: {"product": self.shuffled([inner(self.money), inner(self.number)])},
            lambda: {"least": several(self.money)},
            lambda: {"greatest": several(self.money)},
            lambda: {
                "quotient": [inner(self.money), inner(self.number)],
                "rounded": {"to": one(("0.01 EUR", "1 EUR", "0.05 EUR")), "way": one(("down", "up", "nearest"))},
                "if_zero": inner(self.money),
            },
            lambda: {"scale": inner(self.money), "brackets": self.brackets(closed=False)},
            lambda: {"slab": inner(self.money), "brackets": self.brackets(closed=one((True, False)))},
            lambda: {"table": one(tuple(TABLES)), "column": "montant"},
            lambda: {"table": "bareme", "column": "montant", "with": {"mois": inner(self.number)}},
            lambda: self.choices(self.money),
        ]
        if self.scope is None:
            parts += [lambda: self.summed("depenses", "montant_ttc"), lambda: self.summed("aides", "montant")] * 2
        return self.pick(*parts)

    def summed(self, owner: str, amount: str) -> Any:
        """The amounts of the items of a list, some of them, perhaps capped one by one."""
        found = {
            "sum": self.within(owner, lambda: self.pick(lambda: amount, lambda: amount, self.money)),
            "over": owner,
        }
        if self.random.random() < 0.7:
            found["where"] = self.within(owner, self.truth)
        if self.supposing and self.random.random() < 0.3:
            found["if_absent"] = self.inner(self.money)
        return found

    def within(self, owner: str, make: Callable[[], Any]) -> Any:
        before, self.scope = self.scope, owner
        try:
            return self.inner(make)
        finally:
            self.scope = before

    def shuffled(self, parts: list[Any]) -> list[Any]:
        return self.random.sample(parts, len(parts))

    def brackets(self, *, closed: bool) -> list[Data]:
        ends = sorted(self.random.sample([cents for cents in CENTS if cents], self.random.randint(1, 3)))
        listed = [{"up_to": euros(end), "rate": self.inner(self.rate)} for end in ends]
        return listed if closed else [*listed, {"rate": self.inner(self.rate)}]

    def rate(self) -> Any:
        one, inner = self.one, self.inner
        return self.pick(
            lambda: one(RATES),
            lambda: self.supposed("projet.part", self.rate),
            lambda: {"product": [inner(self.rate), inner(self.rate)]},
            lambda: {"least": self.several(self.rate)},
            lambda: {"greatest": self.several(self.rate)},
            lambda: {"subtract": ["100 %", inner(self.rate)]},
            lambda: {"add": [inner(self.rate), inner(self.rate)]},
            lambda: {"table": one(tuple(TABLES)), "column": "taux"},
            lambda: "seuil",
            lambda: self.choices(self.rate),
            lambda: {
                "quotient": [inner(self.money), inner(self.money)],
                "rounded": {"to": one(("1 %", "0,01 %")), "way": one(("down", "up", "nearest"))},
                "if_zero": inner(self.rate),
            },
        )

    def number(self) -> Any:
        one, inner = self.one, self.inner
        fact = one(("projet.mois", "projet.note"))
        parts: list[Callable[[], Any]] = [
            lambda: str(one(NUMBERS)) if one((True, False)) else one(DECIMALS),
            lambda: self.supposed(fact, self.number),
            lambda: {"add": self.several(self.number)},
            lambda: {"subtract": [inner(self.number), inner(self.number)]},
            lambda: {"product": [inner(self.number), inner(self.number)]},
            lambda: {"least": self.several(self.number)},
            lambda: {"greatest": self.several(self.number)},
            lambda: {"table": one(tuple(TABLES)), "column": "nombre"},
            lambda: self.choices(self.number),
            lambda: {
                "quotient": [inner(self.number), inner(self.number)],
                "rounded": {"to": one(("1", "0,01", "3")), "way": one(("down", "up", "nearest"))},
                "if_zero": inner(self.number),
            },
        ]
        if self.scope is None:
            owner = one(("porteurs", "depenses", "aides"))
            parts += [
                lambda: {"count": owner},
                lambda: {"count": owner, "where": self.within(owner, self.truth)},
                lambda: {"sum": "annee", "over": "depenses"},
            ]
        elif self.scope == "depenses":
            parts.append(lambda: "annee")
        return self.pick(*parts)

    def day(self) -> Any:
        one, inner = self.one, self.inner
        fact = one(("depose_le", "projet.debut", *(("accordee_le",) if self.scope == "aides" else ())))
        return self.pick(
            lambda: one(DAYS),
            lambda: self.supposed(fact, self.day),
            lambda: {"date": inner(self.day), one(("plus", "minus")): one(DURATIONS)},
            lambda: {one(("least", "greatest")): self.several(self.day)},
            lambda: self.choices(self.day),
        )

    def compared(self, make: Callable[[], Any], keys: tuple[str, ...], *, listed: bool = True) -> Any:
        """A quantity with one comparison or two."""
        quantity = self.inner(make)
        found = dict(quantity) if isinstance(quantity, dict) and "fact" not in quantity else {"add": [quantity]}
        if make == self.day:
            found = dict(quantity) if isinstance(quantity, dict) else {"least": [quantity]}
        for key in self.random.sample(keys, self.random.randint(1, 2)):
            found[key] = self.inner(make)
        if listed and self.random.random() < 0.2:
            found["is"] = self.inner(make)
        return found

    def truth(self) -> Any:
        one, inner = self.one, self.inner
        numbers = ("at_least", "at_most", "more_than", "less_than")
        parts: list[Callable[[], Any]] = [
            lambda: one(("projet.pret", "projet.utile", "cher")),
            self.of_choice,
            lambda: {"not": inner(self.truth)},
            lambda: {"all": self.several(self.truth)},
            lambda: {"any": self.several(self.truth)},
            lambda: self.compared(self.money, numbers),
            lambda: self.compared(self.number, numbers),
            lambda: self.compared(self.rate, numbers),
            lambda: self.compared(self.day, ("before", "on_or_before", "after", "on_or_after")),
            lambda: {"fact": one(("projet.mois", "projet.nom", "modalite", "projet.pret", "classe")), "known": "true"},
            lambda: {"fact": "projet.mois", one(("in", "not_in")): [str(one(NUMBERS)) for _ in range(2)]},
            lambda: self.choices(self.yes_or_no),
        ]
        if self.supposing:
            parts.append(lambda: {"fact": one(("projet.pret", "projet.utile")), "if_absent": inner(self.yes_or_no)})
        if self.scope is None:
            owner = one(("porteurs", "depenses", "aides"))
            parts += [
                lambda: {one(("every", "some", "none")): owner, "satisfies": self.within(owner, self.truth)},
                lambda: {one(("every", "some", "none")): owner, "satisfies": self.within(owner, self.truth)},
                self.share,
            ]
        else:
            own = {"porteurs": ("informe",), "depenses": ("personnel",), "aides": ("publique", "recente")}[self.scope]
            parts[:1] = [lambda: one(own)]
        return self.pick(*parts)

    def yes_or_no(self) -> Any:
        return self.pick(lambda: self.one(("true", "false")), lambda: "projet.pret", self.truth)

    def share(self) -> Any:
        found = {
            "share": self.within(
                "depenses", lambda: self.pick(lambda: "montant_ttc", lambda: "montant_ttc", self.money)
            ),
            "over": "depenses",
            "where": self.within("depenses", self.truth),
        }
        for key in self.random.sample(
            ("at_least", "at_most", "more_than", "less_than", "is"), self.random.randint(1, 2)
        ):
            found[key] = self.inner(self.rate)
        return found

    def of_choice(self) -> Any:
        """A choice that is, or is not, among some values."""
        listed: list[tuple[str, tuple[str, ...]]] = [
            ("modalite", ("guichet", "appel")),
            ("projet.pays", (*COUNTRIES, "territoire")),
            ("classe", ("petite", "moyenne", "grande")),
        ]
        if self.scope == "porteurs":
            listed = [("categorie", ("centrale", "metier", "locale", "entreprise", "publics"))] * 3 + listed
        elif self.scope == "depenses":
            listed = [("titre", ("2", "3", "5")), ("pays", (*COUNTRIES, "territoire"))] * 2 + listed
        fact, known = self.one(listed)
        found: Data = {"fact": fact}
        if self.supposing and fact in ("modalite", "projet.pays", "titre", "categorie") and self.random.random() < 0.3:
            found["if_absent"] = self.one([value for value in known if value not in ("territoire", "publics")])
        if self.random.random() < 0.4:
            return {**found, "is": self.one(known)}
        return {**found, self.one(("in", "not_in")): self.random.sample(known, self.random.randint(1, 2))}


def lowered(expression: Any, kind: str, book: Book = BOOK) -> Node:
    """A sound expression of a type as a node."""
    gathered = Gathered()
    to, model = Lowering(book, "ESSAI", gathered), READ.validate_python(plain(expression))
    found = to.condition(model) if kind == "truth" else to.quantity(model)
    assert gathered.faults == [], (expression, gathered.faults)
    return found.node


# ---- dossiers


def full_facts(random: Random) -> Facts:
    """A dossier that states everything, as finely as it can be stated."""
    one = random.choice

    def items(make: Callable[[], Facts]) -> tuple[Facts, ...]:
        return tuple(make() for _ in range(random.randint(1, 3)))

    lines = items(
        lambda: {
            "libelle": "x",
            "montant_ttc": Money(one(CENTS)),
            "annee": one((2020, 2021, 2022)),
            "titre": one(("2", "3", "5")),
            "pays": one(COUNTRIES),
        }
    )
    return {
        "depose_le": date.fromisoformat(one(DAYS)),
        "modalite": one(("guichet", "appel")),
        "projet.nom": "x",
        "projet.reference": "R",
        "projet.cout_total_ttc": Money(sum(line["montant_ttc"] for line in lines)),
        "projet.contrepartie": Money(one(CENTS)),
        "projet.mois": one(NUMBERS),
        "projet.part": Fraction(one(RATES).rstrip(" %").replace(",", ".")) / 100,
        "projet.note": Fraction(one(DECIMALS).replace(",", ".")),
        "projet.debut": date.fromisoformat(one(DAYS)),
        "projet.pays": one(COUNTRIES),
        "projet.pret": one((True, False)),
        "projet.utile": one((True, False)),
        "porteurs": items(
            lambda: {"nom": "x", "categorie": one(("metier", "locale", "entreprise")), "informe": one((True, False))}
        ),
        "depenses": lines,
        "aides": items(
            lambda: {
                "montant": Money(one(CENTS)),
                "accordee_le": date.fromisoformat(one(DAYS)),
                "publique": one((True, False)),
            }
        ),
        "financement.subvention_demandee": Money(one(CENTS)),
        "financement.subventions_anterieures": Money(one(CENTS)),
    }


def paths_of(facts: Mapping[str, Any]) -> Iterator[str]:
    """The paths of what a dossier states: its facts, its lists, and the facts of their items."""
    for path, value in facts.items():
        yield path
        if isinstance(value, tuple):
            for place, each in enumerate(value):
                yield from (f"{path}[{place}].{name}" for name in each)


def without(facts: Mapping[str, Any], paths: set[str]) -> Facts:
    """A dossier that leaves out some of its facts; of its items, one fact is left, so that each stays one."""
    found: Facts = {}
    for path, value in facts.items():
        if path in paths:
            continue
        if isinstance(value, tuple):
            value = tuple(
                {name: each[name] for name in each if f"{path}[{place}].{name}" not in paths}
                for place, each in enumerate(value)
            )
        found[path] = value
    return found


def coarser(facts: Facts, random: Random) -> Facts:
    """A dossier whose applicants may be stated in general terms."""
    items = tuple(
        {**each, "categorie": "centrale"} if each.get("categorie") == "metier" and random.random() < 0.5 else each
        for each in facts.get("porteurs", ())
    )
    return {**facts, "porteurs": items} if items else facts


def supposed_paths(*roots: Node) -> set[str]:
    """The facts and the lists that some nodes suppose where they are not stated; of items, as ``list[].fact``."""
    found: set[str] = set()
    for root in roots:
        for node in nodes.walk(root):
            if isinstance(node, nodes.Fact) and node.absent is not None:
                found.add(node.path)
            elif isinstance(node, nodes.Fold) and node.absent is not None:
                found.add(node.list)
    return found


def holes(facts: Facts, random: Random, kept: set[str], share: float) -> set[str]:
    """Some of the paths of a dossier, to be left out; never those that are kept."""

    def stays(path: str) -> bool:
        owner, inside, rest = path.partition("[")
        return path in kept or bool(inside and f"{owner}[].{rest.partition('].')[2]}" in kept)

    return {path for path in paths_of(facts) if not stays(path) and random.random() < share}


# ---- themes


def funding(random: Random, *, supposing: bool = False) -> Data:
    """A funding split with some of its steps."""
    draw = Expressions(random, supposing=supposing, depth=1)
    chance = random.random
    found: Data = {}
    amount = random.choice(("rate", "rate", "scale", "slab", "amount", "categories"))
    if amount == "rate":
        found["rate"] = draw.rate()
    elif amount in ("scale", "slab"):
        found[amount] = draw.brackets(closed=False)
    elif amount == "amount":
        found["amount"] = draw.money()
    else:
        found["categories"] = [
            item(
                f"categorie_{place}",
                lines=draw.within("depenses", draw.truth),
                rate=draw.within("depenses", draw.rate),
                **({"each_at_most": draw.within("depenses", draw.money)} if chance() < 0.3 else {}),
                **({"at_most": draw.money()} if chance() < 0.3 else {}),
            )
            for place in range(random.randint(1, 2))
        ]
    if chance() < 0.15:
        found["base"] = draw.money()
    else:
        found["staff"] = random.choice(("valued", "excluded", "counted"))
        if chance() < 0.5:
            found["exclude"] = [
                item(f"exclu_{place}", when=draw.within("depenses", draw.truth))
                for place in range(random.randint(1, 2))
            ]
    if chance() < 0.2:
        found["base_at_most"] = draw.money()
    if chance() < 0.3:
        found["rate_at_most"] = draw.rate()
    ceilings = [
        item(
            f"plafond_{place}",
            amount=draw.money(),
            **({"counting": draw.summed("aides", "montant")} if chance() < 0.3 else {}),
            **({"per": "project"} if chance() < 0.2 else {}),
        )
        for place in range(random.randint(0, 2))
    ]
    bonuses = [
        item(
            f"bonus_{place}",
            **({"when": draw.truth()} if chance() < 0.6 else {}),
            **({"rate": draw.rate()} if chance() < 0.5 else {"amount": draw.money()}),
        )
        for place in range(random.randint(0, 2))
    ]
    for bonus in bonuses:
        if ceilings and "amount" in bonus and chance() < 0.4:
            bonus["after"] = random.choice(ceilings)["id"]
    found |= {"ceilings": ceilings, "bonuses": bonuses}
    if chance() < 0.25:
        found["minimum"] = {"amount": draw.money(), "below": random.choice(("nothing", "raised"))}
    if chance() < 0.3:
        found["funders"] = random.choice(
            (
                [{"id": "a", "rate": "33,333333 %"}, {"id": "b", "rest": "true"}],
                [{"id": "a", "rate": "60 %"}, {"id": "b", "rate": "40 %"}],
                [{"id": "a", "amount": draw.money()}, {"id": "b", "rate": draw.rate()}, {"id": "c", "rest": "true"}],
            )
        )
    return found


def theme(random: Random, *, supposing: bool = False) -> Data:
    """A theme with random conditions, ranges and funding, which many dossiers meet."""
    draw = Expressions(random, supposing=supposing, depth=2)
    bounds = {"at_least": euros(random.choice(CENTS[:4]))}
    ranges = [
        *([{"id": "premiere", "when": draw.truth(), **bounds}] if random.random() < 0.4 else []),
        {"id": "derniere", "at_most": euros(random.choice(CENTS[-3:]))},
    ]
    conditions = [
        {
            "id": f"condition_{place}",
            "label": both("Condition"),
            "require": {"any": [draw.truth(), "projet.pret"]},
            **({"when": draw.truth()} if random.random() < 0.4 else {}),
            **({"unmet": "appraise"} if random.random() < 0.1 else {}),
        }
        for place in range(random.randint(0, 2))
    ]
    window = {"id": "guichet", "label": both("Guichet"), "opens": random.choice(DAYS[:3])}
    return {
        **THEME,
        "windows": [window],
        "size": {"ranges": ranges},
        "eligibility": conditions,
        "funding": funding(random, supposing=supposing),
    }


def plan_with(data: Data, book: Book = BOOK) -> tuple[Plan, Theme]:
    """A theme lowered, in a plan of its own."""
    made, faults = lower_theme(ThemeModel.model_validate(plain(data)), book)
    assert made is not None, faults
    return plan_of(book, {made.code: made}), made
