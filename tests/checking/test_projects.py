from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_rules import DossierError, Money, Report, check, check_many, earlier_grants, load_rules
from relance_rules.checking.check import Elsewhere, check_dossier
from relance_rules.checking.projects import Placed, Sharing, counted_grant
from relance_rules.checking.projects import earlier_grants as earlier_of
from relance_rules.dossiers.handling import Decision
from relance_rules.dossiers.reading import document_from, dossier_from
from rule_sets import MANIFEST, Data, MakeTrial, Trial, both, funding, item, notice
from rule_sets import said as in_french


@pytest.fixture
def limited(trial: MakeTrial) -> Trial:
    """A theme that grants 75 % of a cost, and 100 000 € at most to all the dossiers of a project."""
    return trial(funding=funding(ceilings=[item("plafond", amount="100 k€", per="project")]))


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """The same theme, for all the examples of a law."""
    parts = {"funding": funding(ceilings=[item("plafond", amount="100 k€", per="project")])}
    return Trial(tmp_path_factory.mktemp("rules") / "once", parts)


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


def test_one_that_is_wrong_but_computed_leaves_the_later_ones_unsettled(trial: MakeTrial) -> None:
    wrong = {
        "id": "faux", "makes": "error", "text": both("faux"), "source": {"lines": "3"},
        "when": {"fact": "projet.mois", "at_least": 99},
    }  # fmt: skip
    made = trial(funding=funding(ceilings=[item("plafond", amount="100 k€", per="project")]), notices=[wrong])
    first = dossier("A", "2021-02-11", "40 k€")
    dossiers = [{**first, "projet": {**first["projet"], "mois": 99}}, dossier("B", "2021-02-12", "40 k€")]
    report, _ = in_a_batch(dossiers, made)
    assert (report.status, report.verdict, str(report.funding.grant)) == ("error", "eligible", "30000.00")
    assert granted(dossiers, made) == {0: {"project": 0}, 1: {"project": None}}


@pytest.mark.parametrize(
    ("more", "after"),
    [
        ({}, {0: None, 1: 0}),
        # Its project is that of the others however it is written, and whatever else can't be read.
        ({"projet": {"reference": "p–1.", "cout_total_ttc": [1]}, "reference": {"x": 1}}, {0: None, 1: 0}),
        # It may come before any other where its day can't be read, or is not given.
        ({"depose_le": "hier"}, {0: None, 1: None}),
        ({"depose_le": None}, {0: None, 1: None}),
        # Nobody knows whose project it is.
        ({"theme": "AUCUN"}, {0: 30_000, 1: 0}),
        ({"projet": {"reference": None, "cout_total_ttc": "?"}}, {0: 30_000, 1: 0}),
        ({"projet": {"reference": ["P-1"], "cout_total_ttc": "?"}}, {0: 30_000, 1: 0}),
    ],
)
def test_a_dossier_that_can_not_be_read_leaves_the_later_ones_of_its_project_unsettled(
    limited: Trial, more: Data, after: dict[int, int | None]
) -> None:
    unread = {**dossier("X", "2021-02-11", "1,200"), **more}
    dossiers = [dossier("B", "2021-02-12", "40 k€"), dossier("A", "2021-02-10", "40 k€"), unread]
    assert granted(dossiers, limited) == {place: {"project": each} for place, each in after.items()}


# ---- what is decided


def placed(made: Trial, *dossiers: tuple[Data, Decision | None]) -> list[Placed]:
    found = []
    for place, (data, decision) in enumerate(dossiers):
        theme, read = dossier_from(data, made.rules)
        found.append(Placed((place,), theme.code, read, decision=decision))
    return found


def known_of(made: Trial, *dossiers: tuple[Data, Decision | None]) -> dict[int, Elsewhere]:
    """What is known of the others for each dossier that is to be judged, by place."""
    found = earlier_of(placed(made, *dossiers), made.rules)
    return {place[0]: known["project"] for place, known in found.items()}


def awarded(amount: int | None) -> Decision:
    """An award of units of the currency."""
    return Decision("awarded", None if amount is None else Money(amount * 100))


def elsewhere(granted: int | None, cost: int) -> Elsewhere:
    return Elsewhere(None if granted is None else Money(granted * 100), Money(cost * 100))


def test_what_is_awarded_counts_before_anything_is_proposed_whenever_it_was_filed(limited: Trial) -> None:
    late = (dossier("Z", "2021-03-01", "90 k€"), awarded(50_000))
    first, second = (dossier(name, f"2021-02-0{name}", "40 k€") for name in "12")
    found = known_of(limited, (second, None), late, (first, None))
    assert found == {2: elsewhere(50_000, 170_000), 0: elsewhere(80_000, 170_000)}


@pytest.mark.parametrize("outcome", ["refused", "withdrawn"])
def test_what_is_refused_or_withdrawn_counts_for_nothing(limited: Trial, outcome: Any) -> None:
    gone = (dossier("A", "2021-02-01", "90 k€"), Decision(outcome, Money(50_000_00)))
    assert known_of(limited, gone, (dossier("B", "2021-02-02", "40 k€"), None)) == {1: elsewhere(0, 40_000)}


def test_an_award_whose_amount_is_not_said_leaves_all_the_others_unsettled(limited: Trial) -> None:
    late = (dossier("Z", "2021-03-01", "90 k€"), awarded(None))
    assert known_of(limited, (dossier("A", "2021-02-01", "40 k€"), None), late) == {0: elsewhere(None, 130_000)}


def test_an_award_counts_once_whatever_it_comes_from_and_its_largest_amount_holds(limited: Trial) -> None:
    data, other = dossier("A", "2021-02-01", "20 k€"), dossier("B", "2021-02-02", "40 k€")
    twin = {**data, "reference": " a."}
    for amounts, expected in (
        ((30_000, 30_000), 30_000),
        ((10_000, 30_000, 20_000), 30_000),
        ((None, 30_000), 30_000),
        ((0, None), 0),
        ((None, None), None),
    ):
        for order in itertools.permutations(amounts):
            copies = [(each, awarded(amount)) for each, amount in zip(itertools.cycle([data, twin]), order)]
            assert known_of(limited, *copies, (other, None)) == {len(order): elsewhere(expected, 60_000)}
    # Those that nothing tells apart are not the same.
    unnamed = [(dossier(None, "2021-02-01", "20 k€"), awarded(10_000))] * 2
    assert known_of(limited, *unnamed, (other, None)) == {2: elsewhere(20_000, 80_000)}


def test_a_copy_that_does_not_say_what_is_decided_counts_for_nothing_more(limited: Trial) -> None:
    data, other = dossier("A", "2021-02-01", "80 k€"), dossier("B", "2021-02-02", "40 k€")
    found = known_of(limited, (data, None), (other, None), (data, awarded(10_000)))
    assert {place: known.granted for place, known in found.items()} == {0: Money(0), 1: Money(10_000_00)}
    found = known_of(limited, (data, None), (other, None), (data, awarded(None)))
    assert {place: known.granted for place, known in found.items()} == {0: Money(0), 1: None}


@pytest.mark.parametrize(
    ("decided", "grant", "said"),
    [
        (39_999_99, "60000.00", None),
        (40_000_00, "60000.00", None),
        (40_000_01, "59999.99", None),
        (99_999_99, "0.01", None),
        (100_000_00, "0.00", None),
        (100_000_01, "0.00", "0,01 €"),
        (130_000_00, "0.00", "30 000,00 €"),
    ],
)
def test_the_ceiling_of_a_project_is_exact_to_the_cent_and_never_passed_quietly(
    limited: Trial, decided: int, grant: str, said: str | None
) -> None:
    first = (dossier("A", "2021-02-01", "80 k€"), Decision("awarded", Money(decided)))
    data = dossier("B", "2021-02-02", "80 k€")
    found = earlier_of(placed(limited, first, (data, None)), limited.rules)
    report = next(check_many([data], limited.rules, earlier={0: found[1,]}))
    assert str(report.funding.grant) == grant
    told = notice(report, "plafond_depasse")
    assert told == (None if said is None else f"« Libellé plafond » est déjà dépassé de {said} avant ce dossier : "
        f"{in_french(Money(decided))} y comptent, pour 100 000,00 €")  # fmt: skip


costs = st.sampled_from([0, 1, 40_000_00, 80_000_00, 133_333_33, 200_000_00])
amounts = st.none() | st.sampled_from([0, 1, 30_000_00, 99_999_99, 100_000_00, 250_000_00])
drawn = st.tuples(
    st.sampled_from("ABCDEF"),
    st.sampled_from([None, "2021-02-01", "2021-02-02", "2020-12-31", "hier"]),
    st.none() | costs,
    st.none() | st.builds(Decision, st.sampled_from(["awarded", "refused", "withdrawn"]), amounts),
)


@given(st.lists(drawn, max_size=7), st.randoms())
def test_the_grants_of_a_project_never_pass_its_ceiling_in_any_order_of_the_dossiers(
    once: Trial, dossiers: list[tuple[str, str | None, int | None, Decision | None]], random: Any
) -> None:
    sharing, limit = Sharing(once.rules), Money(100_000_00)
    found = []
    for place, (reference, filed, cost, decision) in enumerate(dossiers):
        data = dossier(reference, filed, "", **{"projet": {"reference": "P-1", "cout_total_ttc": Money(cost or 0)}})
        if cost is None:
            del data["projet"]["cout_total_ttc"]
        each = sharing.of((place,), document_from(data))
        assert each is not None
        found.append(each._replace(decision=decision))
    earlier = earlier_of(found, once.rules)
    shuffled = random.sample(found, len(found))
    assert earlier_of(shuffled, once.rules) == earlier
    known: dict[str, int] = {}
    for each in found:
        if each.decision is not None and each.decision.outcome == "awarded":
            name, amount = each.dossier.facts["reference"], each.decision.amount or 0
            known[name] = max(known.get(name, 0), amount)
    granted = [
        counted_grant(check_dossier(once.rules.plan, once.theme, each.dossier, earlier[each.place])) or 0
        for each in found
        if each.place in earlier and each.dossier.facts["reference"] not in known
    ]
    assert sum(granted) <= max(0, limit - sum(known.values()))


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
