"""The twelve nodes of the core as terms of the solver, which say of each dossier what the closures say of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, assert_never

from relance_rules.plan import nodes
from relance_rules.plan.limits import unstated
from relance_rules.plan.nodes import (
    Apply,
    Choose,
    Compare,
    Const,
    Fact,
    Fold,
    In,
    Named,
    Node,
    Not,
    Settled,
    plain,
)
from relance_rules.plan.scales import Scales
from relance_rules.plan.sorts import sort_of
from relance_rules.targets.smt.days import shifted
from relance_rules.targets.smt.dossier import AnyDossier, Entry, Symbol
from relance_rules.targets.smt.terms import (
    ANYTHING,
    FALSE,
    TRUE,
    UNKNOWN,
    Ends,
    Kleene,
    Term,
    both,
    both_ends,
    ceiling,
    choice_of,
    chosen,
    conj,
    disj,
    either,
    equal,
    exactly,
    floor,
    greatest,
    ite,
    least,
    less,
    lifted,
    multiplied,
    neg,
    negation,
    opposite,
    scaled,
    selected,
    total,
)


class _Made(NamedTuple):
    """What was made of a node, which is kept so that nothing else takes its identity."""

    node: Node
    item: Entry | None
    term: Any


class Translation:
    """Translates nodes over a dossier of which nothing is known, each once."""

    def __init__(self, dossier: AnyDossier) -> None:
        """Take the dossier."""
        self.dossier, self.facts = dossier, dossier.plan.facts
        self.scales = Scales(self.facts)
        self._made: dict[tuple[str, int, int], _Made] = {}

    # ---- what callers ask

    def truth(self, node: Node, item: Entry | None = None) -> Kleene:
        """The truth of a node; ``item`` is the item at hand of the list that it reads."""
        found: Kleene = self._once("truth", node, item, self._truth)
        return found

    def number(self, node: Node, item: Entry | None = None) -> Ends:
        """What is possible of a number or of a day, in units of the scale of its node."""
        found: Ends = self._once("number", node, item, self._number)
        return found

    def _once(self, sort: str, node: Node, item: Entry | None, make: Callable[[Any, Entry | None], Any]) -> Any:
        key = sort, id(node), id(item)
        if key not in self._made:
            self._made[key] = _Made(node, item, make(node, item))
        return self._made[key].term

    def _symbol(self, path: str, item: Entry | None) -> Symbol:
        _, inside, name = path.partition("[].")
        return item.facts[name] if inside and item is not None else self.dossier.facts[path]

    # ---- truths

    def _truth(self, node: Node, item: Entry | None) -> Kleene:
        match node:
            case Const(value=value):
                return UNKNOWN if value is None else TRUE if value else FALSE
            case In(choice=choice, values=values):
                return self.among(choice, frozenset(values), item)
            case Compare(left=left, right=right, strict=strict):
                scale = max(self.scales.of(left), self.scales.of(right))
                one, other = (self._lifted(side, scale, item) for side in (left, right))
                return less(one, other, strict=strict)
            case Settled(of=of):
                return Kleene(self.settled(of, item), False)
            case nodes.All(parts=parts):
                return both(self.truth(part, item) for part in parts)
            case nodes.Any(parts=parts):
                return either(self.truth(part, item) for part in parts)
            case Not(of=of):
                return negation(self.truth(of, item))
            case Choose(when=when, then=then, otherwise=otherwise):
                return chosen(self.truth(when, item), self.truth(then, item), self.truth(otherwise, item))
            case Fold():
                return self._each(node, item)
            case Named(of=of):
                return self.truth(of, item)
            case Fact() | Apply():
                raise TypeError("not a truth")
            case _:
                assert_never(node)

    def _each(self, node: Fold, item: Entry | None) -> Kleene:
        """Something of the items of a list; of a list that is not stated, what is supposed."""
        truths = [(entry.present, self.truth(node.of, entry)) for entry in self.dossier.lists[node.list]]
        combined = (both if node.how == "all" else either)(
            _where_present(present, truth, node.how) for present, truth in truths
        )
        absent = UNKNOWN if node.absent is None else self.truth(node.absent, item)
        stated = self.dossier.sizes[node.list] > 0
        return chosen(Kleene(stated, neg(stated)), combined, absent)

    def settled(self, node: Node, item: Entry | None = None) -> Term:
        """Whether one possibility is left of a value."""
        match sort_of(node, self.facts):
            case "truth":
                truth = self.truth(node, item)
                return disj(truth.holds, truth.fails)
            case "number" | "day":
                return self.number(node, item).known
            case _:
                return self._chosen(node, item)

    def _chosen(self, node: Node, item: Entry | None) -> Term:
        node = plain(node)
        match node:
            case Fact(path=path, absent=absent):
                symbol = self._symbol(path, item)
                otherwise = False if absent is None else self._chosen(absent, item)
                return ite(symbol.stated, _is_fine(symbol), otherwise)
            case Choose(when=when, then=then, otherwise=otherwise):
                guard = self.truth(when, item)
                same = [
                    conj(self.among(then, one, item).holds, self.among(otherwise, one, item).holds)
                    for one in (frozenset({value}) for value in self._values(node))
                ]
                return disj(
                    conj(guard.holds, self._chosen(then, item)),
                    conj(guard.fails, self._chosen(otherwise, item)),
                    *same,
                )
            case Const(value=value):
                return value is not None
            case _:
                raise TypeError("not a choice")

    def _values(self, node: Node) -> dict[str, None]:
        """The values that a choice may come to."""
        match plain(node):
            case Const(value=str(value)):
                return {value: None}
            case Fact(path=path, absent=absent):
                own = dict.fromkeys(self._symbol_names(path))
                return own if absent is None else own | self._values(absent)
            case Choose(then=then, otherwise=otherwise):
                return self._values(then) | self._values(otherwise)
            case _:
                return {}

    def _symbol_names(self, path: str) -> Sequence[str]:
        owner, inside, name = path.partition("[].")
        return self.dossier.lists[owner][0].facts[name].names if inside else self.dossier.facts[path].names

    def among(self, choice: Node, wanted: frozenset[str], item: Entry | None) -> Kleene:
        """Whether a choice is one of some values."""
        choice = plain(choice)
        match choice:
            case Const(value=value):
                return UNKNOWN if value is None else TRUE if value in wanted else FALSE
            case Fact(path=path, absent=absent):
                symbol = self._symbol(path, item)
                stated = _stated_among(symbol, wanted)
                if absent is None:
                    domain = None if symbol.fact is None else symbol.fact.domain
                    otherwise = UNKNOWN if domain is None else _decided(domain, wanted)
                else:
                    otherwise = self.among(absent, wanted, item)
                return chosen(Kleene(symbol.stated, neg(symbol.stated)), stated, otherwise)
            case Choose(when=when, then=then, otherwise=other):
                return chosen(self.truth(when, item), self.among(then, wanted, item), self.among(other, wanted, item))
            case _:
                raise TypeError("not a choice")

    # ---- numbers and days

    def _lifted(self, node: Node, scale: int, item: Entry | None) -> Ends:
        return lifted(self.number(node, item), 10 ** (scale - self.scales.of(node)))

    def _number(self, node: Node, item: Entry | None) -> Ends:
        match node:
            case Const(value=value):
                return ANYTHING if value is None else exactly(value)
            case Fact():
                return self._fact(node, item)
            case Choose(when=when, then=then, otherwise=otherwise):
                scale = self.scales.of(node)
                branches = self._lifted(then, scale, item), self._lifted(otherwise, scale, item)
                return choice_of(self.truth(when, item), *branches)
            case Apply():
                return self._apply(node, item)
            case Fold():
                return self._sum(node, item)
            case Named(of=of):
                return self.number(of, item)
            case In() | Compare() | Settled() | nodes.All() | nodes.Any() | Not():
                raise TypeError("not a number")
            case _:
                assert_never(node)

    def _fact(self, node: Fact, item: Entry | None) -> Ends:
        symbol, scale = self._symbol(node.path, item), self.scales.of(node)
        not_stated = neg(symbol.stated)
        up = 10 ** (scale - self.scales.of_fact(node.path))
        value = symbol.value * up
        if node.absent is not None:
            return selected(symbol.stated, exactly(value), self._lifted(node.absent, scale, item))
        # What is not stated is nought, which is the least that most numbers may be.
        low, high = (end if end is None else end * up for end in unstated(symbol.fact))
        return Ends(
            value if not low else ite(symbol.stated, value, low),
            value if high is None else ite(symbol.stated, value, high),
            low is None and not_stated,
            high is None and not_stated,
        )

    def _sum(self, node: Fold, item: Entry | None) -> Ends:
        scale = self.scales.of(node)
        entries = self.dossier.lists[node.list]
        found = total([selected(entry.present, self._lifted(node.of, scale, entry), exactly(0)) for entry in entries])
        absent = self._of_any_number(node, entries) if node.absent is None else self._lifted(node.absent, scale, item)
        return selected(self.dossier.sizes[node.list] > 0, found, absent)

    def _of_any_number(self, node: Fold, entries: Sequence[Entry]) -> Ends:
        """The sum of a list that is not stated: any number of items, each of which may be anything."""
        if not entries:
            return Ends(0, 0, False, True)
        nothing = {name: symbol._replace(stated=False) for name, symbol in entries[0].facts.items()}
        low, high, no_low, no_high = self.number(node.of, Entry(True, nothing))
        return Ends(0, 0, disj(no_low, low < 0), disj(no_high, high > 0))

    def _apply(self, node: Apply, item: Entry | None) -> Ends:
        match node.function:
            case "multiply":
                left, right = node.parts
                return self._product(left, right, item)
            case "round":
                ends = self.number(node.parts[0], item)
                up, down = _powers((0 if node.to is None else node.to.scale) - self.scales.of(node.parts[0]))
                return both_ends(ends, *(_rounded(end * up, down, node) for end in (ends.low, ends.high)))
            case "shift":
                ends = self.number(node.parts[0], item)
                unit = node.unit or "days"
                return both_ends(ends, *(shifted(end, node.by, unit) for end in (ends.low, ends.high)))
            case "quotient":
                return self._quotient(node, item)
            case function:
                scale = max(self.scales.of(part) for part in node.parts)
                parts = [self._lifted(part, scale, item) for part in node.parts]
                if function == "subtract":
                    return total([parts[0], opposite(parts[1])])
                return {"add": total, "least": least, "greatest": greatest}[function](parts)

    def _product(self, left: Node, right: Node, item: Entry | None) -> Ends:
        """The product of two numbers: of one with each constant of a list of choices, so that none is multiplied."""
        for one, other in ((left, right), (right, left)):
            of, by = plain(one), plain(other)
            ends = self.number(by, item)
            if isinstance(ends.low, int) and ends.low is ends.high and ends.no_low is ends.no_high is False:
                return scaled(self.number(of, item), ends.low)
            if isinstance(by, Choose) and _of_constants(by):
                scale = self.scales.of(by)
                sides = (
                    lifted(self._product(of, side, item), 10 ** (scale - self.scales.of(side)))
                    for side in (by.then, by.otherwise)
                )
                return choice_of(self.truth(by.when, item), *sides)
        return multiplied(self.number(left, item), self.number(right, item))

    def _quotient(self, node: Apply, item: Entry | None) -> Ends:
        """One number over another that is known; of one that is not, nothing is said."""
        over, under, zero = node.parts
        step = 0 if node.to is None else node.to.scale
        up, down = _powers(self.scales.of(under) - self.scales.of(over) + step)
        one, other = self.number(over, item), self.number(under, item)
        by = other.low

        def divided(ends: Ends, by: Term) -> Ends:
            return both_ends(ends, *(_rounded(end * up, by * down, node) for end in (ends.low, ends.high)))

        nought = lifted(self.number(zero, item), 10 ** max(0, step - self.scales.of(zero)))
        if isinstance(by, int) and by == 0:
            return selected(other.known, nought, ANYTHING)
        found = selected(by > 0, divided(one, by), divided(opposite(one), -by))
        return selected(other.known, selected(equal(by, 0), nought, found), ANYTHING)


def _where_present(present: Term, truth: Kleene, how: str) -> Kleene:
    """The truth of an item, which says nothing where there is no such item."""
    if how == "all":
        return Kleene(disj(neg(present), truth.holds), conj(present, truth.fails))
    return Kleene(conj(present, truth.holds), disj(neg(present), truth.fails))


def _decided(possible: frozenset[str], wanted: frozenset[str]) -> Kleene:
    return TRUE if possible <= wanted else FALSE if not possible & wanted else UNKNOWN


def _stated_among(symbol: Symbol, wanted: frozenset[str]) -> Kleene:
    """Whether the value of a choice that is stated is one of some, each of the finest it may stand for."""
    if symbol.kind == "boolean":
        return chosen(Kleene(symbol.value, neg(symbol.value)), *(_decided(frozenset({v}), wanted) for v in _BOOLEANS))
    leaves = {name: frozenset({name}) for name in symbol.names}
    if symbol.kind == "enumeration" and symbol.fact is not None:
        leaves = dict(symbol.fact.leaves)
    if symbol.kind == "country":
        within = disj(*(symbol.value == symbol.rank(name) for name in sorted(wanted)))
        return Kleene(within, neg(within))
    truths = {name: _decided(leaves[name], wanted) for name in symbol.names}
    return Kleene(
        disj(*(symbol.value == rank for rank, name in enumerate(symbol.names) if truths[name] is TRUE)),
        disj(*(symbol.value == rank for rank, name in enumerate(symbol.names) if truths[name] is FALSE)),
    )


def _is_fine(symbol: Symbol) -> Term:
    """Whether the value of a choice that is stated stands for itself alone."""
    if symbol.kind != "enumeration" or symbol.fact is None:
        return True
    leaves = symbol.fact.leaves
    return disj(*(symbol.value == rank for rank, name in enumerate(symbol.names) if len(leaves[name]) == 1))


_BOOLEANS = ("true", "false")


def _of_constants(node: Node) -> bool:
    """Whether a list of choices has nothing but constants."""
    node = plain(node)
    if isinstance(node, Choose):
        return _of_constants(node.then) and _of_constants(node.otherwise)
    return isinstance(node, Const) and node.value is not None


def _powers(scale: int) -> tuple[int, int]:
    """What to multiply by, and what to divide by, for so many decimals more."""
    return 10 ** max(0, scale), 10 ** max(0, -scale)


def _rounded(value: Term, over: Term, node: Apply) -> Term:
    """``value / over``, which is positive, to a multiple of the step of a node."""
    step = 1 if node.to is None or not node.to.value else int(node.to.value)
    over = over * step
    match node.way:
        case "up":
            return ceiling(value, over) * step
        case "nearest":
            return floor(2 * value + over, 2 * over) * step
        case _:
            return floor(value, over) * step
