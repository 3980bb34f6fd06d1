"""The Common Expression Language: one expression a rule, for the engine in Rust and the one in Python.

It has whole numbers and doubles but no decimals, and no sum: amounts are turned into cents before, and the sum and the
least are functions of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.peers.dossiers import COMMITMENTS, DOCUMENTS, cents

KEPT = "depenses.filter(l, l.annee >= 2021 && l.annee <= 2022 && (l.nature != 'licence' || l.produit_europeen))"
CONDITIONS = {
    "depot": "timestamp(depose_le + 'T00:00:00Z') >= timestamp('2020-11-09T00:00:00Z')",
    "taille": ("projet.cout_toutes_phases_ttc >= 50000000 && projet.cout_toutes_phases_ttc <= 300000000"),
    "conforme_descriptif": "projet.conforme_descriptif",
    "porteur": (
        "porteurs.all(p, p.categorie in ['direction_numerique_ministerielle', 'direction_metier', 'operateur']"
        " || (p.categorie == 'service_deconcentre' && p.est_direction))"
    ),
    "numerique_informe": ("porteurs.all(p, p.categorie == 'direction_numerique_ministerielle' || p.numerique_informe)"),
    "retombees_francaises": "projet.retombees_entreprises_francaises",
    "ressources_pilotage": "projet.ressources_pilotage",
}
BASE = f"sum({KEPT}.map(l, l.montant_ttc))"
GRANT = (
    "least([base * 3 / 4,"
    f" base - sum({KEPT}.filter(l, l.nature == 'personnel').map(l, l.montant_ttc)),"
    " financement.subventions_anterieures > 200000000 ? 0 : 200000000 - financement.subventions_anterieures,"
    " financement.subvention_demandee])"
)
MISSING = f"{list(COMMITMENTS)}.filter(name, !engagements[name]) + {list(DOCUMENTS)}.filter(name, !pieces[name])"
FUNCTIONS: Mapping[str, Callable[..., Any]] = {"sum": sum, "least": min}


def in_cents(dossier: dict[str, Any]) -> dict[str, Any]:
    """The same dossier, its amounts as whole cents."""
    project, money = dossier["projet"], dossier["financement"]
    return {
        **dossier,
        "projet": {**project, "cout_toutes_phases_ttc": cents(project["cout_toutes_phases_ttc"])},
        "financement": {name: cents(amount) for name, amount in money.items()},
        "depenses": [{**line, "montant_ttc": cents(line["montant_ttc"])} for line in dossier["depenses"]],
    }
