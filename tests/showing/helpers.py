"""What the tests of the renderers share: a theme made for them, and the text that a renderer prints."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Console

import relance_rules
from relance_rules import Report, Rules, Theme
from relance_rules.checking.check import check_dossier
from relance_rules.dossiers.facts import Dossier
from relance_rules.localization import Localization, localization
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Block
from relance_rules.showing.text import print_blocks
from relance_rules.targets.pydantic.reading import reader_of

ROOT = Path(__file__).resolve().parents[2]

INVENTED = """
theme: ESSAI
title: {fr: "Thème d’essai", en: "Trial theme"}
summary: {fr: "Un thème inventé.", en: "An invented theme."}
kind: [guichet, appel_a_projets]
owner: Personne
source: {lines: 1-90}
envelope: {amount: 1500000 EUR, source: {lines: 2}}
windows:
  - id: guichet
    label: {fr: "Guichet", en: "Open window"}
    opens: 2020-11-02
    when: {fact: modalite, is: guichet}
    source: {lines: 3}
  - id: appel
    label: {fr: "Appel", en: "Call"}
    opens: 2021-01-05
    closes: 2021-03-31
    when: {fact: modalite, is: appel_a_projets}
    envelope: 300 k€
    notice: {fr: "Jours supposés.", en: "Days assumed."}
    source: {lines: 4}
size:
  ranges:
    - id: local
      when: {every: porteurs, satisfies: {fact: categorie, is: service_deconcentre}}
      more_than: 10 k€
      label: {fr: "Projet local", en: "Local project"}
      source: {lines: 5}
    - {id: autres, at_least: 20 k€, less_than: 2 M€, source: {lines: 6}}
  source: {lines: 5-6}
eligibility:
  - id: porteur
    label: {fr: "Chaque porteur est central", en: "Each applicant is central"}
    require: {every: porteurs, satisfies: {fact: categorie, is: administration_centrale}}
    failure: {fr: "Un porteur n’est pas central.", en: "An applicant is not central."}
    source: {lines: 10-11}
    reading: R10
  - id: part_francaise
    label: {fr: "La moitié va à la France", en: "Half goes to France"}
    require:
      share: montant_ttc
      over: depenses
      where: {fact: fournisseur.siege, is: FR}
      at_least: 50 %
    failure: {fr: "Trop peu va à la France.", en: "Too little goes to France."}
    source: {lines: 12}
  - id: formation
    label: {fr: "Le besoin de formation est dit", en: "The need for training is stated"}
    when: {fact: projet.equipe_interne, is: true}
    require: {fact: projet.besoin_formation, known: true}
    failure: {fr: "Dites-le.", en: "Say so."}
    source: {lines: 13}
funding:
  scale: [{rate: 100 %, up_to: 48 k€}, {rate: 33.3 %, up_to: 100 k€}, {rate: 0 %}]
  staff: excluded
  exclude:
    - id: hors_2021
      label: {fr: "Hors de 2021", en: "Outside 2021"}
      when: {not: {fact: annee, is: 2021}}
      source: {lines: 20}
      reading: R6
  ceilings:
    - id: plafond
      label: {fr: "Plafond du projet", en: "Project ceiling"}
      amount: 60 k€
      per: project
      source: {lines: 21}
  source: {lines: 19-22}
commitments:
  - id: compte_rendu
    label: {fr: "Rendre compte", en: "Report"}
    source: {lines: 30}
  - id: relais
    label: {fr: "Passer le relais", en: "Hand over"}
    when: {fact: projet.financement_apres_2022, is: true}
    source: {lines: 31}
documents:
  - id: budget
    label: {fr: "Budget", en: "Budget"}
    source: {lines: 32}
    reading: R12
sections:
  expected:
    - id: utile
      label: {fr: "Projet utile", en: "Useful project"}
      source: {lines: 41}
  criteria:
    - id: portee
      label: {fr: "Portée", en: "Reach"}
      source: {lines: 40}
"""
"""A theme that uses what the catalogue's own themes use only here and there."""

DOSSIER: Mapping[str, Any] = {
    "reference": "2021-1",
    "depose_le": "2021-02-12",
    "modalite": "appel_a_projets",
    "projet": {"nom": "Essai", "cout_total_ttc": "120 000,01 €", "equipe_interne": "oui", "besoin_formation": "non"},
    "porteurs": [{"nom": "Direction A", "categorie": "direction_metier"}, {"categorie": "administration_centrale"}],
    "depenses": [
        {"libelle": "Code", "montant_ttc": "90 000,01 €", "annee": 2021, "titre": 3, "fournisseur": {"siege": "FR"}},
        {"libelle": "Serveur", "montant_ttc": 0, "annee": 2021, "titre": 5},
        {"libelle": "Étude", "montant_ttc": "20 k€", "annee": 2023, "titre": 3, "fournisseur": {"siege": "DE"}},
        {"libelle": "Équipe", "montant_ttc": "10 k€", "annee": 2021, "titre": 2, "fournisseur": {"siege": "FR"}},
    ],
    "financement": {"subvention_demandee": "70 k€", "subventions_anterieures": "5 k€"},
    "engagements": {"compte_rendu": "oui"},
    "pieces": {"budget": "oui"},
}
"""A dossier of the invented theme: eligible, and incomplete for one fact."""


@cache
def rules() -> Rules:
    """The rules of the catalogue, loaded once."""
    return relance_rules.load_rules()


def plan() -> Plan:
    """The rule set of the catalogue."""
    return rules().plan


def vocabulary() -> Vocabulary:
    """The facts that the rules are about."""
    return rules().vocabulary


@cache
def rules_of(theme: str) -> Rules:
    """The rule set of the catalogue with one theme in place of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("ruleset.yaml", "vocabulary.yaml", "definitions.yaml"):
            shutil.copy(ROOT / "rules" / file, folder)
        (folder / "themes").mkdir()
        (folder / "themes" / "ESSAI.yaml").write_text(theme, encoding="utf-8")
        found = relance_rules.load_rules(folder)
        found.check_all()
        return found


def invented() -> Theme:
    """The invented theme."""
    return rules_of(INVENTED)["ESSAI"]


def spoken(language: str = "fr") -> Localization:
    """A language, with the currency of the catalogue."""
    return localization("en" if language == "en" else "fr", plan().currency)


def report_of(data: Mapping[str, Any], theme: Theme | None = None, origin: str | None = None) -> Report:
    """The report of plain data, against the invented theme unless another is given."""
    theme, set_ = (invented(), rules_of(INVENTED).plan) if theme is None else (theme, plan())
    facts, faults = reader_of(set_, theme).read(data)
    assert faults == []
    return check_dossier(set_, theme, Dossier(facts, origin))


def printed(blocks: Iterable[Block], *, width: int = 80, language: str = "fr", colour: bool = False) -> str:
    """What a console of a given width shows of blocks."""
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=colour, color_system="standard" if colour else None, highlight=False
    )
    print_blocks(blocks, spoken(language), console)
    return out.getvalue()
