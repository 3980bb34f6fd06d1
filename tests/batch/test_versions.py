from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_rules import Money
from relance_rules.batch import inputs as cutting
from relance_rules.batch import outputs
from relance_rules.batch.inputs import Inputs
from relance_rules.batch.kept import Kept
from relance_rules.batch.pipeline import Batch
from relance_rules.batch.seen import Seen
from relance_rules.batch.versions import SetAside, Versions
from relance_rules.batch.worker import BatchSettings
from rule_sets import Trial

from .helpers import FR, batch, dossier, plain, rendered, texts, write_lines, written

DAY = datetime(2021, 3, 1, 10, tzinfo=UTC)


def seen(number: int, name: str | None, content: str, day: int | None = None, *, decided: bool = False) -> Seen:
    moment = None if day is None else DAY + timedelta(days=day)
    return Seen((0, 0, number), f"f{number}", name, None, moment, decided, content)


def settled(found: Iterable[Seen]) -> tuple[Versions, SetAside]:
    versions = Versions(Kept())
    versions.see(found)
    return versions, versions.settle().aside


def kept_of(found: Iterable[Seen]) -> list[int]:
    """The dossiers that count, by what the tables say."""
    found = list(found)
    aside = settled(found)[0].of(0).aside
    return [each.place[2] for each in found if each.place not in aside]


def expected(found: list[Seen]) -> list[int]:
    """The dossiers that count, by the sentence: the newest that states something, and what nothing dates."""
    counted = []
    for each in found:
        same = [other for other in found if other.reference is not None and other.reference == each.reference] or [each]
        alike = [other for other in same if other.content == each.content]
        last = max((o.modified for o in alike if o.modified is not None), default=None)
        newest = max((o.modified for o in same if o.modified is not None), default=None)
        best = min(alike, key=lambda o: (o.modified is None, DAY - (o.modified or DAY), not o.decided, o.place))
        if each is best and (last is None or last == newest):
            counted.append(each.place[2])
    return counted


DOSSIERS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", None]), st.sampled_from("xyz"), st.sampled_from([None, 1, 2, 3]), st.booleans()
    ),
    max_size=9,
)


@given(DOSSIERS)
def test_one_dossier_counts_of_those_that_state_the_same_and_the_newest_of_the_others(
    drawn: list[tuple[str | None, str, int | None, bool]],
) -> None:
    found = [
        seen(place, name, content, day, decided=decided) for place, (name, content, day, decided) in enumerate(drawn)
    ]
    assert kept_of(found) == expected(found)


def test_the_newest_counts_and_what_states_the_same_as_an_older_one_is_older_too() -> None:
    found = [seen(0, "A", "old", 1), seen(1, "a.", "new", 2), seen(2, "A", "old"), seen(3, "A", "new", 1)]
    versions, aside = settled(found)
    assert (aside.copies, aside.replaced, aside.count) == (1, 2, 3)
    memory = versions.of(0)
    assert [each.place for each in found if each.place not in memory.aside] == [(0, 0, 1)]
    said = {place: plain(FR.say(message)) for place, message in memory.aside.items()}
    moment = "tel que modifié le 2 mars 2021 à 10:00:00"
    assert said[0, 0, 0] == (
        f"« A », {moment}, est mis de côté : f1 en est une version plus récente, du 3 mars 2021 à 10:00:00"
    )
    assert said[0, 0, 2] == said[0, 0, 0]
    assert said[0, 0, 3] == "« A » est mis de côté : f1 dit la même chose"
    (note,) = texts(memory.notes[0, 0, 1])
    assert note == "mis de côté pour celui-ci, même contenu ou plus anciens : f0, f2, f3"
    assert versions.of(1) == ({}, {}, None)


def test_moments_are_compared_whatever_their_offset() -> None:
    paris = datetime(2021, 3, 1, 10, 30, tzinfo=timezone(timedelta(hours=1)))
    found = [seen(0, "A", "later", 0)._replace(modified=DAY), seen(1, "A", "sooner")._replace(modified=paris)]
    assert kept_of(found) == [0]
    found[1] = found[1]._replace(modified=DAY + timedelta(microseconds=1))
    assert kept_of(found) == [1]


def test_a_decided_copy_counts_before_one_that_is_not() -> None:
    assert kept_of([seen(0, "A", "x"), seen(1, "A", "x", decided=True)]) == [1]
    assert kept_of([seen(0, "A", "x", 2), seen(1, "A", "x", 1, decided=True)]) == [0]


def test_the_number_of_the_platform_comes_before_what_its_applicant_calls_it() -> None:
    two = [seen(0, "A", "x", 1)._replace(number="1"), seen(1, "A", "y", 2)._replace(number="2")]
    versions = Versions(Kept())
    versions.see(two)
    found = versions.settle()
    # Two dossiers of the platform that give one reference: neither is a version of the other, and it is said.
    assert (found.aside.count, found.duplicates.count) == (0, 1)
    assert kept_of([seen(0, "1", "x"), seen(1, "A", "x")._replace(number=" 1 ")]) == [0]


def test_dossiers_without_a_number_are_never_versions_of_one_another() -> None:
    assert kept_of([seen(0, None, "x", 1), seen(1, None, "x", 2)]) == [0, 1]
    # Nothing is left of these once they are compared as references are.
    assert kept_of([seen(0, "..", "x", 1), seen(1, "!", "y", 2)]) == [0, 1]


def test_many_copies_are_named_in_part() -> None:
    versions, aside = settled(seen(number, "A", "x") for number in range(9))
    assert aside.copies == 8
    (note,) = texts(versions.of(0).notes[0, 0, 0])
    assert note.endswith(": f1, f2, f3, … et 5 de plus")


# ---- in a batch


def test_what_is_set_aside_takes_nothing_from_its_project_and_is_nowhere_counted(
    trial_theme: Trial, tmp_path: Path
) -> None:
    lines = [dossier("A"), dossier("A"), dossier("B", depose_le="2021-02-13"), dossier("b ", depose_le="2021-02-13")]
    path = write_lines(tmp_path / "lot.ndjson", lines)
    found, summary = batch(trial_theme.rules, path)
    assert [(each.reference, each.grant) for each in found] == [("A", Money(30_000_00)), ("B", Money(30_000_00))]
    assert (summary.count, summary.granted, summary.aside.copies) == (2, Money(60_000_00), 2)
    assert [each.origin for each in summary.remarks] == [f"{path}:2", f"{path}:4"]
    (earlier,) = [note for note in texts(found[1].notes) if "de même" in note]
    assert "30 000,00 € accordés, ou proposés avant celui-ci" in earlier
    third = batch(trial_theme.rules, path, write_lines(tmp_path / "c.ndjson", [dossier("C", depose_le="2021-02-14")]))
    assert third[0][0].name == "C"
    assert third[0][0].grant == Money(30_000_00)
    text = plain(rendered("text", found, summary, tmp_path))
    assert "\nMis de côté, comptés nulle part – copies identiques : 2\n" in text
    assert json.loads(rendered("json", found, summary, tmp_path))["set_aside"] == {"copies": 2, "replaced": 0}
    assert "copies identiques : 2</li>" in plain(rendered("html", found, summary, tmp_path))


def test_the_costs_of_copies_are_not_those_of_their_project(trial_theme: Trial, tmp_path: Path) -> None:
    one = write_lines(tmp_path / "1.ndjson", [dossier("A"), dossier("B")])
    two = write_lines(tmp_path / "2.ndjson", [dossier("A"), dossier("B"), dossier("A")])
    alone, again = (batch(trial_theme.rules, path)[0] for path in (one, two))
    assert [each.report and each.report.funding for each in alone] == [
        each.report and each.report.funding for each in again
    ]


def test_one_project_filed_under_two_numbers_is_said_of_both_and_decided_by_nobody(
    trial_theme: Trial, tmp_path: Path
) -> None:
    def filed(reference: str, **more: object) -> dict[str, object]:
        porteurs = [{"nom": "Direction A", "siret": "13002526500013"}]
        return dossier(reference, **{"porteurs": porteurs, "projet": {"nom": "Un  Essai"}, **more})

    lines = [
        filed("A"),
        filed("B", projet={"nom": "un essai"}, depose_le="2021-03-01"),
        filed("C", projet={"nom": "un essai", "cout_total_ttc": "40 001 €"}),
        filed("D", projet={"nom": "un autre"}),
        filed("E", porteurs=[{"nom": "Direction A"}]),
        filed("F", porteurs=[{"nom": "Direction A", "siret": "19553815200016"}]),
        filed("a", depose_le="2021-03-02"),
    ]
    path = write_lines(tmp_path / "lot.ndjson", lines)
    found, summary = batch(trial_theme.rules, path)
    told = {each.name: [note for note in texts(each.notes) if "semble déposé" in note] for each in found}
    assert {name for name, notes in told.items() if notes} == {"A", "B", "a"}
    assert told["A"][0].startswith("le même projet semble déposé aussi sous B, a : même thème, même porteur")
    assert told["B"][0].startswith("le même projet semble déposé aussi sous A, a : ")
    ((origin, remark),) = summary.remarks
    assert origin == f"{path}:1"
    assert "semble déposé 3 fois, sous A, B, a : " in FR.say(remark)
    assert summary.count == 7


def test_two_dossiers_of_one_number_are_no_project_filed_twice(trial_theme: Trial, tmp_path: Path) -> None:
    porteurs = [{"nom": "Direction A", "siret": "13002526500013"}]
    lines = [dossier("A", porteurs=porteurs), dossier("A", porteurs=porteurs, pieces={})]
    _, summary = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", lines))
    assert (summary.remarks, summary.duplicates.count) == ([], 1)


def test_any_number_of_processes_sets_the_same_aside(
    trial_theme: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "LINES_PER_CHUNK", 2)
    lines = [dossier(name) for name in "ABACBAD"]
    path = write_lines(tmp_path / "lot.ndjson", lines)

    def text(jobs: int) -> str:
        settings = BatchSettings(trial_theme.rules.directory, printers=(f"{outputs.__name__}.json",))
        started = Batch(Inputs((path,)), settings, jobs)
        parts = [printed.parts[0] for printed in started.printed()]
        return str(written("json", parts, started.summary, tmp_path))

    one = text(1)
    assert json.loads(one)["count"] == 4
    assert text(2) == one


def test_many_that_do_not_count_are_said_together() -> None:
    alone = [seen(n, "A", "same") for n in range(4)]
    versions, aside = settled(alone)
    assert aside.copies == 3
    assert None not in versions.of(0).aside.values()
    versions, aside = settled([*alone, *(seen(n, "A", "same") for n in range(4, 70)), seen(70, "B", "same")])
    memory = versions.of(0)
    assert aside.copies == len(memory.aside) == 69
    first, *others = memory.aside.items()
    assert first[0] == (0, 0, 1)
    assert plain(FR.say(first[1])) == (
        "« A » est mis de côté, et 68 autres avec lui : f0 dit la même chose, ou en est une version plus récente"
    )
    assert {said for _, said in others} == {None}
    assert texts(memory.notes[0, 0, 0]) == [
        "mis de côté pour celui-ci, même contenu ou plus anciens : f1, f2, f3, … et 66 de plus"
    ]
