"""Small rule sets made on the spot: a manifest, a vocabulary, definitions, tables, one theme, and dossiers for it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from relance_rules import RelanceError, Report, Rules, check, load_rules
from relance_rules.localization import localization
from relance_rules.plan.facts import Vocabulary
from relance_rules.values import Currency, Text

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


MANIFEST: Data = {
    "ruleset": {"name": "essais", "version": "1", "language": "1"},
    "title": {"fr": "Jeu d’essai", "en": "Test set"},
    "languages": ["fr", "en"],
    "currency": {
        "code": "EUR",
        "also": ["€", "euros", "euro"],
        "tax": {"fr": "TTC", "en": "incl. tax"},
        "other_tax": {"fr": ["HT", "hors taxes"], "en": ["excl. tax"]},
    },
    "rounding": {"to": "0.01 EUR", "way": "down", "reading": "R2"},
    "units": {"inhabitants": {"fr": "habitants", "en": "inhabitants"}},
    "documents": {
        "catalogue": {"title": both("catalogue"), "cited_by": "lines"},
        "reglement": {"title": both("règlement"), "cited_by": "article"},
    },
    "readings": {f"R{number}": both(f"Lecture {number}.") for number in range(1, 15)}
    | {"AILLEURS": {**both("Lecture d’un autre thème."), "themes": ["AUTRE"]}},
    "roles": {
        "theme": "theme",
        "reference": "reference",
        "filed_on": "depose_le",
        "total": {"fact": "projet.cout_total_ttc", "reading": "R8"},
        "requested": {"fact": "financement.subvention_demandee", "reading": "R9"},
        "way_in": "modalite",
        "lines": {"list": "depenses", "amount": "montant_ttc", "label": "libelle"},
        "staff": {"fact": "personnel", "reading": "R5"},
        "project": {"name": "projet.nom"},
        "applicants": {"list": "porteurs", "name": "nom", "identifier": "siret"},
        "commitments": "engagements",
        "documents": "pieces",
    },
    "scopes": {
        "project": {"key": ["projet.reference"], "earlier": "financement.subventions_anterieures"},
        "annee": {"key": ["projet.nom", {"year": "depose_le"}]},
    },
    "sections": {
        "criteria": {"title": {"fr": "Critères", "en": "Criteria"}, "grid": "true"},
        "indicators": {"title": {"fr": "Indicateurs", "en": "Indicators"}},
    },
}

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
    "projet.note": fact("decimal"),
    "projet.debut": fact("date"),
    "projet.pays": fact("country"),
    "projet.pret": fact("boolean"),
    "projet.utile": fact("boolean"),
    "porteurs": fact(
        "list",
        items={
            "nom": fact("text"),
            "siret": fact("siret"),
            "categorie": fact(
                "enumeration", values=values("centrale", "metier", "locale", "entreprise", centrale=["metier"])
            ),
            "informe": fact("boolean"),
        },
    ),
    "depenses": fact(
        "list",
        items={
            "libelle": fact("text"),
            "montant_ttc": fact("money"),
            "annee": fact("integer"),
            "titre": fact("enumeration", values=values("2", "3", "5")),
            "pays": fact("country"),
        },
    ),
    "aides": fact(
        "list",
        items={"montant": fact("money"), "accordee_le": fact("date"), "publique": fact("boolean")},
    ),
    "financement.subvention_demandee": fact("money"),
    "financement.subventions_anterieures": fact("money"),
    "engagements": fact("flags"),
    "pieces": fact("flags"),
}

GROUPS: Data = {"territoire": ["FR", "RE"], "publics": ["centrale", "locale"]}

DEFINITIONS: Data = {
    "derived": {
        "personnel": {
            "of": "depenses",
            "type": "boolean",
            "label": both("Dépense de personnel"),
            "value": {"fact": "titre", "is": "2"},
        }
    }
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

EURO = Currency("EUR", ("€", "euros", "euro"), 2, Text({"fr": "TTC", "en": "incl. tax"}), ("HT", "hors taxes"))
"""The currency of the rule sets made here."""


def condition(name: str, require: Any, **more: Any) -> Data:
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
    """A commitment, a document, an exclusion, a bonus or a ceiling, with what only some of them have."""
    return {"id": name, "label": both(f"Libellé {name}"), "source": lines(), **more}


def funding(*brackets: Data, **more: Any) -> Data:
    """A funding; 75 % unless brackets, or another key that sets the amount, are given."""
    amounts = {"rate", "slab", "amount", "categories"} & more.keys()
    scale = {} if amounts else {"scale": list(brackets) or [{"rate": "75 %"}]}
    staff = {} if "base" in more else {"staff": "excluded"}
    return {**scale, **staff, "source": lines(), **more}


def size(*ranges: Data, **more: Any) -> Data:
    """The expected size of projects."""
    return {"ranges": [{"source": lines(), **each} for each in ranges], "source": lines(), **more}


def window(name: str, opens: str, closes: str | None = None, **more: Any) -> Data:
    """A period in which dossiers are taken."""
    return {"id": name, "label": both(f"Période {name}"), "opens": opens, "closes": closes, "source": lines(), **more}


def vocabulary_of(facts: Mapping[str, Any] | None = None) -> Vocabulary:
    """Facts as the core knows them."""
    from relance_rules.language.vocabulary import VocabularyModel

    return VocabularyModel.model_validate({"facts": VOCABULARY if facts is None else facts}).as_facts()


def write_rules(
    folder: Path,
    theme: Mapping[str, Any],
    vocabulary: Mapping[str, Any] | None = None,
    *,
    manifest: Mapping[str, Any] | None = None,
    definitions: Mapping[str, Any] | None = None,
    groups: Mapping[str, Any] | None = None,
    tables: Mapping[str, Any] | None = None,
    families: Mapping[str, Any] | None = None,
) -> Path:
    """Write a folder of rules with one theme. JSON is YAML too.

    What is not given is that of this module; a table or a family is given by its name, as data, or as text where its
    name has a suffix.
    """
    for name in ("themes", "tables", "families"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    plain = vocabulary is None
    known = GROUPS if groups is None and plain else groups or {}
    facts = {"facts": VOCABULARY if vocabulary is None else vocabulary, "groups": known}
    _write(folder / "ruleset.yaml", MANIFEST if manifest is None else manifest)
    _write(folder / "vocabulary.yaml", facts)
    _write(folder / "definitions.yaml", DEFINITIONS if definitions is None else definitions)
    for home, files in (("tables", tables), ("families", families)):
        for name, content in (files or {}).items():
            _write(folder / home / (name if "." in name else f"{name}.yaml"), content)
    _write(folder / "themes" / f"{theme.get('theme', 'ESSAI')}.yaml", theme)
    return folder


def _write(path: Path, content: Any) -> None:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")


SHARED = ("vocabulary", "manifest", "definitions", "groups", "tables", "families")
"""The parts of a rule set that stand beside its theme."""


class Trial:
    """One invented theme, and the reports of dossiers for it.

    ``parts`` replace those of the plain theme, or what stands beside it: ``vocabulary``, ``manifest``, ``definitions``,
    ``groups``, ``tables``, ``families``.
    """

    def __init__(self, folder: Path, parts: Mapping[str, Any]) -> None:
        own = {key: part for key, part in parts.items() if key not in SHARED and part is not None}
        left = {key for key, part in parts.items() if part is None}
        theme = {key: part for key, part in copy.deepcopy(THEME).items() if key not in left}
        shared = {key: part for key, part in parts.items() if key in SHARED}
        self.rules: Rules = load_rules(write_rules(folder, {**theme, **own}, **shared))
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


def said(content: Any, language: str = "fr") -> str:
    """A message in a language, its no-break spaces made plain so that tests can be read."""
    found = localization("fr" if language == "fr" else "en", EURO).say(content)
    return found.replace("\u00a0", " ").replace("\u202f", " ")


def faults(error: RelanceError) -> str:
    """Everything that an error says, one problem a line, as ``line:column: sentence``."""
    return "\n".join(f"{p.line}:{p.column}: {said(p.message)}" for p in error.problems)
