"""Random nodes of the core, and random dossiers for them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import strategies as st

from core_nodes import book_of
from relance_rules.plan import nodes
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.nodes import Apply, Choose, Compare, Const, Fact, Fold, In, Named, Node, Not, Settled
from relance_rules.values import Money, Text

ITEMS = 2
"""How many items the lists of a random dossier have at most."""


@cache
def vocabulary() -> Vocabulary:
    """Facts of every type, and a list of items."""
    text = {"fr": "Le fait", "en": "Fact"}

    def fact(kind: str, **more: Any) -> dict[str, Any]:
        return {"type": kind, "label": text, "question": text, **more}

    places: dict[str, Any] = {name: {} for name in ("centre", "local", "autre")}
    general = {"etat": {"includes": ["centre", "local"]}}
    whole = {"tous": {"includes": ["etat", "autre"], "complete": "true"}}
    items = {
        "prix": fact("money"),
        "part": fact("percentage"),
        "lieu": fact("enumeration", values={**places, **general}),
        "bon": fact("boolean"),
        "jour": fact("date"),
    }
    return book_of(
        {
            "nom": fact("text"),
            "cout": fact("money"),
            "aide": fact("money"),
            "mois": fact("integer", min="1", max="12"),
            "part": fact("percentage"),
            "revenu": fact("percentage", max="1000 %"),
            "note": fact("decimal"),
            "jour": fact("date"),
            "vrai": fact("boolean"),
            "pays": fact("country"),
            "lieu": fact("enumeration", values={**places, **general, **whole}),
            "lots": fact("list", items=items),
        }
    ).facts


# ---- nodes

_NUMBERS = ("cout", "aide", "mois", "part", "revenu", "note")
_CHOICES = {
    "lieu": ("centre", "local", "autre", "etat"),
    "pays": ("FR", "DE"),
    "vrai": ("true", "false"),
    "lots[].lieu": ("centre", "autre", "etat"),
    "lots[].bon": ("true", "false"),
}
_DAY = date(2021, 1, 31).toordinal()
_GAP = Text({"fr": "on ne sait pas", "en": "nobody knows"})

_WAYS = st.sampled_from(["down", "up", "nearest"])
_STEPS = st.builds(Const, st.just("number"), st.integers(1, 3), st.integers(0, 2))
_DAYS = st.builds(Const, st.just("day"), st.integers(_DAY - 60, _DAY + 60))


def numbers(scope: bool, depth: int) -> st.SearchStrategy[Node]:
    """Numbers; ``scope`` is whether there is an item at hand."""
    paths = [*_NUMBERS, *(("lots[].prix", "lots[].part") if scope else ())]
    leaves: st.SearchStrategy[Node] = st.one_of(
        st.builds(Const, st.just("number"), st.integers(-3, 5), st.integers(0, 2)),
        st.just(Const("number", None, gap=_GAP)),
        st.sampled_from(paths).map(Fact),
        st.sampled_from(paths).map(Fact),
    )
    if depth == 0:
        return leaves
    inner = numbers(scope, depth - 1)
    two, several = st.tuples(inner, inner), st.lists(inner, min_size=2, max_size=3).map(tuple)
    made: list[st.SearchStrategy[Node]] = [
        leaves,
        st.builds(Apply, st.sampled_from(["add", "least", "greatest"]), several),
        st.builds(Apply, st.sampled_from(["subtract", "multiply"]), two),
        st.builds(Apply, st.just("round"), st.tuples(inner), _STEPS, _WAYS),
        st.builds(Apply, st.just("quotient"), st.tuples(inner, inner, inner), _STEPS, _WAYS),
        st.builds(Choose, truths(scope, depth - 1), inner, inner),
        st.builds(Fact, st.sampled_from(paths), inner),
        inner.map(lambda node: Named("", "test", node)),
    ]
    if not scope:
        item = numbers(True, depth - 1)
        made.append(st.builds(Fold, st.just("add"), st.just("lots"), item, st.none() | inner))
    return st.one_of(made)


def days(scope: bool, depth: int) -> st.SearchStrategy[Node]:
    """Days."""
    paths = ["jour", *(("lots[].jour",) if scope else ())]
    leaves: st.SearchStrategy[Node] = st.one_of(_DAYS, st.sampled_from(paths).map(Fact), st.just(Const("day", None)))
    if depth == 0:
        return leaves
    inner = days(scope, depth - 1)
    units = st.sampled_from(["days", "months", "years"])
    return st.one_of(
        leaves,
        st.builds(Apply, st.just("shift"), st.tuples(inner), by=st.integers(-40, 40), unit=units),
        st.builds(Apply, st.sampled_from(["least", "greatest"]), st.lists(inner, min_size=2, max_size=2).map(tuple)),
        st.builds(Choose, truths(scope, depth - 1), inner, inner),
        st.builds(Fact, st.sampled_from(paths), inner),
    )


def choices(scope: bool, depth: int, path: str) -> st.SearchStrategy[Node]:
    """Choices of the values of a fact."""
    consts = st.sampled_from(_CHOICES[path]).map(lambda value: Const("choice", value))
    leaves: st.SearchStrategy[Node] = st.one_of(consts, st.just(Fact(path)), st.just(Const("choice", None, gap=_GAP)))
    if depth == 0:
        return leaves
    inner = choices(scope, depth - 1, path)
    return st.one_of(
        leaves, st.builds(Fact, st.just(path), inner), st.builds(Choose, truths(scope, depth - 1), inner, inner)
    )


def truths(scope: bool, depth: int) -> st.SearchStrategy[Node]:
    """Truths."""
    less = max(0, depth - 1)
    paths = [path for path in _CHOICES if scope or "[]" not in path]
    among = st.sampled_from(paths).flatmap(
        lambda path: st.builds(
            In, choices(scope, less, path), st.lists(st.sampled_from(_CHOICES[path]), min_size=1).map(tuple)
        )
    )
    any_choice = st.sampled_from(paths).flatmap(lambda path: choices(scope, less, path))
    leaves: st.SearchStrategy[Node] = st.one_of(
        among,
        st.builds(Compare, numbers(scope, less), numbers(scope, less), st.booleans()),
        st.builds(Compare, days(scope, less), days(scope, less), st.booleans()),
        st.builds(Settled, st.one_of(numbers(scope, less), days(scope, less), any_choice, st.just(Fact("nom")))),
        st.sampled_from([Const("truth", True), Const("truth", False), Const("truth", None, gap=_GAP)]),
    )
    if depth == 0:
        return leaves
    inner = truths(scope, depth - 1)
    several = st.lists(inner, max_size=3).map(tuple)
    made: list[st.SearchStrategy[Node]] = [
        leaves,
        st.builds(nodes.All, several),
        st.builds(nodes.Any, several),
        st.builds(Not, inner),
        st.builds(Choose, inner, inner, inner),
        st.builds(Settled, inner),
    ]
    if not scope:
        folds = st.sampled_from(["all", "any"])
        made.append(st.builds(Fold, folds, st.just("lots"), truths(True, depth - 1), st.none() | inner))
    return st.one_of(made)


# ---- dossiers

_CENTS = st.integers(0, 4).map(Money)
_RATES = st.integers(0, 4).map(lambda part: Fraction(part, 4))
_DATES = st.integers(-40, 40).map(lambda days: date.fromordinal(_DAY + days))
_ITEM = st.fixed_dictionaries(
    {},
    optional={
        "prix": _CENTS,
        "part": _RATES,
        "lieu": st.sampled_from(_CHOICES["lots[].lieu"]),
        "bon": st.booleans(),
        "jour": _DATES,
    },
)
DOSSIERS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "nom": st.just("texte"),
        "cout": _CENTS,
        "aide": _CENTS,
        "mois": st.integers(1, 4),
        "part": _RATES,
        "revenu": st.integers(0, 4).map(lambda part: Fraction(part, 2)),
        "note": st.integers(0, 4).map(lambda part: Fraction(part, 2)),
        "jour": _DATES,
        "vrai": st.booleans(),
        "pays": st.sampled_from(["FR", "DE", "NO"]),
        "lieu": st.sampled_from([*_CHOICES["lieu"], "tous"]),
        # Reading drops empty items.
        "lots": st.lists(_ITEM.filter(bool), min_size=1, max_size=ITEMS).map(tuple),
    },
)
