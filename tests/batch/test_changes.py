from __future__ import annotations

import pytest

from relance_rules import Money
from relance_rules.batch import changes as module
from relance_rules.batch.changes import Change, Changed, Changes, Standing, change_words, changed_words, moves
from relance_rules.checking.report import digest_of
from relance_rules.showing.plain import tool_name
from rule_sets import Trial

from .helpers import FR, plain, texts

BEFORE, NOW = Standing("incomplete", Money(10_000_00)), Standing("ready", Money(12_000_00))


def said(change: Change) -> str:
    return plain(FR.say(change_words(change)))


def test_what_is_no_longer_the_same_is_said_then_and_now() -> None:
    assert said(Change("new", None, NOW)) == "nouveau"
    assert said(Change("unchanged", NOW, NOW)) == "inchangé"
    assert said(Change("amended", NOW, NOW)) == "modifié"
    assert said(Change("status", BEFORE, NOW)) == (
        "état changé : à compléter → prêt, subvention 10 000,00 € → 12 000,00 €"
    )
    assert said(Change("amount", Standing("ready"), NOW)) == "montant changé : subvention non proposée → 12 000,00 €"
    assert said(Change("gone", BEFORE)) == "disparu : à compléter, subvention 10 000,00 €"
    assert said(Change("gone", Standing("error"))) == "disparu : en erreur"


def test_a_dossier_that_is_decided_is_not_said_to_be_in_error() -> None:
    awarded, refused = Standing(None, None, "awarded", Money(1_00)), Standing(None, None, "refused")
    assert said(Change("decided", NOW, awarded)) == "décision changée : prêt → accepté, montant accordé 1,00 €"
    assert said(Change("decided", NOW, refused)) == "décision changée : prêt → refusé"
    assert (
        said(Change("decided", awarded, NOW))
        == "décision changée : accepté → prêt, montant accordé 1,00 € → non indiqué"
    )
    assert said(Change("decided", awarded._replace(awarded=None), awarded)) == (
        "décision changée : montant accordé non indiqué → 1,00 €"
    )
    assert said(Change("decided", awarded, refused._replace(awarded=Money(1_00)))) == (
        "décision changée : accepté → refusé"
    )
    assert said(Change("gone", awarded)) == "disparu : accepté, montant accordé 1,00 €"


def test_what_may_explain_it_is_said() -> None:
    change = Change("amount", NOW, BEFORE._replace(status="ready"), ("rules", "others"))
    assert texts(moves(change)) == [
        "subvention 12 000,00 € → 10 000,00 €",
        "(les règles ont changé, d’autres dossiers du même plafond ont pu changer)",
    ]
    assert texts(moves(Change("amended", NOW, NOW, ("reading",)))) == [
        "(lu autrement, sans que la plateforme le dise modifié)"
    ]


def test_counts_and_lists_grow_and_lists_no_further_than_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LISTED", 2)
    changes = Changes("d.json")
    for number in range(3):
        changes.add(Changed(f"g{number}", "f", Change("gone", BEFORE)))
        changes.add(Changed(f"u{number}", "f", Change("unchanged", NOW, NOW)))
        changes.add(Changed(f"n{number}", "f", Change("new", None, NOW)))
    assert (changes.count, changes.counts) == (6, {"gone": 3, "unchanged": 3, "new": 3})
    assert [each.name for each in changes.listed] == ["n0", "n1", "g0", "g1"]
    assert plain(FR.say(changes.title)) == (
        "Depuis le dernier passage (d.json) – nouveau : 3, inchangé : 3, disparu : 3"
    )
    assert plain(FR.say(changed_words(changes.listed[0]))) == "n0 – nouveau"


def test_other_rules_and_another_tool_are_told_and_an_error_tells_of_none(trial_theme: Trial) -> None:
    plan = trial_theme.rules.plan
    changes = Changes("d.json")
    changes.meet(None, None, plan)
    changes.meet(digest_of(plan), tool_name(), plan)
    assert list(changes.warnings) == []
    changes.meet("0" * 12, "relance-rules 0.0.1", plan)
    assert (changes.rules, changes.tool) == ("0" * 12, "relance-rules 0.0.1")
    assert len(list(changes.warnings)) == 2
