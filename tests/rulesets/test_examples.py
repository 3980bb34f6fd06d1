"""The rule sets of `examples/rulesets`, through the command, as a person who writes one runs it."""

from __future__ import annotations

import json
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from openpyxl import load_workbook

from cli.conftest import Run
from relance_rules import Money, load_rules
from relance_rules.cli.app import run as command_line
from relance_rules.dossiers.mapping import load_mapping

from .helpers import EXAMPLES, ROOT, checked

GRANTS = {"gber": ("RDI", "115000.00"), "heehra": ("HEEHRA", "10000.00"), "copropriete": ("COPRO", "112500.00")}
FOREIGN = sorted(GRANTS)


def run(relance: Run, scheme: str, command: str, *arguments: str | Path) -> CompletedProcess[str]:
    done = relance(command, "--rules", EXAMPLES / scheme, *arguments)
    # What a batch wrote is all that it says there.
    assert all(": dossiers écrits : " in line or ": lettres écrites : " in line for line in done.stderr.splitlines())
    return done


def dossier(scheme: str) -> Path:
    return EXAMPLES / scheme / "dossiers" / "d.yaml"


def catalogue_words() -> set[str]:
    """The facts of the French catalogue, and the words of its money and its plan."""
    plan = load_rules().plan
    return {
        *(path.replace("[]", "") for path in plan.facts if "." in path or "_" in path),
        "TTC",
        "titre 2",
        "catalogue",
    }


def foreign_words(scheme: str, text: str) -> set[str]:
    """The words of the catalogue that a text about another scheme holds, its own facts apart."""
    own = {path.replace("[]", "") for path in load_rules(EXAMPLES / scheme).plan.facts}
    return {word for word in catalogue_words() - own if word in text and not any(word in each for each in own)}


@pytest.mark.parametrize("scheme", FOREIGN)
def test_the_example_is_checked_without_its_theme(relance: Run, scheme: str) -> None:
    theme, grant = GRANTS[scheme]
    done = run(relance, scheme, "check", "--format", "json", dossier(scheme))
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert (report["theme"], report["status"], report["eligibility"]["verdict"]) == (theme, "ready", "eligible")
    assert (report["funding"]["grant"], report["missing_facts"]) == (grant, [])


@pytest.mark.parametrize("scheme", FOREIGN)
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "command", ["check", "check --format markdown", "explain", "themes", "show", "new", "new --format csv", "batch"]
)
def test_every_command_works_and_speaks_of_the_scheme_alone(
    capsys: pytest.CaptureFixture[str], scheme: str, language: str, command: str
) -> None:
    name, *options = command.split()
    subject = {"check": [dossier(scheme)], "explain": [dossier(scheme)], "batch": [dossier(scheme).parent]}
    arguments: list[Any] = subject.get(name, [] if name == "themes" else [GRANTS[scheme][0]])
    code = command_line([name, "--rules", *map(str, [EXAMPLES / scheme, *options, "--lang", language, *arguments])])
    shown = capsys.readouterr()
    assert (code, shown.err) == (0, "")
    assert shown.out.strip()
    assert foreign_words(scheme, shown.out) == set()


@pytest.mark.parametrize("scheme", FOREIGN)
def test_a_new_dossier_is_read_back_and_asks_for_what_it_lacks(relance: Run, scheme: str, tmp_path: Path) -> None:
    blank = tmp_path / "blank.yaml"
    blank.write_text(run(relance, scheme, "new", GRANTS[scheme][0]).stdout, encoding="utf-8")
    done = run(relance, scheme, "check", "--format", "json", blank)
    report = json.loads(done.stdout)
    assert (done.returncode, report["status"]) == (1, "incomplete")
    asked = {entry["fact"] for entry in report["missing_facts"]}
    assert asked
    assert asked <= {path.partition("[]")[0] for path in load_rules(EXAMPLES / scheme).plan.facts}


@pytest.mark.parametrize("scheme", FOREIGN)
def test_a_new_mapping_of_a_form_is_read_back(relance: Run, scheme: str, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(run(relance, scheme, "new", GRANTS[scheme][0], "--format", "mapping").stdout, encoding="utf-8")
    read = load_mapping(mapping, load_rules(EXAMPLES / scheme).plan)
    assert read.defaults == {}
    assert (bool(read.fields), bool(read.blocks)) == (True, scheme != "copropriete")


@pytest.mark.parametrize("scheme", FOREIGN)
def test_the_rules_are_sound_and_pass_their_own_cases(relance: Run, scheme: str) -> None:
    assert run(relance, scheme, "lint").returncode == 0
    assert run(relance, scheme, "test").returncode == 0


@pytest.mark.parametrize("scheme", FOREIGN)
def test_a_batch_totals_the_grants(relance: Run, scheme: str, tmp_path: Path) -> None:
    done = run(relance, scheme, "batch", "--format", "json", dossier(scheme), "--letters", tmp_path / "letters")
    assert done.returncode == 0
    assert GRANTS[scheme][1] in done.stdout
    assert len(list((tmp_path / "letters").glob("*.md"))) == 1


@pytest.mark.parametrize("scheme", FOREIGN)
def test_a_batch_shows_no_column_that_the_scheme_has_no_fact_for(relance: Run, scheme: str, tmp_path: Path) -> None:
    page, book = tmp_path / "page.html", tmp_path / "book.xlsx"
    shown = run(relance, scheme, "batch", dossier(scheme).parent).stdout
    run(relance, scheme, "batch", "--out", page, "--out", book, dossier(scheme).parent)
    assert "Demandé" not in shown
    assert "Subvention demandée" not in page.read_text(encoding="utf-8")
    cells = [cell.value for sheet in load_workbook(book) for row in sheet.iter_rows() for cell in row]
    assert "Subvention proposée" in cells
    assert "Subvention demandée" not in cells
    assert any(str(cell).startswith("Coût total") for cell in cells) is (scheme == "copropriete")


@pytest.mark.parametrize("scheme", FOREIGN)
def test_a_rule_set_does_not_differ_from_itself(relance: Run, scheme: str, tmp_path: Path) -> None:
    done = relance("diff", EXAMPLES / scheme, EXAMPLES / scheme, "--dossiers", dossier(scheme).parent)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("scheme", FOREIGN)
def test_the_schema_of_the_dossiers_has_the_facts_of_the_scheme(relance: Run, scheme: str, tmp_path: Path) -> None:
    run(relance, scheme, "schema", "--out", tmp_path)
    schema = json.loads((tmp_path / "dossier.schema.json").read_text(encoding="utf-8"))
    own = {path.partition(".")[0] for path in load_rules(EXAMPLES / scheme).plan.facts if "[]" not in path}
    assert set(schema["properties"]) - {"theme"} == own


# ---- figures: at each limit, one below and one above


@pytest.mark.parametrize(
    ("size", "research", "development", "grant"),
    [
        ("petite", 100_000, 100_000, 115_000),
        ("moyenne", 100_000, 100_000, 95_000),
        ("grande", 100_000, 100_000, 75_000),
        ("petite", 100_000, 0, 70_000),
        ("moyenne", 100_000, 0, 60_000),
        ("grande", 100_000, 0, 50_000),
        ("petite", 0, 100_000, 45_000),
        ("moyenne", 0, 100_000, 35_000),
        ("grande", 0, 100_000, 25_000),
    ],
)
def test_aid_intensities_of_research(size: str, research: int, development: int, grant: int) -> None:
    expenses = [
        {"montant": f"{research} EUR", "activite": "industrielle"},
        {"montant": f"{development} EUR", "activite": "experimentale"},
    ]
    report = checked("gber", {"theme": "RDI", "entreprise": {"taille": size}, "depenses": expenses})
    assert (report.verdict, report.funding.grant) == ("eligible", Money(grant * 100))


@pytest.mark.parametrize(
    ("income", "verdict", "grant"),
    [
        ("0 %", "eligible", 600_000),
        ("79 %", "eligible", 600_000),
        ("79.999999 %", "eligible", 600_000),
        ("80 %", "eligible", 300_000),
        ("81 %", "eligible", 300_000),
        ("149 %", "eligible", 300_000),
        ("150 %", "eligible", 300_000),
        ("150.000001 %", "ineligible", 0),
        ("151 %", "ineligible", 0),
        ("1000 %", "ineligible", 0),
    ],
)
def test_bands_of_income(income: str, verdict: str, grant: int) -> None:
    data = {"menage": {"revenu_relatif": income}, "depenses": [{"montant": "6 000 USD", "poste": "pompe"}]}
    report = checked("heehra", data)
    assert (report.verdict, report.funding.grant) == (verdict, Money(grant))


@pytest.mark.parametrize(
    ("amounts", "grant"),
    [
        ({"pompe": "7 999.99"}, 799_999),
        ({"pompe": "8 000"}, 800_000),
        ({"pompe": "8 000.01"}, 800_000),
        ({"cablage": "2 499.99"}, 249_999),
        ({"cablage": "2 500"}, 250_000),
        ({"cablage": "2 500.01"}, 250_000),
        ({"tableau": "3 999.99"}, 399_999),
        ({"tableau": "4 000"}, 400_000),
        ({"tableau": "4 000.01"}, 400_000),
        ({"pompe": "8 000", "cablage": "2 500", "tableau": "3 499.99"}, 1_399_999),
        ({"pompe": "8 000", "cablage": "2 500", "tableau": "3 500"}, 1_400_000),
        ({"pompe": "8 000", "cablage": "2 500", "tableau": "3 500.01"}, 1_400_000),
        ({"pompe": "10 000", "cablage": "2 000"}, 1_000_000),
    ],
)
def test_limits_of_each_item_and_of_all(amounts: dict[str, str], grant: int) -> None:
    expenses = [{"montant": f"{amount} USD", "poste": item} for item, amount in amounts.items()]
    report = checked("heehra", {"menage": {"revenu_relatif": "60 %"}, "depenses": expenses})
    assert report.funding.grant == Money(grant)


@pytest.mark.parametrize(
    ("gain", "verdict", "grant"),
    [
        ("34.999999 %", "ineligible", None),
        ("35 %", "eligible", 3_000_000),
        ("36 %", "eligible", 3_000_000),
        ("49.999999 %", "eligible", 3_000_000),
        ("50 %", "eligible", 4_500_000),
        ("51 %", "eligible", 4_500_000),
    ],
)
def test_bands_of_energy_gain(gain: str, verdict: str, grant: int | None) -> None:
    report = checked("copropriete", building(gain=gain))
    assert report.verdict == verdict
    assert grant is None or report.funding.grant == Money(grant)


@pytest.mark.parametrize(
    ("cost", "dwellings", "sieve", "fragile", "grant"),
    [
        ("249 999", 10, False, False, 11_249_955),
        ("250 000", 10, False, False, 11_250_000),
        ("250 001", 10, False, False, 11_250_000),
        ("400 000", 10, False, False, 11_250_000),
        ("25 000", 1, False, False, 1_125_000),
        ("25 000.01", 1, False, False, 1_125_000),
        ("100 000", 10, True, False, 5_500_000),
        ("100 000", 10, False, True, 6_500_000),
        ("100 000", 10, True, True, 7_500_000),
    ],
)
def test_works_of_a_building(cost: str, dwellings: int, sieve: bool, fragile: bool, grant: int) -> None:
    data = building(cost=cost, dwellings=dwellings, sieve=sieve, fragile=fragile)
    assert checked("copropriete", data).funding.grant == Money(grant)


def building(
    cost: str = "100 000", dwellings: int = 10, gain: str = "50 %", sieve: bool = False, fragile: bool = False
) -> dict[str, Any]:
    project = {
        "cout_total": f"{cost} EUR",
        "logements": dwellings,
        "gain_energetique": gain,
        "sortie_passoire": sieve,
        "copropriete_fragile": fragile,
    }
    return {"projet": project}


def test_the_commands_that_the_page_shows(relance: Run) -> None:
    page = (ROOT / "docs" / "rulesets.md").read_text(encoding="utf-8")
    commands = [line.partition(" > ")[0].split()[2:] for line in page.split("\n") if line.startswith("$ relance ")]
    shown = [command for command in commands if any(word.startswith("examples/") for word in command)]
    assert [command[0] for command in shown] == ["check", "new", "test"]
    for command in shown:
        done = relance(*command)
        assert (done.returncode, done.stderr) == (0, "")
