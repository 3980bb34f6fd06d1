"""Small rule sets made on the spot: a vocabulary, one theme, and dossiers for it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from relance_rules import InputError, Report, Rules, check, load_rules
from relance_rules.localization import localization

Data = dict[str, Any]


def both(text: str) -> Data:
    """A text that is the same in both languages."""
    return {"fr": text, "en": text}


def lines(cited: str = "3") -> Data:
    """A passage."""
    return {"lines": cited}


def fact(kind: str, **more: Any) -> Data:
    """A fact of the vocabulary."""
    return {"type": kind, "label": both("Un fait"), "question": both("Quel est ce fait ?"), **more}


def values(*names: str, **includes: list[str]) -> Data:
    """The values of an enumeration; some include others."""
    return {name: {"label": both(f"valeur {name}"), "includes": includes.get(name, [])} for name in names}


VOCABULARY: Data = {
    "theme": fact("text"),
    "reference": fact("text"),
    "depose_le": fact("date"),
    "modalite": fact("enumeration", values=values("guichet", "appel")),
    "projet.nom": fact("text"),
    "projet.reference": fact("text"),
    "projet.cout_total_ttc": fact("money"),
    "projet.contrepartie": fact("money"),
    "projet.mois": fact("integer", unit="months"),
    "projet.part": fact("percentage"),
    "projet.pret": fact("boolean"),
    "projet.utile": fact("boolean"),
    "porteurs": fact("list"),
    "porteurs[].nom": fact("text"),
    "porteurs[].siret": fact("siret"),
    "porteurs[].categorie": fact(
        "enumeration", values=values("centrale", "metier", "locale", "entreprise", centrale=["metier"])
    ),
    "porteurs[].informe": fact("boolean"),
    "depenses": fact("list"),
    "depenses[].libelle": fact("text"),
    "depenses[].montant_ttc": fact("money"),
    "depenses[].annee": fact("integer"),
    "depenses[].titre": fact("enumeration", values=values("2", "3", "5")),
    "depenses[].pays": fact("country"),
    "financement.subvention_demandee": fact("money"),
    "financement.subventions_anterieures": fact("money"),
    "engagements": fact("flags"),
    "pieces": fact("flags"),
}

THEME: Data = {
    "theme": "ESSAI",
    "title": both("Thème d’essai"),
    "summary": both("Un thème inventé pour les essais."),
    "kind": "guichet",
    "owner": "Personne",
    "source": lines("1-90"),
    "envelope": {"amount": "15 M€", "source": lines()},
    "windows": [{"id": "guichet", "label": both("Guichet"), "opens": "2021-01-04", "source": lines()}],
    "size": {"ranges": [], "source": lines()},
    "eligibility": [],
    "funding": {"scale": [{"rate": "75 %"}], "staff": "excluded", "source": lines()},
    "commitments": [],
}
"""A theme that accepts every dossier filed from 4 January 2021 on, and grants 75 % of its cost."""


def condition(name: str, require: Data, **more: Any) -> Data:
    """A condition of eligibility."""
    return {
        "id": name,
        "label": both(f"Condition {name}"),
        "require": require,
        "failure": both(f"Échec de {name}"),
        "source": lines(),
        **more,
    }


def item(name: str, **more: Any) -> Data:
    """A commitment, a document, an exclusion or a ceiling, with what only some of them have."""
    return {"id": name, "label": both(f"Libellé {name}"), "source": lines(), **more}


def funding(*brackets: Data, **more: Any) -> Data:
    """A funding; 75 % unless brackets are given."""
    return {"scale": list(brackets) or [{"rate": "75 %"}], "staff": "excluded", "source": lines(), **more}


def size(*ranges: Data) -> Data:
    """The expected size of projects."""
    return {"ranges": [{"source": lines(), **each} for each in ranges], "source": lines()}


def window(name: str, opens: str, closes: str | None = None, **more: Any) -> Data:
    """A period in which dossiers are taken."""
    return {"id": name, "label": both(f"Période {name}"), "opens": opens, "closes": closes, "source": lines(), **more}


def write_rules(folder: Path, theme: Mapping[str, Any], vocabulary: Mapping[str, Any] | None = None) -> Path:
    """Write a folder of rules with one theme. JSON is YAML too."""
    (folder / "themes").mkdir(parents=True, exist_ok=True)
    facts = {"facts": VOCABULARY if vocabulary is None else vocabulary}
    (folder / "vocabulary.yaml").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    path = folder / "themes" / f"{theme.get('theme', 'ESSAI')}.yaml"
    path.write_text(json.dumps(theme, ensure_ascii=False), encoding="utf-8")
    return folder


class Trial:
    """One invented theme, and the reports of dossiers for it."""

    def __init__(self, folder: Path, parts: Mapping[str, Any]) -> None:
        self.rules: Rules = load_rules(write_rules(folder, {**copy.deepcopy(THEME), **parts}))
        self.theme = self.rules["ESSAI"]

    def check(self, dossier: Mapping[str, Any] | None = None, **more: Any) -> Report:
        """The report of a dossier, filed on 12 February 2021 unless it says otherwise."""
        return check({"theme": "ESSAI", "depose_le": "2021-02-12", **(dossier or {})}, self.rules, **more)

    def outcome(self, rule: str, dossier: Mapping[str, Any]) -> str:
        """The outcome of one rule of eligibility."""
        return outcome(self.check(dossier), rule)


MakeTrial = Callable[..., Trial]


def outcome(report: Report, rule: str) -> str:
    """The outcome of one rule, named without its theme."""
    return next(f.outcome for f in report.findings if f.rule.id == f"{report.theme.code}.{rule}")


def missing(report: Report, rule: str) -> tuple[str, ...]:
    """The facts that one rule lacks."""
    return next(f.missing for f in report.findings if f.rule.id == f"{report.theme.code}.{rule}")


def notice(report: Report, name: str) -> str | None:
    """What one notice says in French, or None if it is not there."""
    code = report.theme.code
    return next((said(n.message) for n in report.notices if n.id == f"{code}.{name}"), None)


def said(content: Any) -> str:
    """A message in French, its no-break spaces made plain so that tests can be read."""
    return localization("fr").say(content).replace("\u00a0", " ").replace("\u202f", " ")


def faults(error: InputError) -> str:
    """Everything that an error says, one problem a line, as ``line:column: sentence``."""
    return "\n".join(f"{p.line}:{p.column}: {said(p.message)}" for p in error.problems)
