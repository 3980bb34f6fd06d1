"""Random dossiers of SNAP3 that leave nothing out, and what every peer answers of one.

Complete, because only an engine that knows what it does not know has an answer to the others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from benchmarks.examples import siret

SEED = 20_201_109
CATEGORIES = (
    *("direction_numerique_ministerielle", "direction_metier", "operateur", "service_deconcentre") * 4,
    *("laboratoire_public", "collectivite_territoriale", "entreprise", "association", "autre"),
)
NATURES = ("prestation", "developpement", "formation", "licence", "licence", "materiel", "communication", "autre")
COMMITMENTS = ("point_trimestriel", "partage_informations")
DOCUMENTS = (
    "acteurs_organisation",
    "planning_phases_jalons",
    "budget_par_phase",
    "justification_conformite",
    "dispositions_criteres",
    "indicateurs",
    "seuils_indicateurs",
)
CONDITIONS = (
    "depot",
    "taille",
    "conforme_descriptif",
    "porteur",
    "numerique_informe",
    "retombees_francaises",
    "ressources_pilotage",
)


class Answer(NamedTuple):
    """What is held equal: the conditions that fail, in the order of ``CONDITIONS``; cents; what is not given.

    ``asked`` names the facts without which there is no verdict, for an engine that can tell.
    """

    refusals: tuple[str, ...]
    base: int
    grant: int
    missing: tuple[str, ...]
    asked: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """In the words of our reports."""
        return "ineligible" if self.refusals else "undetermined" if self.asked else "eligible"


class Peer(NamedTuple):
    """Something that answers dossiers, each the line of JSON that states it, and what it leaves to others."""

    name: str
    leaves_out: str
    answers: Callable[[Sequence[str]], list[Answer]]


def each(answer: Callable[[dict[str, Any]], Answer]) -> Callable[[Sequence[str]], list[Answer]]:
    """The answers of a peer that takes one dossier at a time, from its parsed JSON."""
    return lambda lines: [answer(json.loads(line)) for line in lines]


def answer_of(refused: Iterable[str], base: int, grant: int, missing: Iterable[str]) -> Answer:
    """An answer whose parts came in any order."""
    refusals, left = set(refused), set(missing)
    return Answer(
        tuple(rule for rule in CONDITIONS if rule in refusals),
        base,
        grant,
        tuple(name for name in (*COMMITMENTS, *DOCUMENTS) if name in left),
    )


def cents(text: str) -> int:
    """The cents of an amount, which these dossiers write with two decimals."""
    return int(text.replace(".", ""))


def written(amount: int) -> str:
    """An amount in cents as these dossiers write it."""
    return f"{amount // 100}.{amount % 100:02}"


def complete(rng: Random, number: int) -> dict[str, Any]:
    """A dossier that states every fact that the theme asks for, with amounts and days at the edges of its rules."""
    total = rng.choice((49_999_999, 50_000_000, 100_000_000, 300_000_000, rng.randrange(20_000_000, 320_000_000)))
    cuts = sorted(rng.randrange(total + 1) for _ in range(rng.randrange(1, 9)))
    lines = [end - start for start, end in zip([0, *cuts], [*cuts, total], strict=True)]
    whole = rng.choice((total, total, max(total, 300_000_001), max(total, 300_000_000), total + rng.randrange(10**8)))
    mostly = rng.choice((0.5, 0.95, 1.0, 1.0))

    def likely() -> bool:
        return rng.random() < mostly

    return {
        "theme": "SNAP3",
        "reference": f"R-{number:06}",
        "depose_le": (date(2020, 11, 7) + timedelta(days=rng.choice((1, 2, 3, rng.randrange(700))))).isoformat(),
        "projet": {
            "nom": f"Poste nomade {number}",
            "reference": f"P-{number}",
            "phase": 1,
            "cout_total_ttc": written(total),
            "cout_toutes_phases_ttc": written(whole),
            "conforme_descriptif": likely(),
            "retombees_entreprises_francaises": likely(),
            "ressources_pilotage": likely(),
        },
        "porteurs": [
            {
                "nom": "Agence publique des secours en mer",
                "siret": siret(rng),
                "categorie": rng.choice(CATEGORIES[:12] if likely() else CATEGORIES),
                "est_direction": likely(),
                "numerique_informe": likely(),
            }
            for _ in range(rng.choice((1, 1, 2, 3)))
        ],
        "depenses": [_line(rng, amount) for amount in lines],
        "financement": {
            "subvention_demandee": written(rng.choice((rng.randrange(total + 1), total, 200_000_000))),
            "subventions_anterieures": written(
                rng.choice((0, 0, 125_000_000, 199_999_999, rng.randrange(300_000_000)))
            ),
        },
        "engagements": {name: likely() for name in COMMITMENTS},
        "pieces": {name: likely() for name in DOCUMENTS},
    }


def _line(rng: Random, amount: int) -> dict[str, Any]:
    staff = rng.random() < 0.2
    return {
        "libelle": "Image système et production des postes",
        "montant_ttc": written(amount),
        "annee": rng.choice((2020, 2021, 2021, 2021, 2022, 2022, 2022, 2023)),
        "titre": "2" if staff else rng.choice(("3", "5", "6")),
        "nature": "personnel" if staff else rng.choice(NATURES),
        "produit_europeen": rng.random() < 0.5,
    }


def unsaid() -> str:
    """An eligible dossier, but that its only applicant does not say whether it informed the digital directorate."""
    dossiers = map(json.loads, random_lines(1000))
    for dossier in dossiers:
        (applicant, *others), project = dossier["porteurs"], dossier["projet"]
        if (
            not others
            and applicant["categorie"] == "operateur"
            and all(project.values())
            and 50_000_000 <= cents(project["cout_toutes_phases_ttc"]) <= 300_000_000
            and dossier["depose_le"] >= "2020-11-09"
        ):
            del applicant["numerique_informe"]
            return json.dumps(dossier, ensure_ascii=False)
    raise LookupError("no such dossier among those drawn")


def random_lines(count: int, seed: int = SEED) -> list[str]:
    """So many dossiers, each as its line of JSON; the same on every run."""
    rng = Random(seed)  # noqa: S311
    return [json.dumps(complete(rng, number), ensure_ascii=False) for number in range(count)]
