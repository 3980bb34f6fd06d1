"""The rules of a theme as one SELECT over the canonical table: a row a dossier of the theme, with what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relance_rules.loading.problems import Problem, RuleError
from relance_rules.plan.nodes import Citation
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.plan.saving import digest
from relance_rules.targets.sql.dialects import ENGINES
from relance_rules.targets.sql.numbers import DIGITS, TooWideError, UnsettledError
from relance_rules.targets.sql.projects import Together
from relance_rules.targets.sql.query import Query, outcome_name
from relance_rules.targets.sql.types import Dialect
from relance_rules.values import Message


def select(plan: Plan, theme: Theme, dialect: Dialect, source: str = "dossiers", *, projects: bool = False) -> str:
    """The SELECT that says of each dossier of a theme in a table what the Python engine says of it.

    Its columns: the place and the reference of the dossier; ``r_`` and the id of each rule, its outcome; the verdict
    and the status; the total, the base, the amount before ceilings and the grant, in hundredths, NULL where they are
    not known; how many commitments and documents are missing; and what no reader would have let through, which leaves
    everything else NULL and the status ``error``.

    Args:
        plan: The rule set.
        theme: The theme.
        dialect: The engine that is to run it.
        source: The name of a table of the canonical layout, whose parts are parted by points.
        projects: Whether what the dossiers that come before it were granted counts against a ceiling that it shares
            with them, as in a batch; each is checked alone otherwise.

    Raises:
        RuleError: A number of the rules may be larger than an engine holds, one requirement is one that no fact
            settles, or dossiers share several ceilings that are to be counted.
    """
    if projects and len(theme.scopes) > 1:
        message = Message("{theme} : ses dossiers partagent plusieurs plafonds, ce que SQL ne sait pas cumuler")
        raise RuleError([Problem(message._replace(values={"theme": theme.code}))])
    try:
        made = statement(plan, theme, dialect, source, projects=projects)
    except TooWideError:
        values = {"theme": theme.code, "digits": DIGITS}
        message = Message("{theme} : un calcul peut dépasser {digits} chiffres, ce que les moteurs SQL ne tiennent pas")
        raise RuleError([Problem(message._replace(values=values))]) from None
    except UnsettledError as error:
        message = Message(
            "« {id} » peut rester inconnu sans qu’aucun fait le tranche : SQL ne le dirait pas exactement"
        )
        raise RuleError([Problem(message._replace(values={"id": str(error)}))]) from None
    return "".join(f"-- {line}\n" for line in _remarks(plan, theme)) + made


def statement(plan: Plan, theme: Theme, dialect: Dialect, source: str, *, projects: bool = False) -> str:
    """The same without its comments.

    Raises:
        TooWideError: A number of the rules may be larger than an engine holds.
        UnsettledError: Whether something is required may be a thing that no fact settles.
    """
    query = Together if projects and theme.scopes else Query
    return query(plan, theme, ENGINES[dialect]).expression(source).sql(dialect, pretty=True)


def _remarks(plan: Plan, theme: Theme) -> Iterator[str]:
    """Which rules these are, and what each column comes from: one line each."""
    yield _line(f"{plan.name} {plan.version}, digest {digest(plan)}: {theme.code}")
    for rule in theme.rules:
        yield _line(f"{outcome_name(rule)}: {rule.id}{_cited(plan, rule.source, rule.readings)}")
    if theme.funding is not None:
        for name, node in (("base", theme.funding.base), ("before_ceilings", theme.funding.rate)):
            if node is not None:
                yield _line(f"{name}: {theme.code}.{node.id}{_cited(plan, node.source, node.readings)}")
        for ceiling in theme.funding.ceilings:
            yield _line(f"grant: {ceiling.id}{_cited(plan, ceiling.source, ceiling.readings)}")


def _cited(plan: Plan, source: Citation | None, readings: Sequence[str]) -> str:
    parts = []
    if source is not None:
        document = source.document or next(iter(plan.documents), "")
        parts.append(f"{document}, {source.by} {source.place}")
    parts += readings
    return f" ({'; '.join(parts)})" if parts else ""


def _line(text_: str) -> str:
    """A text on one line: nothing of it leaves its comment."""
    return "".join(letter if letter.isprintable() else " " for letter in text_)
