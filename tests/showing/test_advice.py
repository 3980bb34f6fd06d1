"""What to do next, in the order to do it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from relance_rules import check
from relance_rules.showing.advice import contradictions, next_steps

from .helpers import DOSSIER, INVENTED, report_of, rules_of, spoken

NOTICES = """
notices:
  - id: chevauchement
    text: {fr: "Le projet ne peut être prêt et à former.", en: "It can’t be ready and to be trained."}
    when: {all: [projet.equipe_interne, projet.besoin_formation]}
    makes: error
    source: {lines: 50}
  - id: lettre
    text: {fr: "Joignez une lettre.", en: "Attach a letter."}
    when: {not: projet.equipe_interne}
    makes: incomplete
    source: {lines: 51}
  - {id: bonjour, text: {fr: "Bonjour.", en: "Hello."}, source: {lines: 52}}
"""


def steps(report: Any) -> list[str]:
    said = (spoken().say(step) for step in next_steps(report))
    return [text.replace("\u00a0", " ").replace("\u202f", " ") for text in said]


def noticed(**project: Any) -> Any:
    """The report of the dossier, some of whose answers are others, where the theme has notices of its own."""
    dossier: Mapping[str, Any] = {**DOSSIER, "theme": "ESSAI", "projet": {**DOSSIER["projet"], **project}}
    return check(dossier, rules_of(INVENTED + NOTICES))


def test_the_steps_go_from_what_blocks_to_what_adjusts() -> None:
    project = {"cout_total_ttc": "120 000,01 €", "financement_apres_2022": True}
    dossier = {**DOSSIER, "projet": project, "porteurs": [{"categorie": "entreprise"}], "pieces": {}, "engagements": {}}
    assert steps(report_of(dossier)) == [
        "Levez ce refus, ou renoncez : Un porteur n’est pas central. (porteur n° 1)",
        "Remplissez « projet.equipe_interne » : Une équipe interne est-elle chargée de piloter le projet ?",
        "Remplissez « projet.besoin_formation » : La personne à temps plein ou la cheffe ou le chef "
        "de produit ont-ils besoin d’être formés ?",
        "Engagez-vous à : Rendre compte (« engagements.compte_rendu: oui »)",
        "Engagez-vous à : Passer le relais (« engagements.relais: oui »)",
        "Ajoutez au dossier : Budget (« pieces.budget: oui »)",
        "Réduisez la demande à 55 000,00 € (« financement.subvention_demandee »)",
    ]


def test_a_total_that_disagrees_with_the_lines_is_to_be_corrected_first() -> None:
    report = report_of({**DOSSIER, "projet": {**DOSSIER["projet"], "cout_total_ttc": 1}})
    assert [notice.id for notice in contradictions(report)] == ["ESSAI.contradiction"]
    assert steps(report)[0].startswith("Corrigez : Le coût total annoncé (1,00 €) et la somme des dépenses")


def test_a_notice_that_puts_a_dossier_in_error_is_to_be_corrected_too() -> None:
    report = noticed(besoin_formation=True)
    assert report.status == "error"
    assert [notice.id for notice in contradictions(report)] == ["ESSAI.chevauchement"]
    assert steps(report)[0] == "Corrigez : Le projet ne peut être prêt et à former."


def test_a_notice_that_leaves_a_dossier_incomplete_is_a_step_and_another_is_none() -> None:
    report = noticed(equipe_interne=False, financement_apres_2022=False)
    assert report.status == "incomplete"
    assert list(contradictions(report)) == []
    said = steps(report)
    assert "Complétez : Joignez une lettre." in said
    assert not any("Bonjour" in step for step in said)
    assert {notice.id for notice in report.notices} >= {"ESSAI.lettre", "ESSAI.bonjour"}


LOST = INVENTED.replace(
    INVENTED[INVENTED.index("commitments:") : INVENTED.index("documents:")],
    """commitments:
  unknown: {fr: "Pages perdues.", en: "Pages lost."}
  source: {lines: 30}
  reading: R12
""",
)


def test_what_the_source_lost_is_asked_for_after_the_refusals_and_before_the_rest() -> None:
    ask = "Avant de déposer, demandez au porteur du thème (Personne) ses dispositions : le texte ne les donne pas."
    whole = {**DOSSIER, "theme": "ESSAI", "financement": {**DOSSIER["financement"], "subvention_demandee": "50 k€"}}
    ready = check(whole, rules_of(LOST))
    assert (ready.status, steps(ready)) == ("ready", [ask])
    refused = check({**whole, "porteurs": [{"categorie": "entreprise"}], "pieces": {}}, rules_of(LOST))
    assert [step.partition(" ")[0] for step in steps(refused)] == ["Levez", "Avant", "Ajoutez"]
    nobody = check(whole, rules_of(LOST.replace("owner: Personne\n", "")))
    assert steps(nobody) == [ask.replace(" (Personne)", "")]
    # Where the list is known, there is nothing to ask for.
    assert not any(step.startswith("Avant de déposer") for step in steps(report_of(DOSSIER)))
