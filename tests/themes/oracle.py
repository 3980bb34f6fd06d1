"""What the catalogue asks of one theme, typed by hand from its passage: the model and the loader of ``oracles/*.yaml``.

An oracle knows nothing of the rule files: its figures come from the catalogue, so that a slip in either shows.
``oracles/README.md`` says how to write one.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import yaml

FOLDER = Path(__file__).parent / "oracles"

CATEGORIES = frozenset(
    (
        "direction_numerique_ministerielle",
        "direction_metier",
        "administration_centrale",
        "service_deconcentre",
        "operateur",
        "laboratoire_public",
        "collectivite_territoriale",
        "entreprise",
        "association",
        "autre",
    )
)
"""Every kind of applicant: an oracle with a rule about them settles each one."""

REQUEST = "financement.subvention_demandee"
EARLIER = "financement.subventions_anterieures"
TOTAL = "projet.cout_total_ttc"

Data: TypeAlias = dict[str, Any]
Variation: TypeAlias = Mapping[str, Any]
"""Facts by path; None is a fact left out. Each item of ``depenses`` and ``porteurs`` varies the first ready one."""
Cents: TypeAlias = int

STAFF: tuple[Variation, ...] = (
    *({"titre": "2", "nature": nature} for nature in ("personnel", None)),
    {"titre": None, "nature": "personnel"},
)
NOT_STAFF: tuple[Variation, ...] = (
    *({"titre": title} for title in ("3", "5", "6", None)),
    *({"titre": title, "nature": None} for title in ("3", "5", "6")),
    *({"nature": nature} for nature in ("licence", "materiel", "autre")),
    *({"annee": year} for year in (2020, 2023, None)),
)
UNTOLD: Variation = {"titre": None, "nature": None}
"""A line that says neither its title nor its kind: either would do, and the kind is asked."""
CONTRADICTORY: tuple[Variation, ...] = (
    *({"titre": title, "nature": "personnel"} for title in ("3", "5", "6")),
    *(
        {"titre": "2", "nature": nature}
        for nature in ("prestation", "developpement", "formation", "support_utilisateur")
    ),
    *({"titre": "2", "nature": nature} for nature in ("licence", "materiel", "accompagnement_changement")),
    *({"titre": "2", "nature": nature} for nature in ("communication", "autre")),
)
"""Lines whose title and kind can't both be true (reading R5)."""


@dataclass(frozen=True)
class Window:
    id: str
    line: int
    opens: date
    closes: date | None
    envelope: Cents | None
    assumed: bool
    facts: Variation

    def holds(self, day: date) -> bool:
        return self.opens <= day and (self.closes is None or day <= self.closes)


@dataclass(frozen=True)
class Size:
    """The sizes that these facts are held to, lowest and highest accepted, to the cent."""

    line: int | None
    lowest: Cents
    highest: Cents | None
    facts: Variation
    of: str | None
    """The fact that states what is measured, where it is not the cost of the dossier."""
    asks: str | None
    """What is asked of a size below the lowest, which is then unknown and not refused."""

    def outcome(self, amount: Cents) -> str:
        if self.highest is not None and amount > self.highest:
            return "fail"
        return "pass" if amount >= self.lowest else "fail" if self.asks is None else "unknown"


@dataclass(frozen=True)
class Applicants:
    rule: str
    line: int
    accepted: tuple[str, ...]
    refused: tuple[str, ...]
    unclear: Mapping[str, str | None]
    """Kinds that can't be told, neither accepted nor refused, with the fact of the applicant that is asked, if any."""
    judged_by: str
    """The rule that is unknown for those kinds: ``rule``, unless the theme has another for them."""
    asked: tuple[str, ...]
    """What else an applicant of no stated kind is asked."""
    said: str | None
    """The id of the notice about those kinds, said of no other."""


@dataclass(frozen=True)
class Condition:
    rule: str
    line: int
    passing: tuple[Variation, ...]
    failing: tuple[Variation, ...]
    unknown: tuple[Variation, ...]
    each: str | None
    """The fact that every applicant is asked for, where the condition is about each of them."""
    of: tuple[str, ...]
    """The kinds of applicants that it binds, where it does not bind all."""
    unclear: tuple[str, ...]
    good: Any
    bad: Any


@dataclass(frozen=True)
class Exclusion:
    """Lines that leave the base, lines that stay in it, and lines that do not say enough to tell."""

    rule: str
    line: int
    out: tuple[Variation, ...]
    kept: tuple[Variation, ...]
    unknown: tuple[Variation, ...]
    asks: tuple[str, ...] = ()
    """The facts of an unknown line that are asked, where they are not those that it leaves out."""


@dataclass(frozen=True)
class Ceiling:
    id: str
    line: int
    amount: Cents
    per_project: bool


@dataclass(frozen=True)
class Duty:
    """A commitment or a document, and the yes-or-no fact without which it is not asked."""

    id: str
    line: int
    when: str | None


@dataclass(frozen=True)
class Case:
    """Anything else: what these facts give. Every rule that is not named passes."""

    facts: Variation
    finds: Mapping[str, str]
    missing: frozenset[str] | None
    grant: Cents | None
    has_grant: bool
    notices: frozenset[str]
    status: str | None


@dataclass(frozen=True)
class Oracle:
    theme: str
    kind: str | list[str]
    """The way in, or both where there are two."""
    owner: str
    envelope: Cents
    envelope_line: int
    windows: tuple[Window, ...]
    size_line: int
    sizes: tuple[Size, ...]
    applicants: Applicants | None
    conditions: tuple[Condition, ...]
    rate: Decimal
    up_to: Cents | None
    rate_line: int
    staff_valued: bool
    exclusions: tuple[Exclusion, ...]
    ceilings: tuple[Ceiling, ...]
    commitments: tuple[Duty, ...] | None
    documents: tuple[Duty, ...]
    jury_before: int | None
    notices: frozenset[str]
    counts: Mapping[str, int]
    cases: tuple[Case, ...]
    ready: Data

    @property
    def rules(self) -> set[str]:
        """The ids of everything that decides on eligibility."""
        own = {"depot", "taille", *(condition.rule for condition in self.conditions)}
        return own if self.applicants is None else own | {self.applicants.rule, self.applicants.judged_by}

    @property
    def base(self) -> Cents:
        """The amount of the only line of the ready dossier."""
        return cents(self.ready["depenses"][0]["montant_ttc"])

    @property
    def needs_lines(self) -> bool:
        """Whether a total alone leaves the grant open: some expenses, other than staff, do not count."""
        return any(exclusion.rule != "personnel" for exclusion in self.exclusions)

    def grant(self, base: Cents, staff: Cents = 0, earlier: Cents = 0) -> Cents:
        """The highest grant of this base, of which ``staff`` is valued, after ``earlier`` grants of the project."""
        funded = base if self.up_to is None else min(base, self.up_to)
        limits = [ceiling.amount - earlier * ceiling.per_project for ceiling in self.ceilings]
        return max(0, min([int(funded * self.rate), base - staff, *limits]))

    def dossier(self, variation: Variation | None = None) -> Data:
        """The ready dossier with these facts; expense lines given anew leave the request and the total out."""
        found = copy.deepcopy(self.ready)
        for path, value in (variation or {}).items():
            if path in ("depenses", "porteurs") and value is not None:
                model = self.ready[path][0]
                found[path] = [_merged(model, item) for item in value]
            else:
                _set(found, path, value)
            if path == "depenses":
                _set(found, REQUEST, None)
        return found


def left_out(variation: Variation) -> set[str]:
    """The paths of the facts that a variation leaves out."""
    found = {path for path, value in variation.items() if value is None}
    for name in ("depenses", "porteurs"):
        for place, item in enumerate(variation.get(name) or ()):
            found |= {f"{name}[{place}].{path}" for path, value in item.items() if value is None}
    return found


def cents(amount: Any) -> Cents:
    """Euros as an oracle writes them, in cents."""
    return int(Decimal(amount) * 100)


def euros(amount: Cents) -> str:
    """Cents as the reports write them."""
    return f"{amount // 100}.{amount % 100:02}"


def load(path: Path) -> Oracle:
    """The oracle of a file; what is misspelt or missing in it is an error."""
    data = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 -- a SafeLoader with exact decimals
    return _oracle(_Part(data, path.name))


def oracles() -> tuple[Oracle, ...]:
    """Every oracle, in the order of the themes' codes."""
    return tuple(load(path) for path in sorted(FOLDER.glob("*.yaml")))


class _Loader(yaml.SafeLoader):
    """Amounts with cents are exact decimals."""


_Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Decimal(str(node.value).replace("_", "")))

_NEEDED = object()
_UNSTATED = object()


class _Part:
    """A mapping of a file, each key of which is to be taken once."""

    def __init__(self, data: Data, place: str) -> None:
        self._data, self._place = dict(data), place

    def take(self, key: str, default: Any = _NEEDED) -> Any:
        found = self._data.pop(key, default)
        if found is _NEEDED:
            raise KeyError(f"{self._place}: {key} is missing")
        return found

    def parts(self, key: str) -> Iterator[tuple[str, _Part]]:
        for name, data in (self.take(key, None) or {}).items():
            yield name, _Part(data, f"{self._place}: {key}.{name}")

    def done(self) -> None:
        if self._data:
            raise KeyError(f"{self._place}: {', '.join(map(str, self._data))} means nothing here")


def _oracle(part: _Part) -> Oracle:
    envelope = _Part(part.take("envelope"), "envelope")
    funding = _Part(part.take("funding"), "funding")
    rate_line, staff = funding.take("line"), funding.take("staff")
    sizes = [_Part(size, "sizes") for size in part.take("sizes", [])]
    found = Oracle(
        theme=part.take("theme"),
        kind=part.take("kind"),
        owner=part.take("owner"),
        envelope=cents(envelope.take("amount")),
        envelope_line=envelope.take("line"),
        windows=tuple(_window(name, window) for name, window in part.parts("windows")),
        size_line=part.take("size_line"),
        sizes=tuple(map(_size, sizes)),
        applicants=_applicants(part.take("applicants", None)),
        conditions=tuple(_condition(rule, condition) for rule, condition in part.parts("conditions")),
        rate=Decimal(funding.take("rate")) / 100,
        up_to=None if (most := funding.take("up_to", None)) is None else cents(most),
        rate_line=rate_line,
        staff_valued={"valued": True, "excluded": False}[staff],
        exclusions=_exclusions(part, rate_line if staff == "excluded" else None),
        ceilings=tuple(_ceiling(name, ceiling) for name, ceiling in part.parts("ceilings")),
        commitments=_duties(part.take("commitments")),
        documents=_duties(part.take("documents", {})) or (),
        jury_before=part.take("jury_before", None),
        notices=frozenset(part.take("notices", [])),
        counts=part.take("counts"),
        cases=tuple(_case(_Part(case, "cases")) for case in part.take("cases", [])),
        ready=part.take("ready"),
    )
    for each in (part, envelope, funding, *sizes):
        each.done()
    return _completed(found)


def _completed(oracle: Oracle) -> Oracle:
    """The oracle whose ready dossier also has what follows from the rest: a request, commitments, documents."""
    ready = oracle.ready
    ready["theme"], ready["reference"] = oracle.theme, "2021-0001"
    for place, applicant in enumerate(ready["porteurs"], 1):
        applicant["nom"] = f"Porteur {place}"  # one that states nothing at all would be no applicant
    ready["engagements"] = {duty.id: True for duty in oracle.commitments or ()}
    ready["pieces"] = {duty.id: True for duty in oracle.documents}
    ready.setdefault("financement", {})["subvention_demandee"] = f"{euros(oracle.grant(oracle.base))} EUR"
    return oracle


def _window(name: str, part: _Part) -> Window:
    envelope = part.take("envelope", None)
    found = Window(
        name,
        part.take("line"),
        part.take("opens"),
        part.take("closes", None),
        None if envelope is None else cents(envelope),
        part.take("assumed", False),
        part.take("with", {}),
    )
    part.done()
    return found


def _size(part: _Part) -> Size:
    """``from`` and ``to`` are accepted, ``above`` and ``below`` are not."""
    above, below, highest = part.take("above", None), part.take("below", None), part.take("to", None)
    lowest = cents(part.take("from")) if above is None else cents(above) + 1
    top = cents(below) - 1 if below is not None else None if highest is None else cents(highest)
    return Size(
        part.take("line", None), lowest, top, part.take("with", {}), part.take("of", None), part.take("asks", None)
    )


def _applicants(data: Data | None) -> Applicants | None:
    if data is None:
        return None
    part = _Part(data, "applicants")
    rule = part.take("rule")
    found = Applicants(
        rule,
        part.take("line"),
        tuple(part.take("accepted")),
        tuple(part.take("refused")),
        part.take("unclear", {}),
        part.take("judged_by", rule),
        tuple(part.take("asked", ())),
        part.take("said", None),
    )
    part.done()
    settled = (*found.accepted, *found.refused, *found.unclear)
    if len(settled) != len(CATEGORIES) or set(settled) != CATEGORIES:
        raise KeyError(f"each kind of applicant once: {sorted(CATEGORIES.symmetric_difference(settled))}")
    return found


def _condition(rule: str, part: _Part) -> Condition:
    """A condition on one fact (``fact``, or ``each`` for one of every applicant), or one told by whole variations."""
    each = part.take("each", None)
    fact = f"porteurs[0].{each}" if each else part.take("fact", None)
    passing, failing = part.take("pass"), part.take("fail")
    unknown = part.take("unknown", [{fact: None}] if fact else [])
    if fact:
        good, bad = passing[0], failing[0]
        passing, failing = ([{fact: value} for value in values] for values in (passing, failing))
    else:
        good = bad = None
    of, unclear = part.take("of", ()), part.take("unclear", ())
    line = part.take("line")
    found = Condition(
        rule, line, tuple(passing), tuple(failing), tuple(unknown), each, tuple(of), tuple(unclear), good, bad
    )
    part.done()
    return found


def _exclusions(part: _Part, staff_line: int | None) -> tuple[Exclusion, ...]:
    """Those of the file, and that of staff where it does not count: the same in every theme, unless one says more."""
    found = {rule: _exclusion(rule, exclusion) for rule, exclusion in part.parts("exclusions")}
    if staff_line is not None:
        found.setdefault("personnel", Exclusion("personnel", staff_line, STAFF, NOT_STAFF, (UNTOLD,), ("nature",)))
    return tuple(found.values())


def _exclusion(rule: str, part: _Part) -> Exclusion:
    line = part.take("line")
    found = Exclusion(rule, line, *(tuple(part.take(key, ())) for key in ("out", "kept", "unknown", "asks")))
    part.done()
    return found


def _ceiling(name: str, part: _Part) -> Ceiling:
    per = {"project": True, "dossier": False}[part.take("per")]
    found = Ceiling(name, part.take("line"), cents(part.take("amount")), per)
    part.done()
    return found


def _duties(data: Data | str) -> tuple[Duty, ...] | None:
    """Duties by id, each with its line, or with a line and a condition; None where the text does not give them."""
    if not isinstance(data, dict):
        return {"unknown": None}[data]
    return tuple(
        Duty(name, said["line"], said["when"]) if isinstance(said, dict) else Duty(name, said, None)
        for name, said in data.items()
    )


def _case(part: _Part) -> Case:
    missing, grant = part.take("missing", None), part.take("grant", _UNSTATED)
    found = Case(
        part.take("with"),
        part.take("finds", {}),
        None if missing is None else frozenset(missing),
        None if grant in (None, _UNSTATED) else cents(grant),
        grant is not _UNSTATED,
        frozenset(part.take("notices", ())),
        part.take("status", None),
    )
    part.done()
    return found


def _merged(model: Data, changes: Variation) -> Data:
    found = copy.deepcopy(model)
    for path, value in changes.items():
        _set(found, path, value)
    return found


def _set(data: Data, path: str, value: Any) -> None:
    """Set the fact at a path, or leave it out where the value is None."""
    *steps, last = (int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path))
    place: Any = data
    for step in steps:
        place = place[step] if isinstance(step, int) else place.setdefault(step, {})
    if value is not None:
        place[last] = copy.deepcopy(value)
    elif isinstance(place, list):
        del place[int(last)]
    else:
        place.pop(last, None)
