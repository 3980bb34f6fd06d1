"""The question put to DuckDB for each theme: what SQL says of a dossier, with what the tables of a batch show of it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from relance_rules.batch.parquet.columns import NOTES
from relance_rules.plan.ruleset import Plan, Scope, Theme
from relance_rules.showing.labels import asks_first
from relance_rules.targets.sql.dialects import ENGINES
from relance_rules.targets.sql.layout import ORIGIN, PLACE
from relance_rules.targets.sql.projects import InBatch
from relance_rules.targets.sql.terms import (
    FALSE,
    NULL,
    TRUE,
    Sql,
    binary,
    call,
    case,
    cast,
    column,
    conj,
    disj,
    field,
    is_null,
    not_null,
    param,
    surely,
    text,
    whole,
)
from relance_rules.targets.sql.types import name_of

COLUMNS: dict[str, str] = {
    PLACE: "BIGINT",
    "reference": "VARCHAR",
    "theme": "VARCHAR",
    "status": "VARCHAR",
    "verdict": "VARCHAR",
    "waits": "BOOLEAN",
    "organisation": "VARCHAR",
    "siret": "VARCHAR",
    "project_name": "VARCHAR",
    "project": "VARCHAR[]",
    "applicants": "VARCHAR[]",
    "filed_on": "DATE",
    "window": "VARCHAR",
    "total_cost": "BIGINT",
    "requested": "BIGINT",
    "base": "BIGINT",
    "before_ceilings": "BIGINT",
    "grant": "BIGINT",
    "applicant_share": "BIGINT",
    "rules": "MAP(VARCHAR, VARCHAR)",
    "missing_commitments": "BIGINT",
    "missing_documents": "BIGINT",
    "faults": "VARCHAR[]",
    "notes": "VARCHAR[]",
    "origin": "VARCHAR",
}
"""The columns of the results, and their types: amounts in hundredths, NULL where they are not known.

``grant`` and ``applicant_share`` are those of an eligible dossier, as in every table of a batch. ``waits`` tells a
ready dossier that a step keeps from being filed; ``rules`` is the outcome of each rule by its id.
"""


def identity(plan: Plan, listed: str) -> dict[str, Sql]:
    """What says whose a dossier is and what project it is of; ``listed`` names the column of those who apply."""
    roles = plan.roles
    scope = next(iter(plan.scopes.values()), None)
    first = call("list_extract", column(listed), whole(1))

    def of_first(name: str | None) -> Sql:
        return NULL if roles.applicants is None or name is None else field(first, *name.split("."))

    return {
        "organisation": of_first(roles.applicant_name),
        "siret": of_first(roles.applicant_identifier),
        "project_name": _fact(roles.project_name),
        "filed_on": _fact(roles.filed_on),
        "applicants": NULL if roles.applicants is None else _names(column(listed), roles.applicant_name),
        "project": NULL if scope is None else _key(scope),
    }


def _fact(path: str | None) -> Sql:
    """What a dossier states of a fact that is of no list."""
    if path is None:
        return NULL
    first, *others = path.split(".")
    return field(column(first), *others)


def _names(listed: Sql, name: str | None) -> Sql:
    if name is None:
        return NULL
    each = ENGINES["duckdb"].each(listed, field(param("x"), *name.split(".")))
    return _none_if_empty(ENGINES["duckdb"].kept(each, not_null(param("x"))))


def _key(scope: Scope) -> Sql:
    """What a dossier states of what tells those that share a scope with it, as texts."""
    parts = [call("year", _fact(path)) if kind == "year" else _fact(path) for kind, path in scope.key]
    listed = exp.Anonymous(this="list_value", expressions=[cast(part, "TEXT") for part in parts])
    return _none_if_empty(ENGINES["duckdb"].kept(listed, not_null(param("x"))))


def question(plan: Plan, theme: Theme, source: str) -> str:
    """The SELECT that gives the results of the dossiers of a theme in a table, whose rows were all read.

    Each is taken to be alone in the scopes of its ceilings: no other dossier was granted anything there.

    Raises:
        TooWideError: A number of the rules may be larger than DuckDB can hold.
        UnsettledError: Whether something is required may be a thing that no fact settles.
    """
    return _Question(plan, theme).expression(source).sql("duckdb")


class _Question:
    def __init__(self, plan: Plan, theme: Theme) -> None:
        self.plan, self.theme = plan, theme
        self.query = InBatch(plan, theme, ENGINES["duckdb"])

    def expression(self, source: str) -> exp.Expression:
        given = self.query.out
        sound = is_null(column("faults"))
        eligible = binary(exp.EQ, column("verdict"), text("eligible"))
        share = None if self.theme.funding is None else self.theme.funding.share
        funded = self.theme.funding is not None and self.theme.funding.grant is not None
        rules = [name for name in given if name.startswith("r_")]
        asked = self.plan.roles.requested
        found: dict[str, Sql] = {
            **identity(self.plan, f"_{self.plan.roles.applicants}"),
            "requested": NULL if not funded or asked is None else _fact(asked.path),
            "window": self._window(),
            "applicant_share": case((eligible, self.query._money(share))),
            "waits": conj([binary(exp.EQ, column("status"), text("ready")), self._waits()]),
        }
        inner = self.query.expression(source)
        taken = set(given)
        for name, value in found.items():
            inner = inner.select(exp.alias_(value, f"+{name}", quoted=True), append=True, copy=False)
        inner = inner.select(column(ORIGIN), column(NOTES), append=True, copy=False)
        columns: dict[str, Sql] = {name: case((sound, column(f"+{name}"))) for name in found} | {
            PLACE: column(PLACE),
            "reference": column("reference") if "reference" in taken else NULL,
            "theme": text(self.theme.code),
            "verdict": case((sound, column("verdict")), otherwise=text("undetermined")),
            "status": column("status"),
            "waits": case((sound, column("+waits")), otherwise=FALSE),
            "total_cost": column("total"),
            "base": column("base"),
            "before_ceilings": column("before_ceilings"),
            "grant": case((conj([sound, eligible]), column("grant"))),
            "rules": case((sound, _mapped({name.removeprefix("r_"): column(name) for name in rules}))),
            "missing_commitments": column("missing_commitments"),
            "missing_documents": column("missing_documents"),
            "faults": case((not_null(column("faults")), call("str_split", column("faults"), text(", ")))),
            "notes": column(NOTES),
            "origin": column(ORIGIN),
        }
        selected = [exp.alias_(exp.cast(columns[name], kind), name, quoted=True) for name, kind in COLUMNS.items()]
        return exp.select(*selected).from_(inner.subquery("found"))

    def _window(self) -> Sql:
        """The first window that a dossier is filed in."""
        arms = [
            (self.query.lowering.truth(window.within), text(window.id))
            for window in self.theme.windows
            if window.within is not None
        ]
        arms = [(when, name) for when, name in arms if when != FALSE]
        return case(*arms) if arms else NULL

    def _waits(self) -> Sql:
        """Whether a step comes before filing a dossier that is ready."""
        return TRUE if asks_first(self.theme) else surely(disj(self._unidentified()))

    def _unidentified(self) -> Iterator[Sql]:
        """As :class:`relance_rules.checking.identity.Identity` has it."""
        roles, asked = self.plan.roles, self.theme.asked
        for path in (roles.reference, roles.project_name, roles.project_reference):
            if path is not None and path in asked:
                yield is_null(_fact(path))
        owner, name = roles.applicants, roles.applicant_identifier
        if owner is not None and name is not None and f"{owner}[].{name}" in asked:
            engine, items = ENGINES["duckdb"], column(f"_{owner}")
            yield is_null(items)
            lacking = engine.kept(items, is_null(field(param("x"), *name.split("."))))
            yield binary(exp.GT, engine.size(lacking), whole(0))


def _none_if_empty(items: Sql) -> Sql:
    return call("NULLIF", items, exp.Anonymous(this="list_value"))


def _mapped(values: dict[str, Sql]) -> Sql:
    """Values by name. A struct of them is one sooner than ``map`` looks at each name of each row."""
    if not values:
        return NULL
    named = [exp.PropertyEQ(this=name_of(name), expression=value) for name, value in values.items()]
    return exp.cast(exp.Struct(expressions=named), COLUMNS["rules"])
