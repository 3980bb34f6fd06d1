"""What differs between two data, two trails, two lists of files."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_rules.batch.verifying.comparison import (
    ABSENT,
    Change,
    FileChange,
    differences,
    pair_files,
    parted,
    place_of,
    trail_changes,
)
from relance_rules.showing.data.trail import DigestedData, TrailData

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["rule", "id", "a", "b"]), inner),
    max_leaves=8,
)


def changes(old: Any, new: Any) -> list[tuple[str, Any, Any]]:
    return [(".".join(path), before, after) for path, before, after in differences(old, new)]


@given(JSON, JSON)
def test_nothing_differs_where_the_two_are_the_same_and_only_there(old: Any, new: Any) -> None:
    assert not list(differences(old, old))
    if repr(old) != repr(new) and old != new:
        assert list(differences(old, new))


def test_values_by_their_places() -> None:
    assert changes({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}) == [("a.c", 2, 3)]
    assert changes({"a": None}, {}) == [("a", None, ABSENT)]
    assert changes({}, {"a": None}) == [("a", ABSENT, None)]
    assert changes([1, 2], [1, 3, 4]) == [("1", 2, 3), ("2", ABSENT, 4)]
    # A number is no text, and yes is not one.
    assert changes({"a": "1"}, {"a": 1}) == [("a", "1", 1)]
    assert changes({"a": True}, {"a": 1}) == [("a", True, 1)]
    assert changes({"a": []}, {"a": {}}) == [("a", [], {})]


def test_the_items_of_a_list_go_by_their_names() -> None:
    old = [{"rule": "T.a", "outcome": "pass"}, {"rule": "T.b", "outcome": "pass"}]
    new = [{"rule": "T.z", "outcome": "fail"}, {"rule": "T.a", "outcome": "pass"}, {"rule": "T.b", "outcome": "fail"}]
    assert changes(old, new) == [("T.b.outcome", "pass", "fail"), ("T.z", ABSENT, new[0])]
    # Where two have one name, it names neither.
    assert changes([*old, old[0]], [*old, old[1]])[0] == ("2.rule", "T.a", "T.b")
    assert changes(old, old[::-1]) == [("…", ["T.a", "T.b"], ["T.b", "T.a"])]


def test_texts_that_say_the_same() -> None:
    assert not list(differences({"a": "lot/x"}, {"a": "là/x"}, lambda old, new: old[3:] == new[2:]))


# ---- trails


def trail(**more: Any) -> TrailData:
    options: Any = {"lang": "fr", "engine": "python", "mapping": None, "committed": []}
    data: Any = {"tool": "t", "ruleset": "r", "version": "1", "digest": "d", "inputs": [], "seal": ""}
    return {**data, "options": options, **more}


def test_a_file_of_an_option_is_its_digest() -> None:
    def mapped(name: str, digest: str) -> TrailData:
        plain: Any = trail()["options"]
        return trail(options={**plain, "mapping": {"name": name, "sha256": digest, "bytes": len(name)}})

    assert not list(trail_changes(mapped("a.yaml", "x"), mapped("ici/b.yaml", "x")))
    (found,) = trail_changes(mapped("a.yaml", "x"), mapped("a.yaml", "y"))
    assert found == Change(("options", "mapping", "sha256"), "x", "y")
    (found,) = trail_changes(trail(tool="t"), trail(tool="u", inputs=[1], seal="s"))
    assert found == Change(("tool",), "t", "u")


CHANGED = FileChange("changed", "lot/b", "2", "3")


def files(*named: tuple[str, str | None]) -> list[DigestedData]:
    return [{"name": name, "sha256": digest, "bytes": 1} for name, digest in named]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([("a", "1"), ("b", "2")], [("b", "2"), ("a", "1")], []),
        ([("a", "1")], [("a", "2")], [FileChange("changed", "a", "1", "2")]),
        ([("a", "1")], [], [FileChange("missing", "a", "1", None)]),
        ([], [("a", "1")], [FileChange("added", "a", None, "1")]),
        ([("a", None)], [("a", None)], []),
        ([("a", None)], [("b", None)], [FileChange("missing", "a", None, None), FileChange("added", "b", None, None)]),
        # Moved: the same bytes under another name.
        ([("lot/a", "1")], [("../archive/lot/a", "1")], []),
        # Where its neighbours were moved to, one of the same name that changed is the same.
        ([("lot/a", "1"), ("lot/b", "2")], [("ici/a", "1"), ("ici/b", "3")], [CHANGED]),
        # Two files of one name, or of the same bytes, are two.
        ([("a", "1"), ("a", "2")], [("a", "2"), ("a", "1")], []),
        ([("a", "1"), ("b", "1")], [("c", "1")], [FileChange("missing", "b", "1", None)]),
        # A name goes before a digest.
        (
            [("a", "1"), ("b", "2")],
            [("a", "2"), ("c", "1")],
            [("changed", "a", "1", "2"), ("missing", "b", "2", None), ("added", "c", None, "1")],
        ),
    ],
)  # fmt: skip
def test_which_file_is_which(
    old: list[tuple[str, str | None]], new: list[tuple[str, str | None]], expected: list[FileChange]
) -> None:
    assert pair_files(files(*old), files(*new))[1] == expected


@pytest.mark.parametrize(
    ("origin", "names", "expected"),
    [
        ("lot/a.yaml", {"lot/a.yaml"}, ("lot/a.yaml", "", "lot/a.yaml")),
        ("lot/a.csv:12", {"lot/a.csv"}, ("lot/a.csv", ":12", "lot/a.csv")),
        ("lot/a.xlsx#Feuille:1:12", {"lot/a.xlsx"}, ("lot/a.xlsx", "#Feuille:1:12", "lot/a.xlsx")),
        ("a.json[2]", {"a.json"}, ("a.json", "[2]", "a.json")),
        ("/home/moi/lot/a.csv:3", {"lot/a.csv"}, ("lot/a.csv", ":3", "/home/moi/lot/a.csv")),
        ("a:b.csv:3", {"a:b.csv", "a"}, ("a:b.csv", ":3", "a:b.csv")),
        ("autre/lot/a.csv", {"lot/a.csv"}, ("autre/lot/a.csv", "", "autre/lot/a.csv")),
        ("<stdin>:4", {"<stdin>"}, ("<stdin>", ":4", "<stdin>")),
        ("inconnu:4", set(), ("inconnu:4", "", "inconnu:4")),
    ],
)
def test_where_a_dossier_stands(origin: str, names: set[str], expected: tuple[str, str, str]) -> None:
    assert tuple(place_of(origin, names)) == expected


def test_where_two_paths_part() -> None:
    assert parted("lot/b/a.yaml", "/archive/lot/b/a.yaml") == ("", "/archive/")
    assert parted("lot/a.yaml", "ici/a.yaml") == ("lot/", "ici/")
    assert parted("lot/a.yaml", "a.yaml") == ("lot/", "")
    assert parted("a", "a") == ("", "")
    assert parted("lot/a", "lot/b") == ("lot/a", "lot/b")
