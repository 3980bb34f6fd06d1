"""How large the page is, and that its modules, which share one scope, name nothing twice."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from pathlib import Path

from relance_rules.page.build import FOLDER, MODULES

MOST, MOST_COMPRESSED = 565_000, 162_500
"""Bytes of the page of all the shipped themes in both languages, as it is and as a server or a mail would pack it."""


def test_the_page_stays_within_its_size(built: Path) -> None:
    text = built.read_bytes()
    assert len(text) <= MOST
    assert len(gzip.compress(text)) <= MOST_COMPRESSED


def test_every_module_of_the_page_is_joined_and_no_name_is_declared_twice() -> None:
    assert sorted(MODULES) == sorted(path.stem for path in (FOLDER / "ui").glob("*.js"))
    declared = Counter(
        name
        for module in MODULES
        for name in re.findall(
            r"^(?:async )?(?:function|const|let|class) (\w+)",
            (FOLDER / "ui" / f"{module}.js").read_text(encoding="utf-8"),
            re.M,
        )
    )
    assert [name for name, count in declared.items() if count > 1] == []
