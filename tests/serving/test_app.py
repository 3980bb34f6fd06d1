"""What the service answers: the same bytes as the command, and every refusal in our words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from starlette.types import ASGIApp

from relance_rules import Rules, json_schema
from relance_rules.cli.app import run
from relance_rules.serving import answers
from relance_rules.serving.limits import Limits

from .client import JSON, YAML, ask
from .conftest import PAGE, Make

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "dossiers"


def as_json(name: str) -> bytes:
    """An example dossier in JSON, each value as it was written."""
    text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    return json.dumps(yaml.load(text, yaml.BaseLoader), ensure_ascii=False).encode()  # noqa: S506


READABLE = {
    "ready": as_json("ITN1/pret"),
    "incomplete": as_json("SNAP1/incomplet"),
    "refused": as_json("ITN4/non_eligible"),
    "no theme": b'{"porteurs": [{"categorie": "entreprise"}]}',
    "an exact decimal": b'{"theme": "SNAP3", "depenses": [{"montant_ttc": 0.1}, {"montant_ttc": 10.20}]}',
    "UTF-16": '{"theme": "SNAP3", "projet": {"nom": "été"}}'.encode("utf-16"),
    "an escape": b'{"theme": "SNAP3", "projet": {"nom": "\\u001b[31m<script>"}}',
}
UNREADABLE = {
    "nothing": b"",
    "an end that lacks": b'{"theme": "SNAP3",\n "projet": {',
    "a key twice": b'{"theme": "SNAP3",\n "theme": "SNAP4"}',
    "a number of 60 digits": b'{"theme": "SNAP3", "depenses": [{"montant_ttc": ' + b"9" * 60 + b"}]}",
    "a number beyond floats": b'{"theme": "SNAP3", "depenses": [{"montant_ttc": 1e999999999999999999999}]}',
    "NaN": b'{"theme": "SNAP3", "depenses": [{"montant_ttc": NaN}]}',
    "three decimals": b'{"theme": "SNAP3", "depenses": [{"montant_ttc": 1.234}]}',
    "a list": b'[{"theme": "SNAP3"}]',
    "a text": b'"SNAP3"',
    "deep": b'{"a":' * 5000,
    "no such theme": b'{"theme": "SNAP9"}',
    "no such fact": b'{"theme": "SNAP3", "project": {}}',
    "no UTF-8": b'{"theme": "SNAP3", "\xc3\x28\xe2\x82\xc3\xa9": 1}',
    "a picture": b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("name", [*READABLE, *UNREADABLE])
@pytest.mark.parametrize(("path", "option", "lang"), [("/check", [], "fr"), ("/themes", ["--all-themes"], "en")])
def test_the_answer_is_what_the_command_prints_byte_for_byte(
    service: ASGIApp,
    path: str,
    option: list[str],
    name: str,
    lang: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    body = {**READABLE, **UNREADABLE}[name]
    monkeypatch.chdir(tmp_path)
    Path("dossier.json").write_bytes(body)
    code = run(["check", "--format", "json", "--lang", lang, *option, "dossier.json"])
    got = ask(service, "POST", f"{path}?lang={lang}", body, JSON)
    assert got.body == capfdbinary.readouterr().out
    assert got.headers["content-type"] == "application/json"
    assert (got.status, code) in ([(422, 2)] if name in UNREADABLE else [(200, 0), (200, 1)])


@pytest.mark.parametrize("kind", ["application/yaml", "application/x-yaml", "text/yaml; charset=utf-8"])
def test_yaml_is_read_as_the_command_reads_it(
    service: ASGIApp,
    kind: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    body = (EXAMPLES / "SNAP1" / "incomplet.yaml").read_bytes() + b"\nengagement: [un: deux: trois\n"
    monkeypatch.chdir(tmp_path)
    Path("dossier.yaml").write_bytes(body)
    assert run(["check", "--format", "json", "dossier.yaml"]) == 2
    got = ask(service, "POST", "/check", body, {"content-type": kind})
    assert (got.status, got.body) == (422, capfdbinary.readouterr().out)
    assert "dossier.yaml:" in got.said


def test_a_fault_is_told_with_its_line_and_column_in_the_language_asked(make: Make) -> None:
    body = b'{"theme": "SNAP3",\n "theme": "SNAP4"}'
    english = make(lang="en")
    assert ask(english, "POST", "/check", body, JSON).said.startswith("dossier.json:2:2: the key “theme”")
    assert ask(english, "POST", "/check?lang=fr", body, JSON).said.startswith("dossier.json:2:2: la clé « theme »")


SENT = {
    "no kind": ("POST", "/check", b"{}", {}, 415, "« Content-Type: - » ne convient pas ; accepté : application/json"),
    "a form": ("POST", "/themes", b"{}", {"content-type": "application/x-www-form-urlencoded"}, 415, "form-urlencoded"),
    "compressed": ("POST", "/check", b"{}", {**JSON, "content-encoding": "gzip"}, 415, "sans compression"),
    "no such way": ("GET", "/docs", b"", {}, 404, "il n’y a rien à /docs ; il y a /, /check, /openapi.json"),
    "a slash": ("POST", "/check/", b"{}", JSON, 404, "il n’y a rien à /check/"),
    "no such method": ("DELETE", "/check", b"", {}, 405, "/check n’accepte que : POST"),
    "no CORS": (
        "OPTIONS",
        "/schema",
        b"",
        {"origin": "http://localhost:8000"},
        405,
        "/schema n’accepte que : GET, POST",
    ),
    "no such language": ("POST", "/check?lang=de", b"{}", JSON, 400, "« lang » n’accepte que : fr, en"),
    "no such parameter": ("POST", "/check?lng=en", b"{}", JSON, 400, "« lng » ; vouliez-vous dire « lang » ?"),
    "a parameter twice": ("GET", "/schema?theme=ITN1&theme=ITN2", b"", {}, 400, "« theme » est donné deux fois"),
    "no such theme": ("GET", "/schema?theme=SNAP33", b"", {}, 422, "thème inconnu : « SNAP33 »"),
    "no such theme named": (
        "POST",
        "/schema",
        b'{"theme": "X"}',
        JSON,
        422,
        "dossier.json:1:2: thème inconnu",
    ),
}


@pytest.mark.parametrize("name", SENT)
def test_what_is_not_answered_is_told_in_the_shape_of_a_report_in_both_languages(service: ASGIApp, name: str) -> None:
    method, target, body, headers, status, said = SENT[name]
    got = ask(service, method, target, body, headers)
    assert (got.status, said in got.said) == (status, True), got.said
    Draft202012Validator(json_schema("report")).validate(got.data)
    if status != 400:
        english = ask(service, method, f"{target}{'&' if '?' in target else '?'}lang=en", body, headers)
        assert (english.status, english.said != got.said) == (status, True)
    assert got.headers.get("allow") == {"no such method": "POST", "no CORS": "GET, POST"}.get(name)


def test_the_page_is_shown_with_its_policy_and_every_answer_has_its_headers(service: ASGIApp) -> None:
    got = ask(service, "GET", "/")
    assert (got.status, got.body.decode(), got.headers["content-type"]) == (200, PAGE[0], "text/html; charset=utf-8")
    assert got.headers["content-security-policy"] == f"{PAGE[1]}; frame-ancestors 'none'"
    assert ask(service, "HEAD", "/").headers == got.headers
    for each in (got, ask(service, "GET", "/nulle-part"), ask(service, "POST", "/check", b"{", JSON)):
        assert {
            name: each.headers[name] for name in ("cache-control", "referrer-policy", "x-content-type-options")
        } == {
            "cache-control": "no-store",
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
        }
        assert "frame-ancestors 'none'" in each.headers["content-security-policy"]
        assert not any(name.startswith("access-control") for name in each.headers)
        assert "server" not in each.headers


def test_a_schema_is_of_the_theme_asked_or_of_the_theme_that_a_dossier_names(service: ASGIApp) -> None:
    one = ask(service, "GET", "/schema?theme=itn1")
    assert one.data["properties"]["theme"]["enum"] == ["ITN1"]
    stated = ask(service, "POST", "/schema", b"theme: itn1\nprojet: n'importe quoi\n", YAML)
    assert (stated.status, stated.body) == (200, one.body)
    every = ask(service, "GET", "/schema")
    assert every.data == json_schema("dossier")
    assert ask(service, "POST", "/schema", b"{}", JSON).body == every.body
    ready = yaml.safe_load(as_json("ITN1/pret"))
    assert Draft202012Validator(one.data).is_valid(ready)
    assert not Draft202012Validator(one.data).is_valid({**ready, "theme": "ITN2"})


@pytest.fixture(scope="module")
def openapi(service: ASGIApp) -> dict[str, Any]:
    got = ask(service, "GET", "/openapi.json")
    assert got.status == 200
    described: dict[str, Any] = got.data
    return described


def test_openapi_names_nothing_that_it_does_not_hold(openapi: dict[str, Any]) -> None:
    def references(data: Any) -> set[str]:
        if isinstance(data, Mapping):
            own = {data["$ref"]} if isinstance(data.get("$ref"), str) else set()
            return own.union(*map(references, data.values()))
        return set().union(*map(references, data)) if isinstance(data, list) else set()

    known = {f"#/components/schemas/{name}" for name in openapi["components"]["schemas"]}
    assert references(openapi) <= known
    assert openapi["openapi"].startswith("3.1")
    ways = {path: sorted(methods) for path, methods in openapi["paths"].items()}
    assert ways == {"/check": ["post"], "/themes": ["post"], "/schema": ["get", "post"]}


def described(openapi: Mapping[str, Any], path: str, status: int) -> Draft202012Validator:
    """What validates an answer."""
    schema = openapi["paths"][path]["post"]["responses"][str(status)]["content"]["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": openapi["components"]})


def test_openapi_describes_what_is_taken_and_given(service: ASGIApp, openapi: dict[str, Any], rules: Rules) -> None:
    body = as_json("SNAP1/incomplet")
    for path in ("/check", "/themes"):
        got = ask(service, "POST", path, body, JSON)
        described(openapi, path, 200).validate(got.data)
        assert not described(openapi, path, 200).is_valid({**got.data, "schema": "another"})
        described(openapi, path, 422).validate(ask(service, "POST", path, b"{", JSON).data)
    models = [each["$ref"].rpartition("/")[2] for each in openapi["components"]["schemas"]["Dossier"]["anyOf"]]
    assert models == [f"{code}Dossier" for code in rules]
    asked = openapi["paths"]["/check"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    dossier = Draft202012Validator({**asked, "components": openapi["components"]})
    dossier.validate(yaml.safe_load(body))
    assert not dossier.is_valid({"theme": "SNAP1", "depenses": 3})


def refuses(make: Make, said: str, status: int, limits: Limits, body: Any, **options: Any) -> None:
    got = ask(make(limits=limits), "POST", "/check", body, {**JSON, **options.pop("headers", {})}, **options)
    assert (got.status, said in got.said) == (status, True), got.said
    assert got.headers["connection"] == "close"


def test_a_body_is_bounded_whether_it_says_its_size_or_not(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    limits, said = Limits(body=2048), "dossier trop grand : 2 Ko au plus"
    app = make(limits=limits)
    full = b'{"theme": "SNAP3"' + b" " * (2048 - 18) + b"}"
    assert ask(app, "POST", "/check", full, JSON).status == 200
    assert ask(app, "POST", "/check", [full[:9], full[9:]], JSON).status == 200
    refuses(make, said, 413, limits, full + b" ")
    refuses(make, said, 413, limits, [full, b" "])
    # What is far too large is not even read to its end.
    refuses(make, said, 413, limits, [b" " * 2048] * 10, leaves=True)
    refuses(make, said, 413, limits, b"", headers={"content-length": str(10**30)}, leaves=True)


def test_a_body_that_does_not_come_is_not_waited_for(make: Make) -> None:
    refuses(make, "n’est pas arrivé en 0.05 s", 408, Limits(body_seconds=0.05), [b"{"] * 100, pause=0.02)
    refuses(make, "la requête s’est interrompue", 400, Limits(), b"{", leaves=True)


def test_a_check_that_takes_too_long_is_not_waited_for(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: Any) -> None:
        while True:
            pass

    monkeypatch.setattr(answers, "report", endless)
    got = ask(make(limits=Limits(check_seconds=0.05)), "POST", "/check", b"{}", JSON)
    assert (got.status, got.said, got.headers["retry-after"]) == (503, "aucune réponse en 0.05 s", "1")


def test_a_fault_of_ours_is_told_without_what_the_dossier_says(
    make: Make, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: Any) -> None:
        raise ValueError("le secret du dossier")

    told: list[Exception] = []
    monkeypatch.setattr(answers, "report", fails)
    app = make(unexpected=told.append)
    got = ask(app, "POST", "/check", b"{}", JSON)
    said = "erreur inattendue, que nous vous prions de signaler : ValueError"
    assert (got.status, got.said, [str(each) for each in told]) == (500, said, ["le secret du dossier"])
    assert "unexpected error" in ask(app, "POST", "/check?lang=en", b"{}", JSON).said
    assert capfd.readouterr() == ("", "")


def test_memory_that_lacks_is_told(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(answers, "report", fails)
    got = ask(make(), "POST", "/check", b"{}", JSON)
    assert (got.status, got.said) == (503, "la mémoire manque pour finir ce travail")


BODIES = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["theme", "porteurs", "depenses", "montant_ttc", "projet", "categorie"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    ).map(lambda data: json.dumps(data).encode()),
)


@given(BODIES, st.sampled_from([JSON, YAML]), st.sampled_from(["/check", "/themes", "/schema"]))
def test_no_body_is_a_fault(service: ASGIApp, body: bytes, kind: dict[str, str], path: str) -> None:
    # The fixture lets no fault of the service pass either.
    assert ask(service, "POST", path, body, kind).status in (200, 422)
