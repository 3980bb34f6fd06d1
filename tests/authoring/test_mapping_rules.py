"""Every lint rule of mappings finds its bad example, and nothing in its good one."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers.platform.forms import BLOCKS, FIELDS, field, form
from relance_rules import load_rules
from relance_rules.authoring import mapping_rules as modules
from relance_rules.authoring.diagnostics import Diagnostic, Example, MappingExample, MappingRule
from relance_rules.authoring.examples import complete, write_files
from relance_rules.authoring.mapping_engine import lint_mapping
from relance_rules.authoring.mapping_files import looks_like_mapping, mapping_file
from relance_rules.authoring.registry import find_rule, known_rules, lint_rules, mapping_rules
from relance_rules.dossiers.platform.described import FormDescription, FormField, form_in
from relance_rules.dossiers.platform.proposed import Proposal
from relance_rules.loading.nodes import parse_yaml

RULES = [pytest.param(rule, id=code) for code, rule in mapping_rules().items()]

# A short mapping leaves things aside by nature.
LACKS = {"RR106", "RR107"}


def found_in(example: MappingExample, folder: Path, codes: set[str]) -> list[Diagnostic]:
    write_files(folder, complete(Example(manifest=example.manifest, facts=example.facts)))
    plan = load_rules(folder).plan
    path = folder / "mapping.yaml"
    path.write_text(example.mapping, encoding="utf-8")
    described = None
    if example.form:
        fields = parse_yaml(example.form).data()
        described = form_in(
            {"champDescriptors": [{**each, "required": "required" in each} for each in fields]}, plan.facts
        )
    return lint_mapping(mapping_file(path, plan, described), codes)


@pytest.mark.parametrize("rule", RULES)
def test_the_bad_example_raises_this_code_alone(rule: MappingRule, tmp_path: Path) -> None:
    found = found_in(rule.bad, tmp_path, mapping_rules().keys() - (LACKS - {rule.code}))
    assert {each.code for each in found} == {rule.code}
    assert {each.severity for each in found} == {rule.severity}


@pytest.mark.parametrize("rule", RULES)
def test_the_good_example_raises_nothing(rule: MappingRule, tmp_path: Path) -> None:
    assert found_in(rule.good, tmp_path, mapping_rules().keys() - (LACKS - {rule.code})) == []


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_named_and_explained(rule: MappingRule) -> None:
    assert re.fullmatch(r"RR1[0-9]{2}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert str(rule.why).endswith(".")
    assert find_rule(rule.name) is rule is find_rule(rule.code)
    assert not rule.fixes


def test_each_module_of_the_folder_is_one_rule_whose_code_its_docstring_gives() -> None:
    names = [module.name for module in iter_modules(modules.__path__)]
    assert len(names) == len({rule.name for rule in known_rules().values()}) - len(lint_rules()) == len(mapping_rules())
    for name in names:
        module = import_module(f"{modules.__name__}.{name}")
        assert (module.__doc__ or "").startswith(f"{module.RULE.code}: ")


@given(st.lists(st.one_of(FIELDS, BLOCKS), min_size=1, max_size=6), st.sampled_from(["SNAP3", "ITN1"]))
@settings(max_examples=80, deadline=None)
def test_what_a_form_proposes_has_no_error_beside_that_form(
    tmp_path_factory: pytest.TempPathFactory, fields: list[FormField], code: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "proposed.yaml"
    described, plan = FormDescription(tuple(fields)), load_rules().plan
    path.write_text(Proposal(plan, plan.themes[code], described).text(), encoding="utf-8")
    found = lint_mapping(mapping_file(path, plan, described), {"RR000", *mapping_rules()})
    # Two fields of one number, or of one label and no number, are a form that the platform does not make.
    assert [each for each in found if each.severity == "error" and each.code != "RR113"] == []


# ---- on the catalogue, what the examples do not tell


def said(folder: Path, text: str, described: dict[str, Any] | FormDescription | None, *codes: str) -> list[str]:
    plan = load_rules().plan
    path = folder / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    known = form_in(described, plan.facts) if isinstance(described, dict) else described
    found = lint_mapping(mapping_file(path, plan, known), set(codes))
    return [f"{each.line}:{each.column}: {each.code} {each.message}" for each in found]


STRUCTURES = field(1, "Structure", "drop_down_list", options=["Collectivité", "Commune", "Autre"])


def test_a_fault_of_the_loader_is_a_finding_at_its_place(tmp_path: Path) -> None:
    [found] = said(tmp_path, "fields:\n  - {label: a, fact: projet.nome}\n", None)
    assert found.startswith("2:")
    assert "RR000 fait inconnu : « projet.nome »" in found
    [broken] = said(tmp_path, "fields: [\n", None, "RR101")
    assert "RR000" in broken
    [shape] = said(tmp_path, "fields:\n  - {label: a}\n", None, "RR101")
    assert "RR000" in shape


def test_a_field_that_is_gone_has_the_nearest_one_proposed(tmp_path: Path) -> None:
    described = form(
        field(1, "Coût total (TTC)", "decimal_number"), field(2, "Titre"), field(3, "Détail", "repetition")
    )
    text = (
        "fields:\n  - {label: Coût totale (TTC), fact: projet.cout_total_ttc}\n"
        "  - {label: Titre, field: '9', fact: projet.nom}\n  - {label: Sigle, ignore: true}\n"
        "blocks:\n  - {label: Détails, list: depenses, fields: [{label: Objet, fact: libelle}]}\n"
    )
    near, gone, block = said(tmp_path, text, described, "RR101")
    assert near == (
        "2:6: RR101 le formulaire n’a pas de champ « Coût totale (TTC) » ; "
        "vouliez-vous dire « Coût total (TTC) », numéro 1 ?"
    )
    assert gone == "4:6: RR101 le formulaire n’a pas de champ « Sigle »"
    assert block.startswith("6:6: RR101")
    assert "« Détail », numéro 3" in block
    [moved] = said(tmp_path, text, described, "RR102")
    assert moved == "3:20: RR102 le champ « Titre » a maintenant le numéro 2, et non 9"


def test_a_field_that_was_renamed_is_said(tmp_path: Path) -> None:
    text = "fields: [{label: Nom, field: '2', fact: projet.nom}]\n"
    assert said(tmp_path, text, form(field(2, "Titre")), "RR101", "RR102") == [
        "1:11: RR102 le champ 2 s’appelle maintenant « Titre »"
    ]


def test_options_that_are_not_read_come_as_lines_to_paste(tmp_path: Path) -> None:
    text = "fields:\n  - label: Structure\n    fact: porteurs[0].categorie\n    values: {Région: autre}\n"
    [lacking] = said(tmp_path, text, form(STRUCTURES), "RR103")
    assert str(['"Collectivité": "collectivite_territoriale"', '"Commune": …']) in lacking
    assert "Autre" not in lacking
    [lost] = said(tmp_path, text, form(STRUCTURES), "RR104")
    assert lost.startswith("4:14: RR104 le champ n’a pas d’option « Région »")
    # A free answer may be anything, and some dossiers do not show all the options.
    assert said(tmp_path, text, form({**STRUCTURES, "otherOption": True}), "RR104") == []
    shown = {"dossier": {"champs": [{"label": "Structure", "values": ["Commune"]}]}}
    assert said(tmp_path, text, shown, "RR104") == []
    several = field(1, "Vous", "multiple_drop_down_list", options=["a", "b"])
    [choices] = said(tmp_path, "fields: [{label: Vous, choices: {A: null}}]\n", form(several), "RR103")
    assert """sous « choices » : ['"b": null']""" in choices


def test_an_amount_without_taxes_is_told_without_the_form_too(tmp_path: Path) -> None:
    text = "fields: [{label: Coût (H.T.), fact: projet.cout_total_ttc}]\n"
    assert "« HT »" in said(tmp_path, text, None, "RR105")[0]
    assert said(tmp_path, "fields: [{label: Huit, fact: projet.cout_total_ttc}]\n", None, "RR105") == []


def test_fields_that_are_not_named_come_as_lines_to_paste(tmp_path: Path) -> None:
    block = field(5, "Dépenses", "repetition", champDescriptors=[field(6, "Libellé"), field(7, "Montant TTC")])
    described = form(
        field(1, "Coût total TTC", "decimal_number"),
        field(2, "Sigle", required=False),
        field(3, "Budget par phase", "piece_justificative"),
        block,
        field(8, "Autres", "repetition", champDescriptors=[field(9, "x")]),
    )
    text = (
        "defaults: {theme: SNAP3}\nfields: []\nblocks:\n"
        "  - {label: Dépenses, list: depenses, fields: [{label: Libellé, fact: libelle}]}\n"
    )
    cost, piece, other, inner = said(tmp_path, text, described, "RR106")
    assert cost.startswith(
        "2:1: RR106 champ obligatoire et non nommé, « Coût total TTC » ; à ajouter sous « fields » : "
    )
    assert cost.endswith('- {label: "Coût total TTC", field: "1", fact: projet.cout_total_ttc}')
    assert piece.endswith("fact: pieces.budget_par_phase, present: true}")
    assert other.endswith('sous « blocks » : - {label: "Autres", field: "8", ignore: true}')
    assert inner.startswith("4:")
    assert inner.endswith("fact: montant_ttc}")
    filled = {"dossier": {"champs": [{"label": "Sigle", "champDescriptorId": "2", "stringValue": "A"}]}}
    known = form_in([described, filled], load_rules().vocabulary)
    assert "champ rempli et non nommé, « Sigle »" in "\n".join(said(tmp_path, text, known, "RR106"))
    # What it proposes can be pasted, and leaves nothing to say.
    lines = "".join(f"  {each.partition(' : ')[2]}\n" for each in (cost, piece))
    pasted = text.replace("fields: []\n", f"fields:\n{lines}", 1)
    assert len(said(tmp_path, pasted, described, "RR000", *(mapping_rules().keys() - {"RR107"}))) == 2


def test_the_theme_may_be_asked_by_a_field(tmp_path: Path) -> None:
    text = "fields: [{label: Thème, fact: theme, values: {a: SNAP3, b: ITN1}}]\n"
    found = "\n".join(said(tmp_path, text, None, "RR107"))
    assert "« projet.cout_total_ttc » : « Quel est le coût total" in found
    assert said(tmp_path, "fields: []\n", None, "RR107") == []
    assert "reference »" not in found.replace("projet.reference", "")


@pytest.mark.parametrize("kind", ["yes_no", "checkbox", "decimal_number"])
def test_an_answer_that_says_no_is_no_yes(tmp_path: Path, kind: str) -> None:
    text = "fields: [{label: a, fact: pieces.budget_par_phase, present: true}]\n"
    assert len(said(tmp_path, text, form(field(1, "a", kind)), "RR109")) == 1
    assert said(tmp_path, text, form(field(1, "a", "piece_justificative")), "RR109", "RR110") == []


@pytest.mark.parametrize(
    ("kind", "fact", "wrong"),
    [
        ("date", "projet.cout_total_ttc", True),
        ("yes_no", "projet.nom", True),
        ("piece_justificative", "pieces.budget_par_phase", True),
        ("decimal_number", "projet.conforme_descriptif", True),
        ("decimal_number", "projet.phase", False),
        ("text", "projet.conforme_descriptif", False),
        ("textarea", "projet.cout_total_ttc", False),
        ("drop_down_list", "porteurs[0].categorie", False),
        ("pays", "projet.nom", False),
    ],
)
def test_a_type_that_cannot_give_the_fact(tmp_path: Path, kind: str, fact: str, wrong: bool) -> None:
    found = said(tmp_path, f"fields: [{{label: a, fact: '{fact}'}}]\n", form(field(1, "a", kind)), "RR110")
    assert bool(found) is wrong


def test_what_the_platform_gives_itself_is_given(tmp_path: Path) -> None:
    text = (
        "fields: [{label: a, fact: 'porteurs[0].siret'}, {label: b, choices: {x: engagements.y, z: engagements.y}}]\n"
    )
    [found] = said(tmp_path, text, None, "RR111")
    assert "« platform.siret » donne déjà « porteurs[0].siret »" in found
    assert said(tmp_path, f"platform: {{siret: null}}\n{text}", None, "RR111") == []


def test_a_comment_sets_a_finding_of_its_line_aside(tmp_path: Path) -> None:
    text = "fields:\n  - {label: Coût HT, fact: projet.cout_total_ttc}  # relance: ignore RR105 -- converti\n"
    assert said(tmp_path, text, None, "RR105") == []
    assert len(said(tmp_path, text.replace("RR105", "RR106"), None, "RR105")) == 1


def test_a_table_of_a_spreadsheet_shows_no_blocks(tmp_path: Path) -> None:
    text = "fields: []\nblocks:\n  - {label: Dépenses, list: depenses, fields: [{label: x, fact: libelle}]}\n"
    shown = FormDescription((), described=False)
    assert said(tmp_path, text, shown, "RR101") == []
    assert len(said(tmp_path, text, FormDescription(()), "RR101")) == 1


def test_a_mapping_is_told_from_a_rule_file(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    for text, expected in (
        ("fields: [", True),
        ("# x\nstates: [accepte]\n", True),
        ("blocks: []\n", True),
        ("theme: A\nfields: []\n", False),
        ("defaults: {}\n", False),
    ):
        path.write_text(text, encoding="utf-8")
        assert looks_like_mapping(path) is expected
    for rule_file in (Path(__file__).resolve().parents[2] / "rules").rglob("*.yaml"):
        assert not looks_like_mapping(rule_file)
    assert not looks_like_mapping(tmp_path / "none.yaml")
    assert not looks_like_mapping(tmp_path)


def test_what_any_answer_gives_or_leaves_aside_has_nothing_to_say(tmp_path: Path) -> None:
    present = "fields: [{label: Structure, fact: pieces.budget_par_phase, present: true}]\n"
    assert said(tmp_path, present, form(STRUCTURES), "RR103") == []
    several = form(field(1, "Vous", "multiple_drop_down_list", options=["a", "b"]))
    assert said(tmp_path, "fields: [{label: Vous, fact: projet.nom}]\n", several, "RR103", "RR108") == []
    twice = form(field(1, "Coût"), field(2, "Coût"))
    assert said(tmp_path, "fields: [{label: Coût, ignore: true}]\n", twice, "RR113") == []


def test_a_fact_that_a_line_gives_is_not_proposed_again(tmp_path: Path) -> None:
    described = form(field(1, "Titre du projet"), field(2, "Intitulé du projet"))
    text = "defaults: {theme: SNAP3}\nfields:\n  - {label: Titre du projet, fact: projet.nom}\n"
    [found] = said(tmp_path, text, described, "RR106")
    assert found.endswith("ignore: true}")


def test_a_field_that_has_the_label_of_a_fact_is_not_proposed_to_be_ignored(tmp_path: Path) -> None:
    # An export does not say the types of its fields: nothing tells whether their answers can be read.
    sheet = [FormField("Ressources humaines de pilotage", answered=True), FormField("Remarque", answered=True)]
    listed = FormField("Dépenses", inner=(FormField("Libellé"), FormField("Titre", answered=True)))
    text = (
        "defaults: {theme: SNAP4}\nfields: []\nblocks:\n"
        "  - {label: Dépenses, list: depenses, fields: [{label: Libellé, fact: libelle}]}\n"
    )
    staff, other, title = said(tmp_path, text, FormDescription((*sheet, listed)), "RR106")
    assert staff.endswith("fact: projet.ressources_pilotage}")
    assert other.endswith("ignore: true}")
    assert title.endswith("fact: titre}")


@pytest.mark.parametrize("kind", ["", "yes_no"])
def test_a_fact_of_an_applicant_can_be_pasted(tmp_path: Path, kind: str) -> None:
    described = FormDescription((FormField("Direction du numérique informée", kind=kind, answered=True),))
    [found] = said(tmp_path, "defaults: {theme: SNAP3}\nfields: []\n", described, "RR106")
    pasted = f"defaults: {{theme: SNAP3}}\nfields:\n  {found.partition(' : ')[2]}\n"
    assert 'fact: "porteurs[0].numerique_informe"}' in pasted
    assert said(tmp_path, pasted, described, "RR000", "RR106") == []
