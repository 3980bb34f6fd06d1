"""``date``: a day some time before or after another."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar

from pydantic import Field

from relance_rules.language.expressions import Expression, Quantity
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import DAY, Lowered
from relance_rules.plan.nodes import Apply, Unit
from relance_rules.values import Message

Duration = Annotated[
    str, Field(pattern=r"^[0-9]{1,4} (day|month|year)s?$", description="`15 years`, `3 months`, `10 days`.")
]
_UNITS: dict[str, Unit] = {"day": "days", "month": "months", "year": "years"}


class DateOf(Quantity):
    """A day, so long before or after another. The 31st less a month is the last day of that month."""

    key: ClassVar[str] = "date"
    date: Expression
    plus: Duration | None = None
    minus: Duration | None = None

    def lower(self, to: Lowering) -> Lowered:
        """The day, moved."""
        day = to.typed(self.date, "date", kinds=("day",))
        if day.wrong:
            return day
        if (self.plus is None) == (self.minus is None):
            return to.fault(says=Message("« date » va avec « plus » ou « minus », et l’un des deux seul"))
        count, unit = re.findall(r"[0-9]+|[a-z]+", self.plus or self.minus or "")
        by = int(count) if self.minus is None else -int(count)
        node = Apply("shift", (day.node,), by=by, unit=_UNITS[unit.rstrip("s")])
        one, several = _UNIT_WORDS[unit.rstrip("s")]
        values = {"day": day.words, "count": int(count), "unit": one if int(count) < 2 else several}
        words = (
            Message("{day} plus {count} {unit}", values)
            if self.minus is None
            else Message("{day} moins {count} {unit}", values)
        )
        return Lowered(node, DAY, words)


_UNIT_WORDS = {
    "day": (Message("jour"), Message("jours")),
    "month": (Message("mois"), Message("mois")),
    "year": (Message("an"), Message("ans")),
}
