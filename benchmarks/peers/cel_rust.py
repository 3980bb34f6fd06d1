"""The expressions of ``cel``, run by common-expression-language, in Rust."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.peers.cel import BASE, CONDITIONS, FUNCTIONS, GRANT, MISSING, in_cents
from benchmarks.peers.dossiers import Answer, Peer, answer_of, each


def peers() -> Iterator[Peer]:
    """One."""
    import cel

    conditions = {rule: cel.compile(text).execute for rule, text in CONDITIONS.items()}
    base_of, grant_of, missing_of = (cel.compile(text).execute for text in (BASE, GRANT, MISSING))

    def answer(dossier: dict[str, Any]) -> Answer:
        context = cel.Context(in_cents(dossier), FUNCTIONS)
        refusals = [rule for rule, holds in conditions.items() if not holds(context)]
        base = base_of(context)
        context.add_variable("base", base)
        return answer_of(refusals, base, grant_of(context), missing_of(context))

    yield Peer("common-expression-language", "types, decimals, sums, the least of some: Python around it", each(answer))
