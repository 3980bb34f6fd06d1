"""Explanations: the tree of each condition, and the funding step by step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from relance_rules import DossierError, Report, check, check_file, load_rules
from relance_rules.localization import localization
from relance_rules.showing.explained import explanation_blocks
from relance_rules.showing.explained_plain import explanation_data
from relance_rules.showing.explanation import explain
from relance_rules.showing.markdown import blocks_markdown
from relance_rules.showing.plain import json_text, report_data

from .helpers import DOSSIER, INVENTED, ROOT, printed, report_of, rules, rules_of, spoken

FR = spoken()
EXAMPLES = sorted((ROOT / "examples" / "dossiers").rglob("*.yaml"))


def text(report: Report, rule: str | None = None, width: int = 200) -> str:
    """An explanation without the texts of the readings, which stand at its end."""
    return whole(report, rule, width).partition("\nLectures du texte\n")[0]


def whole(report: Report, rule: str | None = None, width: int = 200) -> str:
    return printed(explanation_blocks(explain(report, rule)), width=width).replace("\u00a0", " ").replace("\u202f", " ")


def data(report: Report, rule: str | None = None) -> Any:
    return json.loads(json_text(explanation_data(explain(report, rule), FR)))


def test_a_tree_shows_the_truth_of_each_node_and_the_values_met() -> None:
    central = (
        "administration centrale "
        "(y compris direction du numérique d’un ministère et direction métier d’administration centrale)"
    )
    assert text(report_of(DOSSIER), "porteur", width=400).splitlines()[6:] == [
        "✓ ESSAI.porteur : Chaque porteur est central",
        "catalogue l. 10-11, lecture R10",
        "  ✓ chaque élément de « Porteurs du projet »",
        f"    ✓ n° 1 (Direction A) : « Catégorie du porteur » : {central} → direction métier d’administration centrale",
        f"    ✓ n° 2 : « Catégorie du porteur » : {central} → administration centrale",
    ]


def test_what_is_not_stated_is_named_and_a_refusal_says_what_to_do() -> None:
    report = report_of({**DOSSIER, "porteurs": [{"categorie": "entreprise"}, {"nom": "B"}]})
    shown = text(report, "ESSAI.porteur")
    assert "✗ n° 1 : « Catégorie du porteur »" in shown
    assert "→ entreprise" in shown
    assert "? n° 2 (B) : « Catégorie du porteur »" in shown
    assert "→ non indiqué (porteurs[1].categorie)" in " ".join(shown.split())
    assert shown.endswith("Un porteur n’est pas central. (porteur n° 1)\n")


def test_an_explanation_ends_with_the_texts_of_the_readings_of_what_it_explains() -> None:
    report = report_of(DOSSIER)
    _, _, told = whole(report, "porteur", 400).partition("\n\nLectures du texte\n")
    assert told.startswith("  • R10 : Chaque porteur doit être d’une catégorie admise.")
    assert told.count("\n") == 1
    assert "Lectures du texte" not in whole(report, "part_francaise")
    assert [each["code"] for each in data(report, "porteur")["readings_used"]] == ["R10"]
    assert [each["code"] for each in data(report, "plafond")["readings_used"]] == ["R8", "R6", "R5", "R9", "R2"]
    everything = data(report)["readings_used"]
    assert [each["code"] for each in everything] == ["R10", "R8", "R6", "R5", "R9", "R2"]
    assert everything[0]["text"].startswith("Chaque porteur doit être")


def test_a_share_names_the_lines_that_it_counts_and_measures_them() -> None:
    shown = text(report_of(DOSSIER), "part_francaise")
    assert "là où « Pays du siège du fournisseur » : FR : au moins 50 % → 83,3333 %\n" in shown
    # The line of zero euros counts for nothing, and the line after it keeps its number.
    assert "    ✓ n° 1 (Code) : « Pays du siège du fournisseur » : FR → 90 000,01 €, FR\n" in shown
    assert "    ✗ n° 3 (Étude) : « Pays du siège du fournisseur » : FR → 20 000,00 €, DE\n" in shown
    assert "n° 2" not in shown


def test_a_guard_is_explained_before_what_it_requires() -> None:
    lines = text(report_of(DOSSIER), "formation").splitlines()
    assert lines[-4:] == [
        "S’applique si :",
        "  ✓ « Équipe interne de pilotage » : oui → oui",
        "Exige alors :",
        "  ✓ « Formation nécessaire pour la personne à temps plein ou le chef de produit » : renseigné → non",
    ]


def test_a_commitment_of_some_cases_says_whether_it_is_asked() -> None:
    for answer, said in ((True, "Demandé ici"), (False, "Pas demandé ici"), (None, "À déterminer")):
        project = {**DOSSIER["projet"], "financement_apres_2022": answer}
        shown = text(report_of({**DOSSIER, "projet": project}), "relais" if answer else "engagements.relais")
        assert shown.splitlines()[-1] == said


def test_the_funding_step_by_step() -> None:
    assert text(report_of(DOSSIER), "plafond").splitlines()[6:] == [
        "Financement pas à pas",
        "catalogue l. 19-22",
        "  = Coût total TTC : 120 000,01 €",
        "  + Ligne 1 « Code », 90 000,01 € : comptée",
        "  + Ligne 2 « Serveur », 0,00 € : comptée",
        "  − Ligne 3 « Étude », 20 000,00 €, exclue : Hors de 2021 (catalogue l. 20, lecture R6)",
        "    ✓ le contraire de ceci",
        "      ✗ « Année de réalisation » : 2021 → 2023",
        "  − Ligne 4 « Équipe », 10 000,00 €, exclue : Dépense de personnel (titre 2), non financée "
        "(catalogue l. 19-22, lecture R5)",
        "    ✓ « Nature de la dépense » : personnel interne",
        "      ✓ « Titre budgétaire » : titre 2 (personnel) → titre 2 (personnel)",
        "  = Base financée : 120 000,01 € − 30 000,00 € exclus = 90 000,01 €",
        "  × De 0,00 € à 48 000,00 € : 100 % de 48 000,00 € = 48 000,00 €",
        "  × De 48 000,00 € à 100 000,00 € : 33,3 % de 42 000,01 € = 13 986,00 € et une fraction de centime",
        "  × Au-delà de 100 000,00 € : 0 % de 0,00 € = 0,00 €",
        "  = Subvention au taux du thème : 61 986,00 € et une fraction de centime",
        "  ≤ Plafond du projet (déjà accordé ou proposé : 5 000,00 €), atteint : 60 000,00 €, reste 55 000,00 € "
        "(catalogue l. 21)",
        "  ≤ Subvention demandée : 70 000,00 € (lecture R9)",
        "  = Subvention proposée, le plus petit de ces montants : 55 000,00 € (lecture R2)",
        "  = Reste à la charge du porteur : 65 000,01 €",
    ]


def test_the_brackets_are_exact_and_sum_to_the_grant_before_its_rounding() -> None:
    funding = data(report_of(DOSSIER))["funding"]
    assert [(b["from"], b["to"], b["rate"], b["part"], b["amount"]) for b in funding["brackets"]] == [
        ("0.00", "48000.00", "1", "48000.00", "48000"),
        ("48000.00", "100000.00", "0.333", "42000.01", "13986.00333"),
        ("100000.00", None, "0", "0.00", "0"),
    ]
    assert funding["before_ceilings"] == "61986.00"
    assert funding["ceilings"][0]["left"] == "55000.00"
    assert [(line["line"], line["excluded_by"]) for line in funding["lines"]] == [
        (1, None),
        (2, None),
        (3, "ESSAI.hors_2021"),
        (4, "ESSAI.personnel"),
    ]


def test_a_line_that_lacks_what_an_exclusion_asks_leaves_the_funding_open() -> None:
    lines = [{key: value for key, value in line.items() if key != "annee"} for line in DOSSIER["depenses"]]
    shown = text(report_of({**DOSSIER, "depenses": lines}), "hors_2021")
    assert (
        "  ? Ligne 1 « Code », 90 000,01 € : à déterminer\n    ? Hors de 2021 (catalogue l. 20, lecture R6)\n" in shown
    )
    assert (
        "  ? Subvention proposée : de 0,00 € à 55 000,00 € (lecture R2)\n    ? à renseigner : depenses[0].annee\n"
        in shown
    )
    # Staff is out whatever its year: the second exclusion settles what the first leaves open.
    assert "  − Ligne 4 « Équipe », 10 000,00 €, exclue : Dépense de personnel" in shown


def test_a_contradiction_is_said_first_and_nothing_is_computed() -> None:
    report = report_of({**DOSSIER, "projet": {**DOSSIER["projet"], "cout_total_ttc": 1}})
    shown = text(report, "plafond")
    assert "DOSSIER CONTRADICTOIRE" in shown
    assert "Le coût total annoncé (1,00 €) et la somme des dépenses (120 000,01 €) diffèrent" in shown
    assert "Base financée : à déterminer" in shown


RULE_NAMES = {
    "taille": (["ESSAI.taille"], False),
    "ESSAI.taille": (["ESSAI.taille"], False),
    "essai.Taille": (["ESSAI.taille"], False),
    "« TAILLE »": (["ESSAI.taille"], False),
    "hors-2021": ([], True),
    "hors_2021": ([], True),
    "ESSAI.personnel": ([], True),
}


@pytest.mark.parametrize(("name", "expected"), RULE_NAMES.items(), ids=RULE_NAMES)
def test_one_rule_is_explained_alone(name: str, expected: tuple[list[str], bool]) -> None:
    found = data(report_of(DOSSIER), name)
    assert ([rule["rule"] for rule in found["rules"]], found["funding"] is not None) == expected
    assert found["requirements"] == []


@pytest.mark.parametrize(("name", "near"), [("porteurs", "porteur"), ("ESSAI.plafon", "plafond")])
def test_an_unknown_rule_is_an_error_that_names_the_nearest(name: str, near: str) -> None:
    with pytest.raises(DossierError, match=f"du thème ESSAI.: «.{name}.».; vouliez-vous dire «.{near}.»"):
        explain(report_of(DOSSIER), name)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_example_is_explained_as_it_was_decided(path: Path) -> None:
    report = check_file(path, rules())
    found, decided = data(report), report_data(report, FR)
    steps = [{key: value for key, value in step.items() if key != "parts"} for step in found["funding"]["steps"]]
    assert steps == decided["funding"]["steps"]
    outcome = {"true": "pass", "false": "fail", "unknown": "unknown"}
    assert [rule["rule"] for rule in found["rules"]] == [f["rule"] for f in decided["eligibility"]["findings"]]
    for rule, finding in zip(found["rules"], decided["eligibility"]["findings"], strict=True):
        assert rule["outcome"] == finding["outcome"]
        if rule["when"] is None and rule["require"] is not None:
            assert outcome[rule["require"]["truth"]] == finding["outcome"]
    out = [(e["line"], e["rule"]) for e in decided["funding"]["excluded"]]
    assert [(e["line"], e["excluded_by"]) for e in found["funding"]["lines"] if e["excluded_by"]] == out
    for key in ("base", "before_ceilings", "grant", "applicant_share", "requested"):
        assert found["funding"][key] == decided["funding"][key]
    assert blocks_markdown(explanation_blocks(explain(report)), FR).startswith(f"## {report.theme.code}")
    assert text(report, width=40)


def test_the_window_and_the_range_of_a_dossier_are_shown_with_the_others() -> None:
    lines = text(report_of(DOSSIER), "depot").splitlines()
    assert lines[-6:] == [
        "✓ ESSAI.depot : Dépôt pendant une période d’ouverture",
        "catalogue l. 4",
        "  ✗ Guichet : depuis le 2 novembre 2020 → 12 février 2021 (catalogue l. 3)",
        "    ✗ « Modalité de dépôt » : guichet → appel à projets",
        "  ✓ Appel : du 5 janvier 2021 au 31 mars 2021 → 12 février 2021",
        "    ✓ « Modalité de dépôt » : appel à projets → appel à projets",
    ]
    lines = text(report_of(DOSSIER), "taille").splitlines()
    assert lines[7] == "catalogue l. 6"
    assert lines[8] == "  ✗ chaque élément de « Porteurs du projet »"
    # Of two ranges, the one that is for another dossier is not shown.
    assert lines[11:] == ["  ✓ « Coût total TTC » : de 20 000,00 € à moins de 2 000 000,00 € → 120 000,01 €"]


def test_a_value_that_is_not_fine_enough_is_shown_and_asked_for() -> None:
    report = check_file(ROOT / "examples" / "dossiers" / "ITN5" / "pret.yaml", rules())
    porteurs = ({"nom": "A", "categorie": "administration_centrale"},)
    dossier = {"modalite": "guichet", "porteurs": porteurs}
    shown = text(report_of(dossier, report.theme), "porteur", width=400)
    assert "→ administration centrale, à préciser (porteurs[0].categorie)\n" in shown


def test_a_sum_shows_the_items_that_it_takes() -> None:
    report = report_of(
        {"depenses": [{"libelle": "Équipe", "montant_ttc": "70 k€", "titre": 2}, {"montant_ttc": "1 k€"}]},
        rules()["SNAP2A"],
    )
    lines = text(report, "contrepartie", width=400).splitlines()
    assert "    ✓ somme de « Montant TTC » sur « Dépenses », là où « Dépense de personnel (titre 2) » : oui" in lines[8]
    assert lines[9:15] == [
        "      ✓ n° 1 (Équipe) : « Dépense de personnel (titre 2) » : oui → 70 000,00 €",
        "        ✓ « Nature de la dépense » : personnel interne",
        "          ✓ « Titre budgétaire » : titre 2 (personnel) → titre 2 (personnel)",
        "      ? n° 2 : « Dépense de personnel (titre 2) » : oui → 1 000,00 €",
        "        ? « Nature de la dépense » : personnel interne → non indiqué (depenses[1].nature)",
        "          ? « Titre budgétaire » : titre 2 (personnel) → non indiqué (depenses[1].titre)",
    ]


def test_a_condition_that_is_left_to_judge_says_so_unless_it_is_met() -> None:
    judged = rules_of(
        INVENTED.replace(
            '    failure: {fr: "Un porteur n’est pas central.", en: "An applicant is not central."}',
            "    unmet: appraise",
        )
    )
    refused = {**DOSSIER, "porteurs": [{"categorie": "entreprise"}]}

    def shown(dossier: Any) -> str:
        report = check({**dossier, "theme": "ESSAI"}, judged)
        return text(report, "porteur", width=400)

    assert shown(refused).splitlines()[-1] == "  ? à apprécier par le service instructeur"
    assert "à apprécier" not in shown(DOSSIER)


ELSEWHERE = {
    "gber": (
        "  = Recherche industrielle : 50 000,00 € (règlement (UE) nº 651/2014, article 25(5)(b))\n"
        "    ✓ n° 1 (Essais en laboratoire) : « Activité » : recherche industrielle "
        "→ 100 000,00 €, recherche industrielle\n"
    ),
    "copropriete": "    ✓ « Gain énergétique » : au moins 50 % → 50 %\n",
    "heehra": "    = n° 1 (Air-source heat pump) : Part du coût prise en charge → 100 % (",
}


@pytest.mark.parametrize(("name", "expected"), ELSEWHERE.items(), ids=ELSEWHERE)
def test_the_steps_of_another_rule_set_show_what_they_depend_on(name: str, expected: str) -> None:
    """Categories, choices and derived facts stand below the step that they decide."""
    folder = ROOT / "examples" / "rulesets" / name
    found = load_rules(folder)
    why = explain(check_file(folder / "dossiers" / "d.yaml", found))
    reader = localization("fr", found.plan.currency)
    lines = printed(explanation_blocks(why), width=400).replace("\u00a0", " ").replace("\u202f", " ")
    assert expected in lines
    steps = explanation_data(why, reader)["funding"]["steps"]
    assert any(step["parts"] for step in steps)
