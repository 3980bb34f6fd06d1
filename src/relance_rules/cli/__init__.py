"""The command ``relance``: one module per command, no logic: parse, call, render, exit."""

from __future__ import annotations


def main() -> None:
    """Run the command: the entry point of the installed script."""
    import os

    # Pydantic otherwise searches every installed package for plugins, which costs more than the check.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

    from relance_rules.cli.app import run

    raise SystemExit(run())
