"""Decided dossiers are context: they count in ceilings and envelopes, and nothing judges them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dossiers.helpers import SIRET, mapping_of
from relance_rules import Rules
from relance_rules.batch import inputs as cutting
from relance_rules.batch import outputs
from relance_rules.batch.committed import committed_of
from relance_rules.batch.inputs import Inputs
from relance_rules.batch.letters.due import DECIDED, withheld
from relance_rules.batch.pipeline import Batch
from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary
from relance_rules.batch.worker import BatchSettings
from relance_rules.dossiers.decisions import read_decisions
from relance_rules.dossiers.handling import Decisions
from relance_rules.dossiers.mapping import PlatformMapping, load_mapping
from relance_rules.values import Money
from rule_sets import Trial

from . import helpers
from .helpers import dossier, plain, rendered, texts, write_lines

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
MAPPING = """
defaults: {theme: ESSAI}
fields:
  - {label: Projet, fact: projet.reference}
  - {label: Coût, fact: projet.cout_total_ttc}
  - {label: Accordé, fact: decision.montant}
  - {label: Motif, fact: decision.note}
  - {label: Agent, fact: decision.instructeur}
"""
TITLES = "reference;decision;montant;motif;instructeur;theme;depose_le;projet.reference"


def node(number: int, state: str, **answers: str) -> dict[str, Any]:
    """A dossier of the platform, with its answers by label."""
    fields = [{"id": label, "label": label, "stringValue": text} for label, text in answers.items()]
    return {
        "number": number,
        "state": state,
        "dateDepot": f"2021-02-{number:02d}T10:00:00+01:00",
        "demandeur": {"siret": SIRET, "entreprise": {"raisonSociale": "AGENCE"}},
        "champs": [field for field in fields if field["label"] in ("Projet", "Coût")],
        "annotations": [field for field in fields if field["label"] not in ("Projet", "Coût")],
    }


def judged(
    rules: Rules, *paths: Path, mapping: str | None = None, decisions: Decisions | None = None, **more: Any
) -> tuple[list[Submission], Summary]:
    """The dossiers of a batch, and what they come to."""
    fields: tuple[PlatformMapping, ...] = ()
    if mapping is not None:
        path = paths[0].with_name("m.yaml")
        path.write_text(mapping, encoding="utf-8")
        fields = (load_mapping(path, rules.plan),)
    settings = BatchSettings(
        rules.directory,
        mappings=fields,
        printers=(helpers.__name__,),
        decisions=decisions or Decisions(),
        committed=more.get("committed", {}),
    )
    started = Batch(Inputs(paths), settings, more.get("jobs", 1))
    return [printed.parts[0] for printed in started.printed()], started.summary


def decided_by(folder: Path, rules: Rules, *lines: str) -> Decisions:
    """The decisions of a file."""
    path = folder / "d.csv"
    path.write_text("\n".join([TITLES, *lines]) + "\n", encoding="utf-8")
    return read_decisions(path, rules.plan)


def standing(found: list[Submission]) -> dict[str, tuple[str, Money | None, Money | None]]:
    """By reference: what a dossier has come to, what was awarded, and what is proposed."""
    return {each.name: (each.status, each.decision and each.decision.amount, each.grant) for each in found}


def exported(folder: Path, *nodes: dict[str, Any]) -> Path:
    path = folder / "a.json"
    path.write_text(json.dumps(list(nodes)), encoding="utf-8")
    return path


# ---- the platform's own


def test_the_decisions_of_the_platform_count_and_are_not_judged(trial_theme: Trial, tmp_path: Path) -> None:
    path = exported(
        tmp_path,
        node(1, "accepte", Projet="P-1", Coût="40000", Accordé="85 000,00", Motif="Retenu", Agent="Mme Roux"),
        node(2, "refuse", Projet="p 1", Coût="40000", Accordé=""),
        node(3, "sans_suite", Projet="P-1", Coût="40000"),
        node(4, "en_instruction", Projet="P-2", Coût="40000", Accordé="illisible"),
    )
    lot = write_lines(tmp_path / "b.ndjson", [dossier("A", depose_le="2021-03-12", projet={"reference": "P – 1."})])
    found, summary = judged(trial_theme.rules, path, lot, mapping=MAPPING)
    by = {each.name: each for each in found}
    assert {name: each.status for name, each in by.items() if each.decision} == {
        "1": "awarded", "2": "refused", "3": "withdrawn",
    }  # fmt: skip
    assert all(by[name].report is None and not by[name].problems for name in "123")
    decision = by["1"].decision
    assert decision is not None
    assert (decision.amount, decision.note, decision.instructor, decision.source) == (
        Money(8_500_000), "Retenu", "Mme Roux", "démarches-simplifiées",
    )  # fmt: skip
    # What its service notes before it decides is none of the facts of a dossier.
    assert by["4"].report is not None
    assert by["4"].problems == ()
    project, *_ = summary.projects.listed()
    assert [each.origin for each in project.members()] == [f"{path}#1", f"{path}#3", f"{lot}:1"]
    # 100 000 € for the project, of which 85 000 are awarded.
    assert by["A"].grant == Money(1_500_000)
    assert (summary.count, summary.decided, summary.of("error")) == (2, 3, 0)
    # That of the platform, alone in its project, is proposed 30 000 € once it is complete.
    assert (summary.awarded, summary.granted) == (Money(8_500_000), Money(4_500_000))
    (whole, spring) = summary.uses()
    assert (whole.awarded, whole.granted, whole.used, whole.exceeded) == (8_500_000, 4_500_000, 13_000_000, True)
    assert spring.used == 0


@pytest.mark.parametrize("stated", [{}, {"Accordé": ""}, {"Accordé": "1,200"}])
def test_an_awarded_dossier_without_amount_is_never_zero(
    trial_theme: Trial, tmp_path: Path, stated: dict[str, str]
) -> None:
    path = exported(tmp_path, node(1, "accepte", Projet="P-1", Coût="40000", **stated))
    lot = write_lines(tmp_path / "b.ndjson", [dossier("A", depose_le="2021-03-12")])
    found, summary = judged(trial_theme.rules, path, lot, mapping=MAPPING)
    accepted, other = found
    notes = texts(accepted.notes)
    assert notes[-1].startswith("accepté, et son montant n’est pas donné")
    assert any("est ambigu" in note for note in notes) == ("1,200" in stated.values())
    assert "montant accordé : non connu" in texts(accepted.decided)
    assert other.grant is None
    assert other.status == "incomplete"
    assert summary.unsaid == 1
    assert [use.unsaid for use in summary.uses()] == [1, 0]


def test_an_amount_of_a_refused_dossier_counts_for_nothing_and_is_said(trial_theme: Trial, tmp_path: Path) -> None:
    found, summary = judged(trial_theme.rules, exported(tmp_path, node(1, "refuse", Accordé="3 k€")), mapping=MAPPING)
    assert standing(found) == {"1": ("refused", None, None)}
    (note,) = texts(found[0].notes)
    assert note == "« Montant accordé » dit 3 000,00 €, et rien n’est accordé à ce dossier : rien n’en est compté"
    assert summary.awarded == Money(0)


def test_states_say_which_are_judged_and_one_that_takes_the_decided_is_told(trial_theme: Trial, tmp_path: Path) -> None:
    path = exported(
        tmp_path, node(1, "accepte", Projet="P-1", Coût="40000", Accordé="3 k€"), node(2, "refuse", Projet="P-1")
    )
    found, summary = judged(trial_theme.rules, path, mapping=f"states: [en_instruction, accepte]{MAPPING}")
    assert standing(found) == {"1": ("incomplete", None, 3_000_000), "2": ("refused", None, None)}
    said = texts(remark.said for remark in summary.remarks)
    assert any(each.startswith("dossiers « accepte » jugés comme s’ils n’étaient pas décidés") for each in said)


def test_a_decided_dossier_that_can_not_be_read_is_decided_all_the_same(trial_theme: Trial, tmp_path: Path) -> None:
    path = exported(tmp_path, node(1, "accepte", Projet="P-1", Coût="1,200", Accordé="90 000"))
    lot = write_lines(tmp_path / "b.ndjson", [dossier("A", depose_le="2021-03-12")])
    found, _ = judged(trial_theme.rules, path, lot, mapping=MAPPING)
    assert standing(found) == {"1": ("awarded", 9_000_000, None), "A": ("ready", None, 1_000_000)}
    assert (found[0].notes, str(found[0].filed_on)) == ((), "2021-02-01")


def test_a_decided_dossier_that_can_not_be_read_keeps_those_who_apply(trial_theme: Trial, tmp_path: Path) -> None:
    lot = write_lines(tmp_path / "b.ndjson", [dossier("A", projet={"cout_total_ttc": "1,200"})])
    (found,), _ = judged(trial_theme.rules, lot, decisions=decided_by(tmp_path, trial_theme.rules, "A;refusé"))
    assert (found.status, found.applicants, found.total_cost) == ("refused", ["Direction A"], None)


def test_what_a_decision_is_made_of_comes_from_a_field(trial_theme: Trial, tmp_path: Path) -> None:
    for line in (
        "defaults: {decision.montant: 3 €}",
        "platform: {number: decision.note}",
        "defaults: {decision.montan: x}",
    ):
        with pytest.raises(Exception, match="decision") as caught:
            mapping_of(tmp_path, line)
        assert "par « fact »" in str(caught.value) or "decision.montant" in str(caught.value)


# ---- a file of decisions


def test_a_file_decides_a_dossier_however_it_spells_its_reference(trial_theme: Trial, tmp_path: Path) -> None:
    rules = trial_theme.rules
    lot = write_lines(tmp_path / "b.ndjson", [dossier("2021-A"), dossier("B", depose_le="2021-03-12")])
    decisions = decided_by(tmp_path, rules, "2021 – a.;accepté;95 k€;Bien;Mme Roux;;;")
    found, summary = judged(rules, lot, decisions=decisions)
    assert standing(found) == {"2021-A": ("awarded", 9_500_000, None), "B": ("ready", None, 500_000)}
    assert found[0].project_name == "Essai"
    assert found[0].total_cost == Money(4_000_000)
    assert (summary.count, summary.of("ready")) == (1, 1)


def test_a_file_holds_over_the_platform_and_what_it_contradicts_is_said(trial_theme: Trial, tmp_path: Path) -> None:
    rules = trial_theme.rules
    path = exported(
        tmp_path,
        node(1, "refuse", Projet="P-1", Motif="Non"),
        node(2, "accepte", Projet="P-1", Accordé="10 k€", Motif="Oui", Agent="M. Petit"),
        node(3, "accepte", Projet="P-1", Accordé="20 k€"),
        node(4, "en_instruction", Projet="P-1"),
    )
    decisions = decided_by(
        tmp_path, rules, "1;accepté;5 k€;;;;;", "2;accepté;;;;;;", "3;accepté;30 k€;;;;;", "4;refusé;;;;;;"
    )
    found, _ = judged(rules, path, mapping=MAPPING, decisions=decisions)
    one, two, three, four = found
    file = tmp_path / "d.csv"
    assert [each.status for each in found] == ["awarded", "awarded", "awarded", "refused"]
    assert texts(one.notes) == [
        f"la plateforme dit « refusé », et {file}:2 « accepté » : c’est ce que dit le fichier qui compte"
    ]
    assert two.notes == four.notes == ()
    assert two.decision is not None
    assert (two.decision.amount, two.decision.note, two.decision.instructor) == (1_000_000, "Oui", "M. Petit")
    assert one.decision is not None
    assert one.decision.note is None
    assert texts(three.notes) == [
        f"la plateforme dit 20 000,00 € accordés, et {file}:4 30 000,00 € : c’est ce que dit le fichier qui compte"
    ]


def test_a_decision_whose_dossier_is_elsewhere_counts_where_its_line_says(trial_theme: Trial, tmp_path: Path) -> None:
    rules = trial_theme.rules
    lot = write_lines(tmp_path / "b.ndjson", [dossier("A", depose_le="2021-06-12")])
    decisions = decided_by(
        tmp_path, rules,
        "2020-1;accepté;90 000 €;;;ESSAI;2021-05-02;P-1",
        "2020-2;accepté;7 k€;;;ESSAI;;",
        "2020-3;accepté;;;;;;",
        "2020-4;refusé;;;;;;",
    )  # fmt: skip
    found, summary = judged(rules, lot, decisions=decisions)
    assert standing(found) == {
        "A": ("ready", None, 1_000_000),
        "2020-1": ("awarded", 9_000_000, None),
        "2020-2": ("awarded", 700_000, None),
        "2020-3": ("awarded", None, None),
        "2020-4": ("refused", None, None),
    }
    whole, spring = summary.uses()
    assert (whole.awarded, spring.awarded) == (9_700_000, 9_000_000)
    _, first, second, third, fourth = (texts(each.notes)[1:] for each in found)
    assert first == fourth == []
    assert second[0].startswith("« Référence du projet » n’est pas donné : il ne compte dans aucun plafond")
    assert second[1].endswith("il ne compte dans l’enveloppe d’aucune session")
    # One theme alone needs no name.
    assert third[0].startswith("accepté, et son montant n’est pas donné")
    assert found[1].origin == f"{tmp_path / 'd.csv'}:2"
    decided = next(project for project in summary.projects.listed() if project.decided)
    assert [each.origin for each in decided.members() if each.decision] == [f"{tmp_path / 'd.csv'}:2"]


def test_a_decided_dossier_met_twice_counts_once(trial_theme: Trial, tmp_path: Path) -> None:
    rules = trial_theme.rules
    # What states the same is a copy: it is only what differs that is met twice.
    lines = [dossier("A-1"), dossier("a – 1", depose_le="2021-03-11"), dossier("B", depose_le="2021-03-12")]
    found, summary = judged(
        rules,
        write_lines(tmp_path / "b.ndjson", lines),
        decisions=decided_by(tmp_path, rules, "A-1;accepté;80 k€;;;;;"),
    )
    assert standing(found)["B"] == ("ready", None, 2_000_000)
    assert summary.awarded == Money(8_000_000)
    assert (summary.decided, summary.apart) == (2, 1)
    assert texts(found[1].notes) == [f"déjà compté : {tmp_path / 'b.ndjson'}:1 est le même dossier"]


# ---- outputs


@pytest.fixture
def mixed_lot(trial_theme: Trial, tmp_path: Path) -> tuple[tuple[Path, Path], Decisions]:
    """A lot whose dossiers are judged, decided by the platform, by a file, and elsewhere."""
    path = exported(tmp_path, node(1, "accepte", Projet="P-7", Coût="4000", Accordé="3 k€", Motif="=1+1", Agent="<b>"))
    lot = write_lines(tmp_path / "b.ndjson", [dossier(str(each)) for each in "ABCDE"])
    decisions = decided_by(tmp_path, trial_theme.rules, "B;refusé;;;;;;", "D;retiré;;;;;;", "Z;accepté;;;;ESSAI;;P-9")
    return (path, lot), decisions


def test_decided_dossiers_stand_in_every_output(
    trial_theme: Trial, tmp_path: Path, mixed_lot: tuple[tuple[Path, Path], Decisions]
) -> None:
    paths, decisions = mixed_lot
    engaged = committed_of(["ESSAI=50 k€", "essai.Période printemps=12 k€"], trial_theme.rules.plan)
    found, summary = judged(trial_theme.rules, *paths, mapping=MAPPING, decisions=decisions, committed=engaged)
    shown = {
        name: rendered(name, found, summary, tmp_path)
        for name in ("text", "totals", "csv", "json", "ndjson", "junit", "html")
    }
    text = plain(shown["text"])
    assert (
        "= 1          ESSAI  accepté\n    – montant accordé : 3 000,00 €\n    – motif : =1+1\n    – instructeur : <b>"
        in text
    )
    counts = "Dossiers décidés, qui ne sont pas jugés : 4 (2 accepté, 1 refusé, 1 classé sans suite)"
    use = (
        "ESSAI : 143 000,00 € (50 000,00 € engagés par ailleurs, 3 000,00 € accordés, 90 000,00 € proposés) sur "
        "60 000,00 €, soit 238,33 % : ENVELOPPE DÉPASSÉE ! dossiers acceptés dont le montant manque à ce compte : 1 "
    )
    for each in (text, plain(shown["totals"])):
        said = " ".join(each.split())
        assert counts in said
        assert use in said
        assert "3 000,00 € et 1 sans montant" in said
    lines = [json.loads(line) for line in shown["ndjson"].splitlines()]
    schema = json.loads((SCHEMAS / "decision.schema.json").read_text(encoding="utf-8"))
    decided = [line for line in lines if line["schema"] == "relance-decision/1"]
    for line in decided:
        Draft202012Validator(schema).validate(line)
    assert [(line["reference"], line["decision"]["label"], line["decision"]["amount"]) for line in decided] == [
        ("1", "accepté", "3000.00"), ("B", "refusé", None), ("D", "classé sans suite", None), ("Z", "accepté", None),
    ]  # fmt: skip
    whole = json.loads(shown["json"])
    Draft202012Validator(json.loads((SCHEMAS / "batch.schema.json").read_text(encoding="utf-8"))).validate(whole)
    assert whole["decided"] == decided
    assert whole["reports"] == [line for line in lines if line["schema"] != "relance-decision/1"]
    amounts = {"count": 4, "awarded": 2, "refused": 1, "withdrawn": 1, "amount": "3000.00", "without_amount": 1}
    assert whole["decisions"] == whole["themes"][0]["decisions"] == amounts
    assert [(use["committed"], use["awarded"], use["used"]) for use in whole["envelopes"]] == [
        ("50000.00", "3000.00", "143000.00"), ("12000.00", "0.00", "12000.00"),
    ]  # fmt: skip
    assert "ESSAI;accepté;;AGENCE;13002526500013;;P-7;" in shown["csv"]
    assert ";3000,00;'=1+1;<b>;démarches-simplifiées;" in shown["csv"]
    assert 'tests="7" failures="0" errors="0" skipped="4"' in shown["junit"]
    assert '<skipped message="accepté · montant accordé : 3' in shown["junit"]
    assert 'data-status="awarded"' in shown["html"]
    assert '<option value="withdrawn">classé sans suite</option>' in shown["html"]
    assert "&lt;b&gt;" in shown["html"]
    assert "<b>" not in shown["html"]


def test_a_decided_dossier_gets_no_letter(trial_theme: Trial, tmp_path: Path) -> None:
    rules = trial_theme.rules
    lot = write_lines(tmp_path / "b.ndjson", [dossier("A"), dossier("B", pieces={})])
    found, _ = judged(rules, lot, decisions=decided_by(tmp_path, rules, "B;refusé;;;;;;"))
    assert [withheld(each, None) for each in found] == [None, DECIDED]


def test_a_lot_of_decided_dossiers_alone_is_a_lot(trial_theme: Trial, tmp_path: Path) -> None:
    path = exported(tmp_path, node(1, "accepte", Projet="P-7", Coût="4000", Accordé="3 k€"))
    found, summary = judged(trial_theme.rules, path, mapping=MAPPING)
    assert (summary.count, summary.decided) == (0, 1)
    assert json.loads(rendered("json", found, summary, tmp_path))["reports"] == []
    assert "États des dossiers" in rendered("html", found, summary, tmp_path)


def test_any_number_of_processes_gives_the_same(
    trial_theme: Trial, tmp_path: Path, mixed_lot: tuple[tuple[Path, Path], Decisions], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "LINES_PER_CHUNK", 2)
    paths, decisions = mixed_lot
    mapping = load_mapping(_written(tmp_path / "m.yaml"), trial_theme.rules.plan)
    names = tuple(f"{outputs.__name__}.{name}" for name in ("ndjson", "csv", "text"))
    settings = BatchSettings(trial_theme.rules.directory, mappings=(mapping,), printers=names, decisions=decisions)
    one, two = ([each.parts for each in Batch(Inputs(paths), settings, jobs).printed()] for jobs in (1, 2))
    assert one == two
    assert len(one) == 7


def _written(path: Path) -> Path:
    path.write_text(MAPPING, encoding="utf-8")
    return path
