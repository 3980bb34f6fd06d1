from __future__ import annotations

from pathlib import Path

import pytest

from relance_rules import DossierError
from relance_rules.batch.destinations import settle
from relance_rules.batch.letters import Letters, Names, letter_text, printer
from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary
from rule_sets import Trial, said

from .helpers import ATTACKS, FR, acting, attacks, batch, dossier, names_in, plain, write_lines


def letters_of(submissions: list[Submission]) -> list[str]:
    return [plain(letter_text(each, FR)) for each in submissions]


def test_letters_say_what_is_missing_and_what_to_do(mixed: tuple[list[Submission], Summary]) -> None:
    ready, incomplete, ineligible, contradictory, unreadable, _ = letters_of(mixed[0])
    assert ready == (
        "**Objet : votre dossier « 2021-1 », thème ESSAI**\n\n"
        "Madame, Monsieur,\n\n"
        "Vous avez déposé, au titre du thème ESSAI, le dossier « 2021-1 » : « Essai ».\n\n"
        "Votre dossier est complet et remplit les conditions du thème. Aucune pièce ne vous est demandée.\n\n"
        "Subvention proposée : 30 000,00 € pour un coût total de 40 000,00 €.\n\n"
        "Nous vous prions d’agréer, Madame, Monsieur, l’expression de notre considération distinguée.\n"
    )
    assert "**Engagements à prendre**\n\n- Libellé suivi\n" in incomplete
    assert "À titre indicatif, la subvention possible une fois le dossier complet serait de 30 000,00 €" in incomplete
    assert "**Motifs**\n\n- Déposé le 31 décembre 2020, avant l’ouverture du 4 janvier 2021" in ineligible
    assert "redéposez à partir de cette date. (catalogue l. 3)\n" in ineligible
    assert "**À corriger**\n\n- Le coût total annoncé (40 000,00 €) et la somme des dépenses" in contradictory
    assert "**Objet : votre dossier « 2021-5 »**\n" in unreadable
    assert "- projet.cout\\_total\\_ttc : « 1,200 » est ambigu" in unreadable


def test_nobody_is_promised_what_they_can_not_have(mixed: tuple[list[Submission], Summary]) -> None:
    _, _, ineligible, contradictory, unreadable, _ = letters_of(mixed[0])
    for text in (ineligible, contradictory, unreadable):
        assert "ubvention" not in text


def test_a_request_that_is_cut_is_said(trial_theme: Trial, tmp_path: Path) -> None:
    asked = dossier(financement={"subvention_demandee": "35 k€", "subventions_anterieures": 0})
    found, _ = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", [asked]))
    assert "Votre demande de 35 000,00 € dépasse le maximum possible : elle y est ramenée." in letters_of(found)[0]


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


def test_names_lead_nowhere_and_are_never_given_twice() -> None:
    names = Names()
    given = [names.new(text) for text in [*ATTACKS.values(), "a", "A", "a-2", "a", "", "..", "/", "-", "é", "CON"]]
    assert len({name.casefold() for name in given}) == len(given)
    for name in given:
        assert name.isascii()
        assert name.replace("-", "").replace("_", "").isalnum()
        assert len(name) <= 90
    assert given[len(ATTACKS) :] == [
        "a",
        "A-2",
        "a-2-2",
        "a-3",
        "dossier",
        "dossier-2",
        "dossier-3",
        "dossier-4",
        "dossier-5",
        "CON",
    ]
    assert names.new(ATTACKS["climb"]) == "etc-passwd-2"


def write(folder: Path, submissions: list[Submission], summary: Summary) -> None:
    letters = Letters(folder)
    prints = printer(summary.plan, FR)
    try:
        for each in submissions:
            letters.add(prints(each))
        settle([letters], summary)
    finally:
        letters.discard()


def test_a_letter_per_dossier_in_a_folder_made_for_them(
    mixed: tuple[list[Submission], Summary], tmp_path: Path
) -> None:
    folder = tmp_path / "a" / "lettres"
    write(folder, *mixed)
    names = ["2021-1-2.md", "2021-1.md", "2021-2.md", "2021-3.md", "2021-4.md", "2021-5.md"]
    assert names_in(folder) == names
    assert (folder / "2021-1.md").read_text(encoding="utf-8") == letter_text(mixed[0][0], FR)


def test_letters_join_those_of_another_day(mixed: tuple[list[Submission], Summary], tmp_path: Path) -> None:
    (tmp_path / "2021-1.md").write_text("avant", encoding="utf-8")
    (tmp_path / "autre.md").write_text("avant", encoding="utf-8")
    write(tmp_path, mixed[0][:1], mixed[1])
    assert (tmp_path / "autre.md").read_text(encoding="utf-8") == "avant"
    assert (tmp_path / "2021-1.md").read_text(encoding="utf-8").startswith("**Objet")


def test_where_no_dossier_was_found_there_is_nobody_to_write_to(trial_theme: Trial, tmp_path: Path) -> None:
    (tmp_path / "cassé.yaml").write_text("theme: [", encoding="utf-8")
    found, summary = batch(trial_theme.rules, tmp_path / "cassé.yaml")
    assert [each.status for each in found] == ["error"]
    write(tmp_path / "lettres", found, summary)
    assert names_in(tmp_path / "lettres") == []


def test_letters_that_are_discarded_leave_nothing(mixed: tuple[list[Submission], Summary], tmp_path: Path) -> None:
    kept, made = tmp_path / "gardé", tmp_path / "fait"
    kept.mkdir()
    for folder in (kept, made):
        letters = Letters(folder)
        letters.add(printer(mixed[1].plan, FR)(mixed[0][0]))
        letters.discard()
    assert names_in(kept) == []
    assert not made.exists()


def test_a_folder_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "plein").write_text("", encoding="utf-8")
    for path in (tmp_path / "plein", tmp_path / "plein" / "lettres"):
        with pytest.raises(DossierError) as error:
            Letters(path)
        (problem,) = error.value.problems
        assert problem.file == str(path)
        assert said(problem.message).startswith("écriture impossible : ")
