from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest

from relance_rules import DossierError, Money, Report, check, check_many, earlier_grants, load_rules
from relance_rules.checking.check import Elsewhere
from rule_sets import MANIFEST, Data, MakeTrial, Trial, funding, item, notice


@pytest.fixture
def limited(trial: MakeTrial) -> Trial:
    """A theme that grants 75 % of a cost, and 100 000 € at most to all the dossiers of a project."""
    return trial(funding=funding(ceilings=[item("plafond", amount="100 k€", per="project")]))


def dossier(reference: str | None, filed: str | None, cost: str, project: str | None = "P-1", **more: Any) -> Data:
    return {
        "theme": "ESSAI",
        "reference": reference,
        "depose_le": filed,
        "projet": {"cout_total_ttc": cost, "reference": project},
        "financement": {"subventions_anterieures": 0, "subvention_demandee": "1 M€"},
        **more,
    }


def grants(dossiers: list[Data], trial: Trial) -> list[str]:
    reports = check_many(dossiers, trial.rules, earlier=earlier_grants(dossiers, trial.rules))
    return [str(report.funding.grant) for report in reports]


def granted(dossiers: list[Data], trial: Trial) -> dict[int, dict[str, int | None]]:
    """What is known of the grants before each dossier, in units of the currency, by place and by scope."""
    return {
        place: {scope: None if each.granted is None else each.granted // 100 for scope, each in known.items()}
        for place, known in earlier_grants(dossiers, trial.rules).items()
    }


def in_a_batch(dossiers: list[Data], trial: Trial) -> list[Report]:
    """The reports of the dossiers of a batch."""
    return list(check_many(dossiers, trial.rules, earlier=earlier_grants(dossiers, trial.rules)))


def test_the_grants_of_a_project_add_up_in_order_of_filing_then_of_reference(limited: Trial) -> None:
    dossiers = [
        dossier("B", "2021-02-12", "80 k€"),
        dossier("A", "2021-02-12", "40 k€"),
        dossier("Z", "2021-02-11", "40 k€"),
        dossier("Y", "2021-02-13", "40 k€"),
        dossier("other", "2021-02-13", "40 k€", project="P-2"),
    ]
    # Z takes 30 000 €, then A 30 000 €, and B the 40 000 € that are left; nothing is left to Y.
    taken = {"Z": 0, "A": 30_000_00, "B": 60_000_00, "Y": 100_000_00, "other": 0}
    costs = dict.fromkeys("ZABY", 200_000_00) | {"other": 40_000_00}
    expected = {"Z": "30000.00", "A": "30000.00", "B": "40000.00", "Y": "0.00", "other": "30000.00"}
    for order in itertools.permutations(dossiers):
        earlier = earlier_grants(order, limited.rules)
        assert {order[place]["reference"]: known for place, known in earlier.items()} == {
            name: {"project": Elsewhere(Money(taken[name]), Money(costs[name]))} for name in taken
        }
        assert dict(zip([d["reference"] for d in order], grants(list(order), limited), strict=True)) == expected


@pytest.mark.parametrize(
    ("stated", "used", "grant", "said"),
    [
        # What the batch knows already: it is the same grant, and counts once.
        ("30 k€", "30000.00", "60000.00", None),
        # Dossiers that the batch does not have.
        (
            "50 k€",
            "50000.00",
            "50000.00",
            "Subventions antérieures indiquées : 50 000,00 €, alors que 30 000,00 € sont",
        ),
        (
            "30 000,01 €",
            "30000.01",
            "60000.00",
            "Subventions antérieures indiquées : 30 000,01 €, alors que 30 000,00 €",
        ),
        # Less than what is known: what is known holds.
        ("10 k€", "30000.00", "60000.00", "Subventions antérieures indiquées : 10 000,00 €, alors que 30 000,00 € ont"),
        ("0", "30000.00", "60000.00", "Subventions antérieures indiquées : 0,00 €, alors que 30 000,00 € ont été"),
        ("99 999,99 €", "99999.99", "0.01", "Subventions antérieures indiquées : 99 999,99 €, alors que 30 000,00 €"),
        ("200 k€", "200000.00", "0.00", "Subventions antérieures indiquées : 200 000,00 €, alors que 30 000,00 € sont"),
    ],
)
def test_what_a_dossier_states_is_never_added_and_the_larger_holds(
    limited: Trial, stated: str, used: str, grant: str, said: str | None
) -> None:
    money = {"subventions_anterieures": stated, "subvention_demandee": "60 k€"}
    dossiers = [dossier("A", "2021-02-12", "40 k€"), dossier("B", "2021-02-13", "80 k€", financement=money)]
    _, report = in_a_batch(dossiers, limited)
    assert str(report.funding.ceilings[0].already_used) == used
    assert str(report.funding.grant) == grant
    found = notice(report, "projet")
    assert found is None if said is None else found is not None and found.startswith(said)
    # One that gets nothing is never ready, and is told why.
    assert report.status == ("incomplete" if grant == "0.00" else "ready")
    assert (notice(report, "subvention_nulle") is not None) is (grant == "0.00")


def test_a_dossier_that_states_no_earlier_grant_takes_what_the_batch_knows_and_is_asked(limited: Trial) -> None:
    silent = {"subvention_demandee": "60 k€"}
    dossiers = [dossier("A", "2021-02-12", "40 k€"), dossier("B", "2021-02-13", "80 k€", financement=silent)]
    _, report = in_a_batch(dossiers, limited)
    assert str(report.funding.grant) == "60000.00"
    assert str(report.funding.ceilings[0].already_used) == "30000.00"
    assert report.missing_facts == ("financement.subventions_anterieures",)
    assert (report.verdict, report.status) == ("eligible", "incomplete")
    said = "Subventions antérieures non indiquées : le calcul retient 30 000,00 €, ce que l’on en connaît ici"
    assert notice(report, "projet") == said
    # Alone, nobody knows: its grant is open, and the same fact is asked.
    alone = check(dossiers[1], limited.rules)
    assert (alone.funding.grant, alone.status) == (None, "incomplete")
    assert alone.missing_facts == ("financement.subventions_anterieures",)
    assert notice(alone, "projet") is None


@pytest.mark.parametrize(
    "spelled", ["p-1", " P-1 ", "P‑1", "P–1", "P — 1", "p -1.", "P-1 !", "P\u00a0-\u202f1", "P−1", "P-1;"]
)
def test_one_project_written_otherwise_is_the_same(limited: Trial, spelled: str) -> None:
    dossiers = [dossier("A", "2021-02-12", "80 k€"), dossier("B", "2021-02-13", "80 k€", spelled)]
    assert grants(dossiers, limited) == ["60000.00", "40000.00"]
    assert granted(dossiers, limited) == {0: {"project": 0}, 1: {"project": 60_000}}


@pytest.mark.parametrize("spelled", ["P-2", "P1", "P-11", "Q-1", "P.1", "P-1-1", "P/1"])
def test_another_project_is_another(limited: Trial, spelled: str) -> None:
    dossiers = [dossier("A", "2021-02-12", "80 k€"), dossier("B", "2021-02-13", "80 k€", spelled)]
    assert grants(dossiers, limited) == ["60000.00", "60000.00"]


def test_only_eligible_dossiers_take_anything_and_what_is_not_known_comes_last(limited: Trial) -> None:
    dossiers = [
        dossier("early", "2020-12-31", "80 k€"),
        dossier(None, "2021-02-12", "80 k€"),
        dossier("undated", None, "80 k€"),
        dossier("A", "2021-02-12", "40 k€"),
        dossier("unreadable", "2021-02-01", "1,200"),
        dossier("loose", "2021-02-01", "80 k€", project=None),
    ]
    # The undated one follows A and the one without reference, which leave it nothing.
    assert granted(dossiers, limited) == {
        0: {"project": 0},
        1: {"project": 30_000},
        2: {"project": 90_000},
        3: {"project": 0},
    }


def test_what_follows_a_dossier_that_is_not_settled_is_not_known(limited: Trial) -> None:
    unsettled = dossier("A", "2021-02-11", "40 k€", projet={"reference": "P-1"})
    dossiers = [unsettled, dossier("B", "2021-02-12", "40 k€"), dossier("C", "2021-02-10", "40 k€")]
    assert granted(dossiers, limited) == {0: {"project": 30_000}, 1: {"project": None}, 2: {"project": 0}}
    assert grants(dossiers, limited) == ["None", "None", "30000.00"]
    _, after, _ = in_a_batch(dossiers, limited)
    assert (notice(after, "projet") or "").startswith("Un dossier antérieur du même projet n’est pas tranché")
    assert after.status == "incomplete"


def test_a_dossier_in_error_leaves_the_later_ones_unsettled(limited: Trial) -> None:
    wrong = dossier("A", "2021-02-11", "40 k€", depenses=[{"montant_ttc": "1 €", "titre": 3}])
    dossiers = [wrong, dossier("B", "2021-02-12", "40 k€")]
    assert granted(dossiers, limited) == {0: {"project": 0}, 1: {"project": None}}


def test_a_theme_without_ceiling_per_project_cumulates_nothing(trial: MakeTrial) -> None:
    plain = trial(funding=funding(ceilings=[item("plafond", amount="50 k€", per="dossier")]))
    dossiers = [dossier("A", "2021-02-12", "80 k€"), dossier("B", "2021-02-13", "80 k€")]
    assert earlier_grants(dossiers, plain.rules) == {}
    assert grants(dossiers, plain) == ["50000.00", "50000.00"]


def test_two_that_nothing_tells_apart_go_by_their_places(limited: Trial) -> None:
    twice = [dossier("A", "2021-02-12", "80 k€")] * 2
    assert grants(twice, limited) == ["60000.00", "40000.00"]


def test_checking_many_is_lazy_and_goes_on_after_a_dossier_that_can_not_be_read(limited: Trial) -> None:
    asked: list[int] = []

    def endless() -> Iterator[Data]:
        for number in itertools.count():
            asked.append(number)
            yield dossier(str(number), "2021-02-12", "1,200" if number == 1 else "40 k€")

    reports = check_many(endless(), limited.rules)
    assert asked == []
    assert next(reports).reference == "0"
    with pytest.raises(DossierError, match="1,200"):
        next(reports)
    assert next(reports).reference == "2"
    assert asked == [0, 1, 2]


def test_a_dossier_is_checked_as_if_alone_where_no_earlier_grant_is_given(limited: Trial) -> None:
    dossiers = [dossier("A", "2021-02-12", "1 M€"), dossier("B", "2021-02-13", "1 M€")]
    assert [str(r.funding.grant) for r in check_many(dossiers, limited.rules)] == ["100000.00", "100000.00"]
    given = check_many(dossiers, limited.rules, earlier={1: {"project": Elsewhere(Money(99_999_99))}})
    assert [str(r.funding.grant) for r in given] == ["100000.00", "0.01"]


# ---- several scopes


@pytest.fixture
def yearly(trial: MakeTrial) -> Trial:
    """A theme that grants 75 %, 100 000 € at most to a project, and 150 000 € at most to a name in a year."""
    limits = [item("projet", amount="100 k€", per="project"), item("annee", amount="150 k€", per="annee")]
    return trial(funding=funding(ceilings=limits))


def named(reference: str, filed: str, project: str | None = "P-1", name: str | None = "Nord") -> Data:
    made = dossier(reference, filed, "80 k€", project)
    return {**made, "projet": {**made["projet"], "nom": name}}


def test_each_scope_adds_up_the_dossiers_of_its_own_key(yearly: Trial) -> None:
    dossiers = [
        named("A", "2021-02-01"),
        named("B", "2021-02-02"),
        named("C", "2021-02-03", "P-2"),
        named("D", "2022-02-03", "P-3"),
        named("E", "2022-02-04", "P-3", "Sud"),
        named("F", "2022-02-05", None),
        named("G", "2022-02-06", "P-3", None),
    ]
    # A takes 60 000 €; B the 40 000 € that are left to P-1; C the 50 000 € that are left to the north in 2021.
    assert grants(dossiers, yearly) == [
        "60000.00", "40000.00", "50000.00", "60000.00", "40000.00", "60000.00", "0.00",
    ]  # fmt: skip
    assert granted(dossiers, yearly) == {
        0: {"annee": 0, "project": 0},
        1: {"annee": 60_000, "project": 60_000},
        2: {"annee": 100_000, "project": 0},
        3: {"annee": 0, "project": 0},
        4: {"annee": 0, "project": 60_000},
        5: {"annee": 60_000},
        6: {"project": 100_000},
    }


def test_a_dossier_that_is_not_settled_leaves_open_every_scope_that_it_is_in(yearly: Trial) -> None:
    unsettled = {**named("A", "2021-02-01"), "projet": {"reference": "P-1", "nom": "Nord"}}
    dossiers = [
        unsettled,
        named("B", "2021-02-02"),
        named("C", "2021-02-03", "P-2"),
        named("D", "2021-02-04", "P-3", "Sud"),
    ]
    assert granted(dossiers, yearly) == {
        0: {"annee": 0, "project": 0},
        1: {"annee": None, "project": None},
        2: {"annee": None, "project": 0},
        3: {"annee": 0, "project": 0},
    }
    assert grants(dossiers, yearly) == ["None", "None", "None", "60000.00"]


def test_the_amounts_known_are_given_by_scope_or_alike_for_all(yearly: Trial) -> None:
    alone = named("A", "2021-02-01")
    for known, grant in (
        ({}, "60000.00"),
        ({"annee": Money(100_000_00)}, "50000.00"),
        ({"annee": Money(100_000_00), "project": Money(70_000_00)}, "30000.00"),
        ({"annee": Money(0), "project": None}, "None"),
        (Money(95_000_00), "5000.00"),
        (None, "None"),
    ):
        assert str(check(alone, yearly.rules, granted_to_project=known).funding.grant) == grant


def test_each_theme_has_its_own_ceilings(trial: MakeTrial) -> None:
    rules = trial(funding=funding(ceilings=[item("plafond", amount="100 k€", per="project")])).rules
    other = json.loads((rules.files.themes["ESSAI"]).read_text(encoding="utf-8"))
    (rules.directory / "themes" / "AUTRE.yaml").write_text(json.dumps({**other, "theme": "AUTRE"}), encoding="utf-8")
    both = load_rules(rules.directory)
    dossiers = [
        dossier(str(n), "2021-02-12", "80 k€", theme=code) for n, code in enumerate(("ESSAI", "AUTRE", "ESSAI"))
    ]
    assert earlier_grants(dossiers, both) == {
        0: {"project": Elsewhere(Money(0), Money(160_000_00))},
        1: {"project": Elsewhere(Money(0), Money(80_000_00))},
        2: {"project": Elsewhere(Money(60_000_00), Money(160_000_00))},
    }


def test_a_single_theme_needs_not_be_named(limited: Trial) -> None:
    dossiers = [
        {key: value for key, value in dossier(name, "2021-02-12", "40 k€").items() if key != "theme"} for name in "AB"
    ]
    assert granted(dossiers, limited) == {0: {"project": 0}, 1: {"project": 30_000}}


def test_a_scope_whose_earlier_grants_no_fact_states(trial: MakeTrial) -> None:
    manifest = {**MANIFEST, "scopes": {"annee": {"key": [{"year": "depose_le"}]}}}
    limits = [item("annee", amount="100 k€", per="annee")]
    made = trial(manifest=manifest, funding=funding(ceilings=limits))
    dossiers = [
        dossier("A", "2021-02-12", "80 k€"),
        dossier("B", "2021-12-31", "80 k€"),
        dossier("C", "2022-01-01", "80 k€"),
    ]
    assert grants(dossiers, made) == ["60000.00", "40000.00", "60000.00"]


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        (None, "non indiquées, et aucune n’est connue ici : le calcul n’en compte pas"),
        ("10 k€", "indiquées : 10 000,00 €, alors qu’aucune n’est connue ici ; ce montant est retenu"),
        (0, None),
    ],
)
def test_no_nought_is_told_where_nobody_stated_one(limited: Trial, stated: Any, told: str | None) -> None:
    money = {"subvention_demandee": "10 k€", "subventions_anterieures": stated}
    (report,) = in_a_batch([dossier("A", "2021-02-12", "40 k€", financement=money)], limited)
    assert notice(report, "projet") == (told and f"Subventions antérieures {told}")
