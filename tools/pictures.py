"""Draw the pictures of the README again: the report of an example dossier as a terminal shows it, in each language.

``python -m tools.pictures`` writes them to ``docs/pictures``.
"""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from relance_rules import check_file, load_rules
from relance_rules.localization import localization
from relance_rules.showing.text import print_report

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
DOSSIER = ROOT / "examples" / "dossiers" / "SNAP1" / "incomplet.yaml"
NAME = "dossier.yaml"
LANGUAGES = ("fr", "en")

_PAPER = TerminalTheme(
    (255, 255, 255),
    (33, 37, 41),
    [
        (33, 37, 41),
        (176, 32, 32),
        (22, 118, 60),
        (148, 96, 0),
        (20, 80, 160),
        (120, 40, 130),
        (0, 110, 120),
        (90, 90, 90),
    ],
)
# Rich's own format asks a server for its font.
_FORMAT = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="relance check">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; \
font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
<rect width="100%" height="100%" rx="8" fill="#fff" stroke="#c9ced3"/>
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def picture(language: str) -> str:
    """The report as SVG.

    Args:
        language: ``fr`` or ``en``.
    """
    rules = load_rules()
    report = replace(check_file(DOSSIER, rules), origin=NAME)
    console = Console(
        record=True, file=io.StringIO(), width=80, force_terminal=True, color_system="standard", highlight=False
    )
    command = f"$ relance check {NAME}" + ("" if language == "fr" else f" --lang {language}")
    console.print(command + "\n", style="bold")
    print_report(report, localization(language, rules.plan.currency), console)
    drawn = console.export_svg(theme=_PAPER, code_format=_FORMAT, unique_id="report")
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


def main() -> None:
    """Write a picture a language."""
    PICTURES.mkdir(exist_ok=True)
    for language in LANGUAGES:
        (PICTURES / f"check.{language}.svg").write_text(picture(language), encoding="utf-8")


if __name__ == "__main__":
    main()
