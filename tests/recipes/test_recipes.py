"""CONTRIBUTING.md says which one place to touch: each recipe is followed here with a dummy, and used end to end."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from .conftest import ROOT, Workshop

pytestmark = pytest.mark.long
OPERATOR = '''
"""``between``: a quantity between two others."""

from __future__ import annotations

from typing import ClassVar

from relance_rules.language.expressions import Expression, Operator
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import NOTHING, TRUTH, Lowered
from relance_rules.plan.nodes import All, Compare
from relance_rules.values import Message


class Between(Operator):
    """A quantity is between two others, both included."""

    key: ClassVar[str] = "between"
    between: Expression
    low: Expression
    high: Expression

    def lower(self, to: Lowering) -> Lowered:
        """Two comparisons."""
        parts = [to.typed(part, name, kinds=("money",)) for name, part in self]
        if any(part.wrong for part in parts):
            return NOTHING
        what, low, high = parts
        words = Message("{what} entre {low} et {high}", {"what": what.words, "low": low.words, "high": high.words})
        return Lowered(All((Compare(low.node, what.node), Compare(what.node, high.node))), TRUTH, words)
'''

CONDITION = """\
eligibility:
  - id: cout_entre
    label: {fr: "Coût moyen", en: "Average cost"}
    require: {between: projet.cout_total_ttc, low: 10 EUR, high: 20 EUR}
    failure: {fr: "Revoyez le coût.", en: "Change the cost."}
    source: {lines: 492}
"""


def with_operator(workshop: Workshop, condition: str = CONDITION) -> None:
    workshop.add("language/operators/between.py", OPERATOR)
    theme = workshop.rules / "themes" / "ITN4.yaml"
    lines = theme.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(place for place, line in enumerate(lines) if line.startswith("eligibility:"))
    end = next(place for place, line in enumerate(lines[start + 1 :], start + 1) if line[:1] not in (" ", "\n", "#"))
    theme.write_text("".join([*lines[:start], condition, *lines[end:]]), encoding="utf-8")


def test_an_operator_is_one_module(workshop: Workshop) -> None:
    with_operator(workshop)
    outcomes = {"9,99 EUR": "fail", "10 EUR": "pass", "20,01 EUR": "fail", "": "unknown"}
    files = [
        workshop.dossier(projet={"cout_total_ttc": cost}, depenses=[]).rename(workshop.folder / f"{place}.json")
        for place, cost in enumerate(outcomes)
    ]
    reports = json.loads(workshop.run("check", "--format", "json", *files, code=1))
    found = [{each["rule"]: each["outcome"] for each in report["eligibility"]["findings"]} for report in reports]
    assert [each["ITN4.cout_entre"] for each in found] == list(outcomes.values())


def test_an_operator_is_shown_explained_and_checked(workshop: Workshop) -> None:
    with_operator(workshop)
    assert "entre 10,00 € et 20,00 €" in workshop.run("show", "ITN4").replace("\xa0", " ").replace("\u202f", " ")
    assert "entre 10,00" in workshop.run("explain", workshop.dossier(), "cout_entre").replace("\xa0", " ")
    with_operator(workshop, CONDITION.replace("10 EUR", "50 %"))
    refused = workshop.run("show", "ITN4", code=2)
    assert refused == ""


def test_a_type_of_fact_is_one_module(workshop: Workshop) -> None:
    workshop.add(
        "plan/fact_types/postcode.py",
        '''
"""``postcode``: five digits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import FactType, scalar
from relance_rules.values import Currency, Message, ParseError

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef


def _read(value: Any, fact: FactDef, currency: Currency | None) -> str:
    text = scalar(value).strip()
    if not re.fullmatch("[0-9]{5}", text):
        raise ParseError("« {found} » n’est pas un code postal", found=text)
    return text


TYPE = FactType(
    name="postcode",
    sort="text",
    python=str,
    read=_read,
    schema=lambda currency: {"type": "string", "pattern": "^[0-9]{5}$"},
    hint=Message("cinq chiffres"),
)
''',
    )
    workshop.change(
        "vocabulary.yaml",
        "  projet.cout_total_ttc:\n",
        "  projet.code_postal:\n    type: postcode\n    core: true\n    subject: projet\n"
        "    label: {fr: Code postal, en: Postcode}\n    question: {fr: Où ?, en: Where?}\n  projet.cout_total_ttc:\n",
    )
    assert "cinq chiffres" in workshop.run("new", "SNAP5")
    assert "^[0-9]{5}$" in workshop.run("schema", "dossier").replace("\\\\", "\\")
    workshop.run("check", workshop.dossier(projet={"code_postal": "75001", "cout_total_ttc": "2 350 000 EUR"}))
    workshop.run("check", workshop.dossier(projet={"code_postal": "7500"}), code=2)
    assert "code_postal" in workshop.python(
        "from relance_rules import dossier_model, load_rules\n"
        f"print(dossier_model(load_rules({str(workshop.rules)!r}), 'SNAP5').model_json_schema())"
    )


def test_a_target_is_one_package_that_knows_nodes_alone(workshop: Workshop) -> None:
    (workshop.package / "targets" / "prefix").mkdir()
    workshop.add(
        "targets/prefix/__init__.py",
        '''
"""Nodes in prefix form."""

from typing import assert_never

from relance_rules.plan import nodes
from relance_rules.plan.nodes import Node


def prefix(node: Node) -> str:
    """A node as one line."""
    parts = " ".join(prefix(part) for part in nodes.parts_of(node))
    match node:
        case nodes.Const(value=value):
            return str(value)
        case nodes.Fact(path=path):
            return path
        case nodes.In(values=values):
            return f"({parts} in {'|'.join(values)})"
        case nodes.Compare(strict=strict):
            return f"({'<' if strict else '<='} {parts})"
        case nodes.Apply(function=function):
            return f"({function} {parts})"
        case nodes.Fold(how=how, list=owner):
            return f"({how} of {owner} {parts})"
        case nodes.Named():
            return parts
        case nodes.All() | nodes.Any() | nodes.Not() | nodes.Choose() | nodes.Settled():
            return f"({type(node).__name__.lower()} {parts})"
        case _:
            assert_never(node)
''',
    )
    said = workshop.python(
        "from relance_rules import load_rules\n"
        "from relance_rules.targets.prefix import prefix\n"
        f"rules = load_rules({str(workshop.rules)!r})\n"
        "print(len([prefix(node) for theme in rules.values() for node in theme.roots()]))\n"
        "print(prefix(rules['SNAP5'].funding.grant))"
    )
    count, grant = said.splitlines()
    assert int(count) > 300
    assert grant.startswith("(round (least (multiply (greatest 0 (subtract projet.cout_total_ttc")


def test_a_dossier_format_is_one_module_and_its_extension(workshop: Workshop) -> None:
    workshop.add(
        "dossiers/formats/properties.py",
        '''
"""Dossiers as ``key=value`` lines, whose keys are paths of facts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from relance_rules.dossiers.context import Context
from relance_rules.dossiers.documents import DossierData
from relance_rules.dossiers.records import Record
from relance_rules.loading.files import read_text, shown


def read(path: Path, context: Context) -> Iterator[Record]:
    """The one dossier of the file."""
    data: dict[str, Any] = {}
    for line in read_text(path).splitlines():
        key, _, value = line.partition("=")
        *above, last = key.split(".")
        inside = data
        for step in above:
            inside = inside.setdefault(step, {})
        inside[last] = value
    yield Record(shown(path), DossierData(data, shown(path), "", lambda: None))
''',
    )
    workshop.change(
        "dossiers/extensions.py",
        '    ".csv": "delimited",\n',
        '    ".csv": "delimited",\n    ".properties": "properties",\n',
    )
    folder = workshop.folder / "filed"
    folder.mkdir()
    (folder / "one.properties").write_text(
        "theme=SNAP5\nreference=A-1\nprojet.cout_total_ttc=20 000 EUR\n", encoding="utf-8"
    )
    batch = json.loads(workshop.run("batch", folder, "--format", "json", code=1))
    assert [report["reference"] for report in batch["reports"]] == ["A-1"]
    assert batch["reports"][0]["funding"]["total_cost"] == "20000.00"


def test_a_renderer_is_one_module(workshop: Workshop) -> None:
    workshop.add(
        "showing/renderers/short.py",
        '''
"""One line a dossier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from relance_rules.checking.report import Report
from relance_rules.localization import Localization
from relance_rules.showing.renderers import Unread


def show(outcomes: Sequence[Report | Unread], language: Localization, stream: IO[str]) -> None:
    """Write the reports, in the order of the dossiers."""
    for outcome in outcomes:
        stream.write("-\\n" if isinstance(outcome, Unread) else f"{outcome.reference} {outcome.status}\\n")
''',
    )
    assert "short" in workshop.run("check", "--help")
    assert workshop.run("check", "--format", "short", workshop.dossier(reference="B-2")) == "B-2 ready\n"


def test_a_format_of_letters_is_one_module(workshop: Workshop, tmp_path: Path) -> None:
    workshop.add(
        "batch/letters/formats/txt.py",
        '''
"""Letters in plain text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from relance_rules.batch.letters.shipped import Shipped
from relance_rules.batch.letters.template import Line, Parts, Reader
from relance_rules.localization import Localization
from relance_rules.showing.blocks import shown


class PlainTemplate(NamedTuple):
    """The lines of a template."""

    lines: tuple[str | Line, ...]
    extension: str = ".txt"

    def fill(self, parts: Parts, language: Localization) -> bytes:
        """The letter that has these parts."""
        found: list[str] = []
        for line in self.lines:
            for texts in [[line]] if isinstance(line, str) else line.filled(parts, lambda said: shown(said, language)):
                found += texts
        return "\\n".join(found).encode()


def read(data: bytes, name: str) -> PlainTemplate:
    """The template that a file holds."""
    reader = Reader(name)
    lines = tuple(reader.line([line]) or line for line in data.decode().splitlines())
    reader.check()
    return PlainTemplate(lines)


def write(paragraphs: Iterable[Shipped], language: Localization) -> bytes:
    """The file of a template."""
    return "\\n".join(f"{each.marks}{each.said(language)}" for each in paragraphs).encode()
''',
    )
    template = tmp_path / "modele.txt"
    workshop.run("letter", "--out", template)
    assert "{{ dossier }}" in template.read_text(encoding="utf-8")
    template.write_text("Dossier {{ dossier }} : {{ conclusion }}", encoding="utf-8")
    dossier = workshop.dossier(reference="B-3")
    workshop.run("batch", dossier, "--letters", tmp_path / "letters", "--letter-template", template)
    assert (tmp_path / "letters" / "B-3.txt").read_text(encoding="utf-8").startswith("Dossier B-3 : ")


def test_a_lint_rule_is_one_module(workshop: Workshop) -> None:
    workshop.add(
        "authoring/rules/long_label.py",
        '''
"""RR990: a label that is too long to read."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    for place, condition in enumerate(() if file.model is None else file.model.conditions):
        if any(len(text) > 20 for text in condition.label.values()):
            yield Found(("eligibility", place, "label"), Message("ce libellé est trop long"))


RULE = LintRule(
    code="RR990",
    name="long-label",
    severity="warning",
    why=Message("Un libellé long ne se lit pas."),
    needs="meaning",
    check=_check,
    bad=Example(),
    good=Example(),
)
''',
    )
    found = json.loads(workshop.run("lint", workshop.rules / "themes" / "SNAP5.yaml", "--format", "json", code=1))
    assert {each["code"] for each in found["findings"]} == {"RR990"}
    assert "Un libellé long ne se lit pas." in workshop.run("lint", "--explain", "RR990")


def test_a_command_is_one_module(workshop: Workshop) -> None:
    workshop.add(
        "cli/commands/hello.py",
        '''
"""``relance hello``: says hello."""

import typer

from relance_rules.localization import Localization


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""

    @app.command("hello", help="Dit bonjour.")
    def hello() -> int:
        typer.echo("bonjour")
        return 0
''',
    )
    assert workshop.run("hello") == "bonjour\n"
    assert "Dit bonjour." in workshop.run("--help")


SLIP = """
def arrows(broken: Broken) -> Iterator[Slip]:
    for number, line in broken.near():
        if "->" in line:
            yield Slip(number, line.index("->"), Message("pas de flèche"), line.replace(" ->", ":"))


KINDS: tuple[Kind, ...] = (
    arrows,
"""


def test_a_slip_is_one_function(workshop: Workshop) -> None:
    workshop.change("loading/slips/yaml_kinds.py", "\nKINDS: tuple[Kind, ...] = (\n", SLIP)
    file = workshop.folder / "d.yaml"
    file.write_text("theme -> ITN4\nreference: A\n", encoding="utf-8")
    found = workshop.run("check", "--format", "json", file, code=2)
    assert "d.yaml:1:7: pas de flèche ; à écrire plutôt : theme: ITN4" in found


def test_a_theme_is_one_file(workshop: Workshop) -> None:
    text = (ROOT / "rules" / "themes" / "SNAP5.yaml").read_text(encoding="utf-8").replace("SNAP5", "SNAP9")
    manifest = (workshop.rules / "ruleset.yaml").read_text(encoding="utf-8")
    (workshop.rules / "ruleset.yaml").write_text(manifest.replace("[SNAP5]", "[SNAP5, SNAP9]"), encoding="utf-8")
    (workshop.rules / "themes" / "SNAP9.yaml").write_text(
        text.replace("reading: SNAP9", "reading: SNAP5"), encoding="utf-8"
    )
    file = workshop.dossier("SNAP5", code="SNAP9")
    assert json.loads(workshop.run("check", "--format", "json", file))["theme"] == "SNAP9"


def test_the_recipes_name_places_that_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[a-z_]+/)+[A-Za-z_.]*)`", text))
    assert len(named) > 15
    package = ROOT / "src" / "relance_rules"
    roots = (*package.rglob("*"), *ROOT.glob("*"), *ROOT.glob("[a-z]*/*"), *ROOT.glob("tests/**/*"))
    places = [path.relative_to(ROOT).as_posix() for path in roots]
    missing = [name for name in named if not any(f"/{place}".endswith(f"/{name.rstrip('/')}") for place in places)]
    assert missing == []


def test_the_copy_is_like_the_project(workshop: Workshop) -> None:
    assert Path(workshop.python("import relance_rules; print(relance_rules.__file__)").strip()).is_relative_to(
        workshop.folder
    )
