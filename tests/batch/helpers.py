"""What the tests of batches share: dossiers of an invented theme, what becomes of them, and texts that attack."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from relance_rules import Rules
from relance_rules.batch import outputs
from relance_rules.batch.inputs import Inputs
from relance_rules.batch.letters.formats import shipped_template
from relance_rules.batch.letters.parts import letter_parts
from relance_rules.batch.outputs import Outlet, Printer, is_binary, make_writer
from relance_rules.batch.pipeline import Batch
from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary
from relance_rules.batch.worker import BatchSettings
from relance_rules.localization import Localization, localization
from relance_rules.plan.ruleset import Plan
from rule_sets import EURO, VOCABULARY, Data, MakeTrial, Trial, both, fact, funding, item, window

FR = localization("fr", EURO)

ATTACKS = {
    "script": "<script>document.title='attaqué'</script>",
    "image": '"><img src=x onerror="document.title=\'attaqué\'">',
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+cmd|'/C calc'!A0",
    "at": "@SUM(1+1)*cmd|'/C calc'!A0",
    "minus": "-2+3+cmd|'/C calc'!A0",
    "blank": ' \t=HYPERLINK("https://a.invalid";"x")',
    "link": "[x](javascript:alert(1)) javascript:alert(1)",
    "ansi": "\x1b[31mrouge\x1b]0;titre\x07\x9b2J",
    "order": "dossier\u202etxt.exe\u2066\u061c",
    "tags": "A\U000e0001\U000e0041\U000e007f\U000e0142B\x7f",
    "blanks": "A\u3164\u115f\uffa0\u034f\u180b\u206a\u00ad\ufeffB",
    "lines": "un\ndeux\r\ntrois\u2028quatre",
    "climb": "../../../etc/passwd",
    "xml": "]]>&lt;!--\ufffe\uffff<![CDATA[",
    "separators": '";"a;b,c\td',
    "long": "x" * 4_900,
}
"""Texts that must stay texts wherever they are shown."""

LIMITED: Data = {
    "vocabulary": {**VOCABULARY, "projet.reference": fact("text", label=both("Référence du projet"))},
    "funding": funding(ceilings=[item("plafond", amount="100 k€", per="project")]),
    "windows": [
        window("hiver", "2021-01-04", "2021-03-31"),
        window("printemps", "2021-04-01", "2021-06-30", envelope="20 k€"),
    ],
    "envelope": {"amount": "60 k€", "source": {"lines": "2"}},
    "eligibility": [],
    "commitments": [item("suivi")],
    "documents": [item("budget")],
}
"""The parts of a theme whose grants add up by project, with two sessions and envelopes that are soon used up."""


def acting(text: str) -> set[str]:
    """The characters of a text that could act on the screen that shows it."""
    found = {each for each in text if unicodedata.category(each) in _ACTING or each in _BLANK or each in _TAGS}
    return found - {"\n"}


_ACTING = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
_TAGS = frozenset(map(chr, range(0xE0000, 0xE1000)))


def dossier(reference: str | None = "A", **more: Any) -> Data:
    """A dossier that is ready: 75 % of 40 000 € is granted to it."""
    project = {"cout_total_ttc": "40 k€", "nom": "Essai", "reference": "P-1", **more.pop("projet", {})}
    return {
        "theme": "ESSAI",
        "reference": reference,
        "depose_le": "2021-02-12",
        "projet": project,
        "porteurs": [{"nom": "Direction A"}],
        "financement": {"subvention_demandee": "30 k€", "subventions_anterieures": 0},
        "engagements": {"suivi": True},
        "pieces": {"budget": True},
        **more,
    }


def attacks() -> list[Data]:
    """For each attack, a dossier that carries it in every text."""
    return [
        dossier(
            text,
            projet={"nom": text, "reference": text},
            porteurs=[{"nom": text}],
            depenses=[
                {"libelle": text, "montant_ttc": "30 k€", "titre": 3},
                {"libelle": text, "montant_ttc": "10 k€", "titre": 2},
            ],
        )
        for text in ATTACKS.values()
    ]


def write_lines(path: Path, dossiers: Iterable[Mapping[str, Any]]) -> Path:
    """Dossiers as a file of lines of JSON."""
    path.write_text("".join(json.dumps(each) + "\n" for each in dossiers), encoding="utf-8")
    return path


def printer(plan: Plan, language: Localization) -> Printer:
    """What the tests look at in place of an output: the dossier itself."""
    return lambda submission: submission


def batch(rules: Rules, *paths: Path, stdin: Path | None = None) -> tuple[list[Submission], Summary]:
    """The dossiers of a batch once checked, and what they come to."""
    started = Batch(Inputs(paths, stdin), BatchSettings(rules.directory, printers=(__name__,)))
    return [printed.parts[0] for printed in started.printed()], started.summary


def rendered(name: str, submissions: Iterable[Submission], summary: Summary, scratch: Path) -> Any:
    """What a format writes, as text or as bytes."""
    prints = import_module(f"{outputs.__name__}.{name}").printer(summary.plan, FR)
    return written(name, map(prints, submissions), summary, scratch)


def written(name: str, parts: Iterable[Any], summary: Summary, scratch: Path) -> Any:
    """What a format writes of what was printed, as text or as bytes."""
    stream: Any = io.BytesIO() if is_binary(name) else io.StringIO(newline="")
    writer = make_writer(name, Outlet(stream, FR, summary.plan, scratch))
    for part in parts:
        writer.add(part)
    writer.end(summary)
    return stream.getvalue()


def letter_text(submission: Submission, language: Localization = FR, day: date | None = None) -> str:
    """The letter of a dossier, in Markdown, as the template that comes with the package has it."""
    return shipped_template("md", language).fill(letter_parts(submission, day), language).decode()


def texts(contents: Iterable[Any]) -> list[str]:
    """What is said, in French and with plain spaces."""
    return [plain(FR.say(content)) for content in contents]


def plain(text: str) -> str:
    """A text whose no-break spaces are made plain, so that tests can be read."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def names_in(folder: Path) -> list[str]:
    """The names of the files of a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


def limited(trial: MakeTrial) -> Trial:
    """The theme of :data:`LIMITED`."""
    return trial(**LIMITED)
