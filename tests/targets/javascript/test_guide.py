"""Which themes fit and what to ask next, in the script as in Python, byte for byte, whatever a dossier leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from relance_rules import DossierError, Rules, load_rules
from relance_rules.checking.check import check_dossier
from relance_rules.checking.questions import asked_next, fact_of, next_of, opened
from relance_rules.checking.themes import beside_themes
from relance_rules.dossiers.facts import Dossier
from relance_rules.dossiers.reading import document_from, dossier_beside
from relance_rules.localization import localization
from relance_rules.plan.facts import general_path
from relance_rules.showing.beside_plain import beside_data
from relance_rules.showing.plain import error_data, json_text
from relance_rules.showing.sentences import question_of
from relance_rules.targets.javascript import engine
from targets.javascript.node import asked
from targets.javascript.texts import STATED

pytestmark = pytest.mark.long


ROOT = Path(__file__).resolve().parents[3]
RULES = load_rules()
FIT = "(dossier, lang) => jsonText(relance.fit(dossier, {lang}))"
NEXT = "(dossier, theme, lang, passed) => jsonText(relance.next(dossier, theme, {lang, passed}))"


def partial(data: Any, draw: Random) -> Any:
    """A dossier of which some answers are left out."""
    if isinstance(data, dict):
        return {key: partial(value, draw) for key, value in data.items() if draw.random() < 0.75}
    return [partial(item, draw) for item in data] if isinstance(data, list) else data


def partials(count: int) -> Iterator[tuple[Any, str]]:
    """Dossiers of every theme, with and without its name, some with a fault, and the languages by turns."""
    draw = Random(20210104)  # noqa: S311 - the same on every run
    yield {}, "fr"
    # In error.
    yield ["SNAP3"], "fr"
    staff = {"montant_ttc": 1_200_000, "titre": 2, "nature": "prestation"}
    yield {"porteurs": [{"categorie": "operateur"}], "projet": {"cout_total_ttc": 1_200_000}, "depenses": [staff]}, "en"
    # A theme of which the source has lost the list, and one of which it has not.
    yield {"theme": "ITN8B", "engagements": {"un_autre": "oui"}}, "fr"
    yield {"theme": "SNAP3", "engagements": {"un_autre": "oui"}}, "fr"
    for place in range(count):
        data = partial(draw.choice(STATED), draw)
        if place % 3:
            data.pop("theme", None)
        if place % 10 == 0:
            data[draw.choice(["them", "engagements", "depose_le", "theme", "porteurs"])] = draw.choice(["x", ["SNAP3"]])
        if place % 7 == 0 and "porteurs" in data:
            data["porteurs"] = [{"categorie": "administration_centrale"}]
        yield data, "en" if place % 2 else "fr"


def read(data: dict[str, Any], rules: Rules) -> Dossier | DossierError:
    try:
        return dossier_beside(document_from(data), rules)
    except DossierError as error:
        return error


def fit(data: dict[str, Any], lang: Any, rules: Rules = RULES) -> str:
    """What Python says of a dossier beside every theme."""
    language, found = localization(lang, rules.plan.currency), read(data, rules)
    if isinstance(found, DossierError):
        return json_text(error_data(None, found.problems, language))
    return json_text(beside_data(beside_themes(rules.plan, found), language))


def following(data: dict[str, Any], code: str, lang: Any, passed: Iterable[str], rules: Rules = RULES) -> str:
    """What Python asks next of a dossier by a theme."""
    plan, theme = rules.plan, rules[code]
    language, found = localization(lang, plan.currency), read(data, rules)
    if isinstance(found, DossierError):
        return json_text(error_data(None, found.problems, language))
    started = opened(plan, found)
    named = {plan.roles.theme: code} if plan.roles.theme in plan.facts else {}
    report = check_dossier(plan, theme, Dossier({**started.facts, **named}))
    what = next_of(plan, report, frozenset(passed))
    if what is None:
        return json_text({"subject": None, "facts": []})
    weights = dict(asked_next(plan, [report]))
    flags = {each.fact: each.label for each in (*theme.commitments.asked, *theme.documents.asked)}
    label = plan.subjects.get(what.subject)
    facts = [
        {
            "fact": path,
            "label": language.say(flags.get(path, fact_of(plan, path).label)),
            "question": language.say(flags[path] if path in flags else question_of(path, report)),
            "conditions": weights.get(general_path(path), 0),
        }
        for path in what.paths
    ]
    subject = {"id": what.subject, "label": None if label is None else language.say(label)}
    return json_text({"subject": subject, "facts": facts})


def test_which_themes_fit(script: Path) -> None:
    questions = list(partials(70))
    expected = [{"value": fit(data, lang)} for data, lang in questions]
    assert asked(script, FIT, questions) == expected
    fits = {
        kind for kind in ("fits", "open", "refused", "error") if any(f'"fit": "{kind}"' in e["value"] for e in expected)
    }
    assert fits == {"fits", "open", "refused", "error"}
    assert sum('"relance-report/1"' in each["value"] for each in expected) > 3


def test_what_to_ask_next(script: Path) -> None:
    """To the end of the questions: those that were asked are passed over in the next."""
    draw = Random(7)  # noqa: S311 - the same on every run
    questions: list[tuple[dict[str, Any], str, str, list[str]]] = []
    for data, lang in partials(40):
        code, passed = draw.choice(list(RULES)), list[str]()
        found = read(data, RULES)
        while True:
            questions.append((data, code, lang, list(passed)))
            if isinstance(found, DossierError):
                break
            report = check_dossier(RULES.plan, RULES[code], Dossier({**opened(RULES.plan, found).facts, "theme": code}))
            what = next_of(RULES.plan, report, passed)
            if what is None:
                break
            passed += what.paths
    assert len(questions) > 150
    assert asked(script, NEXT, questions) == [{"value": following(*question)} for question in questions]


@pytest.mark.parametrize("name", ["copropriete", "gber", "heehra"])
def test_other_rule_sets(name: str, tmp_path: Path) -> None:
    """One theme that no dossier names, no subjects, other currencies."""
    rules = load_rules(ROOT / "examples" / "rulesets" / name)
    file = tmp_path / "relance.js"
    file.write_text(engine(rules), encoding="utf-8")
    draw = Random(3)  # noqa: S311 - the same on every run
    dossiers = [
        yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - texts alone
        for path in sorted((ROOT / "examples" / "rulesets" / name / "dossiers").glob("*.yaml"))
    ]
    questions = [(partial(each, draw) if place else each, "fr") for each in dossiers for place in range(4)]
    assert questions
    assert asked(file, FIT, questions) == [{"value": fit(data, lang, rules)} for data, lang in questions]
    (code,) = rules
    nexts = [(data, code, lang, []) for data, lang in questions]
    assert asked(file, NEXT, nexts) == [{"value": following(*each, rules=rules)} for each in nexts]
