"""What reading a dossier costs: its facts from parsed JSON, and the model of its theme from the line."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from benchmarks.examples import HEADS, ROUNDS, Example, Step, beside_parsing
from benchmarks.timing import show
from relance_rules import dossier_model, load_rules
from relance_rules.dossiers.reading import dossier_from


def main(themes: int | None = None, rounds: int = ROUNDS) -> None:
    """Print the table."""
    from pydantic import ValidationError

    rules = load_rules()

    def steps(example: Example) -> Mapping[str, Step]:
        model = dossier_model(rules, example.theme)

        def validate(pair: tuple[Example, Any]) -> None:
            # The rules of eligibility are its validators.
            with suppress(ValidationError):
                model.model_validate_json(pair[0].line)

        return {"facts": lambda pair: dossier_from(pair[0].data, rules), "`dossier_model`": validate}

    show("Reading", HEADS, beside_parsing(steps, lambda _: None, rules, themes, rounds))


if __name__ == "__main__":
    main()
