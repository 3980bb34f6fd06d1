"""What is engaged elsewhere on an envelope."""

from __future__ import annotations

import pytest

from relance_rules import DossierError
from relance_rules.batch.committed import committed_of
from relance_rules.batch.summary import Summary
from relance_rules.values import Money
from rule_sets import MakeTrial, Trial

from .helpers import FR


def test_a_theme_and_its_windows_by_id_or_by_label(trial_theme: Trial) -> None:
    plan = trial_theme.rules.plan
    whole = Money(2_000_000)
    assert committed_of(["ESSAI=20 k€"], plan) == {"ESSAI": whole}
    for name in ("ESSAI.printemps", "essai.Printemps", "Essai.Période printemps", "ESSAI.periode-printemps"):
        assert committed_of([f"{name}=20 000,00 €"], plan) == {"ESSAI.printemps": whole, "ESSAI": whole}
    # A window is a part of its theme.
    assert committed_of(["ESSAI=20 k€", "ESSAI.hiver=20 k€"], plan) == {"ESSAI": whole, "ESSAI.hiver": whole}
    assert committed_of([], plan) == {}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["ESSAI"], "écrivez un thème, « = » et un montant"),
        (["ESAI=3"], "thème inconnu : « ESAI » ; vouliez-vous dire « ESSAI »"),
        (["ESSAI.automne=3"], "session inconnue de ESSAI : « automne »"),
        (["ESSAI=1,200"], "est ambigu"),
        (["ESSAI=-3"], "ESSAI=-3"),
        (["ESSAI="], "ESSAI="),
        (["ESSAI=3", "essai=4"], "« ESSAI » est donné deux fois"),
        (["ESSAI=3", "ESSAI.hiver=2", "ESSAI.printemps=2"], "le tout ne peut pas être moins que ses parts"),
    ],
)
def test_what_can_not_be_engaged(trial_theme: Trial, given: list[str], said: str) -> None:
    with pytest.raises(DossierError) as caught:
        committed_of(given, trial_theme.rules.plan)
    assert said in FR.say(caught.value.problems[0].message)


def test_a_theme_without_envelope_takes_none(trial: MakeTrial) -> None:
    with pytest.raises(DossierError) as caught:
        committed_of(["ESSAI=3"], trial(envelope={"amount": "0 €", "source": {"lines": "2"}}).rules.plan)
    assert "le texte ne donne pas d’enveloppe à ESSAI" in FR.say(caught.value.problems[0].message)


def test_an_envelope_of_which_no_dossier_came_is_shown_all_the_same(trial_theme: Trial) -> None:
    plan = trial_theme.rules.plan
    summary = Summary(plan, committed=committed_of(["ESSAI=60 000,01 €"], plan))
    assert [(use.id, use.used, use.exceeded) for use in summary.uses()] == [
        ("ESSAI", 6_000_001, True), ("ESSAI.printemps", 0, False),
    ]  # fmt: skip
    assert Summary(plan).uses() == []
