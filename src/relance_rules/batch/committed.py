"""What is engaged elsewhere on an envelope, as a command is told it: ``CODE=AMOUNT``, ``CODE.SESSION=AMOUNT``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from relance_rules.loading.problems import DossierError, Problem
from relance_rules.plan.answers import read_value
from relance_rules.plan.facts import FactDef
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import Message, Money, ParseError, Text
from relance_rules.values.spelling import named, normal
from relance_rules.values.suggestions import suggestion

_LABEL = Text({"fr": "Montant engagé", "en": "Amount committed"})
_AMOUNT = FactDef("money", _LABEL, _LABEL)


def committed_of(given: Iterable[str], plan: Plan) -> dict[str, Money]:
    """What is engaged elsewhere, by the code of a theme, or that and the id of one of its windows.

    The amount of a theme is all that is engaged on it: that of its windows is a part of it, and is the whole where no
    other is given.

    Args:
        given: Each a theme, or a theme and a window by its id or its label, and an amount: ``CODE.SESSION=AMOUNT``.
        plan: The rule set.

    Raises:
        DossierError: One can't be read, has no envelope to count in, or says otherwise than another.
    """
    found: dict[str, Money] = {}
    problems: list[Problem] = []
    for text in given:
        try:
            name, amount = _read(text, plan)
            if name in found:
                raise ParseError("« {name} » est donné deux fois", name=name)
            found[name] = amount
        except ParseError as error:
            values = {"text": text[:80], "message": error.message}
            problems.append(Problem(Message("--committed « {text} » : {message}", values)))
    for code in dict.fromkeys(name.partition(".")[0] for name in found):
        parts = Money(sum(amount for name, amount in found.items() if name.startswith(f"{code}.")))
        if parts > found.setdefault(code, parts):
            amounts: Mapping[str, object] = {"code": code, "whole": found[code], "parts": parts}
            message = Message(
                "--committed : {whole} pour {code} en tout, et {parts} pour ses sessions : le tout ne peut pas être "
                "moins que ses parts",
                amounts,
            )
            problems.append(Problem(message))
    if problems:
        raise DossierError(problems)
    return found


def _read(text: str, plan: Plan) -> tuple[str, Money]:
    """One of them: what it is engaged on, and how much.

    Raises:
        ParseError: It can't be read, or has no envelope to count in.
    """
    name, equals, stated = text.rpartition("=")
    if not equals:
        raise ParseError("écrivez un thème, « = » et un montant")
    head, dot, session = name.partition(".")
    code = plan.code(head)
    if code is None:
        raise ParseError("thème inconnu : « {code} » ; {near}", code=head[:40], near=suggestion(head, plan.themes))
    theme = plan.themes[code]
    if not any(_envelopes(theme)):
        raise ParseError("le texte ne donne pas d’enveloppe à {code}", code=code)
    amount: Money = read_value(stated, _AMOUNT, plan.currency)
    return (f"{code}.{_window(theme, session)}" if dot else code), amount


def _envelopes(theme: Theme) -> Iterator[Money]:
    """The envelopes of a theme, and of its windows."""
    if theme.envelope is not None and theme.envelope.amount:
        yield theme.envelope.amount
    yield from (window.envelope for window in theme.windows if window.envelope)


def _window(theme: Theme, name: str) -> str:
    """The id of the window that a text names, by its id or by its label.

    Raises:
        ParseError: It names none, or several.
    """
    ids = [window.id for window in theme.windows]
    if (found := named(name, ids)) is not None:
        return found
    labelled = [window.id for window in theme.windows if normal(name) in map(normal, window.label.values())]
    if len(labelled) != 1:
        raise ParseError(
            "session inconnue de {code} : « {name} » ; {near}", code=theme.code, name=name[:80],
            near=suggestion(name, ids),
        )  # fmt: skip
    return labelled[0]
