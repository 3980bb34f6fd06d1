"""The funding split of a theme to nodes of the core: every step has a name, and is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from relance_rules.language.arithmetic import ends_of, marginal, whole_slab
from relance_rules.language.funding import Bonus, Category, Funding
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import MANIFEST, MONEY, MONEY_SCALE, RATE, Content, Lowered, number
from relance_rules.plan import ruleset
from relance_rules.plan.nodes import (
    All,
    Apply,
    Choose,
    Compare,
    Const,
    Fact,
    Fold,
    Kind,
    Named,
    Node,
    Not,
    Way,
)
from relance_rules.plan.nodes import Any as AnyNode
from relance_rules.values import Message, Money, Text
from relance_rules.values.suggestions import suggestion

NOTHING = number(0)


FUNDING_IDS = ("base", "hors_categories", "minimum")
"""The ids that a funding split gives to what it does itself."""


def engine_fact(scope: str) -> str:
    """The path of what other dossiers of a scope were granted, which the engine states and no dossier does."""
    return f"batch.{scope}"


def total_of(to: Lowering) -> Lowered:
    """The total cost: what is stated, or the sum of the lines."""
    roles, facts = to.book.roles, to.book.facts
    if roles.total is None:
        return to.fault(
            says=Message("« {key} » demande le rôle « {role} » de ruleset.yaml", {"key": "size", "role": "total"})
        )
    lines = roles.lines
    absent = None if lines is None else Fold("add", lines.list, Fact(f"{lines.list}[].{lines.amount}"))
    label = facts[roles.total.path].label
    readings = () if roles.total.reading is None else (roles.total.reading,)
    node = Named("total", "total", Fact(roles.total.path, absent), label, None, readings, "money")
    return Lowered(node, MONEY, Message("« {fact} »", {"fact": label}), plain=True)


def lower_funding(funding: Funding, to: Lowering) -> ruleset.Funding:
    """The funding split lowered; faults go to ``to``."""
    return _Split(funding, to).plan()


class _Split:
    """Lowers one funding split, step after step."""

    def __init__(self, funding: Funding, to: Lowering) -> None:
        self.funding, self.to = funding, to
        self.roles, self.code = to.book.roles, to.theme
        self.source, self.readings = to.cited(funding)
        self.steps: list[Named] = []
        self.says: list[Text] = []
        self.kinds: list[Lowered] = []
        self.rates: list[Node] = []
        self.brackets: tuple[tuple[Money | None, str], ...] = ()
        lines = self.roles.lines
        self.list = None if lines is None else lines.list
        self.line_amount: Node = NOTHING if lines is None else Fact(f"{lines.list}[].{lines.amount}")
        self.line = to if self.list is None else to.within(self.list)
        self.total = None if self.roles.total is None else total_of(to).node

    def named(
        self, name: str, kind: Kind, node: Node, label: Text | Message, readings: tuple[str, ...] | None = None
    ) -> Named:
        """A step of the split that is shown."""
        text = label if isinstance(label, Text) else self.to.book.say(label)
        codes = self.readings if readings is None else readings
        step = Named(name, kind, node, text, self.source, codes, "money")
        self.steps.append(step)
        return step

    def needs(self, key: str, role: str) -> None:
        values = {"key": key, "role": role}
        self.to.fault(key, says=Message("« {key} » demande le rôle « {role} » de ruleset.yaml", values))

    # ---- the base

    def plan(self) -> ruleset.Funding:
        exclusions = self.exclusions()
        if isinstance(self.total, Named):
            self.steps.append(self.total)
        out = [exclusion.when for exclusion in exclusions if exclusion.when is not None]
        self.excluded_steps(exclusions)
        base = self.base(out)
        before = self.amount(base, out)
        ceilings = self.ceilings()
        if (cap := self.staff_cap(base, out, exclusions)) is not None:
            ceilings.append(cap)
        requested, grant = self.limited(before, base, ceilings)
        share = None
        if self.total is not None:
            label = Message("Reste à la charge du porteur")
            share = self.named("share", "share", Apply("subtract", (self.total, grant)), label)
        return ruleset.Funding(
            source=self.source,
            readings=self.readings,
            total=self.total if isinstance(self.total, Named) else None,
            exclusions=tuple(exclusions),
            base=base,
            rate=before,
            ceilings=tuple(ceilings),
            requested=requested,
            grant=grant,
            share=share,
            staff=self.funding.staff,
            staff_when=self.staff,
            staff_amount=self.staff_amount(out),
            steps=tuple(self.steps),
            funders=self.funders(grant),
            brackets=self.brackets,
            says=tuple(self.says),
        )

    @property
    def staff(self) -> Node | None:
        """Whether a line is staff, where the split asks."""
        role = self.roles.staff
        if role is None or self.list is None or self.funding.staff == "counted":
            return None
        return self.line.name(role.path).node

    def exclusions(self) -> list[ruleset.Exclusion]:
        funding, found = self.funding, []
        if self.list is None and (funding.exclude or funding.categories):
            self.needs("exclude" if funding.exclude else "categories", "lines")
            return []
        for place, exclusion in enumerate(funding.exclude):
            here = self.line.at("exclude", place)
            source, readings = here.cited(exclusion)
            when = here.condition(exclusion.when, "when")
            if not when.wrong:
                says = self.to.book.say(when.words)
                found.append(
                    ruleset.Exclusion(source, readings, f"{self.code}.{exclusion.id}", exclusion.label, when.node, says)
                )
        if funding.staff != "counted" and (self.roles.staff is None or self.list is None):
            self.needs("staff", "staff")
        elif funding.staff == "excluded" and self.roles.staff is not None:
            label = Message("{staff}, non financée", {"staff": self.staff_label})
            found.append(
                ruleset.Exclusion(
                    self.source, self.staff_readings, f"{self.code}.{self.roles.staff.path}",
                    self.to.book.say(label), self.staff, self.staff_label, staff=True,
                )
            )  # fmt: skip
        if funding.categories:
            self.kinds = [
                self.line.condition(category.lines, "categories", place, "lines")
                for place, category in enumerate(funding.categories)
            ]
            label = Message("Dépense d’aucune des catégories financées")
            found.append(
                ruleset.Exclusion(
                    self.source, self.readings, f"{self.code}.hors_categories", self.to.book.say(label),
                    Not(AnyNode(tuple(kind.node for kind in self.kinds))), self.to.book.say(label),
                )
            )  # fmt: skip
        return found

    @property
    def staff_label(self) -> Text:
        role = self.roles.staff
        derived = None if role is None else self.to.book.definitions.derived.get(role.path)
        if derived is not None:
            return derived.label
        return self.to.book.facts[f"{self.list}[].{'' if role is None else role.path}"].label

    @property
    def staff_readings(self) -> tuple[str, ...]:
        role = self.roles.staff
        return () if role is None or role.reading is None else (role.reading,)

    def fold(self, item: Node, absent: Node | None = None) -> Fold:
        """Something of each line, added up."""
        return Fold("add", self.list or "", item, absent)

    def sum_of(self, out: Sequence[Node]) -> Node:
        """The amounts of the lines for which one of some conditions holds.

        Where nothing but staff leaves the base, a dossier without lines is taken to have no staff, and is told so.
        """
        when = out[0] if len(out) == 1 else AnyNode(tuple(out))
        absent = NOTHING if not self.funding.exclude and not self.funding.categories else None
        return self.fold(Choose(when, self.line_amount, NOTHING), absent)

    def excluded_steps(self, exclusions: Sequence[ruleset.Exclusion]) -> None:
        """What each reason takes out of the base: a line leaves it for the first that holds."""
        before: list[Node] = []
        for exclusion in exclusions:
            if exclusion.when is None:
                continue
            when = exclusion.when if not before else All((exclusion.when, *(Not(earlier) for earlier in before)))
            absent = NOTHING if not self.funding.exclude and not self.funding.categories else None
            node = self.fold(Choose(when, self.line_amount, NOTHING), absent)
            label = Message("Exclu : {label}", {"label": exclusion.label})
            step = Named(
                exclusion.id, "excluded", node, self.to.book.say(label), exclusion.source, exclusion.readings, "money"
            )
            self.steps.append(step)
            before.append(exclusion.when)

    def base(self, out: Sequence[Node]) -> Named | None:
        funding = self.funding
        if funding.base is not None:
            given = self.to.typed(funding.base, "base", kinds=("money",))
            node: Node = at_least_nought(given.node)
        elif self.total is None:
            if funding.base_at_most is not None or funding.rate is not None or funding.scale or funding.slab:
                key = next(k for k in ("rate", "scale", "slab", "base_at_most") if getattr(funding, k) is not None)
                self.needs(key, "total")
                return None
            if funding.categories is None:
                return None
            node = (
                self.fold(Choose(AnyNode(tuple(out)), NOTHING, self.line_amount))
                if out
                else self.fold(self.line_amount)
            )
        else:
            node = self.total
            if out:
                node = Apply("greatest", (NOTHING, Apply("subtract", (self.total, self.sum_of(out)))))
        if funding.base_at_most is not None:
            most = self.to.typed(funding.base_at_most, "base_at_most", kinds=("money",))
            node = Apply("least", (node, at_least_nought(most.node)))
        return self.named("base", "base", node, Message("Base financée"))

    # ---- what the rates give

    def amount(self, base: Named | None, out: Sequence[Node]) -> Named:
        funding = self.funding
        of = Lowered(NOTHING if base is None else base, MONEY, Message("la base financée"), plain=True)
        label = Message("Subvention au taux du thème")
        points: list[Node] = []
        fixed: list[Node] = []
        if funding.rate is not None:
            rate = self.to.typed(funding.rate, "rate", kinds=("rate",))
            self.rates.append(rate.node)
            if not funding.bonuses and isinstance(rate.node, Const):
                self.brackets = ((None, str(rate.node.value)),)
            else:
                self.say(Message("{rate} de la base financée", {"rate": rate.words}))
            points.append(rate.node)
        elif funding.categories is not None:
            fixed.append(self.by_category(funding.categories, out))
        elif funding.amount is not None:
            amount = self.to.typed(funding.amount, "amount", kinds=("money",))
            label = Message("Montant de l’aide")
            self.say(Message("Montant : {amount}", {"amount": amount.words}))
            fixed.append(amount.node)
        else:
            fixed.append(self.by_bracket(of))
        return self.named("rate", "rate", self.with_bonuses(of.node, points, fixed, base is not None), label)

    def by_bracket(self, of: Lowered) -> Node:
        """What the brackets give of the base."""
        funding = self.funding
        key, brackets = ("scale", funding.scale) if funding.scale is not None else ("slab", funding.slab or ())
        here = self.to.at(key)
        ends = ends_of(of, brackets, here)
        found = marginal(of, ends, here) if key == "scale" else whole_slab(of, ends, here)
        for end, rate in ends or ():
            self.rates.append(rate.node)
            if isinstance(rate.node, Const) and (end is None or isinstance(end.node, Const)):
                amount = None if end is None else Money(int(end.node.value or 0))  # type: ignore[union-attr]
                self.brackets = (*self.brackets, (amount, str(rate.node.value)))
        if key == "slab" and ends is not None and ends[-1][0] is not None:
            # Past the last end, what the base is given is not known.
            self.rates.append(found.node)
        if key == "slab" or len(self.brackets) < len(ends or ()):
            self.brackets = ()
            self.say(found.words)
        return found.node

    def with_bonuses(self, base: Node, points: list[Node], fixed: list[Node], has_base: bool) -> Node:
        """What the rates give with the bonuses: points of rate are of the base, amounts are added to it.

        Args:
            base: The base.
            points: The rate, where there is one: it is capped with the points of the bonuses.
            fixed: The amount, where it is none of a rate: the points of the bonuses, of the base, are capped with it.
            has_base: Whether the theme has a base.
        """
        added: list[Node] = []
        share = list(fixed)
        for place, bonus in enumerate(self.funding.bonuses):
            if bonus.after is not None:
                continue
            value = self.bonus_value(bonus, place)
            if bonus.rate is None:
                added.append(value)
            elif points:
                points.append(value)
            else:
                share.append(Apply("multiply", (base, value)))
            if bonus.rate is not None and not has_base:
                self.needs("bonuses", "total")
        if points:
            rate = _sum(points)
            if self.funding.rate_at_most is not None:
                rate = Apply("least", (rate, self.rate_at_most()))
            amount: Node = Apply("multiply", (base, rate))
        else:
            amount = _sum(share)
            if self.funding.rate_at_most is not None:
                if not has_base:
                    self.needs("rate_at_most", "total")
                amount = Apply("least", (amount, Apply("multiply", (base, self.rate_at_most()))))
        return _sum([amount, *added])

    def rate_at_most(self) -> Node:
        return self.to.typed(self.funding.rate_at_most or "", "rate_at_most", kinds=("rate",)).node

    def bonus_value(self, bonus: Bonus, place: int) -> Node:
        """What a bonus adds: points of rate, or an amount; nothing where it does not hold."""
        here = self.to.at("bonuses", place)
        if bonus.rate is not None:
            value = here.typed(bonus.rate, "rate", kinds=("rate",))
        else:
            value = here.typed(bonus.amount or "", "amount", kinds=("money",))
        source, readings = here.cited(bonus)
        self.say(Message("{label} : + {amount}", {"label": bonus.label, "amount": value.words}))
        node = value.node
        if bonus.when is not None:
            when = here.condition(bonus.when, "when")
            node = Choose(when.node, node, NOTHING)
        dimension = RATE.dimension if bonus.rate is not None else MONEY.dimension
        step = Named(f"{self.code}.{bonus.id}", "bonus", node, bonus.label, source, readings, dimension)
        self.steps.append(step)
        return step

    def by_category(self, categories: Sequence[Category], out: Sequence[Node]) -> Node:
        """What each kind of lines is granted, added up; a line is of the first kind that holds of it."""
        # The last reason for leaving the base is to be of no category: it is not one to look at here.
        excluded = list(out[:-1])
        parts: list[Node] = []
        earlier: list[Node] = []
        for place, category in enumerate(categories):
            here = self.line.at("categories", place)
            when = self.kinds[place] if place < len(self.kinds) else here.condition(category.lines, "lines")
            rate = here.typed(category.rate, "rate", kinds=("rate",))
            self.rates.append(rate.node)
            source, readings = here.cited(category)
            granted: Node = Apply("multiply", (self.line_amount, rate.node))
            if category.each_at_most is not None:
                most = here.typed(category.each_at_most, "each_at_most", kinds=("money",))
                granted = Apply("least", (granted, most.node))
            others = [Not(node) for node in (*earlier, *excluded)]
            holds = All((when.node, *others)) if others else when.node
            node: Node = self.fold(Choose(holds, granted, NOTHING))
            if category.at_most is not None:
                most = self.to.at("categories", place).typed(category.at_most, "at_most", kinds=("money",))
                node = Apply("least", (node, most.node))
            step = Named(f"{self.code}.{category.id}", "rate", node, category.label, source, readings, MONEY.dimension)
            self.say(Message("{label} : {rate}", {"label": category.label, "rate": rate.words}))
            self.steps.append(step)
            parts.append(step)
            earlier.append(when.node)
        return _sum(parts)

    # ---- limits

    def ceilings(self) -> list[ruleset.Ceiling]:
        found = []
        for place, ceiling in enumerate(self.funding.ceilings):
            here = self.to.at("ceilings", place)
            source, readings = here.cited(ceiling)
            amount = here.typed(ceiling.amount, "amount", kinds=("money",))
            used: list[Node] = []
            if ceiling.counting is not None:
                used.append(here.typed(ceiling.counting, "counting", kinds=("money",)).node)
            scope = None if ceiling.per == "dossier" else ceiling.per
            if scope is not None:
                known = self.to.book.manifest.scopes
                if scope not in known:
                    near = suggestion(scope, ["dossier", *known])
                    message = Message("aucun partage « {scope} » ; {near}", {"scope": scope, "near": near})
                    here.fault("per", says=message)
                    continue
                earlier = known[scope].earlier
                used.append(Fact(engine_fact(scope)) if earlier is None else together(Fact(earlier), scope))
            label = ceiling.label
            limit = Named(f"{self.code}.{ceiling.id}.limit", "ceiling", amount.node, label, source, readings, "money")
            node: Node = limit
            used_node = None
            if used:
                used_node = used[0] if len(used) == 1 else Apply("add", tuple(used))
                node = Apply("greatest", (NOTHING, Apply("subtract", (limit, used_node))))
            room = Named(f"{self.code}.{ceiling.id}", "ceiling", node, label, source, readings, "money")
            self.steps.append(room)
            found.append(
                ruleset.Ceiling(
                    source,
                    readings,
                    f"{self.code}.{ceiling.id}",
                    label,
                    limit,
                    used_node,
                    room,
                    scope,
                    says=self.to.book.say(amount.words),
                )
            )
        return found

    def staff_cap(
        self, base: Named | None, out: Sequence[Node], exclusions: Sequence[ruleset.Exclusion]
    ) -> ruleset.Ceiling | None:
        """Staff that is valued is borne by the applicant: the grant is at most the base less its staff."""
        if self.funding.staff != "valued" or self.staff is None or base is None or self.total is None:
            return None
        leaves = self.sum_of([*out, self.staff])
        node: Node = Apply("greatest", (NOTHING, Apply("subtract", (self.total, leaves))))
        if self.funding.base_at_most is not None:
            node = Apply("least", (node, base))
        label = self.to.book.say(Message("Base financée moins les dépenses de personnel, à la charge du porteur"))
        role = self.roles.staff
        name = f"{self.code}.{'' if role is None else role.path}"
        room = Named(name, "ceiling", node, label, self.source, self.staff_readings, "money")
        self.steps.append(room)
        return ruleset.Ceiling(self.source, self.staff_readings, name, label, room, None, room, None, staff=True)

    def staff_amount(self, out: Sequence[Node]) -> Named | None:
        """What staff costs come to: those in the base, or those that left it."""
        staff = self.staff
        if staff is None:
            return None
        inside = All((staff, *(Not(reason) for reason in out))) if self.funding.staff == "valued" and out else staff
        node = self.fold(Choose(inside, self.line_amount, NOTHING))
        return Named("staff", "excluded", node, self.staff_label, self.source, self.staff_readings, "money")

    def limited(
        self, before: Named, base: Named | None, ceilings: Sequence[ruleset.Ceiling]
    ) -> tuple[Named | None, Named]:
        """What the rates give, once limited by the ceilings, the request and the minimum, and rounded."""
        funding = self.funding
        after = {bonus.after for bonus in funding.bonuses if bonus.after is not None}
        known = [ceiling.id.partition(".")[2] for ceiling in ceilings if not ceiling.staff]
        for place, bonus in enumerate(funding.bonuses):
            if bonus.after is not None and bonus.after not in known:
                near = suggestion(bonus.after, known)
                message = Message("aucun plafond « {id} » ; {near}", {"id": bonus.after, "near": near})
                self.to.fault("bonuses", place, "after", says=message)
        rooms = [(ceiling.id.partition(".")[2], ceiling.room) for ceiling in ceilings if ceiling.room is not None]
        extras = {
            name: [self.bonus_value(bonus, place) for place, bonus in enumerate(funding.bonuses) if bonus.after == name]
            for name, _ in rooms
            if name in after and name in known
        }
        value, pending = _chain([before], rooms, extras)
        limits = _chain([], rooms, extras)[1]
        if base is not None:
            limits.append(base)
            if not self.stays_within_base():
                name = f"{self.code}.{base.id}"
                within = Named(name, "ceiling", base, base.label, self.source, self.readings, "money")
                pending.append(within)
        requested = None
        role = self.roles.requested
        if role is not None:
            codes = () if role.reading is None else (role.reading,)
            request = Fact(role.path, value)
            requested = self.named("request", "request", request, self.to.book.facts[role.path].label, codes)
            pending.append(requested)
        value = at_least_nought(_least(pending))
        if funding.minimum is not None:
            value = self.with_minimum(value, limits)
        way: Way = "down"
        readings: tuple[str, ...] = ()
        rounding = self.to.book.manifest.rounding
        step = Const("number", 1, MONEY_SCALE)
        if rounding is not None:
            way = rounding.way
            readings = () if rounding.reading is None else (rounding.reading,)
            to = self.to.elsewhere(MANIFEST, "rounding", "to")
            found = to.typed(rounding.to, kinds=("money",)).node
            step = found if isinstance(found, Const) else step
        rounded: Node = Apply("round", (value,), step, way)
        if way != "down" and (limits or role is not None):
            # Rounded up, a grant is no larger than what limits it, and than what is asked for.
            roofs = [*limits, *([] if role is None else [Fact(role.path, rounded)])]
            rounded = _least([rounded, *(at_least_nought(Apply("round", (each,), step, "down")) for each in roofs)])
        grant = self.named("grant", "grant", rounded, Message("Subvention proposée"), readings)
        return requested, grant

    def stays_within_base(self) -> bool:
        """Whether what the rates give can't exceed the base: rates of at most 100 %, and nothing added."""
        funding = self.funding
        if funding.bonuses or funding.amount is not None or funding.categories is not None:
            return False
        return all(isinstance(node, Const) and int(node.value or 0) <= 10**node.scale for node in self.rates)

    def with_minimum(self, value: Node, limits: Sequence[Node]) -> Node:
        minimum = self.funding.minimum
        if minimum is None:
            return value
        here = self.to.at("minimum")
        source, readings = here.cited(minimum)
        amount = here.typed(minimum.amount, "amount", kinds=("money",))
        label = self.to.book.say(Message("Subvention minimale"))
        named = Named(f"{self.code}.minimum", "minimum", amount.node, label, source, readings, "money")
        self.steps.append(named)
        if minimum.below == "nothing":
            self.say(Message("Rien au-dessous de {amount}", {"amount": amount.words}))
            return Choose(Compare(value, named, strict=True), NOTHING, value)
        self.say(Message("Au moins {amount}", {"amount": amount.words}))
        asked = [] if self.roles.requested is None else [Fact(self.roles.requested.path, named)]
        return Apply("greatest", (value, _least([named, *limits, *asked])))

    # ---- who pays

    def funders(self, grant: Named) -> tuple[ruleset.Funder, ...]:
        """What each pays: those who pay the rest what the others leave, the others no more than is left to pay."""
        funders = self.funding.funders
        if not funders:
            return ()
        rates = [
            None if funder.rate is None else self.to.typed(funder.rate, "funders", place, "rate", kinds=("rate",)).node
            for place, funder in enumerate(funders)
        ]
        rest = self.who_pays_the_rest(rates)
        amounts: dict[int, Node] = {}
        left: Node = grant
        for place, (funder, rate) in enumerate(zip(funders, rates, strict=True)):
            if place == rest:
                continue
            if rate is not None:
                part: Node = Apply("multiply", (grant, rate))
                part = Apply("round", (part,), Const("number", 1, MONEY_SCALE), "down")
            else:
                part = self.to.typed(funder.amount or "", "funders", place, "amount", kinds=("money",)).node
            part = at_least_nought(part)
            # Fixed rates that make no more than the whole always leave enough.
            sure = isinstance(rate, Const) and all(other.amount is None for other in funders)
            amounts[place] = part if sure else Apply("least", (left, part))
            left = Apply("subtract", (left, amounts[place]))
        found: list[ruleset.Funder] = []
        for place, funder in enumerate(funders):
            label = funder.label or self.to.book.say(funder.id.replace("_", " "))
            node = amounts.get(place, left)
            named = Named(f"funders.{funder.id}", "share", node, label, self.source, self.readings, "money")
            found.append(ruleset.Funder(funder.id, label, named))
        return tuple(found)

    def who_pays_the_rest(self, rates: Sequence[Node | None]) -> int | None:
        """The place of the funder who pays what the others leave: the last one, where rates make the whole."""
        funders = self.funding.funders
        fixed = [Fraction(int(rate.value or 0), 10**rate.scale) for rate in rates if isinstance(rate, Const)]
        if sum(fixed) > 1:
            self.to.fault("funders", says=Message("les financeurs paient plus que toute la subvention"))
            return None
        for place, funder in enumerate(funders):
            if funder.rest:
                return place
        if len(fixed) == len(funders) and sum(fixed) == 1:
            return len(funders) - 1
        says = Message("les financeurs ne paient pas toute la subvention : donnez « rest: true » à l’un d’eux")
        self.to.fault("funders", says=says)
        return None

    # ---- words

    def say(self, content: Content) -> None:
        text = self.to.book.say(content)
        if text not in self.says:
            self.says.append(text)


def together(earlier: Node, scope: str) -> Node:
    """What a ceiling has already given: what the dossier states of the others, or what is known of them if more."""
    return Apply("greatest", (earlier, Fact(engine_fact(scope))))


def _least(parts: Sequence[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Apply("least", tuple(parts))


def _sum(parts: Sequence[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Apply("add", tuple(parts))


def _chain(
    first: list[Node], rooms: Sequence[tuple[str, Node]], extras: Mapping[str, Sequence[Node]]
) -> tuple[Node, list[Node]]:
    """Limits in order, with the bonuses that come after some of them.

    Returns:
        What stands before the last limits, and what is the least of all that is still to be taken.
    """
    pending = list(first)
    for name, room in rooms:
        pending.append(room)
        if name in extras:
            pending = [_sum([_least(pending), *extras[name]])]
    return (pending[0] if pending else NOTHING), pending


def at_least_nought(node: Node) -> Node:
    """A number, or nought where it is negative."""
    return node if never_negative(node) else Apply("greatest", (node, NOTHING))


def never_negative(node: Node) -> bool:
    """Whether a number is surely not negative."""
    match node:
        case Const(value=value):
            return value is not None and int(value) >= 0
        case Fact(absent=absent):
            return absent is None or never_negative(absent)
        case Named(of=of):
            return never_negative(of)
        case Choose(then=then, otherwise=otherwise):
            return never_negative(then) and never_negative(otherwise)
        case Fold(of=of, absent=absent):
            return never_negative(of) and (absent is None or never_negative(absent))
        case Apply(function="greatest", parts=parts):
            return any(never_negative(part) for part in parts)
        case Apply(function="add" | "multiply" | "least" | "round", parts=parts):
            return all(never_negative(part) for part in parts)
        case _:
            return False
