"""The set of rules: a mapping from theme codes to compiled themes, each loaded when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from relance_rules.compiler.derived import FILED_ON
from relance_rules.compiler.themes import CompiledTheme, compile_theme
from relance_rules.dossiers.totals import AMOUNT, LINES, TOTAL
from relance_rules.language.vocabulary import Vocabulary
from relance_rules.loading.files import shown
from relance_rules.loading.problems import DossierError, Problem, suggestion
from relance_rules.loading.rules import load_theme, load_vocabulary
from relance_rules.values import Message

NEEDED = {
    "theme": "text",
    "reference": "text",
    FILED_ON: "date",
    "projet.reference": "text",
    TOTAL: "money",
    LINES: "list",
    f"{LINES}[].libelle": "text",
    f"{LINES}[].{AMOUNT}": "money",
    f"{LINES}[].titre": "enumeration",
    "financement.subvention_demandee": "money",
    "financement.subventions_anterieures": "money",
    "engagements": "flags",
    "pieces": "flags",
}
"""The facts that checking names itself, with their types: no vocabulary does without them."""


def lacking(vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """The facts that every check reads and that a vocabulary does not have, or not of their types: path and type."""

    def stated(path: str, kind: str) -> bool:
        fact = vocabulary.facts.get(path)
        # Staff costs are the lines of titre 2.
        return fact is not None and fact.type == kind and (kind != "enumeration" or "2" in (fact.values or {}))

    return [(path, kind) for path, kind in NEEDED.items() if not stated(path, kind)]


class Rules(Mapping[str, CompiledTheme]):
    """Compiled themes by code, in alphabetical order; iterating does not load them."""

    def __init__(self, directory: Path) -> None:
        """Take the folder that holds ``vocabulary.yaml`` and ``themes/``.

        Raises:
            DossierError: There is no such folder, or no theme in it.
        """
        self.directory = directory
        self._files = {path.stem: path for path in sorted((directory / "themes").glob("*.yaml"))}
        self._compiled: dict[str, CompiledTheme] = {}
        if not self._files:
            message = Message("aucun fichier de règles dans « themes/ » : un répertoire de règles est attendu")
            raise DossierError([Problem(message, str(directory))])

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The facts that the rules are about.

        Raises:
            DossierError: The vocabulary breaks the language, or lacks a fact that every check needs.
        """
        path = self.directory / "vocabulary.yaml"
        found = load_vocabulary(path)
        problems = [
            Problem(
                Message(
                    "le fait « {fact} », de type « {type} », manque : tout contrôle s’en sert",
                    {"fact": name, "type": kind},
                ),
                shown(path),
            )
            for name, kind in lacking(found)
        ]
        if problems:
            raise DossierError(problems)
        return found

    def __getitem__(self, code: str) -> CompiledTheme:
        """The compiled theme.

        Raises:
            KeyError: There is no such theme.
            DossierError: Its rule file breaks the language.
        """
        if code not in self._compiled:
            path = self._files[code]
            self._compiled[code] = compile_theme(load_theme(path, self.vocabulary), self.vocabulary)
        return self._compiled[code]

    def __contains__(self, code: object) -> bool:
        return code in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def theme(self, code: str) -> CompiledTheme:
        """The compiled theme, in any case of letters.

        Raises:
            DossierError: There is no such theme (the nearest one is named), or its rule file breaks the language.
        """
        found = code if code in self._files else code.upper()
        if found not in self._files:
            near = suggestion(code, self._files)
            raise DossierError(
                [Problem(Message("thème inconnu : « {code} » ; {near}", {"code": code[:40], "near": near}))]
            )
        return self[found]


def load_rules(directory: Path | str | None = None) -> Rules:
    """The rules of a folder, or those shipped with the package.

    Raises:
        DossierError: The folder holds no rules.
    """
    return Rules(built_in_rules() if directory is None else Path(directory))


def built_in_rules() -> Path:
    """The folder of the rules that come with the package: inside the wheel, or at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    shipped = package / "rules"
    return shipped if shipped.is_dir() else package.parents[1] / "rules"
