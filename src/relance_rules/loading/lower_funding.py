"""The funding split of a theme to nodes of the core: every step has a name, and is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from relance_rules.language.arithmetic import marginal, whole_slab
from relance_rules.language.base import Cited
from relance_rules.language.funding import Bonus, Category, Funding
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import MANIFEST, MONEY, MONEY_SCALE, RATE, Content, Lowered, number
from relance_rules.plan import ruleset
from relance_rules.plan.nodes import (
    All,
    Apply,
    Choose,
    Citation,
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

Cite = Callable[[Cited, Lowering], tuple[Citation | None, tuple[str, ...]]]

NOTHING = number(0)


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


def lower_funding(funding: Funding, to: Lowering, cite: Cite) -> ruleset.Funding:
    """The funding split lowered; faults go to ``to``."""
    return _Split(funding, to, cite).plan()


class _Split:
    """Lowers one funding split, step after step."""

    def __init__(self, funding: Funding, to: Lowering, cite: Cite) -> None:
        self.funding, self.to, self.cite = funding, to, cite
        self.roles, self.code = to.book.roles, to.theme
        self.source, self.readings = cite(funding, to)
        self.steps: list[Named] = []
        self.says: list[Text] = []
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
        value, requested, grant = self.limited(before, base, ceilings)
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
            brackets=self.brackets(),
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
            source, readings = self.cite(exclusion, here)
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
            kinds = [self.category_when(category, place) for place, category in enumerate(funding.categories)]
            known = [kind for kind in kinds if kind is not None]
            label = Message("Dépense d’aucune des catégories financées")
            found.append(
                ruleset.Exclusion(
                    self.source, self.readings, f"{self.code}.hors_categories", self.to.book.say(label),
                    Not(AnyNode(tuple(known))), self.to.book.say(label),
                )
            )  # fmt: skip
        return found

    def category_when(self, category: Category, place: int) -> Node | None:
        found = self.line.condition(category.lines, "categories", place, "lines")
        return None if found.wrong else found.node

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
            node: Node = given.node
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
            node = Apply("least", (node, most.node))
        return self.named("base", "base", node, Message("Base financée"))

    # ---- what the rates give

    def amount(self, base: Named | None, out: Sequence[Node]) -> Named:
        funding = self.funding
        of = Lowered(NOTHING if base is None else base, MONEY, Message("la base financée"), plain=True)
        label = Message("Subvention au taux du thème")
        if funding.rate is not None:
            return self.rated(of, label)
        if funding.scale is not None:
            found = marginal(of, funding.scale, self.to.at("scale"))
        elif funding.slab is not None:
            found = whole_slab(of, funding.slab, self.to.at("slab"))
        elif funding.categories is not None:
            found = self.by_category(funding.categories, out)
        else:
            found = self.to.typed(funding.amount or "", "amount", kinds=("money",))
            label = Message("Montant de l’aide")
            self.say(Message("Montant : {amount}", {"amount": found.words}))
        node = self.with_bonuses(found.node, of.node)
        return self.named("rate", "rate", node, label)

    def rated(self, of: Lowered, label: Message) -> Named:
        funding = self.funding
        rate = self.to.typed(funding.rate or "", "rate", kinds=("rate",))
        self.say(Message("{rate} de la base financée", {"rate": rate.words}))
        points = [(bonus, place) for place, bonus in enumerate(funding.bonuses) if bonus.rate is not None]
        node = rate.node
        if points:
            more = [self.bonus_value(bonus, place) for bonus, place in points]
            node = Apply("add", (node, *more))
        if funding.rate_at_most is not None:
            most = self.to.typed(funding.rate_at_most, "rate_at_most", kinds=("rate",))
            node = Apply("least", (node, most.node))
        amount: Node = Apply("multiply", (of.node, node))
        fixed = [
            self.bonus_value(bonus, place)
            for place, bonus in enumerate(funding.bonuses)
            if bonus.amount is not None and bonus.after is None
        ]
        return self.named("rate", "rate", Apply("add", (amount, *fixed)) if fixed else amount, label)

    def with_bonuses(self, node: Node, base: Node) -> Node:
        """An amount with its bonuses: points of rate are of the base."""
        parts: list[Node] = [node]
        for place, bonus in enumerate(self.funding.bonuses):
            if bonus.after is None:
                value = self.bonus_value(bonus, place)
                parts.append(value if bonus.rate is None else Apply("multiply", (base, value)))
        amount = parts[0] if len(parts) == 1 else Apply("add", tuple(parts))
        if self.funding.rate_at_most is not None:
            most = self.to.typed(self.funding.rate_at_most, "rate_at_most", kinds=("rate",))
            amount = Apply("least", (amount, Apply("multiply", (base, most.node))))
        return amount

    def bonus_value(self, bonus: Bonus, place: int) -> Node:
        """What a bonus adds: points of rate, or an amount; nothing where it does not hold."""
        here = self.to.at("bonuses", place)
        if bonus.rate is not None:
            value = here.typed(bonus.rate, "rate", kinds=("rate",))
        else:
            value = here.typed(bonus.amount or "", "amount", kinds=("money",))
        source, readings = self.cite(bonus, here)
        self.say(Message("{label} : + {amount}", {"label": bonus.label, "amount": value.words}))
        node = value.node
        if bonus.when is not None:
            when = here.condition(bonus.when, "when")
            node = Choose(when.node, node, NOTHING)
        dimension = RATE.dimension if bonus.rate is not None else MONEY.dimension
        step = Named(f"{self.code}.{bonus.id}", "bonus", node, bonus.label, source, readings, dimension)
        self.steps.append(step)
        return step

    def by_category(self, categories: Sequence[Category], out: Sequence[Node]) -> Lowered:
        """What each kind of lines is granted, added up; a line is of the first kind that holds of it."""
        # The last reason for leaving the base is to be of no category: it is not one to look at here.
        excluded = list(out[:-1])
        parts: list[Node] = []
        earlier: list[Node] = []
        for place, category in enumerate(categories):
            here = self.line.at("categories", place)
            when = here.condition(category.lines, "lines")
            rate = here.typed(category.rate, "rate", kinds=("rate",))
            source, readings = self.cite(category, here)
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
        return Lowered(
            parts[0] if len(parts) == 1 else Apply("add", tuple(parts)), MONEY, Message("la somme des catégories")
        )

    # ---- limits

    def ceilings(self) -> list[ruleset.Ceiling]:
        found = []
        for place, ceiling in enumerate(self.funding.ceilings):
            here = self.to.at("ceilings", place)
            source, readings = self.cite(ceiling, here)
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
                ruleset.Ceiling(source, readings, f"{self.code}.{ceiling.id}", label, limit, used_node, room, scope)
            )
            self.say(Message("{label} : {amount}", {"label": label, "amount": amount.words}))
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
    ) -> tuple[Node, Named | None, Named]:
        """What the rates give, once limited by the ceilings, the request and the minimum, and rounded."""
        funding = self.funding
        after = {bonus.after for bonus in funding.bonuses if bonus.after is not None}
        known = {ceiling.id.partition(".")[2] for ceiling in ceilings}
        for place, bonus in enumerate(funding.bonuses):
            if bonus.after is not None and bonus.after not in known:
                near = suggestion(bonus.after, known)
                message = Message("aucun plafond « {id} » ; {near}", {"id": bonus.after, "near": near})
                self.to.fault("bonuses", place, "after", says=message)
        rooms = [(ceiling.id.partition(".")[2], ceiling.room) for ceiling in ceilings if ceiling.room is not None]
        caps: list[Node] = []
        value: Node = before
        pending: list[Node] = [value]
        for name, room in rooms:
            pending.append(room)
            if name in after:
                value = _least(pending)
                extra = [
                    self.bonus_value(bonus, place) for place, bonus in enumerate(funding.bonuses) if bonus.after == name
                ]
                value = Apply("add", (value, *extra))
                pending = [value]
            else:
                caps.append(room)
        if base is not None and not self.stays_within_base():
            name = f"{self.code}.{base.id}"
            within = Named(name, "ceiling", base, base.label, self.source, self.readings, "money")
            pending.append(within)
        requested = None
        role = self.roles.requested
        if role is not None:
            codes = () if role.reading is None else (role.reading,)
            request = Fact(role.path, before if value is before else value)
            requested = self.named("request", "request", request, self.to.book.facts[role.path].label, codes)
            pending.append(requested)
        value = _least(pending)
        if funding.minimum is not None:
            value = self.with_minimum(value, caps, base)
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
        grant = self.named(
            "grant", "grant", Apply("round", (value,), step, way), Message("Subvention proposée"), readings
        )
        return value, requested, grant

    def stays_within_base(self) -> bool:
        """Whether what the rates give can't exceed the base: rates of at most 100 %, and nothing added."""
        funding = self.funding
        if funding.bonuses or funding.amount is not None:
            return False
        rates = [funding.rate] if funding.rate is not None else []
        rates += [bracket.rate for bracket in (*(funding.scale or ()), *(funding.slab or ()))]
        rates += [category.rate for category in funding.categories or ()]
        values = [self.to.quantity(rate).node for rate in rates]
        return all(isinstance(node, Const) and int(node.value or 0) <= 10**node.scale for node in values)

    def with_minimum(self, value: Node, caps: Sequence[Node], base: Named | None) -> Node:
        minimum = self.funding.minimum
        if minimum is None:
            return value
        here = self.to.at("minimum")
        source, readings = self.cite(minimum, here)
        amount = here.typed(minimum.amount, "amount", kinds=("money",))
        label = self.to.book.say(Message("Subvention minimale"))
        named = Named(f"{self.code}.minimum", "minimum", amount.node, label, source, readings, "money")
        self.steps.append(named)
        if minimum.below == "nothing":
            self.say(Message("Rien au-dessous de {amount}", {"amount": amount.words}))
            return Choose(Compare(value, named, strict=True), NOTHING, value)
        self.say(Message("Au moins {amount}", {"amount": amount.words}))
        limits = [named, *caps, *(() if base is None else (base,))]
        return Apply("greatest", (value, _least(limits)))

    # ---- who pays

    def funders(self, grant: Named) -> tuple[ruleset.Funder, ...]:
        found: list[ruleset.Funder] = []
        step = Const("number", 1, MONEY_SCALE)
        amounts: dict[int, Node] = {}
        for place, funder in enumerate(self.funding.funders):
            here = self.to.at("funders", place)
            if funder.rate is not None:
                rate = here.typed(funder.rate, "rate", kinds=("rate",))
                amounts[place] = Apply("round", (Apply("multiply", (grant, rate.node)),), step, "down")
            elif funder.amount is not None:
                amount = here.typed(funder.amount, "amount", kinds=("money",))
                amounts[place] = Apply("least", (grant, amount.node))
        others = Apply("add", tuple(amounts.values())) if amounts else NOTHING
        for place, funder in enumerate(self.funding.funders):
            label = funder.label or self.to.book.say(funder.id.replace("_", " "))
            rest = Apply("greatest", (NOTHING, Apply("subtract", (grant, others))))
            node = amounts.get(place, rest)
            named = Named(f"funders.{funder.id}", "share", node, label, self.source, self.readings, "money")
            found.append(ruleset.Funder(funder.id, label, named))
        return tuple(found)

    # ---- words

    def say(self, content: Content) -> None:
        text = self.to.book.say(content)
        if text not in self.says:
            self.says.append(text)

    def brackets(self) -> tuple[tuple[Money | None, str], ...]:
        """The ends and rates of a scale whose figures are fixed, to be shown bracket by bracket."""
        funding = self.funding
        scale = funding.scale
        if funding.rate is not None and not funding.bonuses:
            rate = self.to.quantity(funding.rate).node
            return ((None, str(rate.value)),) if isinstance(rate, Const) else ()
        if scale is None:
            return ()
        found: list[tuple[Money | None, str]] = []
        for place, bracket in enumerate(scale):
            here = self.to.at("scale", place)
            end = None if bracket.up_to is None else here.quantity(bracket.up_to, "up_to").node
            rate = here.quantity(bracket.rate, "rate").node
            if not isinstance(rate, Const) or not (end is None or isinstance(end, Const)):
                return ()
            amount = None if end is None else Money(int(end.value or 0))
            found.append((amount, str(rate.value)))
        return tuple(found)


def together(earlier: Node, scope: str) -> Node:
    """What a ceiling has already given: what the dossier states of the others, or what is known of them if more."""
    return Apply("greatest", (earlier, Fact(engine_fact(scope))))


def _least(parts: Sequence[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Apply("least", tuple(parts))
