"""From a dossier as bytes to the text of an answer: the same text as the command prints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import StringIO
from typing import NamedTuple

from relance_rules.checking.answering import answer
from relance_rules.dossiers.documents import DossierData, document_in
from relance_rules.dossiers.reading import named_theme, names_no_theme
from relance_rules.dossiers.schemas import dossier_schema
from relance_rules.loading.problems import Problem, RelanceError
from relance_rules.loading.rules import Rules
from relance_rules.loading.schemas import DIALECT
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Theme
from relance_rules.showing.plain import error_data, json_text
from relance_rules.showing.renderers import Outcome, Unread
from relance_rules.showing.renderers.json import show


class Answer(NamedTuple):
    """The status of an answer, and its JSON text."""

    status: int
    text: str


class Body(NamedTuple):
    """A dossier as it came: its bytes, and whether they are JSON; else they are YAML."""

    data: bytes
    is_json: bool

    @property
    def name(self) -> str:
        """The file that it is spoken of as."""
        return "dossier.json" if self.is_json else "dossier.yaml"

    def document(self) -> DossierData:
        """Its plain data.

        Raises:
            DossierError: It is no dossier.
        """
        return document_in(self.data, self.name, as_json=self.is_json)


def report(body: Body, rules: Rules, language: Localization, *, every: bool = False) -> Answer:
    """What ``relance check --format json`` prints of a file with these bytes; with ``every``, beside all themes."""

    def made() -> Answer:
        return Answer(200, _printed(answer(body.document(), rules, every=every), language))

    return _read(body.name, made, language)


def schema_of_body(body: Body, rules: Rules, language: Localization) -> Answer:
    """The JSON Schema of the dossiers of the theme that a dossier names, or of all themes if it names none."""

    def made() -> Answer:
        document = body.document()
        return _schema(rules, None if names_no_theme(document, rules) else named_theme(document, rules))

    return _read(body.name, made, language)


def schema_of_theme(code: str | None, rules: Rules, language: Localization) -> Answer:
    """The JSON Schema of the dossiers of a theme, or of all themes."""
    return _read(None, lambda: _schema(rules, None if code is None else rules.theme(code)), language)


def refusal(status: int, problems: Sequence[Problem], language: Localization) -> Answer:
    """What is said of a request without a dossier to speak of, in the shape of a report."""
    return Answer(status, f"{json_text(error_data(None, problems, language))}\n")


def _read(name: str | None, made: Callable[[], Answer], language: Localization) -> Answer:
    try:
        return made()
    except RelanceError as error:
        if name is None:
            return refusal(422, error.problems, language)
        return Answer(422, _printed(Unread(name, error.problems), language))


def _printed(outcome: Outcome, language: Localization) -> str:
    stream = StringIO()
    show([outcome], language, stream)
    return stream.getvalue()


def _schema(rules: Rules, theme: Theme | None) -> Answer:
    themes = rules if theme is None else {theme.code: theme}
    return Answer(200, f"{json_text({'$schema': DIALECT, **dossier_schema(rules.plan, themes)})}\n")
