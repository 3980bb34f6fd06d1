"""Make the dossiers of the corpus, and record what the engine answers: ``python -m tests.conformance.generate``.

This was run once. The corpus is what is stored: running this again after rules or examples have changed makes other
dossiers, so a later engine is held against the stored ones, and only ``compare --record`` records its answers.

Rule files are read here as plain YAML, and the figures around which dossiers are made are found by walking their
scalars: what decides which dossiers are asked must not be the code that answers them.
"""

from __future__ import annotations

import copy
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import yaml

from relance_rules import DossierError, Rules, load_rules

from .corpus import (
    ANSWERS,
    DOSSIERS,
    REPORTS,
    UNREADABLE,
    Data,
    Question,
    answer_line,
    answer_of,
    problems_of,
    question_line,
    report_line,
    report_of,
    write_lines,
)

ROOT = Path(__file__).resolve().parents[2]
SEED = 20_210_104
PER_THEME = 625
WHOLE = 200
UNREAD = 100
QUOTAS = {"eligible": 250, "ineligible": 165, "undetermined": 210}
ATTEMPTS = 8 * PER_THEME
"""After so many dossiers, a theme that can't fill a quota takes what came: one whose text is cut is never eligible."""

_MONEY = re.compile(r"(\d[\d \u00a0\u202f]*)(?:,(\d+))? ?(EUR|€|k€|M€)")
_SHARE = re.compile(r"(\d+)(?:,(\d+))? ?%")
_UNITS = {"EUR": 1, "€": 1, "k€": 1_000, "M€": 1_000_000}
_GOOD_LINE = {"titre": 3, "nature": "prestation", "annee": 2021, "produit_europeen": True}
_GOOD_SUPPLIER = {"siege": "FR", "innovant": True}
_COUNTRIES = ("FR", "FR", "DE", "US", "IE", "BE", "CH")
_EXPENSES = "depenses[]."
_APPLICANTS = "porteurs[]."


@dataclass(frozen=True)
class Ground:
    """What dossiers of one theme are made from."""

    code: str
    facts: Mapping[str, Data]
    """The vocabulary."""
    used: frozenset[str]
    """The facts that the theme's rules name, within lists by their path from the list."""
    totals: tuple[int, ...]
    """Cents at which a size, a bracket or a ceiling starts or stops to bite, and their neighbours."""
    grants: tuple[int, ...]
    """Cents of the figures of the funding, and their neighbours."""
    days: tuple[str, ...]
    wholes: tuple[int, ...]
    shares: tuple[Fraction, ...]
    categories: tuple[str, ...]
    """Kinds of applicants that the conditions name."""
    flags: Mapping[str, Sequence[str]]
    bases: tuple[Data, ...]


Mutation = Callable[[Random, Ground, Data], None]


def scalars(node: Any) -> Iterator[Any]:
    """Every scalar below a node of a rule file."""
    if isinstance(node, Mapping):
        for inner in node.values():
            yield from scalars(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from scalars(inner)
    else:
        yield node


def cents_of(scalar: Any) -> int | None:
    """The cents of an amount as rule files write it, or None for anything else."""
    found = _MONEY.fullmatch(scalar) if isinstance(scalar, str) else None
    if found is None:
        return None
    whole, part, unit = found.groups()
    number = Fraction(re.sub(r"\D", "", whole)) + (Fraction(int(part), 10 ** len(part)) if part else 0)
    return int(number * _UNITS[unit] * 100)


def share_of(scalar: Any) -> Fraction | None:
    """The fraction that a percentage of a rule file stands for, or None for anything else."""
    found = _SHARE.fullmatch(scalar) if isinstance(scalar, str) else None
    return None if found is None else Fraction(f"{found[1]}.{found[2] or 0}") / 100


def amounts_in(node: Any) -> set[int]:
    """The amounts below a node, in cents."""
    return {cents for scalar in scalars(node) if (cents := cents_of(scalar)) is not None}


def shares_in(node: Any) -> set[Fraction]:
    """The percentages below a node."""
    return {share for scalar in scalars(node) if (share := share_of(scalar)) is not None}


def around(figures: set[int]) -> tuple[int, ...]:
    """Figures, one cent below and one cent above."""
    return tuple(sorted({figure + step for figure in figures for step in (-1, 0, 1) if figure + step >= 0}))


def days_around(windows: Any) -> tuple[str, ...]:
    """The days on which windows open and close, those before and those after."""
    edges = {scalar for scalar in scalars(windows) if isinstance(scalar, date)}
    return tuple(sorted({(edge + timedelta(days=step)).isoformat() for edge in edges for step in (-1, 0, 1)}))


def money(cents: int) -> str:
    """An amount as an applicant writes it."""
    euros, rest = divmod(cents, 100)
    return f"{euros:,}".replace(",", " ") + f",{rest:02d} €"


def written(rng: Random, cents: int) -> str | int:
    """An amount in one of the ways in which applicants write it."""
    euros, rest = divmod(cents, 100)
    if rng.random() < 0.9:
        return money(cents)
    return rng.choice((f"{euros},{rest:02d} EUR", f"{euros}.{rest:02d}", euros if rest == 0 else money(cents)))


def plain(node: Any) -> Any:
    """YAML data as JSON data: days become texts."""
    if isinstance(node, Mapping):
        return {str(key): plain(inner) for key, inner in node.items()}
    if isinstance(node, list):
        return [plain(inner) for inner in node]
    return node.isoformat() if isinstance(node, date) else node


def ground_of(theme: Data, facts: Mapping[str, Data]) -> Ground:
    """What dossiers of a theme are made from: its figures, its examples and its own cases."""
    code = theme["theme"]
    decisive = {part: theme.get(part) for part in ("windows", "size", "eligibility", "funding", "commitments")}
    limits = amounts_in(theme["funding"])
    rates = {rate for rate in shares_in(theme["funding"]) if rate}
    grown = {-int(-limit // rate) for limit in limits for rate in rates}
    named = {scalar for scalar in scalars(theme["eligibility"]) if isinstance(scalar, str)}
    kinds = tuple(facts["porteurs[].categorie"]["values"])
    files = sorted((ROOT / "examples" / "dossiers" / code).glob("*.yaml"))
    examples = [plain(yaml.safe_load(file.read_text(encoding="utf-8"))) for file in files]
    return Ground(
        code=code,
        facts=facts,
        used=frozenset(scalar for scalar in scalars(decisive) if isinstance(scalar, str)),
        totals=around(amounts_in(theme["size"]) | limits | grown | amounts_in(theme["eligibility"])),
        grants=around(limits | {0}),
        days=days_around(theme["windows"]),
        wholes=tuple(sorted(s for s in set(scalars(decisive)) if type(s) is int)),
        shares=tuple(sorted(shares_in(theme["eligibility"]))),
        categories=tuple(kind for kind in kinds if kind in named) or kinds,
        flags={
            "engagements": [entry["id"] for entry in theme.get("commitments", []) if isinstance(entry, Mapping)],
            "pieces": [entry["id"] for entry in theme.get("documents", []) if isinstance(entry, Mapping)],
        },
        bases=(*examples, *examples, *cases_of(theme)),
    )


def cases_of(theme: Data) -> list[Data]:
    """The dossiers of the cases that a rule file carries."""
    return [{"theme": theme["theme"], **plain(case["dossier"])} for case in theme["cases"]]


def amount(rng: Random, ground: Ground) -> int:
    """An amount at an edge, a round one, or any."""
    draw = rng.random()
    if draw < 0.45 and ground.totals:
        return rng.choice(ground.totals)
    top = max(ground.totals, default=50_000_000)
    return rng.randrange(1, 101) * max(top // 8_000_000, 1) * 100_000 if draw < 0.65 else rng.randrange(top * 5 // 4)


def day(rng: Random, ground: Ground) -> str:
    """A day: mostly one at an edge of a window, or any of the years of the plan."""
    if rng.random() < 0.6:
        return rng.choice(ground.days)
    return (date(2020, 10, 15) + timedelta(days=rng.randrange(800))).isoformat()


def value(rng: Random, ground: Ground, name: str) -> Any:
    """Any value of a fact, at the edges that the rules give where there are some."""
    fact = ground.facts[name]
    match fact["type"]:
        case "boolean":
            return rng.choice((True, True, False, "oui", "non"))
        case "integer":
            edges = [whole + step for whole in (*ground.wholes, 12) for step in (-1, 0, 1) if whole + step >= 0]
            return rng.choice(edges)
        case "percentage":
            percents = [int(share * 100) + step for share in ground.shares for step in (-1, 0, 1)]
            return rng.choice([*(f"{percent} %" for percent in percents), "49,99 %", "50,01 %", "0 %", "100 %"])
        case "money":
            return written(rng, rng.choice((*ground.grants, amount(rng, ground))))
        case "enumeration":
            return rng.choice(list(fact["values"]))
        case "date":
            return day(rng, ground)
        case "country":
            return rng.choice(_COUNTRIES)
        case _:
            return f"texte {rng.randrange(100)}"


def project_facts(ground: Ground) -> list[str]:
    """The facts on the project that the rules name, but for its cost."""
    return sorted(name for name in ground.used if name in ground.facts and name.startswith("projet."))


def item_facts(ground: Ground, prefix: str) -> list[str]:
    """The facts on the items of a list that the rules name, without the list."""
    return sorted(name for name in ground.used if prefix + name in ground.facts)


def part(dossier: Data, name: str) -> Data:
    """A group of facts of a dossier, made if it is not there."""
    if not isinstance(dossier.get(name), dict):
        dossier[name] = {}
    group: Data = dossier[name]
    return group


def split_up(rng: Random, total: int) -> list[int]:
    """An amount as 1 to 8 parts, mostly of whole thousands."""
    count = rng.choice((1, 1, 2, 2, 3, 4, 5, 6, 8))
    step = 100_000 if rng.random() < 0.8 else 1
    cuts = sorted(rng.randrange(total // step + 1) * step for _ in range(count - 1))
    return [end - start for start, end in zip([0, *cuts], [*cuts, total], strict=True)]


def line(rng: Random, ground: Ground, cents: int, odd: float) -> Data:
    """An expense line; each of its facts is out of the ordinary with the odds given."""
    made: Data = {"montant_ttc": written(rng, cents)}
    names = {"titre", *(name for name in item_facts(ground, _EXPENSES) if name != "montant_ttc")}
    for name in sorted(names):
        group, _, leaf = name.rpartition(".")
        home = part(made, group) if group else made
        usual = (_GOOD_SUPPLIER if group else _GOOD_LINE).get(leaf)
        home[leaf] = value(rng, ground, _EXPENSES + name) if usual is None or rng.random() < odd else usual
    if made.get("nature") == "prestation" and rng.random() < 0.1:
        made["nature"] = value(rng, ground, "depenses[].nature")
    return made


def lines_at_share(rng: Random, ground: Ground, total: int) -> list[Data]:
    """Two lines of which the first takes a share that a condition names, or misses it by a cent."""
    share = rng.choice(ground.shares)
    first = min(max(-int(-total * share // 1) + rng.choice((-1, 0, 1)), 0), total)
    return [line(rng, ground, first, 0), line(rng, ground, total - first, 1)]


def new_lines(rng: Random, ground: Ground, total: int) -> list[Data]:
    """Expense lines that sum to a total."""
    if ground.shares and rng.random() < 0.4:
        return lines_at_share(rng, ground, total)
    odd = rng.choice((0.0, 0.1, 0.5))
    made = [line(rng, ground, cents, odd) for cents in split_up(rng, total)]
    if rng.random() < 0.25:
        made[-1]["titre"] = rng.choice((2, "2"))
    if rng.random() < 0.15:
        for abroad in made:
            if "fournisseur" in abroad:
                abroad["fournisseur"]["siege"] = rng.choice(_COUNTRIES[2:])
    return made


def cost(rng: Random, ground: Ground, dossier: Data) -> None:
    """State the cost: as a total, through the lines, both, or both and contradicting each other."""
    total = amount(rng, ground)
    project = part(dossier, "projet")
    way = rng.choice(("total", "lines", "both", "both", "both", "contradiction"))
    project.pop("cout_total_ttc", None)
    dossier.pop("depenses", None)
    if way != "total":
        dossier["depenses"] = new_lines(rng, ground, total)
    if way == "contradiction":
        total += rng.choice((-1, 1, 100_000, total))
    if way != "lines":
        project["cout_total_ttc"] = written(rng, max(total, 0))


def filing(rng: Random, ground: Ground, dossier: Data) -> None:
    """Move the day of filing."""
    dossier["depose_le"] = day(rng, ground)


def way_in(rng: Random, ground: Ground, dossier: Data) -> None:
    """Change the way in, where the theme asks for it."""
    if "modalite" in ground.used:
        dossier["modalite"] = value(rng, ground, "modalite")


def applicants(rng: Random, ground: Ground, dossier: Data) -> None:
    """Other applicants: kinds that the conditions name, or any."""
    kinds = ground.categories if rng.random() < 0.7 else list(ground.facts["porteurs[].categorie"]["values"])
    names = [name for name in item_facts(ground, _APPLICANTS) if name != "categorie"]
    sure = rng.random() < 0.6
    dossier["porteurs"] = [
        {"categorie": rng.choice(kinds), **{name: sure or value(rng, ground, _APPLICANTS + name) for name in names}}
        for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4)))
    ]


def project(rng: Random, ground: Ground, dossier: Data) -> None:
    """Change a fact on the project."""
    if names := project_facts(ground):
        name = rng.choice(names)
        part(dossier, "projet")[name.partition(".")[2]] = value(rng, ground, name)


def stray_fact(rng: Random, ground: Ground, dossier: Data) -> None:
    """State a fact that the theme may not ask for."""
    name = rng.choice([name for name in ground.facts if name.startswith("projet.")])
    part(dossier, "projet")[name.partition(".")[2]] = value(rng, ground, name)


def earlier(rng: Random, ground: Ground, dossier: Data) -> None:
    """State earlier grants, at the edges of the ceilings."""
    part(dossier, "financement")["subventions_anterieures"] = value(rng, ground, "financement.subventions_anterieures")


def promises(rng: Random, ground: Ground, dossier: Data) -> None:
    """Give all, some or none of the commitments and documents."""
    for name, ids in ground.flags.items():
        match rng.choice(("all", "all", "some", "mixed", "none", "absent")):
            case "all" if ids:
                dossier[name] = dict.fromkeys(ids, True)
            case "some" if ids:
                dossier[name] = {each: True for each in ids if rng.random() < 0.6}
            case "mixed" if ids:
                dossier[name] = {each: rng.choice((True, False, "oui", "non")) for each in ids}
            case "none":
                dossier[name] = {}
            case _:
                dossier.pop(name, None)


def identity(rng: Random, _: Ground, dossier: Data) -> None:
    """Change what names the dossier and its project."""
    dossier["reference"] = f"2021-{rng.randrange(10_000):04d}"
    part(dossier, "projet")["nom"] = f"Projet {rng.randrange(100)}"


MUTATIONS: tuple[Mutation, ...] = (
    *(cost,) * 9,
    *(filing,) * 2,
    way_in,
    *(applicants,) * 3,
    *(project,) * 2,
    stray_fact,
    *(earlier,) * 2,
    *(promises,) * 3,
    identity,
)


def from_nothing(rng: Random, ground: Ground) -> Data:
    """A dossier made from the vocabulary alone."""
    dossier: Data = {"theme": ground.code}
    for change in (identity, filing, way_in, cost, applicants, earlier, promises):
        if rng.random() < 0.85:
            change(rng, ground, dossier)
    for name in project_facts(ground):
        part(dossier, "projet")[name.partition(".")[2]] = value(rng, ground, name)
    return dossier


def from_base(rng: Random, ground: Ground) -> Data:
    """A dossier of the examples or of the cases, changed in a few places."""
    dossier = copy.deepcopy(rng.choice(ground.bases))
    if rng.random() < 0.8:
        for entry in (*(dossier.get("porteurs") or ()), *(dossier.get("depenses") or ())):
            for name in ("nom", "siret", "libelle"):
                entry.pop(name, None)
    for change in rng.choices(MUTATIONS, k=rng.choice((1, 2, 3, 4, 5))):
        change(rng, ground, dossier)
    return dossier


def request(rng: Random, question: Question, rules: Rules) -> None:
    """Ask for nothing, or for less than, exactly or more than what the theme gives."""
    funding = report_of(question, rules)["funding"]
    most = round(Fraction(rng.choice((funding["grant"], funding["before_ceilings"])) or "100000") * 100)
    group = part(question.dossier, "financement")
    group.pop("subvention_demandee", None)
    if rng.random() < 0.8:
        asked = rng.choice((most, most, most - 1, most + 1, most // 2, most * 2, 0))
        group["subvention_demandee"] = written(rng, max(asked, 0))


def places(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of everything in a dossier, groups included."""
    entries: Any = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, inner in entries:
        yield (*path, key)
        yield from places(inner, (*path, key))


def forget(rng: Random, dossier: Data) -> None:
    """Take facts away, at any depth; one in five is left there, empty."""
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        found = [path for path in places(dossier) if path != ("theme",)]
        if not found:
            return
        *owners, last = rng.choice(found)
        home: Any = dossier
        for owner in owners:
            home = home[owner]
        if isinstance(last, str) and rng.random() < 0.2:
            home[last] = None
        else:
            del home[last]


def granted(rng: Random, ground: Ground) -> int | None:
    """What other dossiers of the project were granted: mostly nothing, sometimes not known."""
    if rng.random() < 0.9:
        return 0
    return rng.choice((0, None, rng.choice(ground.grants), rng.randrange(500_000_000)))


def candidate(rng: Random, ground: Ground, rules: Rules) -> Question | None:
    """A dossier that can be read, or None where the one that was made can't."""
    dossier = from_nothing(rng, ground) if rng.random() < 0.12 else from_base(rng, ground)
    question = Question("", ground.code, dossier, granted(rng, ground))
    try:
        if rng.random() < 0.7:
            request(rng, question, rules)
        if rng.random() < 0.5:
            forget(rng, dossier)
        report_of(question, rules)
    except DossierError:
        return None
    return question


def questions_of(rng: Random, ground: Ground, rules: Rules) -> list[Question]:
    """The dossiers of a theme, with every verdict well represented where the theme can give it."""
    left = Counter(QUOTAS)
    kept: list[Question] = []
    spare: list[Question] = []
    seen: set[str] = set()
    for _ in range(ATTEMPTS):
        question = candidate(rng, ground, rules)
        if question is None or repr(question) in seen:
            continue
        seen.add(repr(question))
        verdict = report_of(question, rules)["eligibility"]["verdict"]
        (kept if left[verdict] > 0 else spare).append(question)
        left[verdict] -= 1
        if len(kept) == PER_THEME:
            break
    chosen = [*kept, *spare][:PER_THEME]
    return [
        Question(f"{ground.code}-{number:03d}", ground.code, question.dossier, question.granted)
        for number, question in enumerate(chosen, start=1)
    ]


def whole_ones(rng: Random, questions: Sequence[Question], rules: Rules, count: int) -> list[Question]:
    """Dossiers whose reports show, between them, as many different things as they can."""
    shown: set[str] = set()
    telling: list[Question] = []
    rest: list[Question] = []
    for question in rng.sample(questions, len(questions)):
        answer = answer_of(report_of(question, rules))
        shape = {*(f"{rule} {outcome}" for rule, outcome in answer["outcomes"].items()), *answer["notices"]}
        (rest if shape <= shown else telling).append(question)
        shown |= shape
    return [*telling, *rest][:count]


def corrupt(rng: Random, dossier: Data) -> None:
    """Write something that can't be read in a dossier."""
    project = part(dossier, "projet")
    match rng.randrange(12):
        case 0:
            project["cout_total_ttc"] = rng.choice(("douze", "-5 €", "1.234,5,6 €", "12,345 €", 12.5, True, ["5 €"]))
        case 1:
            dossier["depose_le"] = rng.choice(("hier", "2021-02-30", "12/13/2021", 20210212, "2021"))
        case 2:
            dossier["porteurs"] = [{"categorie": rng.choice(("operateurs", "ministere", 3, ""))}, {"siret": "123"}]
        case 3:
            dossier[rng.choice(("porteur", "depense", "budget"))] = "x"
        case 4:
            project[rng.choice(("cout", "equipe", "hebergment"))] = "x"
        case 5:
            dossier["depenses"] = rng.choice(
                ({"montant_ttc": "5 €"}, "5 €", [{"titre": 4}], [{"montant": "5 €"}], ["x"])
            )
        case 6:
            dossier["engagements"] = {rng.choice(("suivi", "referent")): True, "autre": "peut-être"}
        case 7:
            dossier["porteurs"] = [{"siret": rng.choice(("147 070 346 00018", "abc", 5))}]
        case 8:
            project["equipe_interne"] = rng.choice(("peut-être", 2, [True]))
            project["population_couverte"] = rng.choice(("beaucoup", -1, "1,5", True))
        case 9:
            dossier["theme"] = rng.choice(("ITN7", "SNAP", "itn 1", None, 5))
        case 10:
            project["part_services_deconcentres"] = rng.choice(("moitié", "150 %", "-1 %", 0.5))
        case _:
            dossier["depenses"] = [
                {"fournisseur": {"siege": rng.choice(("France", "XX", "fra"))}, "annee": "deux mille"}
            ]


def unreadable(rng: Random, questions: Sequence[Question], rules: Rules) -> Iterator[Data]:
    """Dossiers that can't be read, with what is wrong with them."""
    number = 0
    while number < UNREAD:
        dossier = copy.deepcopy(rng.choice(questions).dossier)
        for _ in range(rng.choice((1, 1, 2, 4))):
            corrupt(rng, dossier)
        if problems := problems_of(dossier, rules):
            number += 1
            yield {"id": f"unreadable-{number:03d}", "dossier": dossier, "problems": problems}


def main() -> None:
    """Make the corpus anew."""
    rules = load_rules()
    vocabulary = yaml.safe_load((ROOT / "rules" / "vocabulary.yaml").read_text(encoding="utf-8"))["facts"]
    files = sorted((ROOT / "rules" / "themes").glob("*.yaml"))
    themes = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
    rng = Random(SEED)  # noqa: S311 -- the same dossiers on every run
    made: list[Question] = []
    wholes: list[Question] = []
    for place, theme in enumerate(themes):
        questions = questions_of(rng, ground_of(theme, vocabulary), rules)
        count = WHOLE * (place + 1) // len(themes) - WHOLE * place // len(themes)
        wholes += whole_ones(rng, questions, rules, count)
        cases = enumerate(cases_of(theme), start=1)
        made += [*questions, *(Question(f"{theme['theme']}-case-{n:02d}", theme["theme"], case) for n, case in cases)]
    write_lines(DOSSIERS, map(question_line, made))
    write_lines(ANSWERS, (answer_line(question, rules) for question in made))
    write_lines(REPORTS, (report_line(question, rules) for question in wholes))
    write_lines(UNREADABLE, unreadable(rng, made, rules))
    sys.stdout.write(f"{len(made)} dossiers, {len(wholes)} whole reports, {UNREAD} unreadable\n")


if __name__ == "__main__":
    main()
