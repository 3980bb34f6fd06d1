from __future__ import annotations

import copy
import doctest
import json
import multiprocessing
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from typing import Any

import jsonschema
import pytest

import relance_rules
from relance_rules import (
    DossierError,
    Euro,
    Message,
    Money,
    Problem,
    RelanceError,
    Report,
    RuleError,
    Rules,
    Text,
    check,
    check_file,
    check_many,
    dossier_model,
    earlier_grants,
    json_schema,
    load_rules,
    to_dict,
)
from relance_rules.loading.rules import open_rules
from relance_rules.targets.python import program_of
from rule_sets import MANIFEST, THEME, VOCABULARY, Data, MakeTrial, funding, item, said, write_rules

ROOT = Path(__file__).resolve().parents[1]


def test_the_examples_of_the_documentation_are_true() -> None:
    done = doctest.testmod(relance_rules)
    assert done.attempted >= 8
    assert done.failed == 0


def test_the_api_is_what_it_lists() -> None:
    for name in relance_rules.__all__:
        assert getattr(relance_rules, name) is not None
    assert relance_rules.__all__ == sorted(relance_rules.__all__)
    with pytest.raises(AttributeError, match="no attribute 'chek'"):
        relance_rules.chek  # noqa: B018


def test_importing_the_package_loads_none_of_its_libraries() -> None:
    heavy = "pydantic yaml typer rich babel stdnum openpyxl jinja2"
    code = f"import sys, relance_rules; print(sorted(set('{heavy}'.split()) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_rules_are_a_mapping_in_alphabetical_order() -> None:
    rules = load_rules()
    assert isinstance(rules, Rules)
    assert list(rules) == sorted(rules)
    assert len(rules) == 16
    assert "ITN1" in rules
    assert "ITN7" not in rules
    assert rules["ITN1"] is rules["ITN1"]
    with pytest.raises(KeyError):
        rules["ITN7"]
    assert rules.theme("snap3").code == "SNAP3"
    with pytest.raises(RuleError, match="thème inconnu : « SNAP33 » ; vouliez-vous dire"):
        rules.theme("SNAP33")


def test_a_folder_replaces_the_rules(trial: MakeTrial, tmp_path: Path) -> None:
    rules = trial().rules
    assert list(rules) == ["ESSAI"]
    assert check({"theme": "ESSAI"}, load_rules(str(rules.directory))).theme.code == "ESSAI"
    with pytest.raises(RuleError, match="un répertoire de règles est attendu"):
        load_rules(tmp_path / "absent")


def test_a_theme_that_is_broken_is_said_when_the_rules_are_loaded(trial: MakeTrial) -> None:
    rules = trial().rules
    (rules.directory / "themes" / "FAUX.yaml").write_text("theme: FAUX\nkind: [", encoding="utf-8")
    (rules.directory / "themes" / "AUSSI.yaml").write_text("theme: AUSSI", encoding="utf-8")
    with pytest.raises(RuleError) as error:
        load_rules(rules.directory)
    files = {Path(str(problem.file)).name for problem in error.value.problems}
    assert files == {"FAUX.yaml", "AUSSI.yaml"}


def test_rule_files_and_dossiers_have_errors_of_their_own() -> None:
    problem = Problem(Message("« {x} » est faux", {"x": "a"}), "f", 1, 2)
    for kind in (RuleError, DossierError):
        assert issubclass(kind, RelanceError)
        error = kind([problem])
        assert str(error) == "f:1:2: « a » est faux"
        copy = pickle.loads(pickle.dumps(error))  # noqa: S301
        assert (type(copy), copy.problems) == (kind, (problem,))
    assert not issubclass(RuleError, DossierError)
    assert not issubclass(DossierError, RuleError)


@pytest.mark.parametrize(
    ("data", "path", "code"),
    [
        ({"projet": {"cout_total_ttc": 1.5}}, "projet.cout_total_ttc", "value"),
        ({"depenses": [{}, {"annee": "deux mille"}]}, "depenses[1].annee", "value"),
        ({"projet": {"zzz": 1}}, "projet.zzz", "unknown_fact"),
        ({"engagements": {"zzz": True}}, "engagements.zzz", "unknown_fact"),
        ({"depenses": [{}, 3]}, "depenses[1]", "shape"),
        ({"projet": 3}, "projet", "shape"),
        ({"theme": "X"}, "theme", "unknown_theme"),
        ({"theme": ["SNAP3"]}, "theme", "value"),
        ({"theme": None}, "theme", "missing_theme"),
        (3, None, "shape"),
    ],
    ids=repr,
)
def test_a_fault_names_its_fact_and_its_kind(data: Any, path: str | None, code: str) -> None:
    with pytest.raises(DossierError) as error:
        check({"theme": "SNAP3", **data} if isinstance(data, dict) else data, load_rules())
    assert (error.value.path, error.value.code) == (path, code)
    assert (error.value.file, error.value.line, error.value.column) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "written", "place"),
    [
        ("a.yaml", b"theme: SNAP3\nprojet:\n  cout_total_ttc: 1,200\n", (3, 3, "projet.cout_total_ttc", "value")),
        ("a.json", b'{"theme": "SNAP3",\n "zzz": 1}', (2, 2, "zzz", "unknown_fact")),
        ("a.yaml", b"theme: SNAP3\nprojet: [\n", (2, 9, None, "syntax")),
        ("a.json", b'{"theme": "SNAP3",\n "projet" 1}', (2, 11, None, "syntax")),
        ("a.json", b'{"theme": NaN}', (1, 11, None, "syntax")),
        ("a.yaml", b"theme: X\n", (1, 1, "theme", "unknown_theme")),
        ("a.yaml", b"theme: SNAP3\nprojet: \x81\n", (2, 9, None, "unreadable")),
        ("a.yaml", None, (None, None, None, "unreadable")),
    ],
)
def test_a_fault_of_a_file_has_its_place(
    tmp_path: Path, name: str, written: bytes | None, place: tuple[int | None, int | None, str | None, str]
) -> None:
    file = tmp_path / name
    if written is not None:
        file.write_bytes(written)
    with pytest.raises(DossierError) as raised:
        check_file(file, load_rules())
    error = raised.value
    assert (error.line, error.column, error.path, error.code) == place
    assert error.file == str(file)


def _status(dossier: Data) -> str:
    return check(dossier, load_rules()).status


def test_a_bad_dossier_raises_in_the_process_that_asked_and_hangs_no_pool() -> None:
    sound: Data = {"theme": "SNAP3", "reference": "A"}
    bad: Data = {"theme": "SNAP3", "projet": {"cout_total_ttc": 1.5, "zzz": 1}, "reference": ["x"]}
    with multiprocessing.get_context("fork").Pool(1) as pool:
        answers = [pool.apply_async(_status, (dossier,)) for dossier in (sound, bad, sound)]
        assert answers[0].get(timeout=60) == "incomplete"
        with pytest.raises(DossierError, match="flottant") as error:
            answers[1].get(timeout=60)
        assert answers[2].get(timeout=60) == "incomplete"
    assert [(each.path, each.code) for each in error.value.problems] == [
        ("projet.cout_total_ttc", "value"),
        ("projet.zzz", "unknown_fact"),
        ("reference", "value"),
    ]


@pytest.mark.parametrize(
    ("role", "value", "said_of_it"),
    [
        ("filed_on", "depose", "le rôle nomme « depose », qui n’est pas un fait ; vouliez-vous dire « depose_le » ?"),
        ("filed_on", "reference", "« reference » n’est pas de type « date »"),
        ("total", "projet.mois", "« projet.mois » n’est pas de type « money »"),
        ("requested", "financement.demande", "« financement.demande », qui n’est pas un fait"),
        ("staff", "titre2", "titre2"),
        ("lines", {"list": "depenses", "amount": "annee"}, "annee » n’est pas de type « money »"),
        ("lines", {"list": "projet.nom", "amount": "montant_ttc"}, "« projet.nom » n’est pas de type « list »"),
        ("commitments", "projet.pret", "« projet.pret » n’est pas de type « flags »"),
    ],
)
def test_a_fact_that_can_not_play_its_part_is_refused(tmp_path: Path, role: str, value: Any, said_of_it: str) -> None:
    manifest = {**MANIFEST, "roles": {**MANIFEST["roles"], role: value}}
    with pytest.raises(RuleError) as error:
        load_rules(write_rules(tmp_path, THEME, VOCABULARY, manifest=manifest))
    assert any(said_of_it in said(problem.message) for problem in error.value.problems)


def test_amounts_and_texts_are_values(trial: MakeTrial) -> None:
    assert Euro is Money
    assert str(Money(123_456)) == "1234.56"
    title = trial().theme.title
    assert isinstance(title, Text)
    assert (str(title), title["fr"], title.among("de")) == ("Thème d’essai",) * 3


def test_plain_data_is_checked(trial: MakeTrial) -> None:
    report = trial().check({"projet": {"cout_total_ttc": Decimal("100.01")}})
    assert isinstance(report, Report)
    assert (report.verdict, report.funding.grant) == ("eligible", Money(7500))
    with pytest.raises(DossierError, match="flottant"):
        trial().check({"projet": {"cout_total_ttc": 100.01}})


def test_what_others_were_granted_is_no_float(trial: MakeTrial) -> None:
    made = trial(funding=funding(ceilings=[item("projet", amount="100 EUR", per="project")]))
    with pytest.raises(TypeError, match="an amount is computed with whole hundredths and amounts, not with a float"):
        check({"theme": "ESSAI"}, made.rules, granted_to_project=1.5)  # type: ignore[arg-type]


def test_a_report_is_immutable(trial: MakeTrial) -> None:
    report = trial().check()
    with pytest.raises(AttributeError):
        report.status = "ready"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        report.funding.grant = Money(1)  # type: ignore[misc]


def test_threads_that_come_first_share_one_rule_set_and_one_model() -> None:
    rules = open_rules()
    barrier = Barrier(16)

    def first(_: int) -> tuple[object, ...]:
        barrier.wait(30)
        return rules["SNAP3"], rules.plan, program_of(rules.plan.facts), dossier_model(rules, "SNAP3")

    slice_ = sys.getswitchinterval()
    # Threads take turns so often that those that come first all find nothing made yet.
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(16) as pool:
            found = list(pool.map(first, range(16)))
    finally:
        sys.setswitchinterval(slice_)
    assert [len({id(each) for each in made}) for made in zip(*found, strict=True)] == [1, 1, 1, 1]
    # Another theme, and another rule set, have models of their own.
    assert dossier_model(rules, "SNAP4") is not found[0][3]
    assert dossier_model(open_rules(), "SNAP3") is not found[0][3]


def test_a_report_crosses_processes_alone_and_is_shown_on_one_line() -> None:
    rules = load_rules()
    long: Data = {"theme": "SNAP3", "reference": "x\n" * 500, "projet": {"cout_total_ttc": "400 000 €"}}
    for report in (check(long, rules), check_file(ROOT / "examples" / "dossiers" / "SNAP3" / "pret.yaml", rules)):
        assert repr(report).startswith("<Report SNAP3 ")
        assert len(repr(report)) < 120
        assert "\n" not in repr(report)
        written = pickle.dumps(report)
        if report.verdict != "ineligible":
            # A rule set has sixteen themes, of which this is one; a refusal may send to the others.
            assert len(written) < 150_000
        again = pickle.loads(written)  # noqa: S301 - made here
        assert again == report
        assert repr(again) == repr(report)
        assert list(again.plan.themes) == (["SNAP3"] if report.verdict != "ineligible" else list(rules))
        assert (to_dict(again), to_dict(again, "en")) == (to_dict(report), to_dict(report, "en"))
        assert copy.deepcopy(report) == report
    assert len(repr(rules["SNAP3"])) + len(repr(rules.plan)) < 120


def test_the_data_given_is_left_as_it_was(trial: MakeTrial) -> None:
    data: Data = {"theme": "ESSAI", "projet": {"nom": " a "}, "porteurs": [{}, {"nom": ""}]}
    before = json.dumps(data)
    check(data, trial().rules)
    assert json.dumps(data) == before


def test_every_schema_is_at_hand() -> None:
    files = {path.name.removesuffix(".schema.json"): path for path in (ROOT / "schemas").glob("*.schema.json")}
    assert {"dossier", "report", "batch", "theme"} <= files.keys()
    for name, path in files.items():
        assert json_schema(name) == json.loads(path.read_text(encoding="utf-8"))
    for name in ("rapport", "../pyproject", ""):
        with pytest.raises(ValueError, match=r"no such schema: .*; known: .*dossier.*report"):
            json_schema(name)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_report_as_json_data_is_what_its_schema_says(language: str) -> None:
    schema = json.loads((ROOT / "schemas" / "report.schema.json").read_text(encoding="utf-8"))
    report = check_file(ROOT / "examples" / "dossiers" / "SNAP3" / "pret.yaml", load_rules())
    data = to_dict(report, language)
    jsonschema.Draft202012Validator(schema).validate(data)
    assert json.loads(json.dumps(data)) == data
    assert data["funding"]["grant"] == str(report.funding.grant)


def test_another_language_is_refused(trial: MakeTrial) -> None:
    with pytest.raises(ValueError, match="no such language: 'de'; known: fr, en"):
        to_dict(trial().check(), "de")


def test_the_same_dossier_gives_the_same_bytes(trial: MakeTrial) -> None:
    data: Any = {"projet": {"cout_total_ttc": 100}, "porteurs": [{"categorie": "metier"}]}
    assert json.dumps(to_dict(trial().check(data))) == json.dumps(to_dict(trial().check(data)))


def test_many_dossiers_are_checked_one_by_one_and_a_bad_one_stops_none(trial: MakeTrial) -> None:
    rules = trial().rules
    reports = check_many([{"theme": "ESSAI", "reference": "a"}, {"theme": "X"}, {"theme": "ESSAI"}], rules)
    assert next(reports).reference == "a"
    with pytest.raises(DossierError, match="thème inconnu"):
        next(reports)
    assert next(reports).reference is None
    assert list(reports) == []


def test_a_generator_given_twice_is_refused_and_not_answered_with_nothing(trial: MakeTrial) -> None:
    rules = trial().rules

    def few() -> Iterator[Data]:
        yield from ({"theme": "ESSAI", "reference": each} for each in "ab")

    passes: list[Callable[[Any], Any]] = [
        lambda dossiers: list(check_many(dossiers, rules)),
        lambda dossiers: earlier_grants(dossiers, rules),
        lambda dossiers: next(check_many(dossiers, rules)),
    ]
    for first in passes:
        for second in passes:
            given = few()
            first(given)
            with pytest.raises(ValueError, match="already read: give a list"):
                second(given)
    spent = few()
    list(spent)
    with pytest.raises(ValueError, match="already read"):
        check_many(spent, rules)
    # Two generators, or one list, are what was meant.
    assert len(list(check_many(few(), rules, earlier=earlier_grants(few(), rules)))) == 2
    listed = list(few())
    assert len(list(check_many(listed, rules, earlier=earlier_grants(listed, rules)))) == 2


@pytest.mark.parametrize(("count", "met", "told"), [(0, "0", 0), (1, "1", 1), (3, "more", 2)])
def test_other_dossiers_than_those_whose_grants_were_cumulated_are_told(
    trial: MakeTrial, count: int, met: str, told: int
) -> None:
    rules = trial().rules
    dossier: Data = {"theme": "ESSAI"}
    earlier = earlier_grants([dossier] * 2, rules)
    reports = check_many(iter([dossier] * count), rules, earlier=earlier)
    assert [next(reports).theme.code for _ in range(told)] == ["ESSAI"] * told
    with pytest.raises(ValueError, match=f"was given 2 dossiers, and check_many {met}: give both the same list"):
        next(reports)
    assert list(reports) == []


def test_the_dossiers_of_a_project_share_its_ceiling(trial: MakeTrial) -> None:
    made = trial(funding=funding(ceilings=[item("projet", amount="100 EUR", per="project")]))
    common = {"theme": "ESSAI", "financement": {"subventions_anterieures": 0}}
    dossiers = [
        {**common, "depose_le": "2021-03-01", "projet": {"reference": "P", "cout_total_ttc": 100}},
        {**common, "depose_le": "2021-02-01", "projet": {"reference": "P", "cout_total_ttc": 100}},
        {**common, "depose_le": "2021-01-01", "projet": {"reference": "P", "cout_total_ttc": 100}},
        {**common, "depose_le": "2021-03-01", "projet": {"reference": "Q", "cout_total_ttc": 100}},
    ]
    earlier = earlier_grants(dossiers, made.rules)
    # The third was filed before the opening: it is granted nothing, and uses nothing of the ceiling.
    assert {place: known["project"].granted for place, known in earlier.items()} == {0: 7500, 1: 0, 2: 0, 3: 0}
    assert [earlier[place]["project"].cost for place in range(4)] == [30_000, 30_000, 30_000, 10_000]
    grants = [str(report.funding.grant) for report in check_many(dossiers, made.rules, earlier=earlier)]
    assert grants == ["25.00", "75.00", "75.00", "75.00"]


def test_an_error_of_plain_data_begins_with_its_fact_if_it_has_one() -> None:
    with pytest.raises(DossierError) as caught:
        check({}, load_rules())
    assert str(caught.value).startswith("le thème manque")
