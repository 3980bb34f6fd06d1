from __future__ import annotations

import pytest

from relance_rules.language.base import Source
from relance_rules.loading.citations import passage_digest

TEXT = ["un", "deux  ", "trois", "quatre"]


def test_a_digest_changes_with_the_passage_and_with_nothing_else() -> None:
    cited = passage_digest(TEXT, Source(lines="1-2"))
    assert len(cited) == 12
    assert cited == passage_digest(["un", "deux", "autre"], Source(lines="1-2"))
    assert cited != passage_digest(["un", "Deux"], Source(lines="1-2"))
    assert cited != passage_digest(TEXT, Source(lines="1-3"))
    assert passage_digest(TEXT, Source(lines="1, 3")) != passage_digest(TEXT, Source(lines="1-3"))


def test_a_passage_past_the_end_is_an_error() -> None:
    assert passage_digest(TEXT, Source(lines="4"))
    with pytest.raises(IndexError):
        passage_digest(TEXT, Source(lines="4-5"))
