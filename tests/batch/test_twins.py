"""Projects that may be one are said, and the others are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from relance_rules.batch.kept import Kept
from relance_rules.batch.twins import Twins, named
from relance_rules.checking.projects import Placed
from relance_rules.dossiers.facts import Dossier
from relance_rules.dossiers.reading import dossier_from
from relance_rules.values import Money
from rule_sets import Data, MakeTrial, Trial, funding, item

from .helpers import LIMITED, batch, dossier, plain, texts, write_lines


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    return Trial(tmp_path_factory.mktemp("rules") / "once", LIMITED)


def siret(number: int) -> str:
    """An identifier whose check digit is right."""
    body = f"{number:013}"
    total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(reversed(body), 1))
    return f"{body}{-total % 10}"


def twins(made: Trial, *dossiers: Data) -> list[Twins]:
    """What is said of some dossiers, each found at its place."""
    kept = Kept()
    for place, data in enumerate(dossiers):
        theme, read = dossier_from(data, made.rules)
        for each in named(Placed((place,), theme.code, Dossier(read.facts, str(place))), made.rules):
            kept.name(each)
    return list(kept.twins())


def of(reference: str, name: str = "", siret: str | None = None) -> Data:
    applicant = {"nom": "A"} | ({} if siret is None else {"siret": siret})
    return dossier("D", projet={"reference": reference, "nom": name or reference}, porteurs=[applicant])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("P-7", "P-07"),
        ("P-7", "P7"),
        ("P-7", "p/007"),
        ("P-1", "P.1"),
        ("P-101", "P-1O1"),
        ("P-11", "P-I1"),
        ("RN-2021-0012", "RN-2021-0021"),
        ("RN-2021-12", "RN-2012-12"),
        ("RN-20212-3", "RN-2021-3"),
        ("NORD-1", "NORT-1"),
        ("NORD-1", "NODR-1"),
        ("NORD-1", "NOORD-1"),
        ("NORD-1", "ORD-1"),
        ("ZONE-NORD", "ZONE-NORDS"),
        ("été-3", "éte-3"),
    ],
)
def test_references_a_slip_apart_are_said(made: Trial, first: str, second: str) -> None:
    for one, other in ((first, second), (second, first)):
        assert [(each.first, each.second) for each in twins(made, of(one), of(other))] == [((one, "0"), (other, "1"))]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # One reference, written in two ways.
        ("P-7", " p–7."),
        # Numbers and letters that follow one another.
        ("P-7", "P-8"),
        ("P-1", "P-11"),
        ("P-99", "P-100"),
        ("RN-2021-7", "RN-2021-70"),
        ("LOT-A", "LOT-B"),
        ("P-1-1", "P-11"),
        ("2021-1", "20211"),
        ("NOR-1", "NO-1"),
        # Two slips.
        ("NORD-1", "NARF-1"),
        ("RN-2021-0012", "RN-2012-0021"),
        ("NORD-1", "NORT-2"),
        ("P-100", "P-001"),
        ("", "P"),
    ],
)
def test_others_are_not(made: Trial, first: str, second: str) -> None:
    assert twins(made, of(first, "un"), of(second, "deux")) == []


def test_numbers_of_a_series_are_expected_unless_something_else_tells(made: Trial) -> None:
    series = [of(f"P-{n}", f"projet {n}", siret(n)) for n in range(10, 50)]
    assert twins(made, *series) == []
    # 31 and 13 have one name; that 41 and 14 have one organisation tells nothing.
    series[3] = of("P-13", "projet 31", siret(13))
    series[4] = of("P-14", "projet 14", siret(41))
    assert [(each.first[0], each.second[0]) for each in twins(made, *series)] == [("P-13", "P-31")]
    # A series is one where there are more of them.
    assert len(twins(made, *series[:15], *series[20:30])) > 2


def test_one_name_of_one_organisation_under_several_references_is_said(made: Trial) -> None:
    found = twins(
        made,
        of("A-1", "Grand projet", siret(12)),
        of("B-2", "Grand projet", siret(34)),
        of("C-3", " GRAND  Projet", " ".join(siret(12))),
        of("A-1", "Grand projet", siret(34)),
        of("D-4", "Autre", siret(12)),
    )
    assert [(each.sort, each.first, each.second) for each in found] == [
        ("same", ("A-1", "0"), ("B-2", "1")),
        ("same", ("A-1", "0"), ("C-3", "2")),
    ]


def test_each_theme_and_each_other_part_of_the_key_have_their_own(trial: MakeTrial) -> None:
    yearly = trial(funding=funding(ceilings=[item("annee", amount="150 k€", per="annee")]))

    def of_year(name: str, year: int) -> Data:
        return {"theme": "ESSAI", "depose_le": f"{year}-02-01", "projet": {"nom": name, "cout_total_ttc": Money(1)}}

    assert twins(yearly, of_year("Nord-1", 2021), of_year("Nort-1", 2022)) == []
    assert len(twins(yearly, of_year("Nord-1", 2021), of_year("Nort-1", 2021))) == 1


def test_very_long_references_are_compared_as_they_are_written(made: Trial) -> None:
    long = "x" * 4_000
    assert len(twins(made, of(f"{long}-7"), of(f"{long}-07"))) == 1
    assert twins(made, of(f"{long}y-7"), of(f"{long}z-7")) == []


def test_any_number_of_them_is_held_against_a_few(made: Trial) -> None:
    found = twins(made, *(of("A" + "-" * (n % 2) + "0" * n + "1") for n in range(200)))
    assert len(found) == 10 * 200 - 10 * 11 // 2 - 0


def test_they_are_remarks_of_the_batch_with_both_places(made: Trial, tmp_path: Path) -> None:
    lines = [of("P-07"), of("P-8"), of("P-7"), {**of("p7"), "depose_le": "hier"}]
    _, summary = batch(made.rules, write_lines(tmp_path / "lot.ndjson", lines))
    path = tmp_path / "lot.ndjson"
    assert [remark.origin for remark in summary.remarks] == [f"{path}:1", f"{path}:1", f"{path}:3"]
    assert texts(remark.said for remark in summary.remarks)[0] == plain(
        f"la référence de projet « P-07 » est proche de « P-7 » ({path}:3) : est-ce un seul projet ? Leurs plafonds "
        "sont comptés à part"
    )
