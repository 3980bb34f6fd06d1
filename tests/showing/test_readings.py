"""The readings that a report rests on, and what rests on a reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from relance_rules import Report, check, check_file, load_rules
from relance_rules.showing.blocks import Readings
from relance_rules.showing.checked import report_blocks
from relance_rules.showing.markdown import blocks_markdown
from relance_rules.showing.plain import report_data
from relance_rules.showing.readings_shown import readings_data, statements

from .helpers import DOSSIER, ROOT, invented, plan, printed, report_of, rules, spoken

FR = spoken()


def block(report: Report) -> Readings:
    (found,) = (each for each in report_blocks(report) if isinstance(each, Readings))
    return found


def codes(items: Any) -> list[str]:
    return [item.text.values["code"] for item in items]


def decisive(**changed: Any) -> list[str]:
    """The readings of the dossier, some of whose parts are others, that a text shows in full."""
    found = block(report_of({**DOSSIER, **changed}))
    assert set(codes(found.decisive)) <= set(codes(found.all))
    return codes(found.decisive)


FRENCH: Mapping[str, Any] = {"annee": 2021, "titre": 3, "fournisseur": {"siege": "FR"}}
PLAIN: Mapping[str, Any] = {
    "projet": {**DOSSIER["projet"], "cout_total_ttc": "40 k€", "financement_apres_2022": False},
    "depenses": [{"montant_ttc": "40 k€", "nature": "prestation", **FRENCH}],
    "financement": {"subvention_demandee": "40 k€", "subventions_anterieures": 0},
}
"""What makes a dossier that nothing is held against."""


def test_only_what_refuses_leaves_open_or_cuts_is_shown_in_full() -> None:
    assert decisive(**PLAIN) == []
    assert decisive(**PLAIN, porteurs=[{"categorie": "entreprise"}]) == ["R10"]
    assert decisive(**PLAIN, porteurs=[{}]) == ["R10"]
    later = [{**PLAIN["depenses"][0], "annee": 2022}, {"montant_ttc": 0, "nature": "prestation", **FRENCH}]
    # Nothing is left in the base: the grant is nought, and the request is cut to that.
    assert decisive(**{**PLAIN, "depenses": later}) == ["R6", "R9"]
    assert decisive(**{**PLAIN, "financement": {"subventions_anterieures": 0}}) == ["R9"]
    # A document that is missing, and the warning that a jury chooses, are told and decide nothing.
    assert decisive(**PLAIN, pieces={}) == []


def test_the_text_of_a_report_names_the_command_that_gives_the_others() -> None:
    ready = report_of({**DOSSIER, **PLAIN})
    assert ready.status == "ready"
    shown = printed(report_blocks(ready), width=200).replace("\u00a0", " ")
    assert shown.endswith(
        "\n\nLectures du texte\nR10, R8, R6, R5, R9, R2, R13 (« relance show R10 » en donne le texte)\n"
    )
    text = blocks_markdown(report_blocks(ready), FR).replace("\u00a0", " ")
    assert text.endswith(
        "\n### Lectures du texte\n\nR10, R8, R6, R5, R9, R2, R13 (« relance show R10 » en donne le texte)\n"
    )


def test_the_blocks_and_the_data_of_every_example_rest_on_the_same_readings() -> None:
    for path in sorted((ROOT / "examples" / "dossiers").rglob("*.yaml")):
        report = check_file(path, rules())
        used = [each["code"] for each in report_data(report, FR)["readings_used"]]
        found = block(report)
        assert codes(found.all) == used
        refused = [finding for finding in report.findings if finding.outcome in ("fail", "unknown")]
        assert {code for finding in refused for code in finding.rule.readings} <= set(codes(found.decisive))


def test_a_theme_without_readings_has_no_block() -> None:
    found = load_rules(ROOT / "tests" / "rulesets" / "schemes" / "zen")
    assert not found.plan.readings
    report = check({"theme": next(iter(found))}, found)
    assert report_data(report, FR)["readings_used"] == []
    assert not any(isinstance(each, Readings) for each in report_blocks(report))


def test_what_rests_on_a_reading_is_told_once_theme_after_theme() -> None:
    resting = statements(plan(), "R10")
    assert ("ITN8A", "size.autres") in [(each.theme, each.id) for each in resting]
    for code in plan().readings:
        found = [(each.theme, each.id, each.readings) for each in statements(plan(), code)]
        assert len(found) == len(set(found))
        themes = list(dict.fromkeys(theme for theme, _, _ in found))
        assert themes == [theme for theme in rules() if theme in themes]
        limits = plan().readings[code].themes
        assert not limits or set(themes) <= set(limits)


def test_everything_that_rests_on_readings_is_found() -> None:
    """Each reading that a theme says it rests on is that of one of its statements, and the other way round."""
    for theme in rules().values():
        found = {code for code in plan().readings if any(each.theme == theme.code for each in statements(plan(), code))}
        assert found == set(theme.readings)


def test_readings_as_data_are_those_asked_for() -> None:
    data = readings_data(plan(), ["R5", "R16"], FR)
    assert [(each["code"], each["themes"]) for each in data["readings"]] == [("R5", []), ("R16", ["SNAP3", "SNAP4"])]
    assert invented().code not in {each["theme"] for each in data["readings"][0]["statements"]}
