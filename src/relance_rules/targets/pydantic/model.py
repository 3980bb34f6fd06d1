"""The model of the dossiers of a theme.

It accepts the dossiers that the rules settle as eligible, and raises an ordinary ``ValidationError`` of the others: a
broken rule gives an error whose ``type`` is the rule's id (``THEME.rule``), a fact without which a rule is unknown
gives pydantic's own ``missing``, and a rule that no fact can settle gives ``unknown``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError, create_model, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from relance_rules.localization import Localization, localization
from relance_rules.plan.ruleset import Plan, Rule, Theme
from relance_rules.targets.pydantic.fields import Fields, Part, stated
from relance_rules.targets.pydantic.places import Met, met
from relance_rules.targets.python import Facts, Possible, program_of
from relance_rules.targets.python.program import Memo
from relance_rules.targets.python.totals import set_aside, settle_total
from relance_rules.values import Message


def model_of(plan: Plan, theme: Theme) -> type[BaseModel]:
    """The pydantic model of the dossiers of a theme of a rule set, made once.

    What is wrong is said in the default language of the rule set.
    """
    # What is kept with the model is kept alive, so that nothing else takes its identity.
    name = (__name__, id(plan), id(theme))
    return plan.facts.made_once(name, lambda: (plan, theme, _model(plan, theme)))[2]


def _model(plan: Plan, theme: Theme) -> type[BaseModel]:
    language = localization("fr" if plan.languages[0] == "fr" else "en", plan.currency)
    validators = _Validators(plan, theme, language)

    def rules(self: Part) -> Part:
        errors = list(validators.errors(dict(stated(self))))
        if errors:
            raise ValidationError.from_exception_data(type(self).__name__, errors)
        return self

    body = Fields(plan, theme, language).model()
    checked: Any = {"rules": model_validator(mode="after")(rules)}
    title = theme.title.among(language.language)
    built: type[BaseModel] = create_model(f"{theme.code}Dossier", __base__=body, __validators__=checked, __doc__=title)
    return built


class _Validators:
    """The validators of a theme over the facts of a dossier: one for each rule of eligibility, and two of its own."""

    def __init__(self, plan: Plan, theme: Theme, language: Localization) -> None:
        self.plan, self.theme, self.language = plan, theme, language
        self.program = program_of(plan.facts)

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
                yield InitErrorDetails(type="missing", loc=_location(path), input=None)

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
