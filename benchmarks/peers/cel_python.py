"""The expressions of ``cel``, run by cel-python, in Python: interpreted, since its compiler fails on some of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.peers.cel import BASE, CONDITIONS, GRANT, MISSING, in_cents
from benchmarks.peers.dossiers import Answer, Peer, answer_of, each


def peers() -> Iterator[Peer]:
    """One."""
    import celpy
    from celpy.celtypes import IntType

    environment = celpy.Environment()
    functions = {"sum": lambda amounts: sum(amounts, IntType(0)), "least": min}

    def program(text: str) -> Any:
        return environment.program(environment.compile(text), functions=functions)

    conditions = {rule: program(text) for rule, text in CONDITIONS.items()}
    base_of, grant_of, missing_of = map(program, (BASE, GRANT, MISSING))

    def answer(dossier: dict[str, Any]) -> Answer:
        context = celpy.json_to_cel(in_cents(dossier))
        refusals = [rule for rule, holds in conditions.items() if not holds.evaluate(context)]
        base = base_of.evaluate(context)
        grant = grant_of.evaluate({**context, "base": base})
        return answer_of(refusals, int(base), int(grant), map(str, missing_of.evaluate(context)))

    yield Peer("cel-python", "types, decimals, sums, the least of some: Python around it", each(answer))
