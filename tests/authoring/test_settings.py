"""The settings of ``pyproject.toml``."""

from __future__ import annotations

from pathlib import Path

import pytest

from relance_rules.authoring.settings import Settings, find_settings
from relance_rules.loading.problems import DossierError


def test_the_nearest_file_that_has_the_table_decides(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    table = '[tool.relance]\nselect = ["RR00"]\nignore = ["RR003"]\nsource = "text/doc.txt"\n'
    (tmp_path / "pyproject.toml").write_text(table, encoding="utf-8")
    (inner / "pyproject.toml").write_text('[project]\nname = "x"\n', encoding="utf-8")
    assert find_settings(inner) == Settings(("RR00",), ("RR003",), tmp_path / "text" / "doc.txt")
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.relance]\n", encoding="utf-8")
    assert find_settings(inner) == Settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("[tool.relance]\nselct = []\n", "select", id="unknown setting"),
        pytest.param('[tool.relance]\nselect = "RR003"\n', "liste", id="no list"),
        pytest.param("[tool.relance]\nignore = [3]\n", "liste", id="no codes"),
        pytest.param("[tool.relance]\nsource = 3\n", "source", id="no path"),
        pytest.param("[tool]\nrelance = 3\n", "table", id="no table"),
        pytest.param("tool = 3\n", "TOML", id="tool is no table"),
        pytest.param("[tool.relance\n", "TOML", id="not toml"),
    ],
)
def test_what_is_no_setting_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DossierError, match=said):
        find_settings(tmp_path)
