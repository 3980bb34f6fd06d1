"""The report of a check for a person: its sentences, in full."""

from __future__ import annotations

from typing import Any

import pytest

from relance_rules import check_file, load_rules
from relance_rules.localization import localization
from relance_rules.showing.blocks import Amounts, shown
from relance_rules.showing.checked import report_blocks
from relance_rules.showing.markdown import blocks_markdown

from .helpers import DOSSIER, ROOT, printed, report_of, spoken

ELSEWHERE = sorted(path.name for path in (ROOT / "examples" / "rulesets").iterdir() if path.is_dir())


def flat(text: str) -> str:
    """A text with plain spaces, to read the tests more easily."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_report_in_full() -> None:
    assert flat(printed(report_blocks(report_of(DOSSIER, origin="essai.yaml")))) == (
        """ESSAI · Thème d’essai
dossier 2021-1 · Essai · essai.yaml
À COMPLÉTER

Éligibilité : éligible
  ✓ Déposé le 12 février 2021, dans la période « Appel » (catalogue l. 4)
  ✓ Coût total de 120 000,01 € : de 20 000,00 € à moins de 2 000 000,00 €
    attendu (catalogue l. 6)
  ✓ Chaque porteur est central (catalogue l. 10-11, lecture R10)
  ✓ La moitié va à la France (catalogue l. 12)
  ✓ Le besoin de formation est dit (catalogue l. 13)

Financement
  Coût total TTC                                                    120 000,01 €
  Exclu, ligne 3 « Étude » : Hors de 2021                          − 20 000,00 €
  Exclu, ligne 4 « Équipe » : Dépense de personnel (titre 2), non  − 10 000,00 €
  financée
  Base financée                                                      90 000,01 €
  Subvention au taux du thème                                        61 986,00 €
  Plafond du projet (déjà accordé ou proposé : 5 000,00 €),          60 000,00 €
  atteint
  Subvention demandée                                                70 000,00 €
  Subvention proposée                                                55 000,00 €
  Reste à la charge du porteur                                       65 000,01 €
  dont « Dépense de personnel (titre 2) »                            10 000,00 €
  Part financée du coût total                                            45,83 %
(catalogue l. 19-22)

Engagements : 1 donné, d’autres dépendent d’une réponse à donner

Contenu du dossier : 1 donné, aucun ne manque

À savoir
  • Jours supposés. (catalogue l. 4)
  • Demande de 70 000,00 € ramenée à 55 000,00 €, le maximum possible (catalogue
    l. 19-22, lecture R9)
  • Sous réserve de sélection, au plus : 55 000,00 €. (lecture R13)

Prochaines étapes
  1. Remplissez « projet.financement_apres_2022 » : Le projet aura-t-il des
     coûts à financer à partir de 2023 ?
  2. Remplissez « projet.reference » : Quelle référence commune portent les
     dossiers successifs de ce projet ?
  3. Remplissez « porteurs[0].siret » : Porteurs du projet, n° 1 : Quel est le
     numéro SIRET de ce porteur (14 chiffres) ?
  4. Remplissez « porteurs[1].siret » : Porteurs du projet, n° 2 : Quel est le
     numéro SIRET de ce porteur (14 chiffres) ?
  5. Réduisez la demande à 55 000,00 € (« financement.subvention_demandee »)

Lectures du texte
  • R6 : Les dépenses qu’un thème ne compte pas sortent de la base financée,
    chacune avec sa raison. Elles ne rendent pas le dossier inéligible.
  • R5 : Une dépense est de personnel si son titre est 2 ou sa nature
    « personnel » ; si les deux se contredisent, le dossier est en erreur. Le
    personnel qu’un thème valorise compte dans la base et reste à la charge du
    porteur. La subvention ne dépasse donc pas la base financée moins le
    personnel qu’elle contient, et une dépense exclue ne lui fait aucune place.
    Ailleurs, le personnel n’est pas dans la base.
  • R9 : Personne ne reçoit plus qu’il ne demande. Une demande au-dessus du
    maximum y est ramenée. Sans demande, le maximum est proposé et le dossier
    est incomplet. Une subvention de 0 € n’est jamais prête, et le rapport dit
    pourquoi elle est nulle.
Autres lectures : R10, R8, R2, R13 (« relance show R10 » en donne le texte)
"""
    )


COUNTS = [
    ({"compte_rendu": True, "relais": True}, True, "2 donnés, aucun ne manque"),
    ({"compte_rendu": True}, True, "1 donné, 1 manquant"),
    ({"compte_rendu": True}, False, "1 donné, aucun ne manque"),
    ({}, True, "2 manquants, aucun n’est donné"),
    ({}, False, "1 manquant"),
]


@pytest.mark.parametrize(("given", "hand_over", "said"), COUNTS, ids=[said for _, _, said in COUNTS])
def test_what_is_given_and_missing_is_counted_in_good_french(given: Any, hand_over: bool, said: str) -> None:
    project = {**DOSSIER["projet"], "financement_apres_2022": hand_over}
    report = report_of({**DOSSIER, "projet": project, "engagements": given})
    assert f"Engagements : {said}\n" in flat(printed(report_blocks(report)))


def test_a_dossier_without_name_has_no_line_about_it() -> None:
    lines = printed(report_blocks(report_of({}))).splitlines()
    assert lines[:2] == ["ESSAI · Thème d’essai", "À COMPLÉTER"]


def test_an_expense_without_label_is_named_by_its_number() -> None:
    lines = [dict(line) for line in DOSSIER["depenses"]]
    del lines[2]["libelle"]
    assert "Exclu, ligne 3 : Hors de 2021" in flat(printed(report_blocks(report_of({**DOSSIER, "depenses": lines}))))


def test_a_report_in_english_says_the_texts_of_the_theme_in_english() -> None:
    shown = flat(printed(report_blocks(report_of(DOSSIER)), language="en"))
    for text in ("Trial theme", "Each applicant is central", "Outside 2021", "Project ceiling", "€120,000.01"):
        assert text in shown


def amounts(dossier: dict[str, Any]) -> dict[str, str]:
    """The amounts of a report by their labels."""
    (found,) = (block for block in report_blocks(report_of(dossier)) if isinstance(block, Amounts))
    return {flat(shown(row.label, spoken())): flat(shown(row.amount, spoken())) for row in found.rows}


def test_what_is_not_known_is_shown_with_what_it_may_be() -> None:
    """A line that lacks its year counts for nothing or for all of itself, as do earlier grants that are not stated."""
    lines = [{key: value for key, value in line.items() if key != "annee"} for line in DOSSIER["depenses"]]
    open_ = amounts({**DOSSIER, "depenses": lines})
    assert open_["Base financée"] == "de 0,00 € à 110 000,01 €"
    # 100 % of 48 000 €, and 33.3 % of the next 52 000 €; the rest is paid at nothing.
    assert open_["Subvention au taux du thème"] == "de 0,00 € à 65 316,00 €"
    assert open_["Subvention proposée"] == "de 0,00 € à 55 000,00 €"
    assert open_["Reste à la charge du porteur"] == "de 65 000,01 € à 120 000,01 €"
    asked = {**DOSSIER, "financement": {"subvention_demandee": "1 k€"}}
    assert amounts(asked)["Subvention proposée"] == "de 0,00 € à 1 000,00 €"
    assert amounts(asked)["Plafond du projet (déjà accordé ou proposé : à déterminer)"] == "60 000,00 €"


def test_a_ceiling_that_is_exceeded_already_is_not_shown_as_one_that_is_reached() -> None:
    for stated, said in (
        ("60 000,00 €", "déjà accordé ou proposé : 60 000,00 €"),
        ("60 000,01 €", "déjà accordé ou proposé : 60 000,01 €, PLAFOND DÉPASSÉ DE 0,01 € avant ce dossier"),
    ):
        money = {"subvention_demandee": "70 k€", "subventions_anterieures": stated}
        assert amounts({**DOSSIER, "financement": money})[f"Plafond du projet ({said}), atteint"] == "60 000,00 €"


def test_what_may_be_anything_is_to_be_found_out() -> None:
    nothing = amounts({"projet": {"nom": "Essai"}})
    assert nothing["Coût total TTC"] == "à déterminer"
    assert nothing["Base financée"] == "à déterminer"
    assert nothing["Subvention demandée"] == "non indiquée"
    # The ceiling of the project bounds the grant, whatever the cost.
    assert nothing["Subvention proposée"] == "de 0,00 € à 60 000,00 €"
    started = amounts({"depenses": [{"montant_ttc": "5 k€", "annee": 2021, "titre": 3}, {"libelle": "Suite"}]})
    assert started["Coût total TTC"] == "à partir de 5 000,00 €"


def test_nothing_is_computed_from_a_contradiction() -> None:
    found = amounts({**DOSSIER, "projet": {**DOSSIER["projet"], "cout_total_ttc": 1}})
    assert {found[name] for name in ("Coût total TTC", "Base financée", "Subvention proposée")} == {"à déterminer"}


def test_the_cost_of_a_project_is_said_as_far_as_it_is_known() -> None:
    big = [{"montant_ttc": "3 M€", "annee": 2021, "titre": 3}, {"libelle": "Suite"}]
    text = flat(printed(report_blocks(report_of({**DOSSIER, "projet": {}, "depenses": big})), width=200))
    assert "✗ Coût total d’au moins 3 000 000,00 € : de 20 000,00 € à moins de 2 000 000,00 € attendu." in text


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_dossier_of_another_rule_set_is_shown_by_its_own_steps(name: str) -> None:
    """Other money, no window, no total, no request: only what the rule set has is shown."""
    folder = ROOT / "examples" / "rulesets" / name
    found = load_rules(folder)
    for path in sorted((folder / "dossiers").rglob("*.yaml")):
        report = check_file(path, found)
        text = blocks_markdown(report_blocks(report), localization("fr", found.plan.currency))
        assert "None" not in text
        assert report.theme.funding is not None
        for step in report.theme.funding.steps:
            if step.kind in ("base", "bonus", "grant") and step.label is not None:
                assert step.label["fr"] in text
