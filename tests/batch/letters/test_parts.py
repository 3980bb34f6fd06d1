from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from dossiers.helpers import write_xlsx
from dossiers.platform.test_exports import FIXED, fixed
from relance_rules.batch.inputs import Inputs
from relance_rules.batch.letters.due import NOT_ASKED, withheld
from relance_rules.batch.letters.parts import letter_parts
from relance_rules.batch.letters.vocabulary import KINDS, NAMES
from relance_rules.batch.pipeline import Batch
from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary
from relance_rules.batch.worker import BatchSettings
from relance_rules.checking.check import check_dossier
from relance_rules.checking.report import digest_of
from relance_rules.dossiers.handling import Handling
from relance_rules.dossiers.mapping import FieldRule, PlatformMapping, facts_asked
from relance_rules.dossiers.reading import dossier_from
from relance_rules.loading.problems import Problem
from relance_rules.localization import localization
from relance_rules.values import Message
from relance_rules.version import VERSION
from rule_sets import MANIFEST, Data, MakeTrial, Trial, both, condition, funding, item, lines

from .. import helpers
from ..helpers import ATTACKS, FR, LIMITED, acting, attacks, batch, dossier, letter_text, plain, write_lines


def letters_of(submissions: list[Submission]) -> list[str]:
    return [plain(letter_text(each, FR)) for each in submissions]


def test_letters_say_what_is_missing_and_what_to_do(mixed: tuple[list[Submission], Summary]) -> None:
    ready, incomplete, ineligible, contradictory, unreadable, _ = letters_of(mixed[0])
    plan = mixed[0][0].plan
    assert ready == (
        "(Nom de votre service)\n\n"
        "(Adresse, téléphone et courriel de votre service)\n\n"
        "Direction A\n\n"
        "(Votre ville), le ……………………\n\n"
        "**Objet : votre dossier « 2021-1 », thème ESSAI**\n\n"
        "Madame, Monsieur,\n\n"
        "Vous avez déposé, au titre du thème ESSAI, le dossier « 2021-1 » : « Essai ».\n\n"
        "Votre dossier est complet et remplit les conditions du thème. Aucune pièce ne vous est demandée.\n\n"
        "Subvention proposée : 30 000,00 € pour un coût total de 40 000,00 €.\n\n"
        "**Pourquoi ce montant**\n\n"
        "- Subvention au taux du thème : 30 000,00 € pour une base de 40 000,00 € (catalogue l. 3)\n\n"
        "**À savoir**\n\n"
        "- Dépenses non détaillées : le calcul suppose que le coût total ne comprend aucun montant de « Dépense de "
        "personnel » (catalogue l. 3, lecture R5)\n\n"
        "Nous vous prions d’agréer, Madame, Monsieur, l’expression de notre considération distinguée.\n\n"
        "(Nom, prénom et qualité du signataire)\n\n"
        "**Annexe : lectures du texte sur lesquelles repose cette lettre**\n\n"
        "- R5 : Lecture 5.\n\n"
        f"Établi par relance-rules {VERSION}, règles {plan.name} {plan.version} ({digest_of(plan)})\n"
    )
    assert "**Engagements à prendre**\n\n- Libellé suivi (catalogue l. 3)\n" in incomplete
    assert "le déposer de nouveau jusqu’à la clôture du 30 juin 2021.\n" in incomplete
    assert "À titre indicatif, la subvention possible une fois le dossier complet serait de 30 000,00 €" in incomplete
    assert "**Motifs**\n\n- Déposé le 31 décembre 2020, avant l’ouverture du 4 janvier 2021" in ineligible
    assert "redéposez à partir de cette date. (catalogue l. 3)\n" in ineligible
    assert "**À corriger**\n\n- Le coût total annoncé (40 000,00 €) et la somme des dépenses" in contradictory
    assert "**Objet : votre dossier « 2021-5 », thème ESSAI**\n" in unreadable
    assert "- projet.cout\\_total\\_ttc : « 1,200 » est ambigu" in unreadable


def test_nobody_is_promised_what_they_can_not_have(mixed: tuple[list[Submission], Summary]) -> None:
    _, _, ineligible, contradictory, unreadable, _ = letters_of(mixed[0])
    for text in (ineligible, contradictory, unreadable):
        assert "ubvention" not in text


def test_a_request_that_is_cut_is_said(trial_theme: Trial, tmp_path: Path) -> None:
    asked = dossier(financement={"subvention_demandee": "35 k€", "subventions_anterieures": 0})
    found, _ = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", [asked]))
    assert (
        "\n- Demande de 35 000,00 € ramenée à 30 000,00 €, le maximum possible (catalogue l. 3, lecture R9)\n"
    ) in letters_of(found)[0]


def letter_of(made: Trial, tmp_path: Path, *dossiers: Data) -> str:
    """The letter of the last dossier of a batch, in French."""
    found, _ = batch(made.rules, write_lines(tmp_path / "lot.ndjson", dossiers))
    return letters_of(found)[-1]


def test_why_an_amount_is_what_it_is(trial: MakeTrial, tmp_path: Path) -> None:
    outside = item("hors_periode", when={"fact": "annee", "not_in": ["2021"]}, reading="R6")
    limit = item("plafond", amount="10 k€", per="dossier", reading="R7")
    made = trial(**{**LIMITED, "funding": funding(exclude=[outside], ceilings=[limit])})
    spent = [
        {"libelle": "Audit", "montant_ttc": "10 k€", "titre": 3, "annee": 2023},
        {"libelle": "Agents", "montant_ttc": "10 k€", "titre": 2, "annee": 2021},
        {"montant_ttc": "20 k€", "titre": 3, "annee": 2021},
    ]
    text = letter_of(made, tmp_path, dossier(depenses=spent))
    assert text.index("Subvention proposée : 10 000,00 €") < text.index(
        "**Pourquoi ce montant**\n\n"
        "- Dépense n° 1 « Audit » de 10 000,00 €, hors de la base : Libellé hors\\_periode "
        "(catalogue l. 3, lecture R6)\n"
        "- Dépense n° 2 « Agents » de 10 000,00 €, hors de la base : Dépense de personnel, non financée "
        "(catalogue l. 3, lecture R5)\n"
        "- Subvention au taux du thème : 15 000,00 € pour une base de 20 000,00 € (catalogue l. 3)\n"
        "- Libellé plafond, atteint : 10 000,00 €, au lieu de 15 000,00 € (catalogue l. 3, lecture R7)\n"
        "- Demande de 30 000,00 € ramenée à 10 000,00 €, le maximum possible (catalogue l. 3, lecture R9)\n"
    )
    # The readings that it cites, and none of the others that the report rests on.
    assert re.findall(r"\n- (R[0-9]+) : Lecture", text) == ["R5", "R6", "R7", "R9"]
    assert text.index("considération distinguée") < text.index("- R5 : ")


def test_a_refusal_gives_the_text_of_the_readings_it_rests_on_and_of_no_other(trial: MakeTrial, tmp_path: Path) -> None:
    refused = {**condition("pret", "projet.pret"), "reading": ["R10", "R3"]}
    met = {**condition("cher", {"fact": "projet.cout_total_ttc", "at_least": "1 €"}), "reading": "R11"}
    told = {**MANIFEST["readings"], "R3": {"fr": "Lecture 3.", "en": "Reading 3."}}
    made = trial(**{**LIMITED, "eligibility": [refused, met]}, manifest={**MANIFEST, "readings": told})
    text = letter_of(made, tmp_path, dossier(projet={"pret": False}))
    assert "**Motifs**\n\n- Échec de pret (catalogue l. 3, lecture R10, R3)\n" in text
    before, _, trace = text.partition("\n\nÉtabli par relance-rules ")
    assert before.endswith("repose cette lettre**\n\n- R3 : Lecture 3.\n- R10 : Lecture 10.")
    assert trace.startswith(f"{VERSION}, règles {made.rules.plan.name} ")
    ((submission,), _) = batch(made.rules, tmp_path / "lot.ndjson")
    english = letter_text(submission, localization("en", made.rules.plan.currency))
    assert "Reading 3.\n" in english
    assert "Lecture 3." not in english


def test_every_notice_stands_in_a_letter_that_proposes_an_amount(trial: MakeTrial, tmp_path: Path) -> None:
    selection = {"fr": "Sous réserve de sélection, au plus : {grant}.", "en": "At most {grant}."}
    made = trial(
        **LIMITED,
        manifest={**MANIFEST, "notices": [{"id": "selection", "for": ["ready", "incomplete"], "text": selection}]},
        juries={"before_day": 15, "source": lines(), "reading": "R12"},
        notices=[{"id": "budget", "text": both("Le budget est celui de 2021."), "reading": "R14", "source": lines()}],
    )
    texts = {
        "ready": letter_of(made, tmp_path, dossier()),
        "incomplete": letter_of(made, tmp_path, dossier(engagements={})),
        "ineligible": letter_of(made, tmp_path, dossier(depose_le="2020-12-31")),
    }
    for status, text in texts.items():
        open_ = status != "ineligible"
        assert ("- Sous réserve de sélection, au plus : 30 000,00 €.\n" in text) is open_
        assert ("- Passage devant le jury : février 2021" in text) is open_
        # What the rule set says of every dossier is said of those that it refuses too.
        assert "- Le budget est celui de 2021. (catalogue l. 3, lecture R14)\n" in text
        assert "\n- R14 : Lecture 14.\n" in text
        assert ("\n- R12 : Lecture 12.\n" in text) is open_


def test_nobody_is_congratulated_for_nothing(trial_theme: Trial, tmp_path: Path) -> None:
    spent = {"subvention_demandee": "30 k€", "subventions_anterieures": "100 k€"}
    text = letter_of(trial_theme, tmp_path, dossier(financement=spent))
    assert "aucune subvention ne peut être proposée à votre dossier en l’état.\n" in text
    assert (
        "**Ce qui reste à régler**\n\n"
        "- La subvention est nulle : rien ne reste sous « Libellé plafond » (catalogue l. 3)\n"
        "- Subvention au taux du thème : 30 000,00 € pour une base de 40 000,00 € (catalogue l. 3)\n"
        "- Libellé plafond (déjà accordé ou proposé : 100 000,00 €), atteint : 100 000,00 €, dont il reste 0,00 €, "
        "au lieu de 30 000,00 € (catalogue l. 3)\n"
        "- Demande de 30 000,00 € ramenée à 0,00 €, le maximum possible (catalogue l. 3, lecture R9)\n"
    ) in text
    for word in ("complet", "remplit les conditions", "Subvention proposée", "subvention possible", "de nouveau"):
        assert word not in text
    # What is lacking besides is asked for all the same, and nothing is promised.
    more = letter_of(trial_theme, tmp_path, dossier(financement=spent, engagements={}))
    assert "Libellé suivi" in more
    assert "La subvention est nulle : rien ne reste" in more
    assert "subvention possible" not in more


def test_what_the_source_lost_is_the_first_thing_to_ask_for(trial: MakeTrial, tmp_path: Path) -> None:
    lost = {"unknown": both("Demandez ces pages à la mission."), "source": lines(), "reading": "R11"}
    made = trial(**{**LIMITED, "commitments": lost})
    text = letter_of(made, tmp_path, dossier())
    assert "**À faire d’abord**\n\n- Demandez ces pages à la mission. (catalogue l. 3, lecture R11)\n" in text
    assert text.count("Demandez ces pages") == 1
    assert "Une démarche reste à faire" in text
    for word in ("est complet", "Aucune pièce"):
        assert word not in text
    assert "Demandez ces pages" in letter_of(made, tmp_path, dossier(pieces={}))


def test_a_dossier_whose_window_is_closed_is_not_invited_again(trial: MakeTrial, tmp_path: Path) -> None:
    made = trial(**LIMITED)
    late = dossier(depose_le="2021-07-01", engagements={})
    refused = letter_of(made, tmp_path, late)
    assert "après la clôture du 30 juin 2021 : aucune autre ouverture n’est annoncée." in refused
    wrong = letter_of(made, tmp_path, {**late, "depenses": [{"montant_ttc": "1 €", "titre": 3}]})
    assert "La période de dépôt est close, et aucune autre ouverture n’est annoncée.\n" in wrong
    for text in (refused, wrong):
        assert "de nouveau" not in text
        assert "redéposez" not in text
        # Nothing more is asked: it would be of no use.
        assert "Libellé suivi" not in text
    early = {**late, "depose_le": "2020-12-31", "depenses": [{"montant_ttc": "1 €", "titre": 3}]}
    assert "le déposer de nouveau à partir de l’ouverture du 4 janvier 2021.\n" in letter_of(made, tmp_path, early)


def test_a_dossier_of_the_platform_knows_what_its_form_asks(trial_theme: Trial, tmp_path: Path) -> None:
    mapping = PlatformMapping(
        defaults={"theme": "ESSAI"}, fields=(FieldRule(label="Coût", fact="projet.cout_total_ttc"),)
    )
    filed = {"state": "en_instruction", "dateDepot": "2021-02-12T10:00:00+01:00"}
    nodes = [
        {**filed, "number": number, "champs": [{"id": "Q2hhbXAtMQ==", "label": "Coût", "stringValue": cost}]}
        for number, cost in ((1, "40000"), (2, "beaucoup"))
    ]
    export = tmp_path / "export.json"
    export.write_text(json.dumps({"data": {"demarche": {"dossiers": {"nodes": nodes}}}}), encoding="utf-8")
    own = write_lines(tmp_path / "lot.ndjson", [dossier("3", engagements={})])
    settings = BatchSettings(trial_theme.rules.directory, mappings=(mapping,), printers=(helpers.__name__,))
    started = Batch(Inputs((export, own)), settings)
    found = {each.reference or "2": each for each in (printed.parts[0] for printed in started.printed())}
    # Neither answer shows who files.
    form = facts_asked(mapping, trial_theme.rules.plan.roles) - {"porteurs", "porteurs[].nom", "porteurs[].siret"}
    assert {name: each.form for name, each in found.items()} == {"1": form, "2": form, "3": None}
    assert {name: each.status for name, each in found.items()} == {"1": "incomplete", "2": "error", "3": "incomplete"}
    first = plain(letter_text(found["1"]))
    for word in ("formulaire", "Engagements à prendre", "Réponses attendues"):
        assert word not in first
    # Nor is it told of the request that its form has no field for.
    assert "demandée" not in first
    assert "**Engagements à prendre**" in letter_text(found["3"])
    assert [withheld(each, None) for _, each in sorted(found.items())] == [NOT_ASKED, None, None]


def test_why_a_nought_of_a_spreadsheet_is_asked_again_is_said(trial_theme: Trial, tmp_path: Path) -> None:
    mapping = PlatformMapping(
        defaults={"theme": "ESSAI"}, fields=(FieldRule(label="Coût du projet", fact="projet.cout_total_ttc"),)
    )

    def letter(cost: int) -> str:
        titles = [*FIXED, "Coût du projet"]
        path = write_xlsx(tmp_path / f"{cost}.xlsx", {"Dossiers": [titles, [*fixed(), cost]]})
        settings = BatchSettings(trial_theme.rules.directory, mappings=(mapping,), printers=(helpers.__name__,))
        (printed,) = Batch(Inputs((path,)), settings).printed()
        return plain(letter_text(printed.parts[0]))

    told = "« Coût du projet » : nous avons reçu 0, que la plateforme écrit aussi quand rien n’est répondu."
    assert told in (asked := letter(0))
    assert "Réponses attendues" in asked
    assert "nous avons reçu" not in letter(9_000)


def test_what_others_tell_of_a_dossier_is_no_answer_to_ask_again(trial_theme: Trial, tmp_path: Path) -> None:
    owner = [{"nom": "Direction A", "siret": "13002526500013"}]
    given = [dossier(name, projet={"nom": "Essai"}, porteurs=owner, depose_le=None) for name in ("A", "B")]
    found, _ = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", given))
    assert all("le même projet semble déposé" in FR.say(each.notes[-1]) for each in found)
    assert all("Réponses attendues" in text for text in letters_of(found))


def test_nobody_is_blamed_for_what_a_mapping_lacks(trial_theme: Trial) -> None:
    plan = trial_theme.rules.plan
    mapping = PlatformMapping(
        defaults={"theme": "ESSAI"},
        fields=(
            FieldRule(label="Coût", fact="projet.cout_total_ttc"),
            FieldRule(label="Suivi", fact="engagements.suivi"),
        ),
    )
    form = facts_asked(mapping, plan.roles)
    assert form == {
        "theme", "reference", "depose_le", "porteurs", "porteurs[].nom", "porteurs[].siret", "projet.cout_total_ttc",
        "engagements.suivi",
    }  # fmt: skip
    theme, found = dossier_from({"theme": "ESSAI", "depose_le": "2021-02-12"}, trial_theme.rules)
    report = check_dossier(plan, theme, found)
    submission = Submission((0,), "export.json#1", plan, report, "1", form=form)
    assert withheld(submission, None) is None
    text = plain(letter_text(submission))
    assert "formulaire" not in text
    assert text.count("Quel est ce fait ?") == 1
    assert "Libellé suivi" in text
    assert "Libellé budget" not in text
    # The same dossier as a file of its own could state anything.
    own = plain(letter_text(replace(submission, form=None)))
    assert own.count("Quel est ce fait ?") == 3
    assert "Libellé budget" in own
    # What can't be read may be the mapping's fault.
    problem = Problem(Message("ce nombre est-il en pour cent ?"), "export.json#1")
    unread = plain(letter_text(replace(submission, report=None, problems=(problem,)), FR))
    assert "ce qui peut tenir à la façon dont nous l’avons lu et non à vos réponses" in unread
    assert "**À éclaircir**\n\n- ce nombre est-il en pour cent ?\n" in unread
    for word in ("se contredit", "À corriger", "de nouveau"):
        assert word not in unread


def test_no_attack_acts_in_a_letter(trial_theme: Trial, tmp_path: Path) -> None:
    found, _ = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", attacks()))
    texts = letters_of(found)
    assert len(texts) == len(ATTACKS)
    for text in texts:
        assert acting(text) == set()
        bare = text.replace("\\<", "").replace("\\[", "").replace("\\]", "")
        assert not {"<", "[", "]"} & set(bare)
        # An attack adds no line.
        assert text.count("\n") == texts[0].count("\n")


def test_a_letter_has_something_or_nothing_under_every_name(mixed: tuple[list[Submission], Summary]) -> None:
    for submission in mixed[0]:
        parts = letter_parts(submission, None)
        assert parts.keys() == {name.key for name in NAMES}
        assert [key for key, found in parts.items() if KINDS[key] != "list" and len(found) > 1] == []
        told = [key for key, found in parts.items() if KINDS[key] == "condition" and found and key != "may_refile"]
        assert told == [submission.status]


def test_who_is_written_to_is_told_by_the_platform_or_else_by_the_dossier(
    mixed: tuple[list[Submission], Summary],
) -> None:
    filed = replace(mixed[0][0], handling=Handling("77", "en_instruction", "Ville", "178", "a@b.invalid", "Équipe Est"))
    text = letter_text(filed)
    for line in ("Équipe Est\n\nVille\n\nSIRET 178\n\na&#64;b.invalid\n", "\nDossier n° 77 de la plateforme"):
        assert line in plain(text)
    own = letter_text(replace(filed, handling=Handling("2021-1")))
    assert "\n\nDirection A\n\n" in own
    for word in ("SIRET", "plateforme"):
        assert word not in own


def dated(submission: Submission, day: str) -> str:
    return plain(letter_text(submission, day=date.fromisoformat(day)))


AGAIN = ("de nouveau", "redéposez", "reprenez votre dossier")


def test_nobody_is_told_to_file_again_once_all_is_closed(mixed: tuple[list[Submission], Summary]) -> None:
    _, incomplete, early, wrong, *_ = mixed[0]
    for submission in (incomplete, early, wrong):
        text = dated(submission, "2021-07-01")
        assert "La période de dépôt est close, et aucune autre ouverture n’est annoncée.\n" in text
        assert not [word for word in AGAIN if word in text]
        assert "(Votre ville), le 1er juillet 2021\n" in text
    # What a dossier filed in time lacks is asked for all the same; a refusal asks for nothing more.
    assert "**Engagements à prendre**" in dated(incomplete, "2021-07-01")


def test_the_day_of_a_letter_says_until_when(mixed: tuple[list[Submission], Summary]) -> None:
    _, incomplete, early, wrong, *_ = mixed[0]
    for day, sentence in (
        ("2020-12-31", "à partir de l’ouverture du 4 janvier 2021.\n"),
        ("2021-03-31", "le déposer de nouveau jusqu’à la clôture du 31 mars 2021.\n"),
        ("2021-06-30", "le déposer de nouveau jusqu’à la clôture du 30 juin 2021.\n"),
    ):
        for submission in (incomplete, early, wrong):
            text = dated(submission, day)
            assert sentence in text
            assert text.count("de nouveau") == 1
            assert "reprenez votre dossier" in text
    assert "- Déposé le 31 décembre 2020, hors des périodes d’ouverture (catalogue l. 3)" in dated(early, "2021-03-31")
    # Nothing is said to be open or closed where nobody says which day it is.
    assert "jusqu’à la clôture du 30 juin 2021" in plain(letter_text(incomplete))


def test_a_refusal_tells_how_to_contest_it_and_nothing_else_does(mixed: tuple[list[Submission], Summary]) -> None:
    told = [each.status for each in mixed[0] if "tribunal" in letter_text(each)]
    assert told == ["ineligible"]


def test_what_earlier_dossiers_took_of_a_ceiling_is_told(trial_theme: Trial, tmp_path: Path) -> None:
    lot = [dossier("A", depose_le="2021-01-10"), dossier("B", financement={"subvention_demandee": "30 k€"})]
    text = letter_of(trial_theme, tmp_path, *lot)
    # Nothing is granted before it is decided.
    assert (
        "**Déjà accordé ou proposé**\n\n"
        "- Libellé plafond : 30 000,00 € déjà accordés ou proposés au projet avant ce dossier, sur "
    ) in text
    assert "Déjà accordé" not in letter_of(trial_theme, tmp_path, lot[0])


def test_how_a_file_was_read_is_not_told_to_the_applicant(trial_theme: Trial, tmp_path: Path) -> None:
    text = "theme: ESSAI\nreference: A\nprojet: {nom: « été »}\n"
    (tmp_path / "a.yaml").write_bytes(text.encode("cp1252"))
    ((found,), _) = batch(trial_theme.rules, tmp_path / "a.yaml")
    assert found.report is not None
    assert any("Windows-1252" in FR.say(notice.message) for notice in found.report.notices)
    assert "Windows" not in letter_text(found)


def test_a_request_below_what_the_rates_give_is_why_the_amount_is_lower(trial_theme: Trial, tmp_path: Path) -> None:
    def reasons(amount: str) -> str:
        asked = dossier(financement={"subvention_demandee": amount, "subventions_anterieures": 0})
        return plain(letter_of(trial_theme, tmp_path, asked))

    assert (
        "- Subvention au taux du thème : 30 000,00 € pour une base de 40 000,00 € (catalogue l. 3)\n"
        "- Demande de 20 000,00 €, plus basse que ce que donne le calcul\n"
    ) in reasons("20 000 €")
    assert "plus basse" not in reasons("30 000 €")
    assert "plus basse" not in reasons("35 000 €")


def test_the_group_of_a_form_without_groups_is_no_service(mixed: tuple[list[Submission], Summary]) -> None:
    for group, said in (("défaut", False), ("Équipe Est", True)):
        filed = replace(mixed[0][0], handling=Handling("77", group=group))
        assert (group in letter_text(filed)) == said
