"""``relance lint --prove``: rule files searched with a solver, which is an optional library."""

from collections.abc import Sequence
from importlib.util import find_spec

import typer

from relance_rules.authoring.files import RuleSet
from relance_rules.cli.command import EXIT_FAILED, EXIT_NOT_READY, EXIT_OK
from relance_rules.cli.console import print_data, show_problems
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization
from relance_rules.values import Message


def prove_sets(sets: Sequence[RuleSet], output: str, timeout: int, language: Localization) -> int:
    """Search the themes of some sets for dossiers that break their laws, show what was found; the exit code.

    Args:
        sets: The rule files.
        output: ``text`` or ``json``.
        timeout: How many seconds each law is given.
        language: The language of the reader.

    Raises:
        DossierError: The solver is not installed, or the format is none of the two.
    """
    if output not in ("text", "json"):
        raise DossierError([Problem(Message("--prove s’affiche en text ou json"))])
    if find_spec("z3") is None:
        message = Message("--prove demande le solveur z3 : installez-le par {command}", {"command": _INSTALL})
        raise DossierError([Problem(message)])
    from relance_rules.authoring.formats.proofs import Searched
    from relance_rules.authoring.proving.search import prove

    searched: list[Searched] = []
    problems: list[Problem] = []
    for each in sets:
        for file in each.files:
            found = each.obstacles(file)
            problems += [problem for problem in found if problem not in problems]
            if not found and file.plan is not None and each.plan is not None:
                searched.append(Searched(file, prove(each.plan, file.plan, timeout)))
    if output == "json":
        from relance_rules.authoring.formats.proofs.plain import proofs_data
        from relance_rules.showing.plain import json_text

        print_data(json_text(proofs_data(searched, language)))
    elif searched:
        from relance_rules.authoring.formats.proofs.text import proofs_text

        typer.echo(proofs_text(searched, language))
    show_problems(problems, language)
    statuses = {proof.status for each in searched for proof in each.found.proofs}
    if problems or "fault" in statuses:
        return EXIT_FAILED
    return EXIT_NOT_READY if "broken" in statuses else EXIT_OK


_INSTALL = 'pip install "relance-rules[prove]"'
