"""How a theme shares the cost of a project: the steps of the funding split, in the order they are taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from relance_rules.language.arithmetic import Bracket
from relance_rules.language.base import MOST, Cited, Flag, Identifier, Item, LineOf, Node, Text, refused
from relance_rules.language.expressions import Condition, Expression


class Exclusion(Item):
    """Expense lines that leave the funded base."""

    when: Condition = Field(description="A condition about one line.")


class Ceiling(Item):
    """The most that may be granted, to one dossier or to all those of a scope of the rule set."""

    amount: Expression
    per: Identifier = Field("dossier", description="`dossier`, or a scope: whose grants are counted together.")
    counting: Expression | None = Field(None, description="What counts in the ceiling beside the grant: other aids.")


class Bonus(Item):
    """More, where it holds: points of rate, or an amount."""

    when: Condition | None = None
    rate: Expression | None = Field(None, description="Added to the rate.")
    amount: Expression | None = Field(None, description="Added to the amount.")
    after: Identifier | None = Field(None, description="A ceiling that does not bind it.")

    @model_validator(mode="after")
    def _one(self) -> Bonus:
        if (self.rate is None) == (self.amount is None):
            raise refused("un bonus porte « rate » ou « amount », et l’un des deux seul")
        if self.after is not None and self.amount is None:
            raise refused("« after » va avec « amount »")
        return self


class Category(Item):
    """Lines of a kind, with a rate and limits of their own. A line is of the first category that holds of it."""

    lines: Condition = Field(description="A condition about one line.")
    rate: Expression
    each_at_most: Expression | None = Field(None, description="The most that one line is granted.")
    at_most: Expression | None = Field(None, description="The most that the category is granted.")


class Minimum(Cited):
    """The least grant, once the request has cut it."""

    amount: Expression
    below: Literal["nothing", "raised"] = Field("nothing", description="nothing: a smaller grant is not paid.")


class Funder(Node):
    """Who pays a part of the grant: a rate of it, an amount, or the rest."""

    id: Identifier
    label: Text | None = None
    rate: Expression | None = None
    amount: Expression | None = None
    rest: Flag | None = Field(None, description="true: what the others leave.")

    @model_validator(mode="after")
    def _one(self) -> Funder:
        if sum(part is not None for part in (self.rate, self.amount, self.rest)) != 1 or self.rest is False:
            raise refused("un financeur porte « rate », « amount » ou « rest: true », et l’un d’eux seul")
        return self


AMOUNTS = ("rate", "scale", "slab", "amount", "categories")
"""The ways to say what a grant comes to, before its limits."""


class Funding(Cited):
    """How a theme shares the cost of a project. Every step is optional, but what the grant comes to."""

    exclude: tuple[Exclusion, ...] = Field((), description="Tried in order; the first that holds names the reason.")
    staff: Literal["valued", "excluded", "counted"] = Field(
        "counted", description="Staff costs: borne by the applicant, out of the base, or counted like others."
    )
    base: Expression | None = Field(None, description="The funded base, in place of `exclude` and `staff`.")
    base_at_most: Expression | None = None
    rate: Expression | None = Field(None, description="Of the base.")
    scale: Annotated[tuple[Bracket, ...], Field(min_length=1, max_length=MOST)] | None = Field(
        None, description="Marginal brackets of the base, going up."
    )
    slab: Annotated[tuple[Bracket, ...], Field(min_length=1, max_length=MOST)] | None = Field(
        None, description="The whole base at the rate of its bracket."
    )
    amount: Expression | None = Field(None, description="An amount that does not depend on the base.")
    categories: Annotated[tuple[Category, ...], Field(min_length=1)] | None = Field(
        None, description="Lines by kind; a line of none leaves the base."
    )
    rate_at_most: Expression | None = Field(None, description="Of the rate with its bonuses.")
    bonuses: tuple[Bonus, ...] = ()
    ceilings: tuple[Ceiling, ...] = Field((), description="All of them bind, in order.")
    minimum: Minimum | None = None
    funders: tuple[Funder, ...] = Field((), description="Who pays the grant, to the cent.")

    @model_validator(mode="after")
    def _one_amount(self) -> Funding:
        given = [name for name in AMOUNTS if getattr(self, name) is not None]
        if not given:
            raise refused("l’une de ces clés est attendue : {keys}", keys=list(AMOUNTS))
        if len(given) > 1:
            first, second = given[:2]
            message = "« {first} » et « {second} » fixent tous deux le montant (ligne {line})"
            raise refused(message, at=(second,), first=first, second=second, line=LineOf((first,)))
        if self.base is not None and (self.exclude or "staff" in self.model_fields_set):
            raise refused("« base » remplace « exclude » et « staff »", at=("base",))
        rests = [place for place, funder in enumerate(self.funders) if funder.rest]
        if len(rests) > 1:
            raise refused("un seul financeur paie le reste", at=("funders", rests[1]))
        return self

    def ids(self) -> Iterator[tuple[str, tuple[str | int, ...]]]:
        """The ids of what it lists, which must differ, and where they stand."""
        for key in ("exclude", "ceilings", "bonuses", "categories"):
            for place, item in enumerate(getattr(self, key) or ()):
                yield item.id, (key, place, "id")
