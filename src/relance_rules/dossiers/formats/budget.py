"""What the reading of one workbook may cost, whatever it announces."""

from __future__ import annotations

from relance_rules.dossiers.tables.grid import MAX_CELLS, too_wide
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message

BUDGET = 768 * 1024 * 1024
"""What the reading of one workbook may cost, its parts and its sheets together.

A byte once inflated costs 6, a tag 32, a cell of a sheet 32 (blank ones count, up to the furthest filled ones), and a
text as many as its characters each time a cell uses it. This keeps the largest workbook within some hundreds of
megabytes and some seconds; an ordinary one of 2 million cells fits.
"""
BYTE, TAG, CELL = 6, 32, 32


class Budget:
    """What is left of :data:`BUDGET` for a workbook."""

    def __init__(self, name: str) -> None:
        """Start with all of it; ``name`` is the file, for messages."""
        self.name, self._left, self._cells = name, BUDGET, 0

    def spend(self, amount: int) -> None:
        """Take what something costs.

        Raises:
            DossierError: It is more than what is left.
        """
        self._left -= amount
        if self._left < 0:
            message = Message("classeur trop grand une fois ouvert : il décompresse ou répète trop de contenu")
            raise DossierError([Problem(message, self.name)])

    def inflatable(self) -> int:
        """How many bytes may still be inflated."""
        return self._left // BYTE

    def spend_cells(self, count: int) -> None:
        """Take what cells cost.

        Raises:
            DossierError: A table may not have so many.
        """
        self._cells += count
        if self._cells > MAX_CELLS:
            raise DossierError([too_wide(self.name)])
        self.spend(count * CELL)
