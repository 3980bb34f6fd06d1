"""A rule set may do without any role: every command works without it, and asks for nothing that it is made of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from relance_rules import RuleError, load_rules
from relance_rules.cli.app import run as relance
from rule_sets import DEFINITIONS, MANIFEST, VOCABULARY, Data, both, condition, funding, item, size, window, write_rules

ROLES: Data = {**MANIFEST["roles"], "project": {"name": "projet.nom", "phase": "projet.mois"}}
"""Every role, of the rule set made for tests."""

THEME: Data = {
    "theme": "ESSAI",
    "title": both("Thème d’essai"),
    "kind": "guichet",
    "envelope": {"amount": "15 M€"},
    "windows": [window("guichet", "2021-01-04")],
    "size": size({"at_least": "10 EUR"}),
    "eligibility": [condition("pret", "projet.pret")],
    "funding": funding(
        rate="75 %",
        exclude=[item("ancienne", when={"fact": "annee", "less_than": "2020"})],
        ceilings=[item("plafond", amount="2 M€", per="project")],
    ),
    "commitments": [item("bilan")],
    "documents": [item("budget")],
}
NEEDS = {
    "filed_on": ["windows"],
    "total": ["size", "funding"],
    "lines": ["funding"],
    "staff": ["funding"],
    "way_in": ["kind"],
    "commitments": ["commitments"],
    "documents": ["documents"],
}
"""What a theme cannot say without a role."""

PLAYED_BY = {
    "filed_on": "depose_le",
    "total": "projet.cout_total_ttc",
    "requested": "financement.subvention_demandee",
}
"""The facts that are asked for because of a role, and of nothing else."""

PLAIN = {"amount": "1 000 EUR", "source": {"lines": "3"}}
DOSSIER: Data = {
    "theme": "ESSAI",
    "reference": "A-1",
    "depose_le": "2021-02-12",
    "projet": {"nom": "Essai", "reference": "P-1", "cout_total_ttc": "20 000 EUR", "pret": True},
    "porteurs": [{"nom": "Mairie", "siret": "13002526500013"}],
    "depenses": [{"libelle": "Vélos", "montant_ttc": "20 000 EUR", "annee": 2021, "titre": 3}],
    "financement": {"subvention_demandee": "800 EUR", "subventions_anterieures": "0 EUR"},
}


def made(folder: Path, *without: str) -> Path:
    """A rule set without some roles, and without what a theme says by them."""
    left = {key for role in without for key in NEEDS.get(role, ())}
    theme = {key: part for key, part in THEME.items() if key not in left}
    roles = {
        role: part
        for role, part in ROLES.items()
        if role not in without and (role != "staff" or "lines" not in without)
    }
    return write_rules(folder, {"funding": PLAIN, **theme}, manifest={**MANIFEST, "roles": roles})


def run(rules: Path, capsys: pytest.CaptureFixture[str], command: str, *arguments: object) -> tuple[int, str]:
    code = relance([command, "--rules", str(rules), *map(str, arguments)])
    captured = capsys.readouterr()
    # What a batch wrote is all that it says there.
    assert all(": dossiers écrits : " in line or ": lettres écrites : " in line for line in captured.err.splitlines())
    return code, captured.out


SUBSETS = [(role,) for role in ROLES] + [tuple(ROLES), ()]


@pytest.mark.parametrize("without", SUBSETS, ids=[", ".join(roles) or "none" for roles in SUBSETS])
def test_every_command_works_without_a_role(
    without: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = made(tmp_path / "rules", *without)
    whole, bare = tmp_path / "whole.yaml", tmp_path / "bare.yaml"
    whole.write_text(json.dumps(DOSSIER), encoding="utf-8")
    bare.write_text('{"reference": "A-2"}', encoding="utf-8")
    for path in (whole, bare):
        code, report = run(rules, capsys, "check", "--format", "json", path)
        assert code in (0, 1)
        assert json.loads(report)["funding"]["grant"] is not None or path == bare
        for command in (["check"], ["check", "--lang", "en"], ["check", "--format", "markdown"], ["explain"]):
            assert run(rules, capsys, *command, path)[1]
    for command in (["themes"], ["show", "ESSAI"], ["new", "ESSAI"], ["new", "ESSAI", "--format", "csv"]):
        assert run(rules, capsys, *command)[0] == 0
    for out in ("text", "json", "csv", "ndjson", "junit"):
        code, shown = run(rules, capsys, "batch", "--format", out, whole, bare)
        assert (code, bool(shown)) == (1, True)
    page, book, letters = (tmp_path / name for name in ("page.html", "book.xlsx", "letters"))
    assert run(rules, capsys, "batch", whole, bare, "--out", page, "--out", book, "--letters", letters)[0] == 1
    assert page.is_file()
    assert book.is_file()


@pytest.mark.parametrize("role", [role for role in ROLES if role != "theme"])
def test_what_plays_no_role_is_not_asked_for(role: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bare = tmp_path / "bare.yaml"
    bare.write_text("{}", encoding="utf-8")
    with_it = json.loads(run(made(tmp_path / "with"), capsys, "check", "--format", "json", bare)[1])
    without = json.loads(run(made(tmp_path / "without", role), capsys, "check", "--format", "json", bare)[1])

    def asked(report: Any) -> set[str]:
        return {entry["fact"] for entry in report["missing_facts"]} | {
            entry["id"] for family in ("commitments", "documents") for entry in report[family]["missing"]
        }

    assert asked(without) <= asked(with_it)
    assert PLAYED_BY.get(role) not in asked(without)


def test_a_size_that_is_no_cost_is_not_called_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    theme = {
        "theme": "ESSAI",
        "title": both("Thème d’essai"),
        "size": size({"at_least": "3", "at_most": "12"}, of="projet.mois"),
    }
    rules, dossier = write_rules(tmp_path / "rules", theme), tmp_path / "d.yaml"
    dossier.write_text('{"projet": {"mois": 2}}', encoding="utf-8")
    finding = json.loads(run(rules, capsys, "check", "--format", "json", dossier)[1])["eligibility"]["findings"][0]
    assert finding["label"] == "Taille dans la fourchette attendue"
    assert finding["message"].startswith("Taille de 2 : de 3 à 12 attendu")


def test_a_set_of_several_themes_says_which_fact_tells_them_apart(tmp_path: Path) -> None:
    vocabulary = {path: fact for path, fact in VOCABULARY.items() if path != "theme"}
    roles = {role: part for role, part in ROLES.items() if role != "theme"}
    folder = write_rules(tmp_path, THEME, vocabulary, manifest={**MANIFEST, "roles": roles}, definitions=DEFINITIONS)
    assert list(load_rules(folder)) == ["ESSAI"]
    (folder / "themes" / "AUTRE.yaml").write_text(json.dumps({**THEME, "theme": "AUTRE"}), encoding="utf-8")
    with pytest.raises(RuleError, match="plusieurs thèmes demandent le rôle « theme »"):
        load_rules(folder)
