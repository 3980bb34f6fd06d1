"""What to do next, in the order to do it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from relance_rules import check
from relance_rules.showing.advice import contradictions, next_steps

from .helpers import DOSSIER, INVENTED, report_of, rules, rules_of, spoken

IDENTIFIED: Mapping[str, Any] = {
    **DOSSIER,
    "theme": "ESSAI",
    "projet": {**DOSSIER["projet"], "reference": "P-1", "financement_apres_2022": "non"},
    "porteurs": [{**each, "siret": "12570442900021"} for each in DOSSIER["porteurs"]],
}
"""The dossier, whose project and applicants are told from others; nothing is left to state."""

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
    said = (spoken().say(step.text) for step in next_steps(report))
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
        "Remplissez « projet.nom » : Comment le projet s’appelle-t-il ?",
        "Remplissez « projet.reference » : Quelle référence commune portent les dossiers successifs de ce projet ?",
        "Remplissez « porteurs[0].siret » : Porteurs du projet, n° 1 : Quel est le numéro SIRET de ce porteur "
        "(14 chiffres) ?",
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
    whole = {**IDENTIFIED, "financement": {**DOSSIER["financement"], "subvention_demandee": "50 k€"}}
    ready = check(whole, rules_of(LOST))
    assert (ready.status, steps(ready)) == ("ready", [ask])
    company = {"categorie": "entreprise", "siret": "12570442900021"}
    refused = check({**whole, "porteurs": [company], "pieces": {}}, rules_of(LOST))
    assert [step.partition(" ")[0] for step in steps(refused)] == ["Levez", "Avant", "Ajoutez"]
    nobody = check(whole, rules_of(LOST.replace("owner: Personne\n", "")))
    assert steps(nobody) == [ask.replace(" (Personne)", "")]
    # Where the list is known, there is nothing to ask for.
    assert not any(step.startswith("Avant de déposer") for step in steps(report_of(DOSSIER)))


# ---- facts of which one is enough


def expense(**supplier: str) -> dict[str, Any]:
    return {"montant_ttc": "200 k€", "titre": 3, "nature": "licence", **({"fournisseur": supplier} if supplier else {})}


def contact(*expenses: Mapping[str, Any]) -> Any:
    """The report of a dossier that must have one company of the national territory."""
    kept = ("reference", "depose_le", "porteurs", "financement")
    dossier = {key: DOSSIER[key] for key in kept}
    return check({**dossier, "theme": "ITN8A", "depenses": list(expenses)}, rules())


def test_one_company_is_asked_where_one_is_enough() -> None:
    report = contact(expense(), expense(siege="DE"), expense(), expense())
    rule = "ITN8A.entreprise_francaise"
    (step,) = (step for step in next_steps(report) if step.rule == rule)
    seats = [f"depenses[{place}].fournisseur.siege" for place in (0, 2, 3)]
    assert (step.kind, step.fact, step.one_of) == ("fill", seats[0], tuple((seat,) for seat in seats))
    said = spoken().say(step.text).replace("\u00a0", " ")
    assert said.startswith(
        "Un seul de ces faits suffit, s’il remplit « Au moins une entreprise du projet a son siège sur le territoire "
        "national » : « depenses[0].fournisseur.siege », « depenses[2].fournisseur.siege » ou "
        "« depenses[3].fournisseur.siege ». Dans quel pays"
    )
    # The list that programs read stays flat, and nothing of it is asked twice.
    assert set(seats) <= set(report.missing_facts)
    assert [step.fact for step in next_steps(report) if step.fact in seats] == [seats[0]]


@pytest.mark.parametrize(("count", "rest"), [(4, "ou 1 autre."), (6, "ou 3 autres.")])
def test_past_three_the_facts_of_which_one_is_enough_are_counted(count: int, rest: str) -> None:
    (step,) = (step for step in next_steps(contact(*[expense()] * count)) if step.one_of)
    assert len(step.one_of) == count
    assert rest in spoken().say(step.text)


def test_a_single_open_fact_is_asked_for_itself() -> None:
    steps_ = list(next_steps(contact(expense(), expense(siege="DE"))))
    (step,) = (step for step in steps_ if step.fact == "depenses[0].fournisseur.siege")
    assert (step.kind, step.one_of) == ("fill", ())


def test_what_is_asked_anyway_is_not_told_again_beside_what_goes_with_it() -> None:
    # Without its kind, a line leaves the base open: that is asked whatever its supplier is.
    unnamed = {"montant_ttc": "200 k€"}
    report = contact(unnamed, unnamed)
    steps_ = list(next_steps(report))
    assert [step.fact for step in steps_ if step.fact in ("depenses[0].nature", "depenses[1].nature")] == [
        "depenses[0].nature",
        "depenses[1].nature",
    ]
    (choice,) = (step for step in steps_ if step.one_of)
    assert choice.one_of == (("depenses[0].fournisseur.siege",), ("depenses[1].fournisseur.siege",))


def test_different_facts_of_which_one_is_enough_each_have_their_question() -> None:
    report = check({"theme": "ITN3", "porteurs": [{"categorie": "service_deconcentre"}]}, rules())
    (step,) = (step for step in next_steps(report) if step.rule == "ITN3.territoire")
    assert list(step.one_of) == [
        ("projet.population_couverte",),
        ("projet.departements_couverts",),
        ("projet.bassin_representatif",),
    ]
    said = spoken().say(step.text)
    assert "(Combien d’habitants le territoire du projet compte-t-il ?)" in said
    assert "(Combien de départements le projet couvre-t-il ?)" in said


# ---- refusals that send elsewhere


def test_a_refusal_that_names_another_theme_gives_its_title() -> None:
    report = check({"theme": "SNAP5", "projet": {"reconversion_filiere_numerique": True}}, rules())
    (step,) = (step for step in next_steps(report) if step.rule == "SNAP5.hors_reconversion")
    assert (
        spoken().say(step.text).endswith("À voir : ITN4, « Professionnalisation des filières numériques publiques ».")
    )


def test_a_refusal_for_size_names_the_themes_of_that_size() -> None:
    dossier = {
        "theme": "ITN6",
        "depose_le": "2021-05-03",
        "projet": {"cout_total_ttc": "300 k€"},
        "porteurs": [{"categorie": "operateur"}],
    }
    (step,) = (step for step in next_steps(check(dossier, rules())) if step.rule == "ITN6.taille")
    said = spoken().say(step.text)
    named = said.partition("à voir : ")[2]
    assert "ITN8A" in named
    # SNAP4 starts above, and ITN4 sets no size.
    assert not {"SNAP4", "ITN4", "ITN6"} & set(named.replace(",", "").replace(".", "").split())
    # Nobody is sent to a theme that refuses them.
    refused = check({**dossier, "porteurs": [{"categorie": "entreprise"}]}, rules())
    (step,) = (step for step in next_steps(refused) if step.rule == "ITN6.taille")
    assert "ITN8A" not in spoken().say(step.text)


# ---- what only somebody else can tell


def test_what_is_left_to_be_judged_is_asked_of_the_owner() -> None:
    report = check({"theme": "ITN4", "porteurs": [{"categorie": "collectivite_territoriale"}]}, rules())
    (step,) = (step for step in next_steps(report) if step.rule == "ITN4.organisme_etat")
    assert (step.kind, step.fact) == ("ask", None)
    assert spoken().say(step.text).startswith("Demandez au porteur du thème (")


def test_an_earlier_dossier_that_is_not_settled_is_asked_after() -> None:
    whole = {**IDENTIFIED, "engagements": {"compte_rendu": True, "relais": True}}
    report = check(whole, rules_of(INVENTED), granted_to_project=None)
    assert (report.status, report.missing_facts) == ("incomplete", ())
    assert [(step.kind, spoken().say(step.text)[:40]) for step in next_steps(report)] == [
        ("ask", "Demandez où en sont les dossiers antérie")
    ]


# ---- a dossier that is ready


def test_a_ready_dossier_has_nothing_to_do_even_if_it_asks_for_more() -> None:
    report = check(IDENTIFIED, rules_of(INVENTED))
    assert (report.status, report.funding.requested, report.funding.grant) == ("ready", 7_000_000, 5_500_000)
    assert steps(report) == []


@pytest.mark.parametrize("blank", [None, "", "   ", "\u00a0\t", "\u200b", "\ufeff \u2060"])
def test_a_name_that_says_nothing_is_asked_before_filing(blank: str | None) -> None:
    for changed, fact in (
        ({"reference": blank}, "reference"),
        ({"projet": {**IDENTIFIED["projet"], "nom": blank}}, "projet.nom"),
        ({"projet": {**IDENTIFIED["projet"], "reference": blank}}, "projet.reference"),
        ({"porteurs": [IDENTIFIED["porteurs"][0], {**DOSSIER["porteurs"][1], "siret": blank}]}, "porteurs[1].siret"),
    ):
        report = check({**IDENTIFIED, **changed}, rules_of(INVENTED))
        assert report.status == "ready"
        assert [(step.kind, step.fact) for step in next_steps(report)] == [("fill", fact)]
        assert "ESSAI.identification" in {notice.id for notice in report.notices}
    assert "ESSAI.identification" not in {notice.id for notice in check(IDENTIFIED, rules_of(INVENTED)).notices}
