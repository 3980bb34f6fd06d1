"""What a page or a program asks of the script: it never fails on what a person gave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from relance_rules import load_rules
from relance_rules.localization import LANGUAGES, localization
from relance_rules.plan.answers import is_absent, read_boolean, read_value
from relance_rules.plan.saving import digest
from relance_rules.showing.labels import citation
from relance_rules.showing.plain import exact
from relance_rules.values import ParseError, parse_money
from relance_rules.version import VERSION
from targets.javascript.node import answers, asked

RULES = load_rules()
PLAN = RULES.plan


def said(script: Path, call: str, *arguments: Any) -> Any:
    (answer,) = asked(script, call, [list(arguments)])
    assert "value" in answer, answer
    return answer["value"]


def test_what_the_script_is(script: Path) -> None:
    assert said(script, "() => relance.version") == VERSION
    found = said(script, "() => relance.rules")
    assert found == {"name": PLAN.name, "version": PLAN.version, "digest": digest(PLAN), "title": dict(PLAN.title)}
    assert said(script, "() => Object.isFrozen(relance) && Object.isFrozen(relance.rules)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_themes(script: Path, language: Any) -> None:
    found = said(script, "(lang) => relance.themes(lang)", language)
    say = localization(language).say
    assert found == [
        {"code": code, "title": say(theme.title), "summary": say(theme.summary), "owner": theme.owner}
        for code, theme in RULES.items()
    ]


ANSWERS = (
    *("", "  ", "oui", "Non", "12/02/2021", "12 fév. 2021", "1,5 M€", "1.234", "75 %", "120 %", "12", "-1", "x" * 200),
    *("entreprise", "Entreprise privée", "FR", "Frnce", "13002526500013", "2", "2200", "constructor", "__proto__"),
    "\u202e",
)  # fmt: skip


COMMITMENT = RULES["SNAP3"].commitments.asked[0].fact


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_answer_is_read_as_its_fact_reads_it(script: Path, language: Any) -> None:
    paths = [path for path, fact in PLAN.facts.items() if fact.kind.sort != "group"]
    asking = [(path.replace("[]", "[0]"), text) for path in [*paths, COMMITMENT] for text in ANSWERS]
    found = asked(
        script,
        "(path, text, lang) => relance.parse(path, text, 'snap3', { lang })",
        [[*each, language] for each in asking],
    )
    for (path, text), answer in zip(asking, found, strict=True):
        assert answer["value"] == parsed(path.replace("[0]", "[]"), text, language), (path, text)


def parsed(path: str, text: str, language: Any) -> dict[str, Any]:
    say = localization(language, PLAN.currency).say
    if is_absent(text):
        return {"value": None, "said": ""}
    try:
        fact = PLAN.facts.get(path)
        value = read_boolean(text) if fact is None else read_value(text, fact, PLAN.currency)
    except ParseError as error:
        return {"fault": say(error.message)}
    known = None if fact is None or fact.values is None else fact.values[str(value)].label
    return {"value": exact(value), "said": say(value if known is None else known)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_of_a_theme_asks_what_the_theme_asks(script: Path, language: Any) -> None:
    say = localization(language, PLAN.currency).say
    forms = asked(script, "(theme, lang) => relance.form(theme, { lang })", [[code, language] for code in RULES])
    for (code, theme), answer in zip(RULES.items(), forms, strict=True):
        facts = [fact for subject in answer["value"]["subjects"] for fact in subject["facts"]]
        assert {fact["path"] for fact in facts} == {*theme.asked} - {PLAN.roles.theme}, code
        for told in facts:
            fact = PLAN.facts[told["path"]]
            assert (told["type"], told["label"], told["question"]) == (fact.type, say(fact.label), say(fact.question))
            owner, inside, _ = told["path"].partition("[].")
            assert told["list"] == (owner if inside else None)
            values = None if fact.values is None else [[name, say(value.label)] for name, value in fact.values.items()]
            assert told["values"] == values
        asked_for = {fact["path"]: [each["path"] for each in fact["asked"]] for fact in facts if fact["asked"]}
        listed = {PLAN.roles.commitments: theme.commitments.asked, PLAN.roles.documents: theme.documents.asked}
        assert asked_for == {path: [each.fact for each in some] for path, some in listed.items() if some}


BAD = (
    *("null", "undefined", "5", "'x'", "[]", "new Date(0)", "Symbol.iterator", "() => 1", "{ theme: Symbol('x') }"),
    *("{ theme: 'SNAP3', projet: new Date(0) }", "{ theme: 'SNAP3', reference: () => 1 }", "Object.create(null)"),
    *(
        "new Proxy({}, {})",
        "{ theme: 'SNAP3', projet: { get nom() { return NaN; } } }",
        "{ theme: 1n, reference: 0.5 }",
    ),
    "(() => { const own = { theme: 'SNAP3' }; own.projet = own; return own; })()",
    "{ theme: 'SNAP3', reference: -0 }",
)


def test_what_is_no_dossier_gives_a_report(script: Path) -> None:
    calls = [f"() => [relance.check({dossier}).status, relance.json(relance.check({dossier}))]" for dossier in BAD]
    for dossier, (answer,) in zip(BAD, answers(script, [(call, [[]]) for call in calls]), strict=True):
        assert answer["value"][0] in ("error", "incomplete", "ineligible"), (dossier, answer)


def granted(script: Path, *amounts: str) -> list[Any]:
    dossier = "{ theme: 'SNAP3', projet: { reference: 'P', cout_total_ttc: '1 M€' } }"
    calls = [f"() => relance.check({dossier}, {{ grantedToProject: {amount} }})" for amount in amounts]
    return [answer["value"] for (answer,) in answers(script, [(call, [[]]) for call in calls])]


def test_what_others_were_granted(script: Path) -> None:
    alike = granted(script, "'1 500 €'", "'1500.00'", "1500", "1500n", "{ project: '1 500 €' }")
    assert all(found == alike[0] for found in alike)
    assert "1500.00" in [each["already_used"] for each in alike[0]["funding"]["ceilings"]]
    unknown, scoped, *alone = granted(script, "'unknown'", "{ project: null }", "null", "undefined", "{}")
    assert unknown == scoped != alone[0]
    assert all(found == alone[0] for found in alone)


def test_an_amount_of_others_that_is_none_is_an_error(script: Path) -> None:
    for found in granted(script, "'abc'", "-1", "1.5", "'1.234'", "true", "[]", "{ project: [] }", "NaN"):
        assert (found["status"], found["notices"][0]["id"]) == ("error", "lecture")


def test_what_a_program_asks_wrongly_is_told_to_it(script: Path) -> None:
    paths = ("nope", "engagements", "engagements.", "depenses", "depenses.x", "")
    calls = [f"relance.parse('{path}', '1', 'SNAP3')" for path in paths]
    calls += ["relance.themes('de')", "relance.form('NOPE')"]
    for (answer,) in answers(script, [(f"() => {call}", [[]]) for call in calls]):
        assert answer["thrown"].startswith("TypeError: no such ")


@pytest.mark.parametrize(
    "dossier",
    [
        "(() => { const own = { theme: 'SNAP3' }; own.projet = own; return own; })()",
        "(() => { const own = []; own.push(own, own); return { reference: own }; })()",
        "(() => { let deep = {}; for (let level = 0; level < 20000; level += 1) deep = { deep }; return deep; })()",
    ],
)
def test_what_never_ends_is_not_written(script: Path, dossier: str) -> None:
    (answer,) = asked(script, f"() => relance.write({dossier}, 'SNAP3')", [[]])
    assert answer["thrown"].startswith("TypeError: a dossier has at most 900 levels, and never holds itself")


def test_what_can_be_read_is_written(script: Path) -> None:
    dossier = (
        "(() => { let deep = 'x'; for (let level = 0; level < 899; level += 1) deep = { a: deep }; return deep; })()"
    )
    assert said(script, f"() => relance.write({dossier}, 'SNAP3').includes('a:')")


def test_a_file_is_opened_and_saved(script: Path) -> None:
    text = "theme: SNAP3\nreference: '12'\nprojet:\n  nom: Été\ninconnue: 3\n"
    found = said(script, "(text) => relance.read(text, { name: 'a.yaml' })", text)
    assert found["notes"] == []
    call = "(text) => relance.write(relance.read(text, { name: 'a.yaml' }).dossier, 'SNAP3', { format: 'json' })"
    assert said(script, call, text) == (
        '{\n  "theme": "SNAP3",\n  "reference": "12",\n  "projet": {\n    "nom": "Été"\n  },\n  "inconnue": "3"\n}\n'
    )
    twice = said(script, "(text) => relance.read(text, { name: 'a.json', lang: 'en' })", '{"a": 1,\n "a": 2}')
    (problem,) = twice["problems"]
    assert (problem["line"], problem["column"], problem["code"]) == (2, 2, "syntax")
    assert problem["message"] == "the key “a” is given twice (already on line 1)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_amounts_and_passages_of_a_report_are_said_as_the_command_says_them(script: Path, language: Any) -> None:
    words = localization(language, PLAN.currency)
    for text in ("0.00", "0.01", "1200.00", "12345678.90"):
        assert said(script, "(text, lang) => relance.amount(text, { lang })", text, language) == words.say(
            parse_money(text, PLAN.currency)
        )
    cases = [(finding.source, finding.readings) for theme in RULES.values() for finding in theme.rules]
    cases += [(None, ()), (None, ("R5",)), (cases[0][0], ())]
    found = asked(
        script,
        "(source, readings, lang) => relance.cite({ source, readings }, { lang })",
        [
            [None if source is None else {source.by: source.place}, list(readings), language]
            for source, readings in cases
        ],
    )
    assert [each["value"] for each in found] == [words.say(citation(PLAN, *case)) for case in cases]


def test_the_parts_that_facts_play(script: Path) -> None:
    found = said(script, "() => relance.form('SNAP3').roles")
    roles = PLAN.roles
    assert roles.total is not None
    assert roles.requested is not None
    assert roles.lines is not None
    assert found["total"] == roles.total.path
    assert found["requested"] == roles.requested.path
    assert found["lines"] == {"list": roles.lines.list, "amount": roles.lines.amount, "label": roles.lines.label}
    assert [found["theme"], found["applicants"], found["reference"], found["filedOn"], found["wayIn"]] == [
        roles.theme,
        roles.applicants,
        roles.reference,
        roles.filed_on,
        roles.way_in,
    ]
