"""A function written by hand: the floor of what Python can do, without a reason given for anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.peers.dossiers import COMMITMENTS, DOCUMENTS, Answer, Peer, cents, each


def answer(dossier: dict[str, Any]) -> Answer:
    """What SNAP3 says of a complete dossier."""
    project, money = dossier["projet"], dossier["financement"]
    refusals = []
    if dossier["depose_le"] < "2020-11-09":
        refusals.append("depot")
    if not 50_000_000 <= cents(project["cout_toutes_phases_ttc"]) <= 300_000_000:
        refusals.append("taille")
    if not project["conforme_descriptif"]:
        refusals.append("conforme_descriptif")
    if not all(map(_may_carry, dossier["porteurs"])):
        refusals.append("porteur")
    if not all(
        each["categorie"] == "direction_numerique_ministerielle" or each["numerique_informe"]
        for each in dossier["porteurs"]
    ):
        refusals.append("numerique_informe")
    if not project["retombees_entreprises_francaises"]:
        refusals.append("retombees_francaises")
    if not project["ressources_pilotage"]:
        refusals.append("ressources_pilotage")
    base = staff = 0
    for line in dossier["depenses"]:
        if 2021 <= line["annee"] <= 2022 and (line["nature"] != "licence" or line["produit_europeen"]):
            amount = cents(line["montant_ttc"])
            base += amount
            if line["nature"] == "personnel":
                staff += amount
    left = max(0, 200_000_000 - cents(money["subventions_anterieures"]))
    grant = min(base * 3 // 4, base - staff, left, cents(money["subvention_demandee"]))
    promised, given = dossier["engagements"], dossier["pieces"]
    missing = [name for name in COMMITMENTS if not promised[name]] + [name for name in DOCUMENTS if not given[name]]
    return Answer(tuple(refusals), base, grant, tuple(missing))


def _may_carry(applicant: dict[str, Any]) -> bool:
    kind = applicant["categorie"]
    return kind in ("direction_numerique_ministerielle", "direction_metier", "operateur") or (
        kind == "service_deconcentre" and applicant["est_direction"]
    )


def peers() -> Iterator[Peer]:
    """One."""
    yield Peer("Python by hand", "types", each(answer))
