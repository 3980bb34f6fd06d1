"""``relance sql``: the rules of a theme as one SELECT."""

from __future__ import annotations

from relance_rules import load_rules

from .conftest import Run


def test_the_select_of_a_theme_is_printed(relance: Run) -> None:
    done = relance("sql", "snap3", "--dialect", "spark", "--from", "depot.dossiers")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == load_rules().sql("SNAP3", dialect="spark", source="depot.dossiers") + ";\n"


def test_dossiers_of_one_project_are_counted_where_it_is_asked_for(relance: Run) -> None:
    done = relance("sql", "SNAP3", "--projects")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == load_rules().sql("SNAP3", projects=True) + ";\n" != load_rules().sql("SNAP3") + ";\n"


def test_an_unknown_theme_names_the_nearest(relance: Run) -> None:
    done = relance("sql", "SNAP9")
    assert (done.returncode, done.stdout) == (2, "")
    assert "SNAP5" in done.stderr
