"""The command ``relance``: one module per command, no logic: parse, call, render, exit."""

from __future__ import annotations


def main() -> None:
    """Run the command: the entry point of the installed script."""
    import os

    # Pydantic otherwise searches every installed package for plugins, which costs more than the check.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

    try:
        from relance_rules.cli.app import run
    except KeyboardInterrupt:
        # Too early for any message: only the exit code that an interruption has.
        raise SystemExit(130) from None
    raise SystemExit(run())
