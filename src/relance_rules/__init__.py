"""Check funding dossiers against the themes of a catalogue written as rule files.

>>> from relance_rules import check, load_rules
>>> rules = load_rules()
>>> report = check({"theme": "SNAP3", "porteurs": [{"categorie": "entreprise"}]}, rules)
>>> report.verdict
'ineligible'
"""

from __future__ import annotations

# As type checkers read it; importing typing would take as long as all else that the version needs.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from os import PathLike
    from types import EllipsisType
    from typing import Any

    from pydantic import BaseModel

    from relance_rules.api import Rules
    from relance_rules.checking.check import Known
    from relance_rules.checking.report import Finding, Report
    from relance_rules.loading.problems import DossierError, Problem, RelanceError, RuleError
    from relance_rules.localization import LanguageCode
    from relance_rules.plan.ruleset import Theme
    from relance_rules.values import Message, Money, Text

    Euro = Money
    """The amounts of a rule set whose currency is the euro, as of any other: whole hundredths."""

__all__ = [
    "DossierError",
    "Euro",
    "Finding",
    "Message",
    "Money",
    "Problem",
    "RelanceError",
    "Report",
    "RuleError",
    "Rules",
    "Text",
    "Theme",
    "check",
    "check_file",
    "check_many",
    "check_themes",
    "dossier_model",
    "earlier_grants",
    "json_schema",
    "load_rules",
    "to_dict",
]


def load_rules(directory: str | PathLike[str] | None = None) -> Rules:
    """The rules of a folder, or those shipped with the package: a mapping from theme codes to themes.

    Raises:
        RuleError: The folder holds no rules, or one of its files breaks the language.
    """
    from pathlib import Path

    from relance_rules.api import Rules
    from relance_rules.loading.shipped import built_in_rules

    found = Rules(built_in_rules(), saved=True) if directory is None else Rules(Path(directory))
    found.check_all()
    return found


def check(
    dossier: Mapping[str, Any],
    rules: Rules,
    *,
    granted_to_project: Money | Mapping[str, Money | None] | EllipsisType | None = ...,
) -> Report:
    """Check a dossier given as plain data, nested as in a dossier file.

    Args:
        dossier: Amounts as texts, whole units of the currency or Decimal, never floats; days as texts, ``date``, or the
            ``datetime`` of their midnight. The scalars of numpy and pandas are read as what they are; NaN, NA and NaT
            state nothing.
        rules: What :func:`load_rules` gave.
        granted_to_project: Grants of the other dossiers of the same project that come before this one, in hundredths of
            the currency, None where one of them is not settled. What the dossier states is compared with it, and the
            larger holds. Left out, the dossier is checked alone. Where a theme shares ceilings in several scopes of its
            rule set, a mapping by scope; the dossier is alone in those left out.

    Raises:
        DossierError: The theme is missing or unknown, or some facts can't be read.
        TypeError: A grant of others is a float.
    """
    # One import: each is looked up anew by every call.
    from relance_rules.checking.check import check_data

    return check_data(dossier, rules, granted_to_project)


def check_file(path: str | PathLike[str], rules: Rules) -> Report:
    """Check a dossier file, in YAML or JSON.

    Raises:
        DossierError: The file can't be read, its theme is missing or unknown, or some facts can't be read.
    """
    from pathlib import Path

    from relance_rules.checking.check import check_dossier
    from relance_rules.dossiers.documents import read_document
    from relance_rules.dossiers.reading import dossier_of

    return check_dossier(rules.plan, *dossier_of(read_document(Path(path)), rules))


def check_many(
    dossiers: Iterable[Mapping[str, Any]],
    rules: Rules,
    *,
    earlier: Mapping[int, Known] | None = None,
) -> Iterator[Report]:
    """Check dossiers given as plain data, each when its report is asked for: any number of them, one in memory.

    >>> from relance_rules import check_many, earlier_grants, load_rules
    >>> rules = load_rules()
    >>> dossiers = [{"theme": "SNAP3", "reference": "A"}, {"theme": "SNAP4", "reference": "B"}]
    >>> [report.reference for report in check_many(dossiers, rules, earlier=earlier_grants(dossiers, rules))]
    ['A', 'B']

    Args:
        dossiers: As :func:`check` takes them.
        rules: What :func:`load_rules` gave.
        earlier: What :func:`earlier_grants` gave for the same dossiers: by place, counted from 0, the grants of the
            other dossiers of the same project that come before it, in hundredths of the currency. Without it, the
            dossiers are checked as if each were alone.

    Raises:
        DossierError: Raised by ``next``, when it comes to a dossier whose theme is missing or unknown or whose facts
            can't be read. The iterator is not spent: the following ``next`` gives the report of the next dossier.
        ValueError: The dossiers are a generator that was given before; or, by the last ``next``, there are not as many
            as :func:`earlier_grants` was given.
    """
    from relance_rules.checking.check import check_dossier
    from relance_rules.checking.passes import Earlier, as_many, once
    from relance_rules.dossiers.reading import dossier_from

    known = {} if earlier is None else earlier
    given = once(dossiers)
    if isinstance(earlier, Earlier):
        given = as_many(given, earlier.count)

    def one(numbered: tuple[int, Mapping[str, Any]]) -> Report:
        place, dossier = numbered
        theme, found = dossier_from(dossier, rules)
        return check_dossier(rules.plan, theme, found, known.get(place))

    # Not a generator, which its first exception would end.
    return map(one, enumerate(given))


def check_themes(dossier: Mapping[str, Any], rules: Rules) -> list[Report]:
    """Check a dossier given as plain data against every theme: which may take it, and why the others do not.

    >>> from relance_rules import check_themes, load_rules
    >>> reports = check_themes({"porteurs": [{"categorie": "entreprise"}]}, load_rules())
    >>> [report.theme.code for report in reports if report.verdict != "ineligible"]
    []

    Args:
        dossier: As :func:`check` takes it. It need not name a theme, and answers what any theme asks.
        rules: What :func:`load_rules` gave.

    Returns:
        A report for each theme, the most fitting first: what is ready, then what nothing refuses, the fewest answers
        lacking first, then what is refused, the fewest refusals first. The dossier is checked alone.

    Raises:
        DossierError: The theme that it names is unknown, or some facts can't be read.
        RuleError: A rule file breaks the language.
    """
    from relance_rules.checking.themes import check_themes as checked
    from relance_rules.dossiers.reading import document_from, dossier_beside

    return checked(rules.plan, dossier_beside(document_from(dossier), rules))


def earlier_grants(dossiers: Iterable[Mapping[str, Any]], rules: Rules) -> dict[int, Known]:
    """Cumulate the grants of dossiers that share a project, where a ceiling of their theme is for the whole project.

    The order is that of filing, then of reference, whatever the order given; only eligible dossiers are granted
    anything. What a dossier states of earlier grants itself is not in the result: checking compares it, and the larger
    holds.

    Args:
        dossiers: As :func:`check` takes them. One that can't be read, or is in error, leaves those that come after it
            in its project unsettled, where its theme and its project can be read.
        rules: What :func:`load_rules` gave.

    Returns:
        For each place, counted from 0, whose dossier may share a ceiling with others, and by scope of the rule set:
        ``granted``, what those before it were granted in hundredths of the currency, None where one of them is not
        settled yet, and ``cost``, what all of them cost as far as they say.

    Raises:
        RuleError: A rule file breaks the language.
        ValueError: The dossiers are a generator that was given before.
    """
    from relance_rules.checking import projects
    from relance_rules.checking.passes import Earlier, once
    from relance_rules.dossiers.documents import DossierData

    count = 0

    def documents() -> Iterator[tuple[tuple[int], DossierData]]:
        nonlocal count
        for data in once(dossiers):
            yield (count,), DossierData(data, None, "", lambda: None)
            count += 1

    sharing = projects.sharing_scopes(documents(), rules)
    known = {place[0]: known for place, known in projects.earlier_grants(sharing, rules).items()}
    return Earlier(known, count)


def to_dict(report: Report, language: str = "fr") -> dict[str, Any]:
    """A report as the JSON data that ``schemas/report.schema.json`` describes, in ``fr`` or ``en``.

    Raises:
        ValueError: The language is neither.
    """
    from relance_rules.localization import localization
    from relance_rules.showing.plain import report_data

    return report_data(report, localization(_language(language), report.plan.currency))


def _language(text: str) -> LanguageCode:
    from relance_rules.localization import LANGUAGES

    found = next((code for code in LANGUAGES if code == text), None)
    if found is None:
        raise ValueError(f"no such language: {text!r}; known: {', '.join(LANGUAGES)}")
    return found


def json_schema(name: str) -> dict[str, Any]:
    """A JSON Schema of what the rules shipped with the package take and give: ``dossier``, ``report``, ``batch``…

    Those of other rules are written by ``relance schema --rules DIR``.

    Raises:
        ValueError: There is no such schema; those that there are are named.
    """
    import json

    from relance_rules.loading.shipped import shipped_folder

    known = {path.name.removesuffix(".schema.json"): path for path in shipped_folder("schemas").glob("*.schema.json")}
    if name not in known:
        raise ValueError(f"no such schema: {name!r}; known: {', '.join(sorted(known))}")
    found: dict[str, Any] = json.loads(known[name].read_text(encoding="utf-8"))
    return found


def dossier_model(rules: Rules, theme: str, language: str | None = None) -> type[BaseModel]:
    """The pydantic model of the dossiers of a theme, whose validators are its rules of eligibility; made once.

    It reads a dossier as :func:`check` does, and says what is wrong in ``language``, ``fr`` or ``en``, or else in the
    first language of the rule set. What it writes as JSON is read back to the same facts. Its ``model_validate_json``
    reads a JSON text exactly, and refuses a key that is given twice; where pydantic itself reads the text, within
    another model, the dossier is refused, because of two equal keys pydantic keeps the last.

    Raises:
        RuleError: There is no such theme, or its rule file breaks the language.
        ValueError: The language is neither.
    """
    from relance_rules.targets.pydantic.model import model_of

    return model_of(rules.plan, rules.theme(theme), None if language is None else _language(language))


_HOMES = {
    "DossierError": "loading.problems",
    "Euro": "values.amounts",
    "Finding": "checking.report",
    "Message": "values.messages",
    "Money": "values.amounts",
    "Problem": "loading.problems",
    "RelanceError": "loading.problems",
    "Report": "checking.report",
    "RuleError": "loading.problems",
    "Rules": "api",
    "Text": "values.messages",
    "Theme": "plan.ruleset",
}


def __getattr__(name: str) -> Any:
    """Give the classes that a program names, without loading them for everyone."""
    from importlib import import_module

    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), "Money" if name == "Euro" else name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
