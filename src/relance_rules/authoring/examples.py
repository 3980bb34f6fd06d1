"""The small complete rule set that the examples of the lint rules stand in: what a snippet does not say, it says."""

from __future__ import annotations

import re
from pathlib import Path

from relance_rules.authoring.diagnostics import Example
from relance_rules.language.base import Source
from relance_rules.loading.citations import passage_digest

THEME = """\
theme: DEMO
title: {fr: "Un thème", en: "A theme"}
summary: {fr: "Un thème court et complet", en: "A short and complete theme"}
kind: guichet
owner: Direction du numérique
source: {lines: 1-9}
envelope: {amount: 10 MCHF, source: {lines: 2}}
windows:
  - {id: guichet, label: {fr: "Guichet ouvert", en: "Open window"}, opens: 2021-01-04, source: {lines: 3}}
size: {ranges: [{at_least: 50 000 CHF, at_most: 1 MCHF, source: {lines: 4}}], source: {lines: 4}}
eligibility:
  - id: demarche
    label: {fr: "La démarche est recensée", en: "The procedure is listed"}
    require: {fact: chantier.recense, is: true}
    failure: {fr: "Choisissez une démarche recensée", en: "Choose a listed procedure"}
    source: {lines: 5}
funding: {scale: [{rate: 75 %}], staff: excluded, source: {lines: 6}}
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7}}
descriptive: [{lines: "1, 8-9", reason: titles}]
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true}, engagements: {bilan: true}}
    expect: {findings: {demarche: pass}}
"""

MANIFEST = """\
ruleset: {name: demo, version: "1"}
title: {fr: "Un jeu de règles", en: "A rule set"}
languages: [fr, en]
currency: {code: CHF, also: [francs]}
documents:
  texte: {title: {fr: "Le texte", en: "The text"}, cited_by: lines}
readings:
  L1: {fr: "Le personnel reste à la charge du porteur.", en: "Staff costs stay with the applicant."}
roles:
  theme: theme
  reference: reference
  filed_on: recu_le
  total: chantier.cout
  requested: aide.demandee
  way_in: voie
  lines: {list: travaux, amount: prix, label: objet}
  staff: {fact: salaires, reading: L1}
  commitments: engagements
  documents: pieces
scopes:
  project: {key: [chantier.numero], earlier: aide.anterieure}
"""

DEFINITIONS = """\
derived:
  salaires:
    of: travaux
    type: boolean
    label: {fr: "Dépense de personnel", en: "Staff costs"}
    value: {fact: genre, is: "2"}
"""

FACTS = """\
theme: {type: text, core: true, label: {fr: "Thème", en: "Theme"}}
reference: {type: text, core: true, label: {fr: "Référence", en: "Reference"}}
chantier.numero: {type: text, core: true, label: {fr: "Projet", en: "Project"}}
recu_le: {type: date, core: true, label: {fr: "Dépôt", en: "Filing"}}
chantier.cout: {type: money, core: true, label: {fr: "Coût", en: "Cost"}}
chantier.recense: {type: boolean, core: true, label: {fr: "Recensé", en: "Listed"}}
chantier.mois: {type: integer, core: true, label: {fr: "Durée", en: "Duration"}}
chantier.hebergement:
  type: enumeration
  core: true
  values: {interne: {label: {fr: "à l’État", en: "State"}}, externe: {label: {fr: "hors de l’État", en: "other"}}}
  label: {fr: "Hébergement", en: "Hosting"}
voie:
  type: enumeration
  core: true
  values: {guichet: {label: {fr: "au guichet", en: "window"}}, appel: {label: {fr: "à l’appel", en: "call"}}}
  label: {fr: "Modalité", en: "Way in"}
travaux:
  type: list
  core: true
  label: {fr: "Dépenses", en: "Expenses"}
  items:
    objet: {type: text, core: true, label: {fr: "Libellé", en: "Label"}}
    prix: {type: money, core: true, label: {fr: "Montant", en: "Amount"}}
    genre:
      type: enumeration
      core: true
      values: {"2": {label: {fr: "du personnel", en: "staff"}}, "3": {label: {fr: "hors personnel", en: "other"}}}
      label: {fr: "Titre budgétaire", en: "Budget title"}
aide.demandee: {type: money, core: true, label: {fr: "Demande", en: "Request"}}
aide.anterieure: {type: money, core: true, label: {fr: "Déjà reçu", en: "Earlier"}}
engagements: {type: flags, core: true, label: {fr: "Engagements", en: "Commitments"}}
pieces: {type: flags, core: true, label: {fr: "Pièces", en: "Documents"}}
"""
"""The facts of its vocabulary, without the key that they stand under."""


_TOP_KEY = re.compile(r"^(?=[a-z_.\[\]]+:)", re.M)


DOCUMENT = """\
Un thème
Enveloppe : 10 MCHF
Ouverture : 4 janvier 2021
Taille : 50 000 CHF à 1 MCHF
Démarches recensées, par exemple en ligne
Financement : 75 %
Engagement : un bilan
Le bilan devra être public
Pied de page
"""
"""What the small theme cites."""


def complete(example: Example) -> dict[str, str]:
    """The example as the texts of a whole rule set, by the names of its files."""
    facts = "".join(f"  {line}" for line in merged(FACTS, example.facts).splitlines(keepends=True))
    return {
        "ruleset.yaml": merged(MANIFEST, example.manifest),
        "vocabulary.yaml": f"facts:\n{facts}",
        "definitions.yaml": merged(DEFINITIONS, example.definitions),
        "themes/DEMO.yaml": merged(_digested(THEME) if example.cites else THEME, example.theme),
        **dict(example.others),
    }


def write_files(folder: Path, texts: dict[str, str]) -> None:
    """Write the files of a rule set in a folder."""
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())


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
