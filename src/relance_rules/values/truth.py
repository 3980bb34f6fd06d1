"""Kleene's three truths."""

from __future__ import annotations

from enum import Enum
from typing import NoReturn


class Truth(Enum):
    """A value of Kleene's three-valued logic (S. C. Kleene, Introduction to Metamathematics, 1952, § 64)."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    def __bool__(self) -> NoReturn:
        """Refuse to be taken for a boolean: an unknown is neither true nor false."""
        raise TypeError("a Truth has three values: compare it with TRUE, FALSE or UNKNOWN")


TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
