"""Sizes, windows and conditions, above all where what tells one branch from another is not known."""

from __future__ import annotations

import pytest

from rule_sets import Data, MakeTrial, item, missing, outcome, size, window

LOCAL: Data = {"every": "porteurs", "satisfies": {"fact": "categorie", "is": "locale"}}
RANGES = size({"when": LOCAL, "more_than": "150 k€", "at_most": "1 M€"}, {"more_than": "250 k€", "at_most": "2 M€"})


@pytest.mark.parametrize(
    ("cost", "kind", "expected"),
    [
        ("150 000 €", "locale", "fail"),
        ("150 000,01 €", "locale", "pass"),
        ("1 M€", "locale", "pass"),
        ("1 000 000,01 €", "locale", "fail"),
        ("250 000 €", "centrale", "fail"),
        ("250 000,01 €", "centrale", "pass"),
        ("2 M€", "centrale", "pass"),
        ("2 000 000,01 €", "centrale", "fail"),
        # Whoever applies, both ranges say the same.
        ("150 000 €", None, "fail"),
        ("250 000,01 €", None, "pass"),
        ("1 M€", None, "pass"),
        ("2 000 000,01 €", None, "fail"),
        # They differ: it depends on the applicants.
        ("150 000,01 €", None, "unknown"),
        ("250 000 €", None, "unknown"),
        ("1 000 000,01 €", None, "unknown"),
    ],
)
def test_a_size_is_known_as_soon_as_every_range_that_may_count_agrees(
    trial: MakeTrial, cost: str, kind: str | None, expected: str
) -> None:
    applicants = [] if kind is None else [{"categorie": kind}]
    report = trial(size=RANGES).check({"projet": {"cout_total_ttc": cost}, "porteurs": applicants})
    assert outcome(report, "taille") == expected
    assert missing(report, "taille") == (("porteurs",) if expected == "unknown" else ())


def test_one_applicant_that_is_not_local_settles_the_range(trial: MakeTrial) -> None:
    dossier: Data = {"projet": {"cout_total_ttc": "200 k€"}, "porteurs": [{"nom": "a"}, {"categorie": "centrale"}]}
    assert trial(size=RANGES).outcome("taille", dossier) == "fail"


def test_a_size_without_a_cost_asks_for_it(trial: MakeTrial) -> None:
    report = trial(size=RANGES).check({"porteurs": [{"categorie": "locale"}]})
    assert missing(report, "taille") == ("projet.cout_total_ttc",)
    assert set(missing(trial(size=RANGES).check(), "taille")) == {"projet.cout_total_ttc", "porteurs"}


@pytest.mark.parametrize(
    ("bounds", "outcomes"),
    [
        ({"at_least": "10 EUR"}, ["fail", "pass", "pass"]),
        ({"more_than": "10 EUR"}, ["fail", "fail", "pass"]),
        ({"at_most": "10 EUR"}, ["pass", "pass", "fail"]),
        ({"less_than": "10 EUR"}, ["pass", "fail", "fail"]),
        ({"at_least": "10 EUR", "at_most": "10 EUR"}, ["fail", "pass", "fail"]),
    ],
)
def test_the_ends_of_a_range_are_exact_to_the_cent(trial: MakeTrial, bounds: Data, outcomes: list[str]) -> None:
    made = trial(size=size(bounds))
    found = [made.outcome("taille", {"projet": {"cout_total_ttc": cost}}) for cost in ("9,99", "10", "10,01")]
    assert found == outcomes


def test_a_window_takes_both_of_its_days_by_its_own_way_in(trial: MakeTrial) -> None:
    made = trial(
        windows=[
            window("guichet", "2021-01-10", when={"fact": "modalite", "is": "guichet"}),
            window("un", "2021-02-01", "2021-02-10", when={"fact": "modalite", "is": "appel"}),
            window("deux", "2021-03-01", "2021-03-10", when={"fact": "modalite", "is": "appel"}),
        ]
    )
    expected = {
        ("guichet", "2021-01-09"): "fail",
        ("guichet", "2021-01-10"): "pass",
        ("guichet", "2030-01-01"): "pass",
        ("appel", "2021-01-31"): "fail",
        ("appel", "2021-02-01"): "pass",
        ("appel", "2021-02-10"): "pass",
        ("appel", "2021-02-11"): "fail",
        ("appel", "2021-03-01"): "pass",
        ("appel", "2021-03-11"): "fail",
        (None, "2021-01-09"): "fail",
        (None, "2021-02-11"): "unknown",
        (None, "2021-02-05"): "unknown",
    }
    found = {key: made.outcome("depot", {"modalite": key[0], "depose_le": key[1]}) for key in expected}
    assert found == expected


def test_a_size_may_be_of_another_amount_or_of_a_number(trial: MakeTrial) -> None:
    notice: Data = {"fr": "Le coût total est retenu.", "en": "The total cost is taken."}
    other = {"fact": "projet.contrepartie", "if_absent": "projet.cout_total_ttc", "notice": notice}
    made = trial(size=size({"at_least": "10 EUR"}, of=other))
    dossier: Data = {"projet": {"cout_total_ttc": "20", "contrepartie": "5"}}
    assert made.outcome("taille", dossier) == "fail"
    assert made.outcome("taille", {"projet": {"cout_total_ttc": "20"}}) == "pass"
    said_of = [notice.id for notice in made.check({"projet": {"cout_total_ttc": "20"}}).notices]
    assert [name for name in said_of if "supposition" in name] == ["ESSAI.supposition.size.of"]
    assert not [n for n in made.check(dossier).notices if "supposition" in n.id]
    months = trial(size=size({"at_most": "12"}, of="projet.mois"))
    assert [months.outcome("taille", {"projet": {"mois": m}}) for m in (12, 13)] == ["pass", "fail"]


def test_a_range_may_be_relative_to_another_amount(trial: MakeTrial) -> None:
    made = trial(size=size({"at_least": {"product": ["projet.contrepartie", 2]}}))
    costs = [{"projet": {"cout_total_ttc": cost, "contrepartie": "5"}} for cost in ("9,99", "10")]
    assert [made.outcome("taille", dossier) for dossier in costs] == ["fail", "pass"]
    assert missing(made.check({"projet": {"cout_total_ttc": "10"}}), "taille") == ("projet.contrepartie",)


def test_what_is_to_be_appraised_is_never_refused(trial: MakeTrial) -> None:
    condition: Data = {"id": "a", "label": item("a")["label"], "require": "projet.pret", "unmet": "appraise"}
    made = trial(
        eligibility=[condition],
        size=size({"at_least": "10 EUR", "unmet": "appraise"}),
        windows=[window("un", "2021-02-01", "2021-02-10", unmet="appraise")],
    )
    met: Data = {"depose_le": "2021-02-10", "projet": {"pret": True, "cout_total_ttc": "10"}}
    report = made.check(met)
    assert [f.outcome for f in report.findings] == ["pass", "pass", "pass"]
    report = made.check({"depose_le": "2021-02-11", "projet": {"pret": False, "cout_total_ttc": "9"}})
    assert [f.outcome for f in report.findings] == ["unknown", "unknown", "unknown"]
    # Nothing that a dossier states would settle it.
    assert [f.missing for f in report.findings] == [(), (), ()]
    assert (report.verdict, report.status) == ("undetermined", "incomplete")
    report = made.check({"depose_le": "2021-02-10"})
    assert missing(report, "a") == ("projet.pret",)
    assert missing(report, "taille") == ("projet.cout_total_ttc",)


def test_a_theme_may_do_without_windows_size_and_funding(trial: MakeTrial) -> None:
    made = trial(windows=None, size=None, funding=None, kind=None, envelope=None, summary=None, owner=None)
    report = made.check({})
    assert (report.findings, report.funding.grant, report.verdict) == ((), None, "eligible")
    assert report.status == "ready"


def test_a_guard_that_is_not_known_leaves_only_what_would_fail_open(trial: MakeTrial) -> None:
    condition: Data = {"id": "a", "label": item("a")["label"], "failure": item("a")["label"], "source": {"lines": "1"}}
    guarded = condition | {
        "when": {"fact": "projet.utile", "is": "true"},
        "require": {"fact": "projet.pret", "is": "true"},
    }
    made = trial(eligibility=[guarded])
    expected = {
        (True, True): "pass",
        (True, False): "fail",
        (True, None): "unknown",
        (False, True): "not_applicable",
        (False, False): "not_applicable",
        (False, None): "not_applicable",
        (None, True): "pass",
        (None, False): "unknown",
        (None, None): "unknown",
    }
    found = {key: made.outcome("a", {"projet": {"utile": key[0], "pret": key[1]}}) for key in expected}
    assert found == expected
    assert missing(made.check({"projet": {"pret": False}}), "a") == ("projet.utile",)
    assert missing(made.check({"projet": {"utile": True}}), "a") == ("projet.pret",)
    assert missing(made.check({}), "a") == ("projet.utile", "projet.pret")
