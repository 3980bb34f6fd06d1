from __future__ import annotations

import io

from hypothesis import example, given
from hypothesis import strategies as st

from relance_rules.localization import localization
from relance_rules.showing.cells import cell_printer, harmless, line_joiner, line_writer
from relance_rules.values.messages import HIDDEN

CELL = cell_printer(localization("fr"))
TEXTS = st.text(max_size=12) | st.text(alphabet="=+@ -;\"'\t\r\n\x00\x7f\xa0é\u202ea1", max_size=6)


@given(TEXTS)
@example("")
@example("=1+1")
@example(" =1+1")
@example("a\x7f")
@example("a\tb")
@example("1\u115f")
def test_a_plain_text_is_written_as_any_other(text: str) -> None:
    assert CELL(text) == harmless(HIDDEN.sub("\ufffd", text).replace("\n", " ").replace("\t", " "))


@given(st.lists(TEXTS, min_size=2, max_size=4), st.lists(TEXTS, min_size=2, max_size=4))
def test_a_line_made_in_two_is_the_line(first: list[str], second: list[str]) -> None:
    stream, join = io.StringIO(newline=""), line_joiner()
    line_writer(stream, ["titre"])([*first, *second])
    assert stream.getvalue() == f"\ufefftitre\r\n{join(first)};{join(second)}\r\n"
