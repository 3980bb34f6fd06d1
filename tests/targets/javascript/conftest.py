"""The script of the rules that come with the package, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from relance_rules.loading.rules import load_rules
from relance_rules.targets.javascript import engine


@pytest.fixture(scope="session")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the script."""
    file = tmp_path_factory.mktemp("script") / "relance.js"
    file.write_text(engine(load_rules()), encoding="utf-8")
    return file
