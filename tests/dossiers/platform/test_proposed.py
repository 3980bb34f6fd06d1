from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dossiers.helpers import mapping_of, rules
from relance_rules.dossiers.mapping import PlatformMapping
from relance_rules.dossiers.platform.described import FormDescription, FormField, form_in
from relance_rules.dossiers.platform.guesses import Guesser
from relance_rules.dossiers.platform.proposed import MAX_PROPOSED_BYTES, Proposal

from .forms import BLOCKS, FIELDS, STRUCTURES, field, form


def proposed(described: FormDescription | dict[str, Any] | list[Any], code: str = "SNAP3", language: str = "fr") -> str:
    found = described if isinstance(described, FormDescription) else form_in(described, rules().vocabulary)
    assert found is not None
    return Proposal(rules().plan, rules()[code], found, "fr" if language == "fr" else "en").text()


def facts(mapping: PlatformMapping) -> dict[str, str | None]:
    return {rule.name: rule.fact for rule in mapping.fields}


# Labels as those who write forms word them, beside the fact that they ask.
@pytest.mark.parametrize(
    ("label", "kind", "fact"),
    [
        ("Intitulé du projet", "text", "projet.nom"),
        ("Titre du projet", "text", "projet.nom"),
        ("Référence du projet", "text", "projet.reference"),
        ("Montant total du projet (TTC)", "decimal_number", "projet.cout_total_ttc"),
        ("COUT TOTAL DU PROJET EN € T.T.C.", "decimal_number", "projet.cout_total_ttc"),
        ("Montant de la subvention sollicitée", "decimal_number", "financement.subvention_demandee"),
        ("Subventions antérieures pour le même projet", "decimal_number", "financement.subventions_anterieures"),
        ("Le projet entre-t-il dans le descriptif du guichet ?", "yes_no", "projet.conforme_descriptif"),
        (
            "Le projet aura-t-il des retombées pour des entreprises françaises ?",
            "yes_no",
            "projet.retombees_entreprises_francaises",
        ),
    ],
)
def test_a_label_that_says_a_fact_in_other_words_is_sure(tmp_path: Path, label: str, kind: str, fact: str) -> None:
    mapping = mapping_of(tmp_path, proposed(form(field(1, label, kind))))
    assert facts(mapping) == {label: fact}
    assert mapping.fields[0].field == "1"


@pytest.mark.parametrize(
    ("label", "kind", "said"),
    [
        # An amount without taxes is none of those that the rules count.
        ("Coût total HT", "decimal_number", "fact: projet.cout_total_ttc}  # 100 %, mots communs : cout, total ; mais"),
        ("Coût total hors taxes", "decimal_number", "mais le libellé dit « hors taxes »"),
        # A type that can't give the fact.
        ("Coût total TTC", "date", None),
        ("Coût total TTC", "piece_justificative", None),
        ("Intitulé", "decimal_number", None),
        # The contrary of the question.
        ("Le projet n’entre pas dans le descriptif du guichet", "yes_no", "fact: projet.conforme_descriptif"),
        ("Retombées pour des entreprises non françaises", "yes_no", "fact: projet.retombees_entreprises_francaises}"),
        ("Nom du contact", "text", "fact: projet.nom}"),
        ("Courriel", "email", None),
        ("Description du projet", "textarea", None),
        ("", "text", None),
    ],
)
def test_what_is_not_sure_is_left_in_a_comment(tmp_path: Path, label: str, kind: str, said: str | None) -> None:
    text = proposed(form(field(1, label, kind)))
    assert mapping_of(tmp_path, text).fields == ()
    assert "ignore: true}" in text
    assert (said is None) == ("fact: projet" not in text)
    assert said is None or said in text


def test_a_comment_made_a_line_is_a_field(tmp_path: Path) -> None:
    text = proposed(form(field(1, "Coût total HT", "decimal_number"), field(2, "Sigle"), field(3, "Titre du projet")))
    lines = [line.replace("# - ", "- ") if "fact:" in line or "Sigle" in line else line for line in text.splitlines()]
    mapping = mapping_of(tmp_path, "\n".join(lines))
    assert facts(mapping) == {"Titre du projet": "projet.nom", "Coût total HT": "projet.cout_total_ttc", "Sigle": None}
    assert mapping.fields[2].ignore


def test_a_field_nearer_to_what_another_theme_asks_is_not_sure(tmp_path: Path) -> None:
    label = "Coût TTC de la phase d’expérimentation du projet"
    assert "projet.cout_experimentation_ttc" not in rules()["SNAP3"].asked
    described = form(field(1, label, "decimal_number"))
    assert mapping_of(tmp_path, proposed(described)).fields == ()
    assert facts(mapping_of(tmp_path, proposed(described, "ITN6"))) == {label: "projet.cout_experimentation_ttc"}
    # As near to the grant that is asked as a theme that asks no other could tell.
    earlier = form(field(1, "Subvention antérieure demandée", "decimal_number"))
    assert "financement.subventions_anterieures" not in rules()["ITN8A"].asked
    assert mapping_of(tmp_path, proposed(earlier, "ITN8A")).fields == ()


def test_what_is_too_long_to_be_named_is_named_by_the_rest(tmp_path: Path) -> None:
    label = f"Coût total TTC{' ' * 1000}."

    def rule(label: str, number: str) -> tuple[str | None, str | None]:
        described = FormDescription((FormField(label, number, "decimal_number"),))
        [only] = mapping_of(tmp_path, proposed(described)).fields
        return only.label, only.field

    assert rule(label, "1") == (None, "1")
    assert rule("Coût total TTC", "1" * 1001) == ("Coût total TTC", None)
    nameless = FormField(label, None, "decimal_number")
    libelle, amount = FormField("Libellé", "2", "text"), FormField("Montant TTC", "3", "decimal_number")
    blocks = (
        FormField("", None, "repetition", inner=(libelle, amount)),
        FormField("Dépenses", "4", "repetition", inner=(FormField(f"Libellé{' ' * 1000}.", None, "text"),)),
    )
    for fields in ((nameless,), blocks, blocks[1:]):
        mapping = mapping_of(tmp_path, proposed(FormDescription(fields)))
        assert (mapping.fields, mapping.blocks) == ((), ())


def test_two_fields_near_one_fact_are_sure_of_neither(tmp_path: Path) -> None:
    text = proposed(form(field(1, "Intitulé du projet"), field(2, "Titre du projet")))
    assert mapping_of(tmp_path, text).fields == ()
    assert text.count("fact: projet.nom") == 2


def test_options_become_values_and_those_that_nobody_can_tell_are_to_fill(tmp_path: Path) -> None:
    text = proposed(form(field(1, "Type de structure", "drop_down_list", options=STRUCTURES, otherOption=True)))
    [rule] = mapping_of(tmp_path, text).fields
    assert rule.fact == "porteurs[0].categorie"
    assert rule.values == {
        "Opérateur de l’État": "operateur",
        "Administration centrale": "administration_centrale",
        "Collectivité": "collectivite_territoriale",
    }
    assert '      # "Établissement public":\n' in text
    assert "avec une réponse libre « Autre »" in text


def test_a_number_of_percents_and_an_attachment_say_so(tmp_path: Path) -> None:
    share, budget = "Part des services déconcentrés dans le portage opérationnel (en %)", "Budget par phase"
    text = proposed(form(field(1, share, "decimal_number"), field(2, budget, "piece_justificative")))
    assert "percent: true" not in text
    rule = mapping_of(tmp_path, text).fields
    assert [(each.fact, each.present) for each in rule] == [("pieces.budget_par_phase", True)]
    code = next(code for code, theme in rules().items() if "projet.part_services_deconcentres" in theme.asked)
    first = mapping_of(tmp_path, proposed(form(field(1, share, "decimal_number")), code)).fields[0]
    assert (first.fact, first.percent) == ("projet.part_services_deconcentres", True)


def test_a_choice_of_several_options_gives_a_fact_each(tmp_path: Path) -> None:
    [one, other] = list(rules()["SNAP3"].commitments.asked)[:2]
    options = [str(one.label), str(other.label), "Aucun de ceux-là", str(one.label).upper()]
    text = proposed(form(field(1, "Vos engagements", "multiple_drop_down_list", options=options)))
    [rule] = mapping_of(tmp_path, text).fields
    assert rule.choices == {options[0]: one.fact, options[1]: other.fact, options[2]: None}


def test_a_block_gives_a_list_and_its_fields_the_facts_of_its_items(tmp_path: Path) -> None:
    inner = [
        field(2, "Intitulé de la dépense"),
        field(3, "Montant TTC", "decimal_number"),
        field(4, "Devis", "piece_justificative"),
    ]
    block = field(1, "Plan de financement", "repetition", champDescriptors=inner)
    other = field(5, "Cofinanceurs", "repetition", champDescriptors=[field(6, "Sigle")])
    text = proposed(form(block, other))
    [rule] = mapping_of(tmp_path, text).blocks
    assert (rule.label, rule.field, rule.list) == ("Plan de financement", "1", "depenses")
    assert {each.name: each.fact for each in rule.fields} == {
        "Intitulé de la dépense": "libelle",
        "Montant TTC": "montant_ttc",
    }
    assert '      # - {label: "Devis", field: "4", ignore: true}' in text
    assert '  # - {label: "Cofinanceurs", field: "5", ignore: true}' in text
    assert "#   depenses[].annee : En quelle année" in text
    assert "depenses[].montant_ttc :" not in text


def test_a_list_is_given_by_one_block(tmp_path: Path) -> None:
    def block(number: int, label: str) -> dict[str, Any]:
        inner = [field(number + 1, "Libellé"), field(number + 2, "Montant TTC", "decimal_number")]
        return field(number, label, "repetition", champDescriptors=inner)

    mapping = mapping_of(tmp_path, proposed(form(block(1, "Recettes"), block(4, "Dépenses"))))
    assert [rule.label for rule in mapping.blocks] == ["Dépenses"]


def test_it_says_the_procedures_that_it_is_for(tmp_path: Path) -> None:
    fields = [field(1, "a")]
    for numbers, expected in ([5], (5,)), ([5, 6], (5, 6)), ([None], ()), (range(1, 32), ()):
        text = proposed([{"demarche": {"number": each, "champDescriptors": fields}} for each in numbers])
        assert mapping_of(tmp_path, text).procedures == expected
        assert ("# procedures: [12345]\n" in text) is not bool(expected)


def test_the_facts_that_no_field_gives_come_with_the_question_to_ask() -> None:
    text = proposed(form(field(1, "Titre du projet")))
    assert "#   projet.cout_total_ttc : Quel est le coût total du projet, toutes taxes comprises ?" in text
    assert "projet.nom :" not in text
    assert "#   projet.cout_total_ttc : What is the total cost" in proposed(
        form(field(1, "Titre du projet")), language="en"
    )


def test_an_annotation_that_looks_like_the_amount_awarded_is_proposed_and_not_taken(tmp_path: Path) -> None:
    notes = (field(8, "Montant accordé", "decimal_number"), field(9, "Coût total TTC", "decimal_number"))
    text = proposed(form(annotations=notes))
    assert mapping_of(tmp_path, text).fields == ()
    assert '# - {label: "Montant accordé", field: "8", fact: decision.montant}' in text
    assert text.count("decision.montant") == 1
    assert "annotation privée" in text


def test_fields_without_numbers_that_share_a_label_are_told_apart(tmp_path: Path) -> None:
    two = (FormField("Coût total TTC"), FormField("Coût total TTC"))
    text = proposed(FormDescription(two, described=False))
    assert mapping_of(tmp_path, text).fields == ()
    assert text.count('label: "Coût total TTC", occurrence: 1,') == 2
    assert text.count('label: "Coût total TTC", occurrence: 2,') == 2


@pytest.mark.parametrize("code", ["SNAP3", "ITN1", "ITN3"])
def test_a_form_worded_as_the_facts_are_needs_nobody(tmp_path: Path, code: str) -> None:
    """Every fact of the theme asked by its own label is sure, but where two of them share their words."""
    guesser = Guesser(rules().plan, rules()[code])
    asked = [each for each in guesser.asked if each.scope is None]
    kinds = {
        "boolean": "yes_no",
        "money": "decimal_number",
        "integer": "integer_number",
        "percentage": "decimal_number",
    }
    fields = [
        FormField(
            str(each.label), str(place), "piece_justificative" if each.document else kinds.get(each.fact.type, "")
        )
        for place, each in enumerate(asked)
    ]
    given = {match.field.label: match.sure for match in guesser.matches(fields)}
    wrong = [each.path for each in asked if (sure := given[str(each.label)]) and sure.asked.path != each.path]
    assert wrong == []
    found = sum(sure is not None for sure in given.values())
    assert found >= len(asked) - 1 - sum(each.fact.values is not None for each in asked)


# ---- whatever the form is


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("proposed")


@given(st.lists(st.one_of(FIELDS, BLOCKS), min_size=1, max_size=6), st.sampled_from(["SNAP3", "ITN1"]))
@example([FormField('Coût total TTC"\n  - {label: y, fact: projet.nom}', "1\n#", "decimal_number")], "SNAP3")
@settings(max_examples=150, deadline=None)
def test_what_is_written_loads_whatever_the_form(scratch: Path, fields: list[FormField], code: str) -> None:
    mapping = mapping_of(scratch, proposed(FormDescription(tuple(fields)), code))
    assert mapping.defaults == {"theme": code}
    # Nothing is named that the form has not, and each fact is sure of one field.
    labels = {one.label for each in fields for one in (each, *(each.inner or ()))}
    named = [*mapping.fields, *(rule for block in mapping.blocks for rule in block.fields)]
    assert {rule.label.replace("\ufffd", "\ud800") for rule in named if rule.label} <= {
        label.replace("\ufffd", "\ud800") for label in labels
    }
    paths = [rule.fact for rule in mapping.fields if rule.fact]
    assert len(paths) == len(set(paths))


def test_a_form_beyond_measure_makes_a_file_that_can_be_read_again(tmp_path: Path) -> None:
    long = "\U0001f4b6" * 990
    fields = tuple(FormField(f"{long}{place}", None, "text") for place in range(1000))
    blocks = tuple(FormField(f"Dépenses {long}", None, "repetition", inner=fields[:20]) for _ in range(10))
    text = proposed(FormDescription((FormField("Coût total TTC", "1", "decimal_number"), *fields, *blocks)))
    assert len(text.encode()) <= MAX_PROPOSED_BYTES
    assert "d’autres champs" in text
    assert facts(mapping_of(tmp_path, text)) == {"Coût total TTC": "projet.cout_total_ttc"}


def test_a_comment_holds_on_its_line() -> None:
    text = proposed(form(field(1, "a\u2028b\x1b[31m\x85c\nd\u202e", "kind\nprojet.nom: x")))
    assert not set(text) & {"\u2028", "\x1b", "\x85", "\u202e"}
    assert not [line for line in text.split("\n") if line.startswith(("d\ufffd", "projet"))]


def test_any_line_to_decide_can_be_one(tmp_path: Path) -> None:
    text = proposed(FormDescription((FormField("Direction du numérique informée"), FormField("Catégorie du porteur"))))
    lines = [line.replace("# - ", "- ") for line in text.splitlines() if "ignore: true" not in line]
    text = "\n".join(line.replace("fields: []", "fields:") for line in lines)
    assert facts(mapping_of(tmp_path, text)) == {
        "Direction du numérique informée": "porteurs[0].numerique_informe",
        "Catégorie du porteur": "porteurs[0].categorie",
    }
