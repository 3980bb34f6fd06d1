"""The model of the dossiers of a theme.

It reads dossiers as every other way does, accepts those that the rules settle as eligible, and raises an ordinary
``ValidationError`` of the others, whose messages are all ours, in one language. The ``type`` of an error is the rule's
id (``THEME.rule``) where a rule is broken, ``missing`` for a fact without which a rule is unknown, and ``unknown`` for
a rule that no fact can settle; of what can't be read it is one of ``UNREAD``, or ``json_invalid``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidationInfo,
    create_model,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from relance_rules.loading.exact_json import parse_json
from relance_rules.loading.fast_json import fast_object
from relance_rules.loading.files import MAX_BYTES, text_and_notes
from relance_rules.loading.problems import Code, DossierError, Problem
from relance_rules.localization import LanguageCode, Localization, localization
from relance_rules.plan.answers import is_absent
from relance_rules.plan.facts import general_path
from relance_rules.plan.ruleset import Plan, Rule, Theme
from relance_rules.targets.pydantic.exact import FactFault, facts_stated, stated_at
from relance_rules.targets.pydantic.fields import Fields, Part, nested
from relance_rules.targets.pydantic.places import Met, met
from relance_rules.targets.pydantic.reading import reader_of
from relance_rules.targets.python import Facts, Possible, program_of
from relance_rules.targets.python.program import Memo
from relance_rules.targets.python.totals import set_aside, settle_total
from relance_rules.values import Message, Text

UNREAD: Mapping[Code, str] = {"value": "valeur", "shape": "forme", "unknown_fact": "extra_forbidden"}
"""The ``type`` of the errors of what can't be read, by the kind of its fault."""


def model_of(plan: Plan, theme: Theme, language: LanguageCode | None = None) -> type[BaseModel]:
    """The pydantic model of the dossiers of a theme of a rule set, made once for each language.

    What is wrong is said in ``language``, or in the default language of the rule set.
    """
    code: LanguageCode = language or ("fr" if plan.languages[0] == "fr" else "en")
    # What is kept with the model is kept alive, so that nothing else takes its identity.
    name = (__name__, id(plan), id(theme), code)
    return plan.facts.made_once(name, lambda: (plan, theme, _model(plan, theme, code)))[2]


def _model(plan: Plan, theme: Theme, code: LanguageCode) -> type[BaseModel]:
    language = localization(code, plan.currency)
    validator = _Validator(plan, theme, language)

    def read(cls: type[Part], data: Any, handler: ModelWrapValidatorHandler[Part], info: ValidationInfo) -> Part:
        if isinstance(data, cls):
            return data
        if info.mode == "json":
            raise ValidationError.from_exception_data(cls.__name__, [validator.error("json_invalid", _INEXACT, None)])
        facts, errors = validator.read(data)
        if errors:
            raise ValidationError.from_exception_data(cls.__name__, errors)
        return handler(nested(facts))

    validators: Any = {"read": model_validator(mode="wrap")(read)}
    body = Fields(plan, theme.code, reader_of(plan, theme).answers, code).model(_Dossier)
    body.says = language
    title = theme.title.among(code)
    return create_model(f"{theme.code}Dossier", __base__=body, __validators__=validators, __doc__=title)


class _Dossier(Part):
    """What the models of dossiers have beside their facts."""

    says: ClassVar[Localization]

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Validate a JSON text, read exactly: no key is given twice, and decimals are what was written.

        Raises:
            ValidationError: It is no such text, or no dossier that the model accepts.
        """
        try:
            data = _parsed(json_data)
        except DossierError as error:
            errors = [_unread(problem, cls.says) for problem in error.problems]
            raise ValidationError.from_exception_data(cls.__name__, errors, "json") from None
        return cls.model_validate(data, **options)


def _parsed(json_data: str | bytes | bytearray) -> Any:
    """What a JSON text states, exactly.

    Raises:
        DossierError: It is no JSON, or holds what a dossier can't.
    """
    if isinstance(json_data, str):
        return parse_json(json_data, None)
    data = bytes(memoryview(json_data))
    found = fast_object(data) if len(data) <= MAX_BYTES else None
    return parse_json(text_and_notes(data, None)[0], None) if found is None else found


def _unread(problem: Problem, language: Localization) -> InitErrorDetails:
    message = problem.message
    if problem.line is not None:
        message = _AT._replace(values={"line": problem.line, "column": problem.column or 1, "message": message})
    error = PydanticCustomError("json_invalid", "{sentence}", {"sentence": language.say(message)})
    return InitErrorDetails(type=error, loc=(), input=problem.excerpt)


_INEXACT = Message(
    "pydantic ne garde que la dernière de deux clés égales : lisez ce JSON avec « model_validate_json » du modèle "
    "d’un thème"
)
_NO_MAPPING = Message("un dossier est une suite de « clé: valeur », pas une liste ni un simple texte")
_AT = Message("ligne {line}, colonne {column} : {message}")


class _Validator:
    """Reads the dossiers of a theme and checks its rules, each of which gives one error, with two of its own."""

    def __init__(self, plan: Plan, theme: Theme, language: Localization) -> None:
        self.plan, self.theme, self.language = plan, theme, language
        self.program, self.reader = program_of(plan.facts), reader_of(plan, theme)

    def read(self, data: Any) -> tuple[Facts, list[InitErrorDetails]]:
        """The facts of a dossier with the code of its theme, or everything that keeps it from being eligible."""
        if not isinstance(data, Mapping):
            return {}, [self.error("forme", _NO_MAPPING, Met("", data))]
        facts, faults = self.reader.read(facts_stated(data, self.plan))
        if faults:
            return {}, [self.fault(fault, data) for fault in faults]
        role = self.plan.roles.theme
        if role not in self.plan.facts and not is_absent(stated := stated_at(data, role)):
            facts[role] = str(stated)
        errors = list(self.errors(facts))
        if role in facts:
            facts[role] = self.theme.code
        return facts, errors

    def fault(self, fault: FactFault, data: Any) -> InitErrorDetails:
        """What can't be read, at its place in the data."""
        value = data
        for step in fault.path:
            value = value[step]
        error = PydanticCustomError(UNREAD[fault.code], "{sentence}", {"sentence": self.language.say(fault.message)})
        return InitErrorDetails(type=error, loc=fault.path, input=value)

    def errors(self, dossier: Facts) -> Iterator[InitErrorDetails]:
        """Everything that keeps the dossier from being eligible."""
        roles = self.plan.roles
        facts, contradiction = settle_total(dossier, roles)
        if contradiction is not None and roles.total is not None:
            place = Met(roles.total.path, dossier.get(roles.total.path))
            yield self.error(f"{self.theme.code}.contradiction", contradiction, place)
        code = dossier.get(roles.theme, self.theme.code)
        if self.plan.code(str(code)) != self.theme.code:
            said = Message("ce dossier est pour le thème {theme}", {"theme": code})
            yield self.error(f"{self.theme.code}.{roles.theme}", said, Met(roles.theme, code))
        missing: dict[str, None] = {}
        memo: Memo = {}
        for rule in self.theme.rules:
            truth, unknown = self.check(rule, facts, memo)
            if truth is False and rule.require is not None:
                sentence = rule.failure or Message("Condition non remplie : {label}", {"label": rule.label})
                yield self.error(rule.id, sentence, met(rule.require, self.program, facts))
            elif truth is None and not unknown:
                yield self.error("unknown", Message("À déterminer : {label}", {"label": rule.label}), None)
            missing.update(dict.fromkeys(unknown))
        for path in missing:
            if contradiction is None or not set_aside(path, roles):
                yield self.error(
                    "missing", Message("Fait à indiquer : {label}", {"label": self.label(path)}), Met(path, None)
                )

    def label(self, path: str) -> Text | str:
        """What a fact is called, where it is one that the rule set describes."""
        fact = self.plan.facts.get(general_path(path))
        return path if fact is None else fact.label

    def check(self, rule: Rule, facts: Facts, memo: Memo) -> tuple[bool | None, tuple[str, ...]]:
        """Whether a rule is met, or None and the facts that would settle it."""
        if rule.require is None:
            return True, ()
        guard = Possible(True) if rule.when is None else self.program.truth(rule.when, facts, memo)
        if guard.value is False:
            return True, ()
        found = self.program.truth(rule.require, facts, memo)
        if found.value is True or (found.value is False and guard.value is True):
            return found.value, ()
        return None, (*guard.names, *found.names)

    def error(self, kind: str, sentence: Any, place: Met | None) -> InitErrorDetails:
        """An error placed on a fact."""
        error = PydanticCustomError(kind, "{sentence}", {"sentence": self.language.say(sentence)})
        path, value = ("", None) if place is None else place
        return InitErrorDetails(type=error, loc=_location(path), input=value)


def _location(path: str) -> tuple[str | int, ...]:
    """``list[0].name`` as pydantic writes places."""
    return tuple(int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path))
