"""What must fit between the files that the themes of a set share: names that exist, types that agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from relance_rules.language.expressions import Expression
from relance_rules.language.lowering import Book, Gathered, Lowering
from relance_rules.language.manifest import Manifest
from relance_rules.language.operators.table import TableValue
from relance_rules.language.types import DEFINITIONS, MANIFEST, TABLES, VOCABULARY, Fault, Path, is_country
from relance_rules.language.vocabulary import VocabularyModel
from relance_rules.plan.facts import FactDef, Vocabulary
from relance_rules.plan.limits import limits
from relance_rules.plan.nodes import Const
from relance_rules.values import Currency, Message, ParseError, parse_boolean
from relance_rules.values.suggestions import suggestion


def misfits(vocabulary: VocabularyModel, book: Book, themes: int) -> list[Fault]:
    """Everything in what the themes share that does not fit the rest of it, used or not.

    ``themes`` is how many they are.
    """
    first = [*_groups(vocabulary, book.facts), *_facts(vocabulary, book), *_Roles(book).faults()]
    if themes > 1 and book.roles.theme not in book.facts:
        message = Message(
            "plusieurs thèmes demandent le rôle « {role} » : un fait dit celui du dossier", {"role": "theme"}
        )
        first.append(((MANIFEST, "roles"), message))
    return [*first, *_definitions(book)]


class _Roles:
    """Checks that each role is played by a fact of the right type."""

    def __init__(self, book: Book) -> None:
        self.manifest: Manifest = book.manifest
        self.facts = book.facts
        self.derived = book.definitions.derived

    def faults(self) -> Iterator[Fault]:
        roles, fact = self.manifest.roles, self.fact
        yield from fact(roles.theme or ("theme" if "theme" in self.facts else None), "theme", kinds=("text",))
        yield from fact(roles.reference, "reference", kinds=("text",))
        yield from fact(roles.filed_on, "filed_on", kinds=("date",))
        yield from fact(None if roles.total is None else roles.total.fact, "total", kinds=("money",))
        yield from fact(None if roles.requested is None else roles.requested.fact, "requested", kinds=("money",))
        yield from fact(roles.way_in, "way_in", kinds=("enumeration",))
        yield from fact(roles.commitments, "commitments", kinds=("flags",))
        yield from fact(roles.documents, "documents", kinds=("flags",))
        if roles.lines is not None:
            owner = roles.lines.list
            yield from fact(owner, "lines", "list", kinds=("list",))
            yield from fact(roles.lines.amount, "lines", "amount", kinds=("money",), owner=owner)
            yield from fact(roles.lines.label, "lines", "label", owner=owner)
        yield from self.staff()
        if roles.project is not None:
            yield from fact(roles.project.name, "project", "name", kinds=("text",))
            yield from fact(roles.project.reference, "project", "reference", kinds=("text",))
            yield from fact(roles.project.phase, "project", "phase")
        if roles.applicants is not None:
            owner = roles.applicants.list
            yield from fact(owner, "applicants", "list", kinds=("list",))
            yield from fact(roles.applicants.name, "applicants", "name", owner=owner)
            yield from fact(roles.applicants.identifier, "applicants", "identifier", owner=owner)
        if roles.decision is not None:
            yield from fact(roles.decision.amount, "decision", "amount", kinds=("money",))
        yield from self.scopes()
        yield from self.readings()

    def fact(
        self, path: str | None, *steps: str, kinds: tuple[str, ...] = (), owner: str | None = None
    ) -> Iterator[Fault]:
        """What is wrong with the fact that plays a role; ``owner`` is the list that it must be a fact of."""
        if path is None or (owner is not None and owner not in self.facts.lists):
            return
        known = self.facts.lists[owner] if owner is not None else {p: f for p, f in self.facts.items() if "[]" not in p}
        yield from self.among(path, known, ("roles", *steps), kinds)

    def among(self, path: str, known: dict[str, FactDef], steps: Path, kinds: tuple[str, ...]) -> Iterator[Fault]:
        found = known.get(path)
        if found is None:
            fitting = [name for name, fact in known.items() if not kinds or fact.type in kinds]
            values = {"path": path, "near": suggestion(path, fitting)}
            yield (MANIFEST, *steps), Message("le rôle nomme « {path} », qui n’est pas un fait ; {near}", values)
        elif kinds and found.type not in kinds:
            values = {"path": path, "kind": kinds[0]}
            yield (MANIFEST, *steps), Message("« {path} » n’est pas de type « {kind} »", values)

    def staff(self) -> Iterator[Fault]:
        roles = self.manifest.roles
        if roles.staff is None:
            return
        if roles.lines is None:
            values = {"key": "staff", "role": "lines"}
            yield (MANIFEST, "roles", "staff"), Message("« {key} » demande le rôle « {role} »", values)
        elif roles.lines.list in self.facts.lists:
            owner, known = roles.lines.list, dict(self.facts.lists[roles.lines.list])
            known |= {name: each.as_fact() for name, each in self.derived.items() if each.of == owner}
            yield from self.among(roles.staff.fact, known, ("roles", "staff"), ("boolean",))

    def scopes(self) -> Iterator[Fault]:
        known = {path: fact for path, fact in self.facts.items() if "[]" not in path}
        for name, scope in self.manifest.scopes.items():
            for place, (kind, path) in enumerate(scope.as_scope().key):
                single = ("date",) if kind == "year" else ()
                yield from self.among(path, known, ("scopes", name, "key", place), single)
                if path in known and known[path].type in ("list", "flags"):
                    message = Message("« {path} » n’est pas une seule valeur", {"path": path})
                    yield (MANIFEST, "scopes", name, "key", place), message
            if scope.earlier is not None:
                yield from self.among(scope.earlier, known, ("scopes", name, "earlier"), ("money",))

    def readings(self) -> Iterator[Fault]:
        roles, known, rounding = self.manifest.roles, self.manifest.readings, self.manifest.rounding
        cited: list[tuple[Path, str]] = [(("roles", key, "reading"), role) for key, role in _cited_roles(roles)]
        if rounding is not None and rounding.reading is not None:
            cited.append((("rounding", "reading"), rounding.reading))
        for steps, code in cited:
            if code not in known:
                values = {"code": code, "near": suggestion(code, known)}
                message = Message("la lecture « {code} » n’est pas dans ruleset.yaml ; {near}", values)
                yield (MANIFEST, *steps), message


def _cited_roles(roles: object) -> list[tuple[str, str]]:
    named = [(key, getattr(roles, key)) for key in ("total", "requested", "staff")]
    return [(key, role.reading) for key, role in named if role is not None and role.reading is not None]


def _groups(vocabulary: VocabularyModel, facts: Vocabulary) -> Iterator[Fault]:
    enumerations = [set(fact.values or {}) for fact in facts.values() if fact.type == "enumeration"]
    for name, members in vocabulary.groups.items():
        if all(is_country(member) for member in members) or any(set(members) <= values for values in enumerations):
            continue
        for place, member in enumerate(members):
            known = {value for values in enumerations for value in values}
            if member not in known and not is_country(member):
                values = {"found": member, "near": suggestion(member, sorted(known))}
                yield (VOCABULARY, "groups", name, place), Message("valeur inconnue : « {found} » ; {near}", values)
                break
        else:
            message = Message("le groupe « {name} » mêle des valeurs qui ne sont pas d’un même fait", {"name": name})
            yield (VOCABULARY, "groups", name), message


def _facts(vocabulary: VocabularyModel, book: Book) -> Iterator[Fault]:
    """Units, subjects, limits and examples of the facts that the set does not allow."""
    subjects = book.manifest.subjects
    units = {"days", "months", "years", *book.manifest.units}
    for path, fact in vocabulary.facts.items():
        for name, each in ((None, fact), *((fact.items or {}).items())):
            where: Path = (VOCABULARY, "facts", path, *(() if name is None else ("items", name)))
            if each.unit is not None and each.unit not in units:
                values = {"unit": each.unit, "near": suggestion(each.unit, sorted(units))}
                yield (*where, "unit"), Message("aucune unité « {unit} » ; {near}", values)
            if each.subject is not None and subjects and each.subject not in subjects:
                values = {"subject": each.subject, "near": suggestion(each.subject, subjects)}
                yield (*where, "subject"), Message("aucun sujet « {subject} » ; {near}", values)
            if each.type == "money" and book.currency is None:
                yield (*where, "type"), Message("un montant demande « currency » dans ruleset.yaml")
            yield from _values_of(each.as_fact(), where, book.currency)


def _values_of(fact: FactDef, where: Path, currency: Currency | None) -> Iterator[Fault]:
    """What can't be read of the least, the most and the example of a fact."""
    plain = replace(fact, minimum=None, maximum=None)
    ends: dict[str, int] = {}
    for key, text in (("min", fact.minimum), ("max", fact.maximum), ("example", fact.example)):
        if text is None:
            continue
        try:
            found = limits(replace(plain, minimum=text), currency)
            _refuse_text(plain, text)
        except ParseError as error:
            yield (*where, key), error.message
        else:
            if found is not None:
                ends[key] = found[0]
    low, high, example = (ends.get(key) for key in ("min", "max", "example"))
    if low is not None and high is not None and low > high:
        yield (*where, "max"), Message("la borne basse dépasse la borne haute")
    elif example is not None and ((low is not None and example < low) or (high is not None and example > high)):
        yield (*where, "example"), Message("cet exemple est hors des bornes du fait")


def _refuse_text(fact: FactDef, text: str) -> None:
    """Raise ParseError where a text is no value of a choice."""
    if fact.type == "boolean":
        parse_boolean(text)
    elif fact.type == "enumeration" and fact.value_of(text) is None:
        near = suggestion(text, fact.values or {}, fact.spellings)
        raise ParseError("valeur inconnue : « {found} » ; {near}", found=text[:80], near=near)
    elif fact.type == "country" and not is_country(text):
        raise ParseError("« {found} » : un code de pays à deux lettres est attendu", found=text[:80])


def _definitions(book: Book) -> list[Fault]:
    """Everything that does not fit in the derived facts, the parameters, the tables and the manifest."""
    gathered = Gathered()
    root = Lowering(book, "", gathered)
    derived, parameters = book.definitions.derived, book.definitions.parameters
    for name, each in derived.items():
        here = root.elsewhere(DEFINITIONS, "derived", name)
        if each.of is not None and each.of not in book.facts.lists:
            here.list(each.of, "of")
        elif book.facts.resolve(name, each.of) is not None:
            here.fault(says=Message("« {name} » est déjà un fait du vocabulaire", {"name": name}))
        else:
            replace(here, scope=each.of).name(name)
    for name in parameters:
        here = root.elsewhere(DEFINITIONS, "parameters", name)
        if name in book.facts or name in derived:
            here.fault(says=Message("« {name} » est déjà le nom d’un fait", {"name": name}))
        else:
            here.name(name)
    for name, table in book.tables.items():
        here = replace(root.elsewhere(TABLES, name), scope=_scope(book, [key.fact for key in table.keys.values()]))
        here.cited(table)
        for column in table.gives:
            TableValue.model_validate({"table": name, "column": column}).lower(here)
    for place, notice in enumerate(book.manifest.notices):
        here = root.elsewhere(MANIFEST, "notices", place)
        here.cited(notice)
        if notice.when is not None:
            here.condition(notice.when, "when")
    if book.manifest.rounding is not None:
        here = root.elsewhere(MANIFEST, "rounding", "to")
        step = here.typed(book.manifest.rounding.to, kinds=("money",))
        if not step.wrong and not (isinstance(step.node, Const) and step.node.value):
            here.fault(says=Message("un montant fixe, qui n’est pas nul, est attendu ici"))
    return gathered.faults


def _scope(book: Book, names: list[Expression]) -> str | None:
    """The list whose items a table is looked up for, where one of its keys is a fact of them alone."""
    for name in names:
        if isinstance(name, str) and book.facts.resolve(name, None) is None:
            derived = book.definitions.derived.get(name)
            if derived is not None:
                return derived.of
            for owner, inside in book.facts.lists.items():
                if name in inside:
                    return owner
    return None
