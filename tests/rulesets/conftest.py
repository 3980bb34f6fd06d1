"""The installed command, run as people run it."""

from __future__ import annotations

from cli.conftest import relance

__all__ = ["relance"]
