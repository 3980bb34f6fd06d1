"""The least that a command made with typer can be: what a cold start of ours is held to."""

from __future__ import annotations

import json
from pathlib import Path

import typer

app = typer.Typer(add_completion=False)


@app.command()
def show(path: Path) -> None:
    """Print what a file weighs."""
    typer.echo(json.dumps({"path": str(path), "size": path.stat().st_size}))


if __name__ == "__main__":
    app()
