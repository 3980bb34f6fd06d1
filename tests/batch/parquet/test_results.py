"""A table checked in columns says what a batch of the Python engine says of the same dossiers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import pytest

from conformance.corpus import read_questions
from relance_rules import DossierError, Rules, load_rules
from relance_rules.batch.outputs.json import summary_data
from relance_rules.batch.parquet import results as module
from relance_rules.batch.parquet.checked import checked_together
from relance_rules.batch.parquet.engine import connect
from relance_rules.batch.parquet.lines import write_csv
from relance_rules.batch.parquet.query import COLUMNS
from relance_rules.batch.parquet.results import Results
from relance_rules.dossiers.documents import read_document
from relance_rules.targets.sql.numbers import TooWideError, UnsettledError
from rule_sets import MakeTrial, condition, said

from ..helpers import FR, batch, dossier, limited, rendered, write_lines
from .helpers import rows, table, write_table

ROOT = Path(__file__).resolve().parents[3]
ABSENT = {
    *("Pourquoi", "Pourquoi moins", "À savoir", "Lectures", "Remarques de lecture", "Numéro de plateforme", "Contact"),
    *("Groupe instructeur", "Instructeurs", "État sur la plateforme", "Modifié le"),
    # Of decided dossiers: those of a table are all to be judged.
    *("Montant accordé", "Motif de la décision", "Décision instruite par", "Source de la décision"),
}


@pytest.fixture(scope="module")
def rules() -> Rules:
    """The rules of the catalogue."""
    return load_rules(ROOT / "rules")


def computed(rules: Rules, path: Path) -> Results:
    """The results of a table, in a folder beside it."""
    scratch = path.with_suffix("")
    scratch.mkdir(exist_ok=True)
    return Results(connect(scratch), path, rules, FR, scratch)


def lines_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


def same_as_python(rules: Rules, folder: Path, dossiers: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Hold the csv and the totals of both engines against each other; the lines of the csv of DuckDB."""
    path = write_lines(folder / "lot.ndjson", dossiers)
    write_table(rules, path, to=folder / "lot.parquet")
    found = computed(rules, folder / "lot.parquet")
    submissions, summary = batch(rules, path)
    stream = io.StringIO(newline="")
    write_csv(stream, found.rows(), rules.plan, FR)
    python, columns = lines_of(rendered("csv", submissions, summary, folder)), lines_of(stream.getvalue())
    shared = [title for title in python[0] if title not in ABSENT]
    assert list(columns[0])[: len(shared)] == shared
    assert [{title: line[title] for title in shared} for line in columns] == [
        {title: line[title] for title in shared} for line in python
    ]
    assert summary_data(found.summary(), FR) == summary_data(summary, FR)
    assert not list(found.differences(10_000))
    return columns


def test_random_dossiers_of_every_theme(rules: Rules, tmp_path: Path) -> None:
    chosen = []
    for _, questions in groupby(read_questions(), lambda question: question.theme):
        each = list(questions)
        chosen += [question.dossier for question in each[:: len(each) // 6]]
    chosen += [read_document(path).data for path in sorted((ROOT / "examples" / "dossiers").glob("*/pret.yaml"))]
    found = same_as_python(rules, tmp_path, chosen)
    assert {line["État"] for line in found} >= {"prêt", "à compléter", "non éligible", "en erreur"}


def test_dossiers_that_share_a_ceiling_are_granted_in_order_of_filing(trial: MakeTrial, tmp_path: Path) -> None:
    lines = [
        dossier("C", depose_le="2021-03-01", financement={"subvention_demandee": "30 k€"}),
        dossier("A", depose_le="2021-01-10"),
        dossier("B", depose_le="2021-02-01", projet={"reference": "p-1", "cout_total_ttc": "120 k€"}),
        dossier("D", depose_le="2021-04-02", projet={"reference": "P-2"}),
        dossier("E", projet={"reference": None}),
        dossier("F", depose_le=None),
        dossier("G", depose_le="2021-04-03", projet={"reference": "p‑2 ", "cout_total_ttc": "120 k€"}),
    ]
    for each in (lines[2], lines[6]):
        each["financement"] = {"subvention_demandee": "90 k€", "subventions_anterieures": 0}
    found = same_as_python(limited(trial).rules, tmp_path, lines)
    assert [line["Subvention proposée"] for line in found[:4]] == ["0,00", "30000,00", "70000,00", "30000,00"]
    assert found[6]["Subvention proposée"] == "70000,00"


def test_dossiers_that_share_a_ceiling_are_read_as_they_are_asked_for_and_not_held(
    trial: MakeTrial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: set[int] = set()
    most = 0

    class Held(dict[str, Any]):
        """A row that is counted as long as someone has it."""

        def __init__(self, row: Mapping[str, Any]) -> None:
            super().__init__(row)
            held.add(id(self))
            nonlocal most
            most = max(most, len(held))

        def __del__(self) -> None:
            held.discard(id(self))

    def counted(given: Any, *others: Any) -> Any:
        return checked_together(lambda: map(Held, given()), *others)

    monkeypatch.setattr(module, "checked_together", counted)
    lines = [dossier(str(place), depose_le=f"2021-01-{1 + place % 28:02}") for place in range(60)]
    rules = limited(trial).rules
    found = computed(rules, table(rules, tmp_path, lines))
    assert sum(row["grant"] or 0 for row in found.rows()) == 10_000_000
    assert 0 < most < 5


def test_dossiers_alone_in_their_project_are_computed_in_columns(
    rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = []
    for place, question in enumerate(q for q in read_questions() if q.theme in ("SNAP3", "SNAP4")):
        project = {**(question.dossier.get("projet") or {}), "reference": f"P-{place}"}
        if place % 25 == 0:
            chosen.append({**question.dossier, "projet": project, "reference": f"A{place}"})
            chosen[-1]["financement"] = {**(chosen[-1].get("financement") or {})}
            if place % 50 == 0:
                chosen[-1]["financement"].pop("subventions_anterieures", None)
    ready = read_document(ROOT / "examples" / "dossiers" / "SNAP3" / "pret.yaml").data
    ready = {**ready, "projet": {**ready["projet"], "nom": "Celui-ci"}}
    chosen += [ready, {**ready, "reference": "B", "projet": {**ready["projet"], "reference": "P-B", "nom": "Un autre"}}]
    chosen[-1]["financement"] = {"subvention_demandee": ready["financement"]["subvention_demandee"]}
    kept = []
    monkeypatch.setattr(module, "checked_together", lambda *given: kept.append(given) or checked_together(*given))
    path = table(rules, tmp_path, chosen)
    computed(rules, path)
    assert not kept
    monkeypatch.undo()
    # What is still asked of it comes before the step that comes before filing.
    chosen.append({**chosen[-1], "reference": "C", "projet": {**chosen[-1]["projet"], "reference": "P-C", "nom": None}})
    found = same_as_python(rules, tmp_path, chosen)
    assert [line["État"] for line in found[-3:]] == ["prêt", "à compléter", "à compléter"]


@pytest.mark.parametrize("error", [TooWideError, UnsettledError])
def test_a_theme_that_sql_does_not_say_is_left_to_python(
    trial: MakeTrial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def refuse(*given: Any) -> str:
        raise error

    monkeypatch.setattr(module, "question", refuse)
    same_as_python(limited(trial).rules, tmp_path, [dossier("A"), dossier("B", depose_le="?"), dossier("C")])


def test_what_could_not_be_read_is_an_error_with_its_faults(trial: MakeTrial, tmp_path: Path) -> None:
    lines = [
        dossier("A"),
        dossier("B", depose_le="hier"),
        {"theme": "AUCUN", "reference": "C"},
        dossier("A", projet={"cout_total_ttc": "1 €"}, depenses=[{"montant_ttc": "2 €"}]),
        dossier("B"),
        dossier(None),
    ]
    found = same_as_python(limited(trial).rules, tmp_path, lines)
    assert [bool(line["Fautes de lecture"]) for line in found] == [False, True, True, False, False, False]
    assert "hier" in found[1]["Fautes de lecture"]


def test_a_dossier_in_error_leaves_the_later_ones_of_its_project_open(trial: MakeTrial, tmp_path: Path) -> None:
    lines = [
        dossier("A", depose_le="2021-02-01"),
        dossier("B", depose_le="2021-02-02", projet={"cout_total_ttc": "1,200"}),
        dossier("C", depose_le="2021-02-03"),
        dossier("D", depose_le="2021-02-03", projet={"reference": "P-2"}),
    ]
    found = same_as_python(limited(trial).rules, tmp_path, lines)
    assert [line["Subvention proposée"] for line in found] == ["30000,00", "", "", "30000,00"]


def test_a_cell_is_no_formula(trial: MakeTrial, tmp_path: Path) -> None:
    (line,) = same_as_python(limited(trial).rules, tmp_path, [dossier("=1+1", porteurs=[{"nom": "@x"}, {"nom": "b"}])])
    assert (line["Référence"], line["Porteurs"]) == ("'=1+1", "'@x, b")


def test_rules_that_refuse_or_are_open_are_named(trial: MakeTrial, tmp_path: Path) -> None:
    rules = trial(
        eligibility=[
            condition("mois", {"fact": "projet.mois", "at_most": 12}),
            condition("pret", {"fact": "projet.pret", "is": "true"}),
        ]
    ).rules
    (line,) = same_as_python(
        rules, tmp_path, [dossier("A", projet={"mois": 13, "reference": None}, pieces=None, engagements=None)]
    )
    assert (line["Règles refusées"], line["Règles à déterminer"]) == ("mois", "pret")


def test_results_are_columns_of_their_types_stamped_and_in_order(trial: MakeTrial, tmp_path: Path) -> None:
    rules = limited(trial).rules
    found = computed(
        rules,
        table(
            rules,
            tmp_path,
            [dossier("B"), dossier("A", depose_le="2021-02-13", projet={"cout_total_ttc": "?"}), dossier("C")],
        ),
    )
    with duckdb.connect() as database:
        described = database.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(found.path)]).fetchall()
        stamps = database.execute("SELECT key FROM parquet_kv_metadata(?)", [str(found.path)]).fetchall()
    assert {row[0]: row[1] for row in described} == COLUMNS
    assert (b"relance-table",) in stamps
    first, second, third = rows(found.path)
    assert (first["reference"], second["reference"], third["reference"]) == ("B", "A", "C")
    assert (first["grant"], first["status"], second["grant"], second["status"]) == (3_000_000, "ready", None, "error")
    assert first["rules"]["depot"] == "pass"


def test_an_engine_that_says_something_else_is_found(
    trial: MakeTrial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = trial().rules
    path = table(rules, tmp_path, [dossier("A", pieces=None, engagements=None, projet={"reference": None})])
    asked = module.question

    def wrong(*arguments: Any) -> str:
        return asked(*arguments).replace("'eligible'", "'ineligible'")

    assert not list(computed(rules, path).differences(1))
    monkeypatch.setattr(module, "question", wrong)
    found = list(computed(rules, path).differences(1))
    assert "verdict" in {each.column for each in found}
    assert {(each.place, each.reference) for each in found} == {(1, "A")}
    assert not list(computed(rules, path).differences(0))


def test_a_sample_takes_some_of_every_status_first(trial: MakeTrial, tmp_path: Path) -> None:
    rules = trial().rules
    plain = {"pieces": None, "engagements": None}
    lines = [dossier(str(place), projet={"reference": None}, **plain) for place in range(20)]
    lines += [dossier("X", depose_le="2020-01-01", projet={"reference": None}, **plain)]
    found = computed(rules, table(rules, tmp_path, lines))
    list(found.differences(2))
    sampled = found._database.execute("SELECT _place FROM sample").fetchall()
    assert (21,) in sampled
    assert len(sampled) == 2


# ---- tables that are not those of these rules


def test_a_table_typed_by_other_rules_is_refused(trial: MakeTrial, tmp_path: Path) -> None:
    path = table(trial().rules, tmp_path, [dossier("A", pieces=None, engagements=None)])
    with pytest.raises(DossierError) as raised:
        computed(limited(trial).rules, path)
    assert "d’autres règles" in said(raised.value.problems[0].message)
    assert raised.value.file == str(path)


def made(folder: Path, query: str) -> Path:
    """A table made elsewhere."""
    with duckdb.connect() as database:
        database.execute(f"COPY ({query}) TO '{folder / 'lot.parquet'}' (FORMAT parquet)")
    return folder / "lot.parquet"


def test_a_table_made_elsewhere_may_lack_columns_and_fields(trial: MakeTrial, tmp_path: Path) -> None:
    rules = trial().rules
    query = (
        "SELECT 'ESSAI' AS theme, DATE '2021-02-12' AS depose_le, "
        "{cout_total_ttc: 4000000::INTEGER, nom: 'Essai'} AS projet, "
        "[{titre: '3', montant_ttc: 4000000::BIGINT}] AS depenses, {subvention_demandee: 1} AS financement "
        "UNION ALL SELECT 'AUTRE', NULL, NULL, NULL, NULL UNION ALL SELECT NULL, NULL, NULL, NULL, NULL"
    )
    found = list(computed(rules, made(tmp_path, query)).rows())
    assert [(row["_place"], row["status"], row["total_cost"], row["grant"]) for row in found] == [
        (1, "ready", 4_000_000, 1),
        (2, "error", None, None),
        (3, "error", None, None),
    ]
    assert [row["faults"] for row in found] == [None, ["thème inconnu : AUTRE"], ["thème inconnu"]]


@pytest.mark.parametrize(
    ("columns", "named"),
    [
        ("'ESSAI' AS theme, TIMESTAMP '2021-02-12 10:00:00' AS depose_le", "depose_le"),
        ("'ESSAI' AS theme, {cout_total_ttc: 12.5::DOUBLE} AS projet", "projet.cout_total_ttc"),
        ("'ESSAI' AS theme, {cout_total_ttc: 12.5::DECIMAL(9,2)} AS projet", "projet.cout_total_ttc"),
        ("'ESSAI' AS theme, {cout_total_ttc: '48 k€'} AS projet", "projet.cout_total_ttc"),
        ("'ESSAI' AS theme, {part: 0.5::DECIMAL(18,9)} AS projet", "projet.part"),
        ("'ESSAI' AS theme, {part: 0.5::DECIMAL(18,8)} AS projet", "projet.part"),
        ("'ESSAI' AS theme, {part: 0.5::DECIMAL(10,9)} AS projet", "projet.part"),
        ("'ESSAI' AS theme, {part: 0.5::DOUBLE} AS projet", "projet.part"),
        ("'ESSAI' AS theme, {pret: 1} AS projet", "projet.pret"),
        ("'ESSAI' AS theme, {cout_total: 1} AS projet", "projet.cout_total"),
        ("'ESSAI' AS theme, 1 AS inconnu", "inconnu"),
        ("'ESSAI' AS theme, [{montant: 1}] AS depenses", "depenses[].montant"),
        ("'ESSAI' AS theme, {montant_ttc: 1} AS depenses", "depenses"),
        ("'ESSAI' AS theme, 'x' AS _faults", "_faults"),
    ],
)
def test_a_column_that_would_lose_something_is_refused(
    trial: MakeTrial, tmp_path: Path, columns: str, named: str
) -> None:
    path = made(tmp_path, f"SELECT {columns}")
    with pytest.raises(DossierError) as raised:
        computed(trial().rules, path)
    assert f"« {named} »" in said(raised.value.problems[0].message)
    assert raised.value.file == str(path)


def test_fields_are_found_by_name_whatever_their_order(trial: MakeTrial, tmp_path: Path) -> None:
    rules = trial().rules
    query = "SELECT {reference: 'R', nom: 'N', mois: 3::TINYINT, part: 0.5::DECIMAL(2,1)} AS projet, 'ESSAI' AS theme"
    found = computed(rules, made(tmp_path, query))
    (row,) = found._dicts("SELECT * FROM sound")
    stated = {name: value for name, value in row["projet"].items() if value is not None}
    assert stated == {"reference": "R", "nom": "N", "mois": 3, "part": pytest.approx(0.5)}


def test_values_that_no_reader_lets_through_are_faults(trial: MakeTrial, tmp_path: Path) -> None:
    rules = trial(eligibility=[condition("pays", {"fact": "projet.pays", "is": "FR"})]).rules
    query = "SELECT 'ESSAI' AS theme, {pays: 'XX', cout_total_ttc: -1} AS projet"
    (row,) = computed(rules, made(tmp_path, query)).rows()
    assert row["status"] == "error"
    assert set(row["faults"]) == {"projet.pays", "projet.cout_total_ttc"}


def test_what_is_no_parquet_is_told(trial: MakeTrial, tmp_path: Path) -> None:
    (tmp_path / "lot.parquet").write_text("non")
    for path in (tmp_path / "lot.parquet", tmp_path / "absent.parquet", tmp_path):
        with pytest.raises(DossierError):
            computed(trial().rules, path)
