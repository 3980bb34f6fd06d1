"""The command ``relance``: one module per command, no logic: parse, call, render, exit."""

from __future__ import annotations


def main() -> None:
    """Run the command: the entry point of the installed script."""
    import gc
    import os

    from relance_rules.cli.signals import end_on_signals, exit_code_of, ignore_signals

    # Pydantic otherwise searches every installed package for plugins, which costs more than the check.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # The processes of a batch otherwise look for Python's own modules in the folder they are started from.
    os.environ.setdefault("PYTHONSAFEPATH", "1")
    # Nor is it for the reader to know what Python cleans up after a batch that was killed.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker")

    end_on_signals()
    try:
        from relance_rules.cli.app import run

        code = run()
    except KeyboardInterrupt as stop:
        # Too early or too late for any message: only the exit code that an interruption has.
        code = exit_code_of(stop)
    ignore_signals()
    # What is left goes with the process: the collector would walk through all of it, for as long as a check takes.
    gc.freeze()
    raise SystemExit(code)
