"""What must not happen: nothing is sent, kept or run, whatever is typed, pasted or opened."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.support.ui import WebDriverWait

from .conftest import Page
from .states import SCREENS, example, shown

pytestmark = pytest.mark.long

ATTACKS = {
    "image": '<img src=x onerror="window.hit = 1">',
    "script": '"></textarea><script>window.hit = 1</script>',
    "link": "javascript:window.hit=1",
    "prototype": "__proto__",
    "constructor": "constructor",
    "place": "{title} {count} ${1}",
    "bidi": "nom\u202egnp.exe\u2066",
    "controls": "a\x1b[31mb\u200bc\x07",
    "long": "é" * 10_000,
}

FILL = """
const [text] = arguments;
let count = 0;
for (const id of [...document.querySelectorAll("main input[type=text], main textarea")].map((each) => each.id)) {
  const field = document.getElementById(id);
  if (!field) continue;
  field.value = text;
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
  count += 1;
}
return count;
"""
HARM = """
const handled = (each) => [...each.attributes].some(({ name }) => name.startsWith("on"));
return [window.hit, document.querySelectorAll("img, iframe, object, embed, base, link, script[src]").length,
  [...document.querySelectorAll("*")].filter(handled).length,
  [...document.querySelectorAll("a")].filter((each) => !each.getAttribute("href").startsWith("#")).length,
  Object.prototype.x === undefined && ({}).hit === undefined];
"""
HARMLESS = [None, 0, 0, 0, True]
WIDER = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
UNSEEN = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\x1b\x07\x00"


def opened(at: Page, path: Path) -> Page:
    """Open a file as a person does."""
    at.run("document.getElementById('opened').textContent = ''; window.before = document.querySelector('h1')")
    at.one("#file").send_keys(str(path))
    done = "return document.querySelector('h1') !== window.before || document.getElementById('problems') !== null"
    WebDriverWait(at.driver, 10).until(lambda _: at.run(done))
    return at


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


# ---- nothing is sent


def test_nothing_can_be_loaded_sent_nor_run_even_if_it_were_there(at: Page) -> None:
    script = """
        const done = arguments[0], refused = [];
        addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
        const image = new Image(); image.src = "https://a.invalid/x.png"; document.body.append(image);
        const script = document.createElement("script"); script.textContent = "window.hit = 1";
        document.body.append(script);
        const frame = document.createElement("iframe"); frame.src = "data:text/html,a"; document.body.append(frame);
        const form = document.createElement("form"); form.action = "https://a.invalid/";
        document.body.append(form); form.submit();
        image.setAttribute("onclick", "window.hit = 1"); image.click();
        setTimeout("window.hit = 1");
        navigator.sendBeacon && navigator.sendBeacon("https://a.invalid/");
        const told = () => setTimeout(() => done([...new Set(refused)].sort()), 150);
        fetch("https://a.invalid/").catch(() => refused.push("fetch")).finally(told);
    """
    refused = at.driver.execute_async_script(script)
    wanted = {
        "connect-src",
        "fetch",
        "form-action",
        "frame-src",
        "img-src",
        "script-src",
        "script-src-attr",
        "script-src-elem",
    }
    assert wanted - set(refused) == set()
    assert at.run("return window.hit") is None
    at.console()


def test_no_request_leaves_the_page_on_any_screen(at: Page) -> None:
    at.driver.get_log("performance")
    example(at, "SNAP3", "pret")
    for place in SCREENS:
        shown(at, place)
    messages = [json.loads(entry["message"])["message"] for entry in at.driver.get_log("performance")]
    sent = [message["params"] for message in messages if message["method"] == "Network.requestWillBeSent"]
    assert [each["request"]["url"] for each in sent if each["documentURL"].startswith(at.path.as_uri())] == []


# ---- nothing is run


@pytest.mark.parametrize("name", ATTACKS)
def test_what_is_typed_in_any_field_is_a_text(at: Page, name: str) -> None:
    text = ATTACKS[name]
    at.start(width=360).choose("SNAP3").go("dossier/all")
    # Its list of lines is shown again once they are pasted: what is there is filled in first.
    assert at.run(FILL, text) > 10
    for place in ("dossier", "dossier/all", "themes", "curve", "report"):
        shown(at, place)
        assert at.run(HARM) == HARMLESS, place
        assert at.run(WIDER) <= 0, place
        assert not set(UNSEEN) & set(at.run("return document.body.textContent + document.title")), place
    if name == "image":
        assert text in at.text(".banner")
    assert at.run("return relance.checkText(arguments[0], { name: 'a.yaml' }).schema", at.saved()) == "relance-report/1"


def test_what_is_pasted_is_a_text(at: Page) -> None:
    at.choose("SNAP3").go("dossier/depenses")
    quoted = ['"' + each.replace('"', '""') + '"' for each in ATTACKS.values()]
    lines = "\n".join(["Libellé\tMontant TTC\t<b>x</b>", *("\t".join([each] * 3) for each in quoted)])
    at.run("const area = document.querySelector('.paste textarea'); document.querySelector('.paste').open = true;"
           "area.value = arguments[0]; area.dispatchEvent(new Event('input'))", lines)  # fmt: skip
    assert ATTACKS["image"] in at.text("#f-depenses-preview")
    assert at.run(HARM) == HARMLESS
    at.one("#f-depenses-take").click()
    assert len(at.all(".lines tbody tr")) == len(ATTACKS)
    assert at.run(HARM) == HARMLESS


@pytest.mark.parametrize("name", ["yaml", "json"])
def test_what_a_file_holds_is_a_text(at: Page, name: str, tmp_path: Path) -> None:
    everything = {f"<i>{key}</i>": text for key, text in ATTACKS.items()}
    data: dict[str, Any] = {
        "theme": "SNAP3",
        "projet": {"nom": ATTACKS["image"], "cout_total_ttc": ATTACKS["script"], **everything},
        "porteurs": [{"nom": text, "__proto__": {"x": 1}} for text in ATTACKS.values()],
        "__proto__": {"x": 1},
        "constructor": {"prototype": {"x": 1}},
        ATTACKS["image"]: ATTACKS["link"],
    }
    # JSON with its signs escaped is YAML too.
    path = written(tmp_path / f"{ATTACKS['image'].replace('/', '')}.{name}", json.dumps(data))
    opened(at, path)
    for place in ("dossier", "dossier/all", "report"):
        if at.all(".tasks"):
            shown(at, place)
        assert at.run(HARM) == HARMLESS, place
        assert not set(UNSEEN) & set(at.run("return document.body.textContent + document.title")), place


# ---- files that are not what they seem

DOSSIER = "theme: SNAP3\nprojet:\n  nom: Étude à l’échelle\n  cout_total_ttc: 780k€\n"


@pytest.mark.parametrize(
    ("encoding", "mark", "told"),
    [
        ("utf-8", b"", False),
        ("utf-8", b"\xef\xbb\xbf", False),
        ("utf-16-le", b"\xff\xfe", True),
        ("utf-16-be", b"\xfe\xff", True),
        ("cp1252", b"", True),
    ],
)
def test_texts_of_other_machines_are_read(at: Page, tmp_path: Path, encoding: str, mark: bytes, told: bool) -> None:
    opened(at, written(tmp_path / "a.yaml", mark + DOSSIER.replace("\n", "\r\n").encode(encoding)))
    assert bool(at.all("main .problems")) == told
    if told:
        assert ("UTF-16" if mark else "Windows-1252") in at.text("main .problems")
    at.go("dossier/projet")
    assert at.one("#f-projet-nom").get_attribute("value") == "Étude à l’échelle"
    assert at.text("#f-projet-cout_total_ttc-said") == "= 780 000,00 €"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.yaml", b"theme: SNAP3\nprojet:\n  nom: [1\n", "Ligne "),
        ("a.yaml", b"theme: SNAP3\nprojet: &a {nom: x}\nautre: *a\n", "ligne 2"),
        ("a.json", b'{"theme": "SNAP3",', "Ligne "),
        ("a.yaml", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00", ""),
        ("a.yaml", b"", ""),
        ("a.yaml", b"- 1\n- 2\n", ""),
        ("a.yaml", b"a: " + b"x" * 2_000_001, "2 Mo au plus"),
        ("a.yaml", b"[" * 100_000, ""),
        ("a.json", b'{"a":' * 50_000 + b"1" + b"}" * 50_000, ""),
    ],
    ids=["broken", "anchor", "json", "image", "empty", "list", "large", "deep", "deep-json"],
)
def test_a_file_that_is_no_dossier_is_told_and_changes_nothing(
    at: Page, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    at.choose("SNAP3").go("start")
    opened(at, written(tmp_path / name, content))
    assert at.text("#problems h2") == f"Ce fichier n’est pas ouvert : {name}"
    assert told in at.text("#problems ul")
    assert len(at.text("#problems li")) > 10
    assert at.focused() == "problems"
    assert at.run("return location.hash") == "#start"
    assert at.go("dossier/projet").one("#f-projet-nom").get_attribute("value") == ""


def test_who_leaves_without_saving_is_warned(at: Page) -> None:
    leaves = "return !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert at.run(leaves) is False
    at.choose("SNAP3").go("dossier/projet").type("#f-projet-nom", "Poste")
    assert at.run(leaves) is True
    assert at.text("#unsaved") == "Modifications non enregistrées"
    at.saved()
    assert at.run(leaves) is False
    assert at.text("#unsaved") == ""
    at.type("#f-projet-nom", "Poste nomade")
    assert at.run(leaves) is True
    at.saved()
