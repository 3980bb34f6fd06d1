"""The small complete theme that the examples of the lint rules stand in: what a snippet does not say, it says."""

from __future__ import annotations

import re

from relance_rules.authoring.findings import Example
from relance_rules.language.base import Source
from relance_rules.loading.citations import passage_digest

THEME = """\
theme: DEMO
title: {fr: "Un thème", en: "A theme"}
summary: {fr: "Un thème court et complet", en: "A short and complete theme"}
kind: guichet
owner: Direction du numérique
source: {lines: 1-9}
envelope: {amount: 10 M€, source: {lines: 2}}
windows:
  - {id: guichet, label: {fr: "Guichet ouvert", en: "Open window"}, opens: 2021-01-04, source: {lines: 3}}
size: {ranges: [{at_least: 50 000 EUR, at_most: 1 M€, source: {lines: 4}}], source: {lines: 4}}
eligibility:
  - id: demarche
    label: {fr: "La démarche est recensée", en: "The procedure is listed"}
    require: {fact: projet.recense, is: true}
    failure: {fr: "Choisissez une démarche recensée", en: "Choose a listed procedure"}
    source: {lines: 5}
funding: {scale: [{rate: 75 %}], staff: excluded, source: {lines: 6}}
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7}}
descriptive: [{lines: "1, 8-9", reason: titles}]
cases:
  - name: a listed procedure
    dossier: {projet: {recense: true}, engagements: {bilan: true}}
    expect: {findings: {demarche: pass}}
"""

FACTS = """\
theme: {type: text, core: true, label: {fr: "Thème", en: "Theme"}, question: {fr: "Lequel ?", en: "Which?"}}
reference: {type: text, core: true, label: {fr: "Référence", en: "Reference"}, question: {fr: "Laquelle ?", en: "Which?"}}
projet.reference: {type: text, core: true, label: {fr: "Projet", en: "Project"}, question: {fr: "Lequel ?", en: "Which?"}}
depenses[].libelle: {type: text, core: true, label: {fr: "Libellé", en: "Label"}, question: {fr: "Quoi ?", en: "What?"}}
depose_le: {type: date, core: true, label: {fr: "Dépôt", en: "Filing"}, question: {fr: "Quand ?", en: "When?"}}
projet.cout_total_ttc: {type: money, core: true, label: {fr: "Coût", en: "Cost"}, question: {fr: "Combien ?", en: "How much?"}}
projet.recense: {type: boolean, core: true, label: {fr: "Recensé", en: "Listed"}, question: {fr: "Recensé ?", en: "Listed?"}}
projet.mois: {type: integer, core: true, label: {fr: "Durée", en: "Duration"}, question: {fr: "Combien ?", en: "How long?"}}
projet.hebergement:
  type: enumeration
  core: true
  values: {interne: {label: {fr: "à l’État", en: "State"}}, externe: {label: {fr: "hors de l’État", en: "other"}}}
  label: {fr: "Hébergement", en: "Hosting"}
  question: {fr: "Où ?", en: "Where?"}
modalite:
  type: enumeration
  core: true
  values: {guichet: {label: {fr: "au guichet", en: "window"}}, appel: {label: {fr: "à l’appel", en: "call"}}}
  label: {fr: "Modalité", en: "Way in"}
  question: {fr: "Laquelle ?", en: "Which?"}
depenses: {type: list, core: true, label: {fr: "Dépenses", en: "Expenses"}, question: {fr: "Lesquelles ?", en: "Which?"}}
depenses[].montant_ttc: {type: money, core: true, label: {fr: "Montant", en: "Amount"}, question: {fr: "Combien ?", en: "How much?"}}
depenses[].titre:
  type: enumeration
  core: true
  values: {"2": {label: {fr: "du personnel", en: "staff"}}, "3": {label: {fr: "hors personnel", en: "other"}}}
  label: {fr: "Titre budgétaire", en: "Budget title"}
  question: {fr: "Lequel ?", en: "Which?"}
financement.subvention_demandee: {type: money, core: true, label: {fr: "Demande", en: "Request"}, question: {fr: "Combien ?", en: "How much?"}}
financement.subventions_anterieures: {type: money, core: true, label: {fr: "Déjà reçu", en: "Earlier"}, question: {fr: "Combien ?", en: "How much?"}}
engagements: {type: flags, core: true, label: {fr: "Engagements", en: "Commitments"}, question: {fr: "Lesquels ?", en: "Which?"}}
pieces: {type: flags, core: true, label: {fr: "Pièces", en: "Documents"}, question: {fr: "Lesquelles ?", en: "Which?"}}
"""  # noqa: E501
"""The facts of its vocabulary, without the key that they stand under."""


_TOP_KEY = re.compile(r"^(?=[a-z_.\[\]]+:)", re.M)


DOCUMENT = """\
Un thème
Enveloppe : 10 M€
Ouverture : 4 janvier 2021
Taille : 50 000 € à 1 M€
Démarches recensées
Financement : 75 %
Engagement : un bilan
Fin du thème
Pied de page
"""
"""What the small theme cites."""


def complete(example: Example) -> tuple[str, str]:
    """The example as whole files: the theme and the vocabulary."""
    facts = "".join(f"  {line}" for line in merged(FACTS, example.facts).splitlines(keepends=True))
    return merged(_digested(THEME) if example.cites else THEME, example.theme), f"facts:\n{facts}"


def _digested(theme: str) -> str:
    """The small theme with the digest of each of its citations."""
    lines = DOCUMENT.split("\n")

    def digest(match: re.Match[str]) -> str:
        source = Source(lines=match[1], digest=None)
        return f'source: {{lines: {match[1]}, digest: "{passage_digest(lines, source)}"}}'

    return re.sub(r"source: \{lines: ([0-9-]+)\}", digest, theme)


def merged(base: str, snippet: str) -> str:
    """A text of top-level keys, with those that a snippet gives in place of its own; the snippet's others come last."""
    given = {_key(block): block for block in _blocks(snippet)}
    kept = [given.pop(_key(block), block) for block in _blocks(base)]
    return "".join([*kept, *given.values()])


def _blocks(text: str) -> list[str]:
    """The text cut before each top-level key, comments above a key staying with the one before."""
    return [block for block in _TOP_KEY.split(text) if block]


def _key(block: str) -> str:
    return block.partition(":")[0]
