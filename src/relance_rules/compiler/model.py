"""A theme to a pydantic model: types, ranges, and each rule of eligibility as a validator.

The model accepts the dossiers that the rules settle as eligible. It raises an ordinary ``ValidationError``: a broken
rule gives an error whose ``type`` is the rule's id (``THEME.porteur``), a fact without which a rule is unknown gives
pydantic's own ``missing``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    create_model,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from relance_rules.compiler.findings import finding_of
from relance_rules.compiler.sentences import rule_sentence
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.dossiers.facts import READERS, Facts, is_absent
from relance_rules.dossiers.totals import TOTAL, set_aside, settle_total
from relance_rules.language.base import Text
from relance_rules.language.vocabulary import Fact
from relance_rules.localization import localization
from relance_rules.values import Message, Money, ParseError

_TYPES: dict[str, type] = {
    "text": str,
    "money": Money,
    "date": date,
    "integer": int,
    "percentage": Fraction,
    "boolean": bool,
    "enumeration": str,
    "country": str,
    "siret": str,
}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def build_model(theme: CompiledTheme) -> type[BaseModel]:
    """The pydantic model of the dossiers of a theme."""
    facts = theme.vocabulary.facts
    top = {path: fact for path, fact in facts.items() if "[]" not in path}

    def check(self: BaseModel) -> BaseModel:
        errors = list(_broken(theme, dict(_facts(self, ""))))
        if errors:
            raise ValidationError.from_exception_data(type(self).__name__, errors)
        return self

    body = _model(theme, theme.code, top)
    checked: Any = {"rules": model_validator(mode="after")(check)}
    built: type[BaseModel] = create_model(
        f"{theme.code}Dossier", __base__=body, __validators__=checked, __doc__=theme.theme.title.en
    )
    return built


def _model(theme: CompiledTheme, name: str, facts: dict[str, Fact]) -> type[BaseModel]:
    """A model whose fields are the first steps of the given paths."""
    fields: dict[str, Any] = {}
    for path, fact in facts.items():
        step, deeper, _ = path.partition(".")
        if step in fields:
            continue
        title = f"{name}{step.title().replace('_', '')}"
        if deeper:
            prefix = f"{step}."
            inner = {p[len(prefix) :]: f for p, f in facts.items() if p.startswith(prefix)}
            fields[step] = (_optional(_model(theme, title, inner)), None)
        elif fact.type == "list":
            item = _model(theme, title, theme.vocabulary.lists[path])
            fields[step] = (_optional(tuple[item, ...]), Field(None, description=fact.label.en))  # type: ignore[valid-type]
        elif fact.type == "flags":
            names = theme.flags[path]
            kind = dict[str, bool] if names is None else _flags(title, names)
            fields[step] = (_optional(kind), Field(None, description=fact.label.en))
        else:
            fields[step] = (_scalar(fact), Field(None, description=fact.label.en))
    return create_model(name, __base__=_Part, **fields)


def _flags(name: str, names: frozenset[str]) -> type[BaseModel]:
    label = Text(fr=name, en=name)
    answer = Fact(type="boolean", label=label, question=label)
    fields: dict[str, Any] = {flag: (_scalar(answer), None) for flag in sorted(names)}
    return create_model(name, __base__=_Part, **fields)


def _optional(kind: Any) -> Any:
    return Annotated[kind | None, BeforeValidator(lambda value: None if is_absent(value) else value)]


def _scalar(fact: Fact) -> Any:
    read = READERS[fact.type]

    def validate(value: Any) -> Any:
        if is_absent(value):
            return None
        try:
            return read(value, fact)
        except ParseError as error:
            raise PydanticCustomError("valeur", "{detail}", {"detail": localization("fr").say(error.message)}) from None

    schema: dict[str, Any] = {"type": "boolean" if fact.type == "boolean" else "string"}
    if fact.values:
        schema["enum"] = list(fact.values)
    return Annotated[_TYPES[fact.type] | None, BeforeValidator(validate), WithJsonSchema(schema)]


def _facts(part: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """The facts of a validated model, by path."""
    for name, value in part if isinstance(part, BaseModel) else part.items():
        if value is None:
            continue
        if isinstance(value, (BaseModel, dict)):
            yield from _facts(value, f"{prefix}{name}.")
        elif isinstance(value, tuple):
            yield f"{prefix}{name}", tuple(dict(_facts(item, "")) for item in value)
        else:
            yield f"{prefix}{name}", value


def _broken(theme: CompiledTheme, stated: Facts) -> Iterator[InitErrorDetails]:
    facts, contradiction = settle_total(stated)
    if contradiction is not None:
        yield _error(f"{theme.code}.contradiction", localization("fr").say(contradiction), {TOTAL: stated.get(TOTAL)})
    if stated.get("theme", theme.code) != theme.code:
        sentence = localization("fr").say(Message("ce dossier est pour le thème {theme}", {"theme": stated["theme"]}))
        yield _error(f"{theme.code}.theme", sentence, {"theme": stated["theme"]})
    missing: dict[str, None] = {}
    for rule in theme.rules:
        finding = finding_of(rule, facts)
        if finding.outcome == "fail" and rule.require is not None:
            sentence = localization("fr").say(rule_sentence(theme, rule, "fail", facts))
            yield _error(rule.id, sentence, rule.require.explain(facts, facts, "").facts)
        missing.update(dict.fromkeys(finding.missing))
    for path in missing:
        if contradiction is None or not set_aside(path):
            yield InitErrorDetails(type="missing", loc=_location(path), input=None)


def _error(kind: str, sentence: str, met: Facts) -> InitErrorDetails:
    """An error placed on the first of the facts met."""
    error = PydanticCustomError(kind, "{sentence}", {"sentence": sentence})
    path, value = next(iter(met.items()), ("", None))
    return InitErrorDetails(type=error, loc=_location(path), input=value)


def _location(path: str) -> tuple[str | int, ...]:
    """``porteurs[0].categorie`` as pydantic writes places."""
    return tuple(int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path))
