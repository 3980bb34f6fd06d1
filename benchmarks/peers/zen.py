"""GoRules ZEN, in Rust: a decision of two expression nodes, given the line as it is. Its numbers are exact decimals."""

from __future__ import annotations

import json
from collections.abc import Iterator

from benchmarks.peers.dossiers import COMMITMENTS, DOCUMENTS, Answer, Peer, answer_of

LINES = {
    "kept": "filter(depenses, #.annee >= 2021 and #.annee <= 2022 and (#.nature != 'licence' or #.produit_europeen))",
    "earlier": "number(financement.subventions_anterieures)",
}
ANSWER = {
    "depot": "date(depose_le) >= date('2020-11-09')",
    "taille": ("number(projet.cout_toutes_phases_ttc) >= 500000 and number(projet.cout_toutes_phases_ttc) <= 3000000"),
    "conforme_descriptif": "projet.conforme_descriptif",
    "porteur": (
        "all(porteurs, #.categorie in ['direction_numerique_ministerielle', 'direction_metier', 'operateur']"
        " or (#.categorie == 'service_deconcentre' and #.est_direction))"
    ),
    "numerique_informe": ("all(porteurs, #.categorie == 'direction_numerique_ministerielle' or #.numerique_informe)"),
    "retombees_francaises": "projet.retombees_entreprises_francaises",
    "ressources_pilotage": "projet.ressources_pilotage",
    "base": "sum(map(kept, number(#.montant_ttc)))",
    "staff": "sum(map(filter(kept, #.nature == 'personnel'), number(#.montant_ttc)))",
    "base_cents": "$.base * 100",
    "grant_cents": (
        "floor(100 * min([$.base * 0.75, $.base - $.staff, max([0, 2000000 - earlier]),"
        " number(financement.subvention_demandee)]))"
    ),
    "promises": f"filter({list(COMMITMENTS)}, not engagements[#])",
    "documents": f"filter({list(DOCUMENTS)}, not pieces[#])",
}
RULES = tuple(ANSWER)[:7]


def decision() -> str:
    """The graph: the lines that count, then the answer."""

    def node(name: str, expressions: dict[str, str], passes: bool) -> dict[str, object]:
        listed = [{"id": f"{name}-{key}", "key": key, "value": value} for key, value in expressions.items()]
        content = {"expressions": listed, "passThrough": passes}
        return {"id": name, "name": name, "type": "expressionNode", "content": content}

    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "content": {}},
        node("lines", LINES, True),
        node("answer", ANSWER, False),
        {"id": "out", "name": "out", "type": "outputNode", "content": {}},
    ]
    ends = [("in", "lines"), ("lines", "answer"), ("answer", "out")]
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in ends]
    return json.dumps({"nodes": nodes, "edges": edges})


def peers() -> Iterator[Peer]:
    """One."""
    import zen

    evaluate = zen.ZenEngine().create_decision(decision()).evaluate

    def answer(line: str) -> Answer:
        found = evaluate(line)["result"]
        return answer_of(
            (rule for rule in RULES if not found[rule]),
            int(found["base_cents"]),
            int(found["grant_cents"]),
            (*found["promises"], *found["documents"]),
        )

    yield Peer("zen-engine", "types; exact results (decimals within, doubles out)", lambda lines: [*map(answer, lines)])
