"""The command ``relance``: one module per command, no logic: parse, call, render, exit."""

from __future__ import annotations


def main() -> None:
    """Run the command: the entry point of the installed script."""
    from relance_rules.cli.app import run

    raise SystemExit(run())
