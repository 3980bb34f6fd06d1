"""A line of a file as it is shown under a fault: cut around it where it is too long, in the cells of a terminal."""

from __future__ import annotations

from relance_rules.values import visible

_WIDTH = 76
"""The cells that a line may take: what is left of 80 once it is indented."""


def underlined(line: str, column: int, end_column: int | None = None) -> tuple[str, str]:
    """A line, and the carets to put under a fault of it.

    Args:
        line: The line as it stands in its file.
        column: Where the fault begins, from 1; what is past the end of the line is at its end.
        end_column: After the last character of the fault; one character after its first if left out.
    """
    from rich.cells import cell_len

    place = min(max(column, 1), len(line) + 1) - 1
    end = max(place + 1, 0 if end_column is None else end_column - 1)
    before, fault, after = (visible(part.replace("\t", " ")) for part in (line[:place], line[place:end], line[end:]))
    rest = fault + after
    if cell_len(before + fault) >= _WIDTH:
        before = _cut(before, max(_WIDTH // 2, _WIDTH - cell_len(rest)), at_start=True)
    indent = cell_len(before)
    rest = _cut(rest, _WIDTH - indent, at_start=False)
    return before + rest, " " * indent + "^" * max(1, min(cell_len(fault), _WIDTH - indent))


def _cut(text: str, cells: int, *, at_start: bool) -> str:
    """A text that takes so many cells at most, cut at one of its ends where it takes more."""
    from rich.cells import cell_len

    if cell_len(text) <= cells:
        return text
    kept = text[-cells:] if at_start else text[:cells]
    while cell_len(kept) >= cells:
        kept = kept[1:] if at_start else kept[:-1]
    return f"…{kept}" if at_start else f"{kept}…"
