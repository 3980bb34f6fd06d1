"""What the script prints in node, or in a browser, and what the command prints: ``python -m tests.conformance.script``.

The examples, the cases of the rule files, stored dossiers, those that can't be read, random dossiers near the figures
of the rules, odd texts in every fact and as keys, texts of files, and random rule sets: each in French or in English,
its whole report byte for byte.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from random import Random
from types import EllipsisType
from typing import Any, NamedTuple, TypeAlias

import yaml

from browser.conftest import opened
from relance_rules.checking.check import Elsewhere, check_dossier
from relance_rules.dossiers.documents import parse_document, read_document
from relance_rules.dossiers.reading import dossier_from, dossier_of
from relance_rules.loading.problems import DossierError
from relance_rules.loading.rules import Rules, load_rules
from relance_rules.localization import LANGUAGES, LanguageCode, localization
from relance_rules.page import page
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.showing.plain import error_data, json_text, report_data
from relance_rules.targets.javascript import engine
from relance_rules.targets.javascript.sentences import OWN
from relance_rules.values import Money
from targets.javascript.node import answers

from .columns import Maker
from .corpus import read_questions, read_unreadable
from .directed import JSON_TEXTS, TEXTS

ROOT = Path(__file__).resolve().parents[2]

Data = dict[str, Any]


Granted = int | Mapping[str, int | None] | EllipsisType | None


class Question(NamedTuple):
    """A dossier to check: plain data, or the text of a file."""

    kind: str
    language: LanguageCode
    data: Any = None
    granted: Granted = ...
    """Of a dossier given as data: grants of the others of its project in cents, None where one is not settled."""
    text: str | None = None
    file: Path | None = None
    """Of a text: the file that holds it; None where it comes without a name."""


class Difference(NamedTuple):
    """A dossier of which the script says something else, with the first line that differs."""

    question: Question
    expected: str
    printed: str

    def __str__(self) -> str:
        told = self.question.text if self.question.data is None else self.question.data
        pairs = zip(f"{self.expected}\n(end)".split("\n"), f"{self.printed}\n(end)".split("\n"), strict=False)
        wanted, found = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
        about = f"{self.question.kind} {self.question.language} granted={self.question.granted!r}: {str(told)[:400]!r}"
        return f"{about}\n  expected {wanted[:600]!r}\n  printed  {found[:600]!r}\n"


class PlanRules(dict[str, Theme]):
    """The themes of a plan, as reading and the script ask for them."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan.themes)
        self.plan = plan
        self.code = plan.code
        self.theme = self.__getitem__


# ---- what both say


def expected(question: Question, rules: Any) -> str:
    """What the command prints."""
    language = localization(question.language, rules.plan.currency)
    name = None if question.file is None else str(question.file)
    try:
        if question.text is None:
            theme, dossier = dossier_from(question.data, rules)
        elif question.file is None:
            theme, dossier = dossier_of(parse_document(question.text.encode(), None), rules)
        else:
            theme, dossier = dossier_of(read_document(question.file), rules)
    except DossierError as error:
        return f"{json_text(error_data(name, error.problems, language))}\n"
    granted = question.granted
    if isinstance(granted, EllipsisType):
        granted = {}
    scoped = granted if isinstance(granted, Mapping) else dict.fromkeys(theme.scopes, granted)
    known = {scope: _elsewhere(amount) for scope, amount in scoped.items()}
    return f"{json_text(report_data(check_dossier(rules.plan, theme, dossier, known), language))}\n"


def _elsewhere(granted: int | None) -> Elsewhere:
    return Elsewhere(None if granted is None else Money(granted))


_CHECK = "(dossier, options) => relance.json(relance.check(dossier, options))"
_CHECK_TEXT = "(text, options) => relance.json(relance.checkText(text, options))"


def printed(question: Question) -> tuple[str, list[Any]]:
    """What to ask the script."""
    options: Data = {"lang": question.language}
    if question.text is not None:
        return _CHECK_TEXT, [question.text, {**options, "name": None if question.file is None else str(question.file)}]
    if not isinstance(question.granted, EllipsisType):
        granted = question.granted
        options["grantedToProject"] = (
            {scope: _amount(each) for scope, each in granted.items()}
            if isinstance(granted, Mapping)
            else _amount(granted)
        )
    return _CHECK, [tagged(question.data), options]


def _amount(granted: int | None) -> str:
    return "unknown" if granted is None else str(Money(granted))


_SAFE = 2**53


def tagged(data: Any) -> Any:
    """Data as the process in node takes it: exact whole numbers, and mappings whose keys an object would not keep."""
    if isinstance(data, Mapping):
        inner = {key: tagged(value) for key, value in data.items()}
        plain = all(isinstance(key, str) and not key.startswith("$") and not key.isdigit() for key in inner)
        return inner if plain else {"$map": [[key, value] for key, value in inner.items()]}
    if isinstance(data, (list, tuple)):
        return [tagged(each) for each in data]
    return {"$big": str(data)} if type(data) is int and abs(data) >= _SAFE else data


_AT_ONCE = 500

Ask: TypeAlias = Callable[[Sequence[tuple[str, list[Any]]]], Sequence[Mapping[str, Any]]]
"""What puts questions to a script, each a function and its arguments: in node, or in a browser."""


def in_node(script: Path) -> Ask:
    """The script of a file, in node."""
    return lambda asked: [answer for (answer,) in answers(script, [(call, [args]) for call, args in asked])]


_IN_PAGE = """
const TAGS = { $big: BigInt, $map: (pairs) => new Map(pairs.map((pair) => pair.map(decoded))) };
function decoded(data) {
  if (Array.isArray(data)) return data.map(decoded);
  if (data === null || typeof data !== "object") return data;
  const [key] = Object.keys(data);
  if (key === "$big" || key === "$map") return TAGS[key](data[key]);
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, decoded(value)]));
}
const ASKED = { [arguments[0]]: relance.check, [arguments[1]]: relance.checkText };
// As texts that hold nothing but ASCII: what stands between a browser and its driver loses halves of letters.
const escaped = (text) => text.replace(/[^ -~]/g, (sign) => `\\\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
return escaped(JSON.stringify(JSON.parse(arguments[2]).map(([call, [data, options]]) => {
  try {
    return { value: relance.json(ASKED[call](decoded(data), options)) };
  } catch (error) {
    return { thrown: String(error.stack) };
  }
})));
"""


def in_page(driver: Any) -> Ask:
    """The engine of the page that a browser has open."""

    def ask(asked: Sequence[tuple[str, list[Any]]]) -> Sequence[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        # A browser takes some megabytes at a time.
        for start in range(0, len(asked), 20):
            some = json.dumps(asked[start : start + 20])
            found += json.loads(driver.execute_script(_IN_PAGE, _CHECK, _CHECK_TEXT, some))
        return found

    return ask


def differences(questions: Iterable[Question], rules: Any, ask: Ask, seen: Counter[str]) -> Iterator[Difference]:
    """Where the script says something else than the command; ``seen`` counts the questions and the statuses."""
    left = iter(questions)
    while some := list(islice(left, _AT_ONCE)):
        found = ask([printed(question) for question in some])
        for question, answer in zip(some, found, strict=True):
            wanted = expected(question, rules)
            seen[question.kind] += 1
            seen[json.loads(wanted)["status"]] += 1
            told = answer.get("value", json.dumps(answer))
            if told == wanted:
                continue
            if question.kind == "slip" and any(own in told for own in _own(question.language)):
                seen["left to the command"] += 1
            else:
                yield Difference(question, wanted, told)


def _own(language: LanguageCode) -> Iterator[str]:
    """How the sentences begin that leave a YAML text to the command: the script never reads it otherwise."""
    return (localization(language).gettext(str(own.text)).partition("{")[0] for own in OWN)


def write_script(rules: Any, file: Path) -> Path:
    """The file of the script of some rules."""
    file.write_text(engine(rules), encoding="utf-8")
    return file


def ask_of(rules: Any, folder: Path, driver: Any = None) -> Ask:
    """What asks the script of some rules, in node, or in their page if a browser is given."""
    if driver is None:
        return in_node(write_script(rules, folder / "relance.js"))
    file = folder / "relance.html"
    file.write_text(page(rules), encoding="utf-8")
    driver.get(file.as_uri())
    return in_page(driver)


# ---- questions


def examples() -> Iterator[Question]:
    """The example dossiers, as the files that they are, in both languages."""
    for file in sorted((ROOT / "examples" / "dossiers").rglob("*.*")):
        for language in LANGUAGES:
            yield Question("example", language, text=file.read_text(encoding="utf-8"), file=file)


def cases(rules: Rules) -> Iterator[Question]:
    """The dossiers of the cases of the rule files."""
    for code in rules:
        for place, case in enumerate(rules.model(code).cases):
            yield Question("case", LANGUAGES[place % 2], {rules.plan.roles.theme: code, **case.dossier})


def stored(random: Random, count: int) -> Iterator[Question]:
    """Dossiers of the corpus, and all those that can't be read."""
    for question in random.sample(list(read_questions()), count):
        granted = random.choice((..., question.granted, question.granted, None, 0, 1, 12_345_678))
        yield Question("stored", random.choice(LANGUAGES), question.dossier, granted)
    for unread in read_unreadable():
        yield Question("unreadable", random.choice(LANGUAGES), unread.dossier)


def near(plan: Plan, random: Random, count: int) -> Iterator[Question]:
    """Dossiers of each theme near the figures of its rules."""
    for theme in plan.themes.values():
        maker = Maker(plan, theme, random)
        for _ in range(count):
            data = data_of(maker.dossier(), plan, theme)
            yield Question("near", random.choice(LANGUAGES), data, random.choice((..., ..., 0, None, 5_000_000)))


def data_of(facts: Mapping[str, Any], plan: Plan, theme: Theme) -> Data:
    """A dossier as plain data that is read as these facts."""
    return {**_nested(facts, plan, ""), plan.roles.theme: theme.code}


def _nested(facts: Mapping[str, Any], plan: Plan, prefix: str) -> Data:
    found: Data = {}
    for path, value in facts.items():
        fact = plan.facts.get(f"{prefix}{path}")
        group = found
        *above, last = path.split(".")
        for step in above:
            group = group.setdefault(step, {})
        if isinstance(value, tuple):
            group[last] = [_nested(item, plan, f"{path}[].") for item in value]
        else:
            group[last] = value if fact is None else fact.kind.write(value)
    return found


ODD_TEXTS = (
    *("", " ", "\u00a0", "\u202f", "\u2028", "\ufeff", "\u200b"),
    *("\u00ad", "\u3164", "\u2800", "\x00", "\x1c", "\x85"),
    *("constructor", "__proto__", "toString", "hasOwnProperty"),
    *("valueOf", "null", "undefined", "NaN", "Infinity", "~"),
    *("ı", "İ", "ß", "ſ", "K", "Ω", "ǆ", "œ", "Æ", "ﬁ", "ς", "é"),
    *("e\u0301", "ñ̃", "가", "각", "日本", "😀", "👩‍👩‍👧", "\ud83d"),
    *("\u202eabc", "a\u2067b\u2069", "\u034f", "\U000e0041"),
    *("\U0001d173", "a\nb", "a\tb", "a\r\nb", "«»", "‘’", "'", '"'),
    *("1", "0", "-1", "+1", "−1", "01", "1e5", "0x10", "1_000"),
    *("1 000", "10 00", "1.000", "1,000", "1.234", "1,234", "."),
    *("1.5", "1,5", "1.25", "1.2345678", "1,", ",5", "1.2.3", "1 200 000,00 €", "1.200.000", "12,345 €", "0,001 €"),
    *("48k€", "48 K€", "1.2 M€", "1,23456789 M€", "3 k", "M€"),
    *("5 €uros", "5 euros TTC", "5 EUR T.T.C.", "5 € HT", "5 $"),
    *("999999999999,99", "1000000000000", "1000000000000,01", "9" * 20, "1" * 80, "1" * 81, "x" * 1000, "x" * 10_001),
    *("١٢", "१२", "１２", "²", "①", "Ⅻ", "½", "12", "2021", "1899", "2101", "13002526500013", "13002526500014"),
    *("130 025 265 00013", "13002526500013 ", "1300252650001", "0" * 14),
    *("31/02/2021", "29/02/2020", "29/02/2100", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2021-2-1"),
    *("2021-02-12", "2021-02-12T00:00", "12/2/2021", "12 fév. 2021", "1er mars 2021", "12 ju 2021", "12 juil 2021"),
    *("12 Feb 2021", "3rd May 2021", "12 mai. 2021", "12 zzz 2021", "00/00/0000"),
    *("75 %", "100,0000001 %", "0%", "33,333333 %", "100.01 %", "1000 %", "75", "75%%", "0,5"),
    *("oui", "OUI", "Oui.", "non", "N", "true", "vrai", "yes", "on", "No", "oui " * 30),
    *("FR", "fr", "france", "Frnce", "Allemagne", "États-Unis", "etats unis", "XX", "Royaume Uni", "Côte d’Ivoire"),
    *("SNAP3", "snap 3", "SNAP", "itn-1", "ITN8", "entreprise"),
    *("Entreprise privée", "administration", "collectivite"),
    *("{x}", "{question}", "{label}", "{", "}", "{0}", "<script>"),
    *("</script>", "=1+1", "&amp;", "\\", "\\u0000", "$&"),
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    *(0, -1, 1, 2, 2021, 2**53, 2**53 + 1, 10**12, 10**12 + 1),
    *(10**29, 10**30, 10**40, -(10**31), True, False, None, 1.5),
    *([], {}, [[]], [1], ["oui"], {"a": 1}, {"": ""}, [{}], [None], {"constructor": {"x": 1}}, {"2": 1, "1": 2}),
)  # fmt: skip


def deep(levels: int) -> Any:
    """Groups within groups."""
    return "x" if not levels else {"a": deep(levels - 1)} if levels % 2 else [deep(levels - 1)]


ODD: tuple[Any, ...] = (*ODD_TEXTS, *ODD_VALUES, deep(39), deep(41), deep(60))


def odd(plan: Plan, random: Random, codes: Sequence[str], share: float) -> Iterator[Question]:
    """Odd values in every fact of some themes, odd keys everywhere, and values in places that are not theirs."""
    for code in codes:
        theme = plan.themes[code]
        base = data_of(Maker(plan, theme, random).dossier(), plan, theme)
        for path in (*theme.asked, *(each.fact for each in (*theme.commitments.asked, *theme.documents.asked))):
            for value in ODD:
                if random.random() < share:
                    yield Question("odd value", random.choice(LANGUAGES), put(base, path, value))
        for key in ODD:
            if random.random() < 20 * share:
                where = random.choice(("", "projet.", "porteurs[].", "depenses[].", "engagements.", "pieces."))
                path = f"{where}{key if isinstance(key, str) else 'x'}"
                yield Question("odd key", random.choice(LANGUAGES), put(base, path, random.choice(ODD)))


def typed(plan: Plan, random: Random, count: int) -> Iterator[Question]:
    """Dossiers with a few slips in their keys and in their values, and letters of any script."""
    for theme in plan.themes.values():
        maker = Maker(plan, theme, random)
        for _ in range(count):
            data = data_of(maker.dossier(), plan, theme)
            for _ in range(random.choice((1, 1, 2, 5))):
                path = random.choice(theme.asked)
                fact = plan.facts[path]
                if random.random() < 0.4:
                    above, dot, last = path.rpartition(".")
                    data = put(data, f"{above}{dot}{slip(last, random).replace('.', '')}", random.choice(ODD_TEXTS))
                    continue
                words = [word for name, value in (fact.values or {}).items() for word in (name, *value.label.values())]
                words += ["12 février 2021", "1 200 000,00 €", "75,5 %", "Royaume-Uni", "oui", "130 025 265 00013"]
                data = put(data, path, random.choice((slip(random.choice(words), random), wild(random))))
            yield Question("typed", random.choice(LANGUAGES), data)


def wild(random: Random) -> str:
    """A text of letters of any script."""
    ends = random.choice((0x80, 0x250, 0x3000, 0x11000, 0x110000))
    text = "".join(chr(random.randrange(ends)) for _ in range(random.choice((1, 2, 5, 20, 90))))
    # Two halves side by side are one character to a script, and to whoever writes the text as JSON.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def large(plan: Plan, random: Random) -> Iterator[Question]:
    """Dossiers with more faults than are told, more items than are read, and lines whose sum no float holds."""
    for theme in plan.themes.values():
        base = data_of(Maker(plan, theme, random).dossier(), plan, theme)
        wrong = [{"annee": "x", "titre": "9", "montant_ttc": "1.2.3"} for _ in range(20)]
        huge = [{"libelle": str(place), "montant_ttc": "999 999 999 999,99", "titre": "3"} for place in range(1500)]
        many: tuple[list[Data], ...] = (wrong, huge, [{"libelle": "x"}] * 10_001, [{}] * 10_001)
        for lines in many:
            yield Question("large", random.choice(LANGUAGES), {**base, "depenses": lines})


def put(data: Data, path: str, value: Any) -> Data:
    """A dossier with a value at a path, and nothing of its own changed."""
    step, _, below = path.partition(".")
    name = step.removesuffix("[]")
    if not below:
        return {**data, name: value}
    held = data.get(name)
    if step != name:
        items = held if isinstance(held, list) and held and isinstance(held[0], dict) else [{}]
        return {**data, name: [put(items[0], below, value), *items[1:]]}
    return {**data, name: put(held if isinstance(held, dict) else {}, below, value)}


def texts(plan: Plan, random: Random, folder: Path, count: int) -> Iterator[Question]:
    """Files of dossiers, in YAML and in JSON, some with a slip."""
    sources = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples" / "dossiers").rglob("*.yaml"))]
    made: list[tuple[str, str]] = []
    for theme in plan.themes.values():
        maker = Maker(plan, theme, random)
        for _ in range(count):
            data = data_of(maker.dossier(), plan, theme)
            written = json.dumps(data, ensure_ascii=random.random() < 0.5, indent=random.choice((None, 2)))
            made.append((".json", written))
            made.append((".yaml", yaml.safe_dump(data, allow_unicode=True, sort_keys=False)))
            made.append((".yaml", random.choice(sources)))
    for place, (suffix, text) in enumerate(made):
        slipped = random.random() < 0.6
        text = slip(text, random) if slipped else text
        named = random.random() < 0.8
        file = folder / f"{place}{suffix}"
        if named:
            file.write_bytes(text.encode())
        kind = "slip" if slipped else "text"
        yield Question(kind, random.choice(LANGUAGES), text=text, file=file if named else None)


def directed(folder: Path) -> Iterator[Question]:
    """Texts of files written for one place of the engine each, as YAML and as JSON, in both languages."""
    for place, text in enumerate((*TEXTS, *JSON_TEXTS)):
        for suffix in (".json", ".yaml") if place < len(TEXTS) else (".json",):
            file = folder / f"directed-{place}{suffix}"
            file.write_text(text, encoding="utf-8")
            for language in LANGUAGES:
                yield Question("slip", language, text=text, file=file)


_LITERALS = (
    *("1.5", "1.50", "1.500", "1.000", "0.10", "-0", "0", "-1.5", "1e3", "1E+3", "1e-3", "1.2345e2", "1e400", "1e-400"),
    *("12345678901234567890", "1" * 30, "1" * 31, "1" * 41, "0.1" + "0" * 40, "1e999999999999999999999"),
    *("NaN", "-Infinity", "01", "1.", ".5", "+1", "0x1F", "0o17", "017", "1_000", "1:30", "12:30:45", "2021-02-12"),
    *("2021-02-12T00:00:00Z", "true", "null", "yes", "No", "on", "oui", "~", "=", "<<", "'it''s'", '"a\\u202e"'),
    *('"\\ud83d"', '"\\ud83d\\ude00"', '"a\\/b"', '"\\x41"', "[1, 2]", "[]", "{}", "{a: 1}", '{"a": 1}', "[oui]"),
    *("!!int '3'", "&x 1", "*x", "- 1", "|", "@a"),
)  # fmt: skip


def literals(plan: Plan, random: Random, folder: Path, share: float) -> Iterator[Question]:
    """Files of dossiers where a fact is one of many literals of JSON and of YAML."""
    place = 0
    for theme in plan.themes.values():
        base = data_of(Maker(plan, theme, random).dossier(), plan, theme)
        for path in theme.asked:
            for literal in _LITERALS:
                if random.random() >= share:
                    continue
                held = put(base, path, "@@@")
                as_json = random.random() < 0.5
                text = json.dumps(held) if as_json else yaml.safe_dump(held, allow_unicode=True, sort_keys=False)
                file = folder / f"literal-{place}.{'json' if as_json else 'yaml'}"
                text = text.replace('"@@@"' if as_json else "'@@@'", literal)
                file.write_text(text, encoding="utf-8")
                place += 1
                yield Question("literal" if as_json else "slip", random.choice(LANGUAGES), text=text, file=file)


_PUT = (
    *("oui", "non", '"', "'", ":", ": ", "-", "- ", "#", " #"),
    *("{", "}", "[", "]", ",", "\t", "  ", "\n", "&a", "*a", "!"),
    *("|", ">", "?", "%", "@", "`", "\\", "\r\n", "\u00a0"),
    *("\u2028", "\ufeff", "\x07", "é", "😀", "1e3", "0.10", "-0"),
    *("1.0", "12345678901234567890", "null", "~", "yes"),
    *("2021-02-12", "0x1F", "017", "1_000", "<<: ", "---\n", "...\n"),
)  # fmt: skip


def slip(text: str, random: Random) -> str:
    """A text with one slip: something put in, taken out, said twice, or moved."""
    start = random.randint(0, len(text))
    end = min(len(text), start + random.choice((0, 1, 1, 3, 10, 40)))
    match random.choice(("put", "put", "drop", "twice", "line")):
        case "put":
            return text[:start] + random.choice(_PUT) + text[start:]
        case "drop":
            return text[:start] + text[end:]
        case "twice":
            return text[:end] + text[start:]
        case _:
            lines = text.split("\n")
            lines.insert(random.randrange(len(lines)), random.choice(lines))
            return "\n".join(lines)


# ---- random rule sets


def random_sets(random: Random) -> Iterator[tuple[PlanRules, Callable[[], Question]]]:
    """Random rule sets, each with a maker of dossiers that meet its figures."""
    from random_rules import coarser, full_facts, holes, plan_with, theme, without

    while True:
        plan, made = plan_with(theme(random, supposing=random.random() < 0.5))

        def question(plan: Plan = plan, made: Theme = made) -> Question:
            facts = coarser(full_facts(random), random)
            facts = without(facts, holes(facts, random, set(), random.choice((0, 0.05, 0.2, 0.5))))
            granted = random.choice((..., ..., 0, 1000, None))
            return Question("random set", random.choice(LANGUAGES), data_of(facts, plan, made), granted)

        yield PlanRules(plan), question


# ---- the command


def main(arguments: list[str] | None = None) -> int:
    """Compare, print what differs, and return 1 if anything does."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.script", description=__doc__)
    parser.add_argument("--count", type=int, default=5000, help="about how many dossiers of the rules in the package")
    parser.add_argument("--sets", type=int, default=100, help="random rule sets")
    parser.add_argument("--each", type=int, default=50, help="dossiers of each random rule set")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--browser", action="store_true", help="ask the page, in Chromium, rather than node")
    parser.add_argument("--show", type=int, default=3, help="how many differences of each kind to print")
    given = parser.parse_args(arguments)
    sys.stdout.write(f"seed {given.seed}\n")
    sys.stdout.flush()
    random, rules = Random(given.seed), load_rules()  # noqa: S311 -- the same on every run
    seen: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    per_theme = max(1, given.count // 5 // len(rules))
    with tempfile.TemporaryDirectory() as name, ExitStack() as browsers:
        folder = Path(name)
        driver = browsers.enter_context(opened(folder / "profile")) if given.browser else None
        asked = [
            *examples(),
            *directed(folder),
            *cases(rules),
            *stored(random, given.count // 5),
            *near(rules.plan, random, per_theme),
            *odd(rules.plan, random, list(rules), given.count / 5 / 100_000),
            *typed(rules.plan, random, per_theme),
            *large(rules.plan, random),
            *texts(rules.plan, random, folder, max(1, per_theme // 3)),
            *literals(rules.plan, random, folder, given.count / 5 / 20_000),
        ]
        for found in differences(asked, rules, ask_of(rules, folder, driver), seen):
            tell(found, wrong, given.show)
        for own, question in islice(random_sets(random), given.sets):
            some = [question() for _ in range(given.each)]
            for found in differences(some, own, ask_of(own, folder, driver), seen):
                tell(found, wrong, given.show)
    sys.stdout.write(f"seed {given.seed}: {dict(seen)}\n{sum(wrong.values())} differences {dict(wrong)}\n")
    return 1 if wrong else 0


def tell(found: Difference, wrong: Counter[str], show: int) -> None:
    """Count a difference, and print it where few of its kind were."""
    wrong[found.question.kind] += 1
    if wrong[found.question.kind] <= show:
        sys.stdout.write(str(found))
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
