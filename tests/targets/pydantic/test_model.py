"""Each theme is also an ordinary pydantic model."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from relance_rules import Money, check, dossier_model, load_rules
from relance_rules.loading.files import MAX_BYTES
from rule_sets import MANIFEST, Data, MakeTrial, both, condition, fact, item, size

PARTS: Data = {
    "size": size({"at_least": "10 k€"}),
    "eligibility": [
        condition("porteur", {"every": "porteurs", "satisfies": {"fact": "categorie", "is": "centrale"}}),
        condition("pret", {"fact": "projet.pret", "is": "true"}, when={"fact": "projet.utile", "is": "true"}),
        condition("francais", {"some": "depenses", "satisfies": {"fact": "pays", "is": "FR"}}),
    ],
    "commitments": [item("bilan")],
    "documents": [item("budget")],
}

SOUND: Data = {
    "theme": "ESSAI",
    "depose_le": "12/02/2021",
    "projet": {"nom": "Essai", "utile": True, "pret": "oui"},
    "porteurs": [{"categorie": "metier", "siret": "13002526500013"}],
    "depenses": [{"montant_ttc": "12 k€", "pays": "FR", "titre": 3}, {"montant_ttc": 500}],
    "engagements": {"bilan": "oui"},
    "pieces": {"budget": True},
}


@pytest.fixture
def model(trial: MakeTrial) -> type[BaseModel]:
    return dossier_model(trial(**PARTS).rules, "ESSAI")


def errors(model: type[BaseModel], data: Any) -> dict[str, list[tuple[Any, ...]]]:
    """The places of the errors of a dossier, by their type."""
    with pytest.raises(ValidationError) as error:
        model.model_validate(data)
    found: dict[str, list[tuple[Any, ...]]] = {}
    for each in error.value.errors():
        found.setdefault(each["type"], []).append(each["loc"])
    return found


def test_a_full_dossier_validates_and_is_read(model: type[BaseModel]) -> None:
    found: Any = model.model_validate(SOUND)
    assert found.depenses[0].montant_ttc == Money(1_200_000)
    assert found.projet.pret is True
    assert found.porteurs[0].siret == "13002526500013"
    assert found.engagements.bilan is True
    assert found.financement is None


def test_json_validates_too(model: type[BaseModel]) -> None:
    for text in (json.dumps(SOUND), json.dumps(SOUND).encode(), bytearray(json.dumps(SOUND).encode())):
        assert model.model_validate_json(text) == model.model_validate(SOUND)


def test_every_broken_rule_is_an_error_of_its_own_type(model: type[BaseModel]) -> None:
    broken = {
        **SOUND,
        "depose_le": "2021-01-03",
        "projet": {"utile": True, "pret": False},
        "porteurs": [{"categorie": "centrale"}, {"categorie": "entreprise"}],
        "depenses": [{"montant_ttc": 5, "pays": "DE"}],
    }
    assert errors(model, broken) == {
        "ESSAI.depot": [("depose_le",)],
        "ESSAI.taille": [("projet", "cout_total_ttc")],
        "ESSAI.porteur": [("porteurs", 1, "categorie")],
        "ESSAI.pret": [("projet", "pret")],
        "ESSAI.francais": [("depenses", 0, "pays")],
    }


def test_a_fact_without_which_a_rule_is_unknown_is_missing(model: type[BaseModel]) -> None:
    assert errors(model, {}) == {
        "missing": [
            ("depose_le",),
            ("projet", "cout_total_ttc"),
            ("porteurs",),
            ("projet", "utile"),
            ("projet", "pret"),
            ("depenses",),
        ]
    }
    assert errors(model, {**SOUND, "porteurs": [{"categorie": "centrale"}, {"nom": "a"}]}) == {
        "missing": [("porteurs", 1, "categorie")]
    }


def test_a_rule_that_does_not_apply_is_not_broken(model: type[BaseModel]) -> None:
    assert model.model_validate({**SOUND, "projet": {"utile": False, "pret": False}})
    # Not knowing whether it applies breaks nothing either: the fact that tells is missing.
    assert errors(model, {**SOUND, "projet": {"pret": False}}) == {"missing": [("projet", "utile")]}


def test_lines_and_total_that_differ_are_an_error_and_are_not_missing(model: type[BaseModel]) -> None:
    found = errors(model, {**SOUND, "projet": {"cout_total_ttc": "12 501 €", "utile": False}})
    assert found == {"ESSAI.contradiction": [("projet", "cout_total_ttc")]}


def test_a_dossier_for_another_theme_is_an_error(model: type[BaseModel]) -> None:
    assert errors(model, {**SOUND, "theme": "AUTRE"}) == {"ESSAI.theme": [("theme",)]}
    assert model.model_validate({key: value for key, value in SOUND.items() if key != "theme"})
    assert model.model_validate({**SOUND, "theme": " essai"})


@pytest.mark.parametrize(
    ("change", "kind", "place"),
    [
        ({"portuers": []}, "extra_forbidden", ("portuers",)),
        ({"projet": {"cout_total_ttc": "1,200"}}, "valeur", ("projet", "cout_total_ttc")),
        ({"projet": {"cout_total_ttc": Money(-5)}}, "valeur", ("projet", "cout_total_ttc")),
        ({"projet": {"cout_total_ttc": 1.5}}, "valeur", ("projet", "cout_total_ttc")),
        ({"reference": Money(-5)}, None, None),
        ({"porteurs": [{"siret": "13002526500014"}]}, "valeur", ("porteurs", 0, "siret")),
        ({"porteurs": [{"categorie": "entrepris"}]}, "valeur", ("porteurs", 0, "categorie")),
        ({"pieces": {"budjet": True}}, "extra_forbidden", ("pieces", "budjet")),
        ({"depose_le": "31/02/2021"}, "valeur", ("depose_le",)),
    ],
    ids=range(9),
)
def test_a_value_that_can_not_be_read_is_an_error_at_its_place(
    model: type[BaseModel], change: Data, kind: str | None, place: tuple[Any, ...] | None
) -> None:
    if kind is None:
        found: Any = model.model_validate({**SOUND, **change})
        assert found.reference == "-0.05"
    else:
        assert errors(model, {**SOUND, **change}) == {kind: [place]}


def test_endless_data_is_an_error(model: type[BaseModel]) -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert "valeur" in errors(model, {**SOUND, "reference": endless})


def test_empty_text_null_and_absence_are_the_same(model: type[BaseModel]) -> None:
    bare = {**SOUND, "reference": "", "modalite": None, "financement": {"subvention_demandee": " "}}
    found: Any = model.model_validate(bare)
    assert (found.reference, found.modalite, found.financement) == (None, None, None)


def test_a_schema_describes_the_dossiers(model: type[BaseModel]) -> None:
    schema = model.model_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"] == "ESSAIDossier"
    assert set(schema["properties"]) >= {"theme", "projet", "porteurs", "engagements"}
    assert schema["additionalProperties"] is False


def test_on_the_cases_of_the_catalogue_the_model_and_the_report_agree() -> None:
    rules = load_rules()
    seen = set()
    for code in rules:
        model = dossier_model(rules, code)
        for case in rules.model(code).cases:
            dossier = {"theme": code, **case.dossier}
            report = check(dossier, rules)
            failed = {finding.rule.id for finding in report.findings if finding.outcome == "fail"}
            unknown = {path for finding in report.findings for path in finding.missing}
            try:
                model.model_validate(dossier)
                kinds: set[str] = set()
            except ValidationError as error:
                kinds = {each["type"] for each in error.errors()}
            kinds.discard(f"{code}.contradiction")
            assert kinds - {"missing", "unknown"} == failed, (code, case.name)
            if report.status != "error":
                assert ("missing" in kinds) is bool(unknown), (code, case.name)
                assert ("unknown" in kinds) is any(
                    finding.outcome == "unknown" and not finding.missing for finding in report.findings
                ), (code, case.name)
            seen.add(report.verdict)
    assert seen == {"eligible", "ineligible", "undetermined"}


@pytest.mark.parametrize("code", list(load_rules()))
def test_each_theme_of_the_catalogue_has_a_model_and_a_schema(code: str) -> None:
    rules = load_rules()
    model = dossier_model(rules, code)
    schema = model.model_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert model.__doc__ == rules[code].title["fr"]
    assert schema["properties"]["theme"]["anyOf"][0] == {"type": "string", "examples": [code]}


def test_a_rule_that_no_fact_settles_is_unknown(trial: MakeTrial) -> None:
    judged = condition("pret", {"fact": "projet.pret", "is": "true"}, unmet="appraise")
    model = dossier_model(trial(eligibility=[judged]).rules, "ESSAI")
    filed = {"depose_le": "2021-02-12"}
    assert model.model_validate({**filed, "projet": {"pret": True}})
    assert errors(model, {**filed, "projet": {"pret": False}}) == {"unknown": [()]}
    assert errors(model, filed) == {"missing": [("projet", "pret")]}


def test_an_error_says_what_the_rule_tells_who_fails_it(model: type[BaseModel]) -> None:
    with pytest.raises(ValidationError) as error:
        model.model_validate({**SOUND, "depose_le": "2021-01-03", "porteurs": [{"categorie": "locale"}]})
    assert [(each["type"], each["msg"], each["input"]) for each in error.value.errors()] == [
        ("ESSAI.depot", "Condition non remplie : Dépôt pendant une période d’ouverture", date(2021, 1, 3)),
        ("ESSAI.porteur", "Échec de porteur", "locale"),
    ]


@pytest.mark.parametrize(
    ("require", "dossier", "place"),
    [
        ({"some": "porteurs", "satisfies": "informe"}, {"porteurs": [{"informe": False}]}, ("porteurs", 0, "informe")),
        (
            {"none": "porteurs", "satisfies": {"fact": "categorie", "is": "locale"}},
            {"porteurs": [{"categorie": "metier"}, {"categorie": "locale"}]},
            ("porteurs", 1, "categorie"),
        ),
        (
            {"all": ["projet.pret", "projet.utile"]},
            {"projet": {"pret": True, "utile": False}},
            ("projet", "utile"),
        ),
        (
            {"not": {"any": ["projet.pret", "projet.utile"]}},
            {"projet": {"pret": False, "utile": True}},
            ("projet", "utile"),
        ),
        (
            {"sum": "montant_ttc", "over": "depenses", "more_than": "10 EUR"},
            {"depenses": [{"montant_ttc": 4}, {"montant_ttc": 5}]},
            ("depenses", 0, "montant_ttc"),
        ),
        (
            [{"when": "projet.pret", "is": {"fact": "projet.mois", "at_most": "3"}}, {"is": "projet.utile"}],
            {"projet": {"pret": True, "mois": 4}},
            ("projet", "mois"),
        ),
    ],
    ids=["some", "none", "all", "not any", "sum", "choice"],
)
def test_an_error_is_placed_on_what_decided(
    trial: MakeTrial, require: Any, dossier: Data, place: tuple[Any, ...]
) -> None:
    model = dossier_model(trial(eligibility=[condition("essai", require)]).rules, "ESSAI")
    assert errors(model, {"depose_le": "2021-02-12", **dossier}) == {"ESSAI.essai": [place]}


def test_a_rule_set_without_theme_total_or_flags_has_a_model_too(trial: MakeTrial) -> None:
    vocabulary = {
        "copy": fact("integer", min="2"),
        "json.model_x": fact("percentage", max="300 %"),
        "jour": fact("date"),
    }
    manifest = {
        **{key: MANIFEST[key] for key in ("ruleset", "languages")},
        "title": both("Essai"),
        "documents": {"loi": {"title": both("loi"), "cited_by": "lines"}},
    }
    made = trial(
        vocabulary=vocabulary,
        manifest=manifest,
        definitions={},
        eligibility=[condition("assez", {"fact": "copy", "at_least": "5"})],
        **dict.fromkeys(("kind", "envelope", "windows", "size", "funding", "commitments")),
    )
    model = dossier_model(made.rules, "ESSAI")
    found: Any = model.model_validate({"copy": 7, "json": {"model_x": "250 %"}})
    assert (found.copy_, found.json_.model_x) == (7, Fraction(5, 2))
    assert model.model_validate({"theme": "ESSAI", "copy": 5})
    assert errors(model, {"copy": 4}) == {"ESSAI.assez": [("copy",)]}
    assert errors(model, {"copy": 1}) == {"valeur": [("copy",)]}
    assert errors(model, {"copy": 5, "json": {"model_x": "301 %"}}) == {"valeur": [("json", "model_x")]}
    assert errors(model, {"theme": "AUTRE", "copy": 5}) == {"ESSAI.theme": [("theme",)]}
    assert set(model.model_json_schema()["properties"]) == {"theme", "copy", "json", "jour"}


def test_what_is_wrong_is_said_in_the_first_language_of_the_set(trial: MakeTrial) -> None:
    model = dossier_model(trial(manifest={**MANIFEST, "languages": ["en", "fr"]}).rules, "ESSAI")
    with pytest.raises(ValidationError, match="a float is not exact"):
        model.model_validate({"projet": {"cout_total_ttc": 1.5}})


UNREADABLE: list[tuple[str, Any, list[str]]] = [
    ("no mapping", [1], ["forme"]),
    ("a group that is none", {"projet": [1]}, ["forme"]),
    ("a list that is none", {"porteurs": {"nom": "a"}}, ["forme"]),
    ("an item that is none", {"porteurs": ["a"]}, ["forme"]),
    ("answers that are none", {"pieces": [True]}, ["forme"]),
    ("unknown keys", {"portuers": 1, 1: 2, "pieces": {"budjet": True}}, ["extra_forbidden"]),
    ("twice the same key", {"REFERENCE": "a", "reference": "b"}, ["forme"]),
    ("values that are none", {"depose_le": 1.5, "projet": {"nom": object(), "pret": "peut-être"}}, ["valeur"]),
    ("another theme", {"theme": "AUTRE"}, ["ESSAI.theme", "missing"]),
    ("nothing", {}, ["missing"]),
]


@pytest.mark.parametrize(("data", "kinds"), [case[1:] for case in UNREADABLE], ids=[case[0] for case in UNREADABLE])
@pytest.mark.parametrize("strict", [False, True])
def test_no_message_is_pydantic_s_own(trial: MakeTrial, data: Any, kinds: list[str], strict: bool) -> None:
    rules = trial(**PARTS).rules
    said = {}
    for language in ("fr", "en"):
        with pytest.raises(ValidationError) as error:
            dossier_model(rules, "ESSAI", language).model_validate(data, strict=strict)
        assert {each["type"] for each in error.value.errors()} == set(kinds)
        # Pydantic's own errors have a page of its documentation.
        assert not any("url" in each for each in error.value.errors())
        said[language] = [each["msg"] for each in error.value.errors()]
    assert not set(said["fr"]) & set(said["en"])


JSON: list[tuple[str | bytes, str, str]] = [
    ('{"theme": "ESSAI",\n "theme": "AUTRE"}', "ligne 2, colonne 2 : la clé « theme »", "line 2, column 2: the key"),
    (b'{"theme": "ESSAI",\n "theme": "AUTRE"}', "ligne 2, colonne 2 : la clé « theme »", "line 2, column 2: the key"),
    ('{"projet": {"nom": NaN}}', "n’est pas un nombre", "is not a number"),
    ('{"projet": ', "ligne 1, colonne", "line 1, column"),
    ("", "JSON illisible", "JSON"),
    ("[]", "un dossier est une suite", "a dossier is"),
    (b"\xff\xfe\x00", "abîmé", "damaged"),
]


@pytest.mark.parametrize(("text", "french", "english"), JSON, ids=range(len(JSON)))
def test_a_json_text_is_read_exactly_and_its_slips_told(
    trial: MakeTrial, text: str | bytes, french: str, english: str
) -> None:
    rules = trial(**PARTS).rules
    for language, said in (("fr", french), ("en", english)):
        with pytest.raises(ValidationError) as error:
            dossier_model(rules, "ESSAI", language).model_validate_json(text)
        (found,) = error.value.errors()
        assert said in found["msg"]
        assert "url" not in found


def test_decimals_of_a_json_text_pass_through_no_double(model: type[BaseModel]) -> None:
    # As a double, this amount is 999999999999.9 and something.
    text = json.dumps({**SOUND, "financement": {"subvention_demandee": "@"}}).replace('"@"', "999999999999.91")
    for given in (text, text.encode()):
        found: Any = model.model_validate_json(given)
        assert found.financement.subvention_demandee == Money(99_999_999_999_991)
    ambiguous = text.replace("999999999999.91", "1.200")
    for given in (ambiguous, ambiguous.encode()):
        with pytest.raises(ValidationError, match="est ambigu"):
            model.model_validate_json(given)
    with pytest.raises(ValidationError, match="un flottant n’est pas exact"):
        model.model_validate(json.loads(text))


def test_bytes_of_json_that_are_too_many_are_refused_however_they_are_written(model: type[BaseModel]) -> None:
    for amount in ("12", "12.5"):
        text = json.dumps({**SOUND, "financement": {"subvention_demandee": "@"}}).replace('"@"', amount)
        assert model.model_validate_json(text.encode())
        with pytest.raises(ValidationError, match="trop grand"):
            model.model_validate_json(text.encode() + b" " * MAX_BYTES)


def test_json_that_pydantic_reads_itself_is_refused(model: type[BaseModel]) -> None:
    with pytest.raises(ValidationError, match="ne garde que la dernière de deux clés"):
        TypeAdapter(model).validate_json(json.dumps(SOUND))
    with pytest.raises(ValidationError, match="ne garde que la dernière de deux clés"):
        TypeAdapter(list[model]).validate_json(json.dumps([SOUND]))  # type: ignore[valid-type]
    assert TypeAdapter(model).validate_python(SOUND) == model(**SOUND) == model.model_validate(SOUND)


def test_a_model_reads_what_every_other_reader_reads(model: type[BaseModel]) -> None:
    others = {key: value for key, value in SOUND.items() if key != "porteurs"}
    found: Any = model.model_validate({**others, "Porteurs": [{}, None, *SOUND["porteurs"]]})
    assert len(found.porteurs) == 1


def test_there_is_a_model_for_each_language_and_no_other(trial: MakeTrial) -> None:
    rules = trial(**PARTS).rules
    assert dossier_model(rules, "ESSAI") is dossier_model(rules, "ESSAI", "fr")
    assert dossier_model(rules, "ESSAI", "en") is not dossier_model(rules, "ESSAI", "fr")
    with pytest.raises(ValueError, match="known: fr, en"):
        dossier_model(rules, "ESSAI", "de")


def test_the_schemas_say_what_is_read_and_what_is_written(model: type[BaseModel]) -> None:
    read, written = (model.model_json_schema(mode=mode) for mode in ("validation", "serialization"))
    assert {"type": "string", "format": "date", "examples": ["2021-02-12"]} in written["properties"]["depose_le"][
        "anyOf"
    ]
    amounts = [schema["$defs"]["ESSAIProjet"]["properties"]["cout_total_ttc"]["anyOf"][0] for schema in (read, written)]
    assert amounts[0]["anyOf"][0] == {"type": "number", "minimum": 0}
    assert amounts[1] == {"type": "string", "pattern": r"^[0-9]+\.[0-9]{2}$", "examples": ["1200000.00"]}
    choices = written["properties"]["modalite"]["anyOf"]
    assert choices == [{"enum": ["guichet", "appel"]}, {"type": "null"}]
    for schema in (read, written):
        jsonschema.Draft202012Validator.check_schema(schema)
