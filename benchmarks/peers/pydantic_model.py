"""A pydantic model written by hand, read straight from the JSON, and the same rules over it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from benchmarks.peers.dossiers import CATEGORIES, COMMITMENTS, CONDITIONS, DOCUMENTS, NATURES, Answer, Peer

Amount = Annotated[Decimal, Field(ge=0, decimal_places=2)]
Category = Literal[tuple(dict.fromkeys(CATEGORIES))]
Nature = Literal[(*dict.fromkeys(NATURES), "personnel")]
OPENING = date(2020, 11, 9)


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Project(Part):
    nom: str
    reference: str
    phase: int
    cout_total_ttc: Amount
    cout_toutes_phases_ttc: Amount
    conforme_descriptif: bool
    retombees_entreprises_francaises: bool
    ressources_pilotage: bool


class Applicant(Part):
    nom: str
    siret: Annotated[str, Field(pattern=r"^\d{14}$")]
    categorie: Category
    est_direction: bool
    numerique_informe: bool


class Line(Part):
    libelle: str
    montant_ttc: Amount
    annee: int
    titre: Literal["2", "3", "5", "6"]
    nature: Nature
    produit_europeen: bool


class Money(Part):
    subvention_demandee: Amount
    subventions_anterieures: Amount


class Dossier(Part):
    theme: Literal["SNAP3"]
    reference: str
    depose_le: date
    projet: Project
    porteurs: list[Applicant]
    depenses: list[Line]
    financement: Money
    engagements: dict[Literal[COMMITMENTS], bool]
    pieces: dict[Literal[DOCUMENTS], bool]


def answer(dossier: Dossier) -> Answer:
    """What SNAP3 says of a dossier."""
    project, money = dossier.projet, dossier.financement
    holds = (
        dossier.depose_le >= OPENING,
        500_000 <= project.cout_toutes_phases_ttc <= 3_000_000,
        project.conforme_descriptif,
        all(
            each.categorie in ("direction_numerique_ministerielle", "direction_metier", "operateur")
            or (each.categorie == "service_deconcentre" and each.est_direction)
            for each in dossier.porteurs
        ),
        all(
            each.categorie == "direction_numerique_ministerielle" or each.numerique_informe for each in dossier.porteurs
        ),
        project.retombees_entreprises_francaises,
        project.ressources_pilotage,
    )
    kept = [
        line
        for line in dossier.depenses
        if 2021 <= line.annee <= 2022 and (line.nature != "licence" or line.produit_europeen)
    ]
    base = sum((line.montant_ttc for line in kept), Decimal(0))
    staff = sum((line.montant_ttc for line in kept if line.nature == "personnel"), Decimal(0))
    left = max(Decimal(0), 2_000_000 - money.subventions_anterieures)
    grant = min(base * 75 / 100, base - staff, left, money.subvention_demandee)
    return Answer(
        tuple(rule for rule, held in zip(CONDITIONS, holds, strict=True) if not held),
        int(base * 100),
        int(grant * 100),
        (
            *(name for name in COMMITMENTS if not dossier.engagements.get(name)),
            *(name for name in DOCUMENTS if not dossier.pieces.get(name)),
        ),
    )


def peers() -> Iterator[Peer]:
    """One."""
    read = Dossier.model_validate_json
    yield Peer("pydantic by hand", "amounts as people write them", lambda lines: [answer(read(line)) for line in lines])
