"""Questions one by one: what each answer makes of what is known, and that they lead to all that a theme asks."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from tests.showing.helpers import spoken

from relance_rules import Rules, load_rules
from relance_rules.checking.interview import Interview, Question, answered, back, begin, numbered, passed, read
from relance_rules.checking.questions import askable, fact_of, next_of
from relance_rules.dossiers.documents import parse_document
from relance_rules.dossiers.facts import Dossier
from relance_rules.dossiers.reading import dossier_of
from relance_rules.plan.facts import general_path
from relance_rules.showing.asking import dossier_text
from relance_rules.values import Money, ParseError


@cache
def rules() -> Rules:
    return load_rules()


THEMES = sorted(rules())


def by_type(question: Question, draw: random.Random, count: int) -> str | None:
    """An answer of any kind, or none."""
    fact = fact_of(rules().plan, question.path)
    if question.kind == "item":
        return "oui" if count < 2 else "non"
    if question.kind == "flag" or fact.type == "boolean":
        return draw.choice(["oui", "non", "", "oui"])
    values: dict[str, list[str]] = {
        "text": ["Un nom : avec « signes »", "#2", ""],
        "date": ["12/02/2021", "2021-01-05", "3 mars 2021"],
        "money": ["200 k€", "1 200 000,00 €", "0", ""],
        "integer": ["2021", ""] if fact.maximum == "2100" else ["6", "14", ""],
        "percentage": ["33,33 %", "50 %", ""],
        "enumeration": [*(fact.values or {}), ""],
        "country": ["France", "DE", ""],
        "siret": ["13002526500013", ""],
    }
    return draw.choice(values[fact.type])


def held(start: Interview, answer: Callable[[Interview, Question], str | None]) -> list[tuple[Interview, Question]]:
    """Every question that is put, with what was known; the last is what is known at the end, with no question."""
    seen: list[tuple[Interview, Question]] = []
    now = start
    while (question := now.question) is not None:
        seen.append((now, question))
        text = answer(now, question)
        now = answered(now, question, read(now, question, text)) if text else passed(now, question)
        assert len(seen) < 500
    return [*seen, (now, Question("theme", "", ""))]


@pytest.mark.parametrize("code", THEMES)
def test_questions_end_with_nothing_missing_but_what_nobody_could_tell(code: str) -> None:
    draw, plan, theme = random.Random(code), rules().plan, rules()[code]  # noqa: S311
    skipped: set[str] = set()

    def answer(now: Interview, question: Question) -> str | None:
        text = by_type(question, draw, len(now.facts.get(question.path, ())))
        if not text:
            skipped.add(question.path)
        return text

    *asked, (end, _) = held(begin(plan, {}, theme), answer)
    paths = [question.path for _, question in asked if question.kind != "item"]
    assert len(paths) == len(set(paths))
    allowed = {*theme.asked, *(each.fact for each in (*theme.commitments.asked, *theme.documents.asked))}
    assert {general_path(path) for path in paths} <= allowed
    report = end.report
    assert report is not None
    stated = {path for path in report.missing_facts if path in {question.path for _, question in asked}}
    assert set(report.missing_facts) <= skipped | stated | {"depenses", "porteurs"}
    # A subject is left only at its end.
    subjects = [question.subject for _, question in asked]
    changes = [subject for place, subject in enumerate(subjects) if not place or subjects[place - 1] != subject]
    assert len(changes) <= len(plan.subjects) + 3
    # What is written is read back to the same facts.
    text = dossier_text(end, spoken(), as_json=False)
    assert dict(dossier_of(parse_document(text.encode(), "d.yaml"), rules())[1].facts) == dict(end.dossier.facts)
    data = dossier_text(end, spoken(), as_json=True)
    assert dict(dossier_of(parse_document(data.encode(), "d.json"), rules())[1].facts) == dict(end.dossier.facts)


def test_going_back_gives_what_was_known_whatever_the_answer() -> None:
    draw, plan = random.Random(7), rules().plan  # noqa: S311
    seen = held(begin(plan, {}, rules()["SNAP3"]), lambda now, q: by_type(q, draw, len(now.facts.get(q.path, ()))))
    for (before, question), (after, _) in pairwise(seen):
        assert back(after) == before
        assert back(after).question == question
    assert back(seen[0][0]) == seen[0][0]


def test_without_a_theme_three_facts_then_the_themes_are_asked() -> None:
    answers = {"porteurs[0].categorie": "operateur", "depose_le": "12/02/2021", "projet.cout_total_ttc": "300 k€"}
    *asked, (end, _) = held(begin(rules().plan, {}), lambda now, question: answers.get(question.path))
    assert [(question.kind, question.path) for _, question in asked] == [
        ("fact", "porteurs[0].categorie"),
        ("fact", "depose_le"),
        ("fact", "projet.cout_total_ttc"),
        ("theme", "theme"),
    ]
    assert end.dossier.facts["porteurs"] == ({"categorie": "operateur"},)
    assert (end.report, end.theme, end.question) == (None, None, None)
    at_theme, question = asked[-1]
    chosen = answered(at_theme, question, read(at_theme, question, "itn8b"))
    assert chosen.theme is rules()["ITN8B"]
    # The subjects begin anew.
    assert (at_theme.subject, chosen.subject) == ("projet", None)
    assert chosen.facts == {**at_theme.facts, "theme": "ITN8B"}
    assert chosen.facts["porteurs"] == ({"categorie": "operateur"},)
    with pytest.raises(ParseError, match="thème inconnu : « ITN88 » ; vouliez-vous dire"):
        read(at_theme, question, "ITN88")


def test_the_subject_that_may_change_the_most_comes_first_and_is_gone_through() -> None:
    plan = rules().plan
    start = begin(plan, {}, rules()["SNAP3"])
    report = start.report
    assert report is not None
    following = next_of(plan, report)
    assert following is not None
    assert following.subject == "qui_porte"
    assert following.paths[:2] == ("porteurs[0].nom", "porteurs[0].siret")
    assert following.paths[-1] == "porteurs"
    projet = next_of(plan, report, at="projet")
    assert projet is not None
    assert projet.subject == "projet"
    assert next_of(plan, report, set(askable(plan, report))) is None


def test_a_dossier_goes_on_with_what_is_missing() -> None:
    plan, theme = rules().plan, rules()["SNAP3"]
    facts = {
        "theme": "SNAP3",
        "projet.nom": "Essai",
        "porteurs": ({"nom": "Un opérateur", "categorie": "operateur"},),
        "projet.cout_total_ttc": Money(30_000_000),
        (refused := theme.commitments.asked[0].fact): False,
    }
    *asked, (end, _) = held(begin(plan, facts, theme), lambda now, question: None)
    paths = [question.path for _, question in asked]
    assert "porteurs[0].siret" in paths
    assert "depose_le" in paths
    assert refused not in paths
    assert theme.commitments.asked[1].fact in paths
    assert {"porteurs", "projet.nom", "porteurs[0].nom", "projet.cout_total_ttc"}.isdisjoint(paths)
    assert dict(end.facts) == facts


def test_values_are_answered_by_number_or_by_words_unless_a_number_is_the_name_of_one() -> None:
    plan = rules().plan
    start = begin(plan, {})
    question = start.question
    assert question is not None
    category = fact_of(plan, question.path)
    for place, name in enumerate(numbered(category), start=1):
        assert read(start, question, f" {place} ") == name
        assert read(start, question, str((category.values or {})[name].label).upper()) == name
    for wrong in ("0", "99", "-1", "1.0", "²"):
        with pytest.raises(ParseError, match="n’est pas une valeur connue"):
            read(start, question, wrong)
    titre = Question("fact", "depenses[0].titre", "depenses")
    assert numbered(plan.facts["depenses[].titre"]) == []
    assert read(start, titre, "2") == "2"
    with pytest.raises(ParseError):
        read(start, titre, "1")


def test_an_item_of_which_nothing_is_known_is_left_out() -> None:
    plan = rules().plan
    start = begin(plan, {}, rules()["SNAP3"])
    more = Question("item", "depenses", "depenses")
    two = answered(answered(start, more, True), more, True)
    assert two.facts["depenses"] == ({}, {})
    amount = Question("fact", "depenses[1].montant_ttc", "depenses")
    filled = answered(two, amount, read(two, amount, "48 k€"))
    assert filled.facts["depenses"] == ({}, {"montant_ttc": Money(4_800_000)})
    assert filled.dossier.facts == {"theme": "SNAP3", "depenses": ({"montant_ttc": Money(4_800_000)},)}
    assert answered(filled, more, False).facts == filled.facts
    assert "depenses" in answered(filled, more, False).passed
    assert two.dossier == Dossier({"theme": "SNAP3"})


def test_a_value_that_is_not_fine_enough_is_asked_again_once() -> None:
    """A general category, where a narrower one decides."""
    plan = rules().plan
    facts: dict[str, Any] = {"porteurs": ({"categorie": "administration_centrale"},)}
    general = [
        code
        for code in THEMES
        if (report := begin(plan, facts, rules()[code]).report) is not None
        and "porteurs[0].categorie" in report.missing_facts
    ]
    assert general
    *asked, (end, _) = held(
        begin(plan, facts, rules()[general[0]]),
        lambda now, question: "administration_centrale" if question.path.endswith("categorie") else None,
    )
    assert [question.path for _, question in asked].count("porteurs[0].categorie") == 1
    assert end.facts["porteurs"] == ({"categorie": "administration_centrale"},)
