"""``slab``: the whole of a quantity at the rate of the bracket it falls in."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from relance_rules.language.arithmetic import Bracket, ends_of, whole_slab
from relance_rules.language.base import MOST
from relance_rules.language.expressions import Expression, Quantity
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import Lowered


class Slab(Quantity):
    """What the bracket of a quantity gives of the whole of it."""

    key: ClassVar[str] = "slab"
    slab: Expression
    brackets: Annotated[tuple[Bracket, ...], Field(min_length=1, max_length=MOST, description="Going up.")]

    def lower(self, to: Lowering) -> Lowered:
        """The whole at one rate."""
        of = to.typed(self.slab, "slab", kinds=("money", "number"))
        here = to.at("brackets")
        return of if of.wrong else whole_slab(of, ends_of(of, self.brackets, here), here)
