"""The pictures of the README show what the command says today."""

from __future__ import annotations

import pytest
from tools.pictures import LANGUAGES, PICTURES, picture


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_is_what_the_command_prints(language: str) -> None:
    stored = (PICTURES / f"check.{language}.svg").read_text(encoding="utf-8")
    assert stored == picture(language), "make pictures"
    assert "://" not in stored.replace("http://www.w3.org/2000/svg", "")
