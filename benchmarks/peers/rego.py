"""Rego, the language of Open Policy Agent, as regopy runs it: rego-cpp, a policy compiled once.

The ``min`` and ``max`` of rego-cpp compare numbers as texts (the least of 9 and 100 is 100); ``<=`` does not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from benchmarks.peers.dossiers import COMMITMENTS, DOCUMENTS, Answer, Peer, answer_of, each

POLICY = f"""
package snap3
import rego.v1

cents(text) := to_number(replace(text, ".", ""))
whole := cents(input.projet.cout_toutes_phases_ttc)

may_carry(p) if p.categorie in {{"direction_numerique_ministerielle", "direction_metier", "operateur"}}
may_carry(p) if {{ p.categorie == "service_deconcentre"; p.est_direction }}
informed(p) if p.categorie == "direction_numerique_ministerielle"
informed(p) if p.numerique_informe

refusals contains "depot" if input.depose_le < "2020-11-09"
refusals contains "taille" if whole < 50000000
refusals contains "taille" if whole > 300000000
refusals contains "conforme_descriptif" if not input.projet.conforme_descriptif
refusals contains "porteur" if {{ some p in input.porteurs; not may_carry(p) }}
refusals contains "numerique_informe" if {{ some p in input.porteurs; not informed(p) }}
refusals contains "retombees_francaises" if not input.projet.retombees_entreprises_francaises
refusals contains "ressources_pilotage" if not input.projet.ressources_pilotage

excluded(l) if l.annee < 2021
excluded(l) if l.annee > 2022
excluded(l) if {{ l.nature == "licence"; not l.produit_europeen }}
base := sum([cents(l.montant_ttc) | some l in input.depenses; not excluded(l)])
staff := sum([cents(l.montant_ttc) | some l in input.depenses; not excluded(l); l.nature == "personnel"])
earlier := cents(input.financement.subventions_anterieures)
left := 200000000 - earlier if earlier < 200000000 else := 0
limits := {{base * 75 / 100, base - staff, left, cents(input.financement.subvention_demandee)}}
grant := floor([limit | some limit in limits; every other in limits {{ limit <= other }}][0])

missing contains name if {{ some name in {json.dumps(COMMITMENTS)}; not input.engagements[name] }}
missing contains name if {{ some name in {json.dumps(DOCUMENTS)}; not input.pieces[name] }}

answer := {{"refusals": refusals, "base": base, "grant": grant, "missing": missing}}
"""


def peers() -> Iterator[Peer]:
    """One."""
    import regopy

    writer = regopy.Interpreter()
    writer.add_module("snap3", POLICY)
    bundle = writer.build("x = data.snap3.answer")
    interpreter = regopy.Interpreter()

    def answer(dossier: dict[str, Any]) -> Answer:
        interpreter.set_input(dossier)
        found = json.loads(str(interpreter.query_bundle(bundle)))["bindings"]["x"]
        return answer_of(found["refusals"], found["base"], found["grant"], found["missing"])

    yield Peer("regopy", "types; its `min` compares texts", each(answer))
