"""The page put together: one file, nothing to fetch, and a policy that lets it fetch nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection
from html import escape
from pathlib import Path

from relance_rules.loading.rules import Rules
from relance_rules.localization import localization
from relance_rules.localization.formats import LanguageCode
from relance_rules.targets.javascript.script import engine, prelude, sentences
from relance_rules.targets.javascript.tokens import compact

FOLDER = Path(__file__).parent

MODULES = (
    "words",
    "dom",
    "routes",
    "state",
    "files",
    "fields",
    "lists",
    "paste",
    "panel",
    "start",
    "find",
    "themes",
    "dossier",
    "curve",
    "report",
    "app",
)
"""The modules of ``ui/`` in the order in which they stand in the script."""


def page(rules: Rules, themes: Collection[str] | None = None, lang: LanguageCode = "fr") -> str:
    """The page of a rule set as HTML, as :func:`page_and_policy` makes it."""
    return page_and_policy(rules, themes, lang)[0]


def page_and_policy(rules: Rules, themes: Collection[str] | None = None, lang: LanguageCode = "fr") -> tuple[str, str]:
    """The page of a rule set as HTML, and its policy, which it states itself; the same rules give the same bytes.

    Args:
        rules: The rule set.
        themes: The themes that it knows, as people spell them; all of the rule set, if they are not given.
        lang: The language that it opens in; whoever reads it may choose the other.

    Raises:
        RuleError: There is no such theme, or a rule file breaks the language.
    """
    say = localization(lang).gettext
    style = compact_style((FOLDER / "page.css").read_text(encoding="utf-8"))
    scripts = [engine(rules, themes), interface(lang)]
    policy = "; ".join((
        "default-src 'none'",
        f"script-src {' '.join(map(_hash, scripts))}",
        f"style-src {_hash(style)}",
        "base-uri 'none'",
        "form-action 'none'",
    ))  # fmt: skip
    without = say(
        "Cette page a besoin de JavaScript, que votre navigateur refuse ou ne connaît pas. La commande "
        "« relance check » vérifie un dossier sans elle."
    )
    text = "".join((
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        '<meta name="referrer" content="no-referrer">\n',
        f"<title>{escape(say('Vérifier un dossier de financement'))}</title>\n",
        f"<style>{style}</style>\n</head>\n<body>\n<noscript><p>{escape(without)}</p></noscript>\n",
        *(f"<script>{script}</script>\n" for script in scripts),
        "</body>\n</html>\n",
    ))  # fmt: skip
    return text, policy


def interface(lang: LanguageCode) -> str:
    """The script of the screens, which asks the engine for all that it says of a dossier."""
    modules = [(FOLDER / "ui" / f"{name}.js").read_text(encoding="utf-8") for name in MODULES]
    said = sentences("".join(modules))
    body = "\n\n".join(compact(module, tuple(said)) for module in modules)
    return f'(() => {{\n"use strict";\n{prelude({"lang": lang, "sentences": said})}\n{body}\n\nstart();\n}})();\n'


_NOTHING = r"(?:[ \n]|/\*.*?\*/)"
_STYLE = re.compile(rf"(?P<text>\"[^\"\n]*\")|{_NOTHING}*(?P<sign>[{{}},;]){_NOTHING}*|{_NOTHING}+", re.DOTALL)


def compact_style(style: str) -> str:
    """A style without its comments, and without blanks where they part nothing."""
    return _STYLE.sub(lambda found: found["text"] or found["sign"] or " ", style).strip()


def _hash(text: str) -> str:
    """What a policy knows a script or a style by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
