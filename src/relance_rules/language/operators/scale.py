"""``scale``: marginal brackets, each part of a quantity at the rate of its bracket."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from relance_rules.language.arithmetic import Bracket, ends_of, marginal
from relance_rules.language.base import MOST
from relance_rules.language.expressions import Expression, Quantity
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import Lowered


class Scale(Quantity):
    """What marginal brackets give of a quantity."""

    key: ClassVar[str] = "scale"
    scale: Expression
    brackets: Annotated[tuple[Bracket, ...], Field(min_length=1, max_length=MOST, description="Going up.")]

    def lower(self, to: Lowering) -> Lowered:
        """The parts of the quantity, each at its rate."""
        of = to.typed(self.scale, "scale", kinds=("money", "number"))
        here = to.at("brackets")
        return of if of.wrong else marginal(of, ends_of(of, self.brackets, here), here)
