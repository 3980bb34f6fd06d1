from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

import relance_rules
from relance_rules.cli.commands.ask import _End
from relance_rules.loading.problems import DossierError, Problem, RelanceError, RuleError, distinct, excerpt
from relance_rules.serving.limits import Refused
from relance_rules.targets.sql.numbers import TooWideError, UnsettledError
from relance_rules.values import Message, Money, ParseError, Text


def test_an_error_reads_as_places_and_sentences() -> None:
    error = RuleError([Problem(Message("a {x}", {"x": 1}), "f", 2, 3), Problem(Message("b"))])
    assert str(error) == "f:2:3: a 1; b"
    assert len(error.problems) == 2


@pytest.mark.parametrize(("line", "shown"), [(1, "a"), (2, "b"), (3, ""), (0, None), (4, None)])
def test_an_excerpt_is_the_line(line: int, shown: str | None) -> None:
    assert excerpt("a\r\nb\r\n", line) == shown


def test_an_excerpt_has_a_bound() -> None:
    assert excerpt("x" * 50_000, 1) == "x" * 10_000


def test_who_shows_no_line_tells_the_one_to_write_in_the_message() -> None:
    found = Problem(Message("a"), "f", 1, 1, "  nom: @x", '  nom: "@x"')
    assert str(found.advice) == 'a ; à écrire plutôt : nom: "@x"'
    assert str(found._replace(proposal=None).advice) == "a"
    # Where only the margin differs, a line without it would tell nothing.
    assert str(found._replace(excerpt=" b: 1", proposal="  b: 1").advice) == "a"


VALUES = {"x": Money(5), "y": Fraction(1, 2), "z": [Text({"fr": "a"}), Message("b {c}", {"c": Decimal(1)})]}
FAULT = Problem(Message("a {x}", VALUES), "f", 2, 3, "ligne", path="depenses[0].annee", code="value")
MADE: dict[type[Exception], Callable[[], Exception]] = {
    RelanceError: lambda: RelanceError([FAULT]),
    RuleError: lambda: RuleError([FAULT, Problem(Message("b"))]),
    DossierError: lambda: DossierError([FAULT]),
    ParseError: lambda: ParseError("a {x} {y}", **VALUES),
    TooWideError: lambda: TooWideError("a"),
    UnsettledError: lambda: UnsettledError("a"),
    Refused: lambda: Refused(413, Message("a {x}", VALUES), {"Connection": "close"}),
    _End: _End,
}


def test_every_exception_of_the_package_is_tried_below() -> None:
    for module in walk_packages(relance_rules.__path__, "relance_rules."):
        if not module.name.endswith("__main__"):
            import_module(module.name)

    def under(kind: type[Exception]) -> set[type[Exception]]:
        return {kind, *(each for below in kind.__subclasses__() for each in under(below))}

    assert {kind for kind in under(Exception) if kind.__module__.startswith("relance_rules.")} == set(MADE)


@pytest.mark.parametrize("again", [lambda error: pickle.loads(pickle.dumps(error)), copy.deepcopy, copy.copy])  # noqa: S301
@pytest.mark.parametrize("kind", MADE)
def test_an_error_survives_its_way_between_processes(kind: type[Exception], again: Callable[[Any], Any]) -> None:
    error = MADE[kind]()
    error.add_note("vu par l’appelant")
    copied = again(error)
    assert type(copied) is kind
    assert (str(copied), repr(copied), copied.__notes__) == (str(error), repr(error), error.__notes__)
    names = ["args"]
    if isinstance(error, RelanceError):
        names = ["problems", "file", "path", "line", "column", "code"]
    elif isinstance(error, ParseError):
        names = ["message"]
    assert [getattr(copied, name) for name in names] == [getattr(error, name) for name in names]


def test_an_error_says_its_place_and_its_sentence_in_either_language() -> None:
    values = {"name": "x", "near": Message("accepté : {known}", {"known": "a, b"})}
    error = DossierError([Problem(Message("commande inconnue : « {name} » ; {near}", values), "f", 2, 3), FAULT])
    assert (error.file, error.path, error.line, error.column, error.code) == ("f", None, 2, 3, "invalid")
    assert error.message() == error.message("fr") == "commande inconnue : « x » ; accepté : a, b"
    assert error.message("en").startswith("unknown command")
    assert repr(error).startswith("DossierError('f:2:3: commande inconnue")
    with pytest.raises(ValueError, match="no such language: 'de'; known: fr, en"):
        error.message("de")  # type: ignore[arg-type]


def test_a_log_has_no_line_nor_hidden_mark_that_an_input_wrote() -> None:
    assert str(DossierError([Problem(Message("« {x} »", {"x": "a\nb\x1b[2J"}))])) == "« a b\ufffd[2J »"


def test_an_error_without_problems_has_no_place() -> None:
    error = RelanceError([])
    assert (str(error), error.file, error.line, error.message(), error.code) == ("", None, None, "", "invalid")


def test_each_thing_is_told_once() -> None:
    one, other = Message("a", {"x": 1}), Message("a", {"x": 2})
    assert distinct([one, other, Message("a", {"x": 1})]) == [one, other]
