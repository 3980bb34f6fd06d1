"""What changed since an earlier batch: in one dossier, and in all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from relance_rules.batch.duplicates import MAX_LISTED
from relance_rules.checking.report import Status, digest_of
from relance_rules.dossiers.handling import Outcome
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Content
from relance_rules.showing.labels import STATUS_WORDS
from relance_rules.showing.plain import tool_name
from relance_rules.values import Message, Money

Kind: TypeAlias = Literal["new", "amended", "decided", "status", "amount", "unchanged", "gone"]
"""What became of a dossier, the first that is true: it was not there; it states something else; something else was
decided of it; its status is another; its grant is another; nothing; it is no longer there."""

Cause: TypeAlias = Literal["rules", "tool", "others", "reading"]
"""What may explain a change that is none of the dossier's: other rules, another version of this program, the dossiers
that share a ceiling with it, or another way to read what its applicant did not touch."""

KIND_WORDS: dict[Kind, Message] = {
    "new": Message("nouveau"),
    "amended": Message("modifié"),
    "decided": Message("décision changée"),
    "status": Message("état changé"),
    "amount": Message("montant changé"),
    "unchanged": Message("inchangé"),
    "gone": Message("disparu"),
}
CAUSE_WORDS: dict[Cause, Message] = {
    "rules": Message("les règles ont changé"),
    "tool": Message("l’outil a changé"),
    "others": Message("d’autres dossiers du même plafond ont pu changer"),
    "reading": Message("lu autrement, sans que la plateforme le dise modifié"),
}
DECISION_WORDS: dict[Outcome | None, Message] = {
    "awarded": Message("accepté"),
    "refused": Message("refusé"),
    "withdrawn": Message("classé sans suite"),
    None: Message("aucune"),
}


_NONE, _UNTOLD = Message("non proposée"), Message("non indiqué")


class Standing(NamedTuple):
    """How a dossier stands: its status, the grant proposed to it, what was decided of it, and what was awarded.

    Its status is None where it is not there, or not judged any more.
    """

    status: Status | None
    grant: Money | None = None
    decision: Outcome | None = None
    awarded: Money | None = None


class Change(NamedTuple):
    """What became of a dossier; ``before`` is None for a new one, ``now`` for one that is gone.

    Of several ``causes``, nothing tells which it is.
    """

    kind: Kind
    before: Standing | None = None
    now: Standing | None = None
    causes: tuple[Cause, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether there is something to tell."""
        return self.kind != "unchanged"


class Changed(NamedTuple):
    """A dossier that changed: what it is called, where it was found, and how it changed."""

    name: str
    origin: str
    change: Change


@dataclass
class Changes:
    """What changed since the batch whose result is the file ``since``, and the first of the dossiers that did.

    ``moved`` is those that are there, ``gone`` those that no longer are. ``only`` tells that the outputs made for
    people show nothing else.
    """

    since: str
    only: bool = False
    counts: dict[Kind, int] = field(default_factory=dict)
    moved: list[Changed] = field(default_factory=list)
    gone: list[Changed] = field(default_factory=list)
    rules: str | None = None
    tool: str | None = None

    @property
    def count(self) -> int:
        """How many dossiers changed."""
        return sum(count for kind, count in self.counts.items() if kind != "unchanged")

    def add(self, changed: Changed) -> None:
        """Count in a dossier."""
        kind = changed.change.kind
        self.counts[kind] = self.counts.get(kind, 0) + 1
        listed = self.gone if kind == "gone" else self.moved
        if changed.change.moved and len(listed) < MAX_LISTED:
            listed.append(changed)

    @property
    def listed(self) -> list[Changed]:
        """The dossiers that are listed, those that are gone last."""
        return [*self.moved, *self.gone]

    def meet(self, rules: str | None, tool: str | None, plan: Plan) -> None:
        """Look at what judged a dossier the last time: the digest of the rules, and the tool, None for an error."""
        if rules not in (None, digest_of(plan)):
            self.rules = rules
        if tool not in (None, tool_name()):
            self.tool = tool

    @property
    def title(self) -> Message:
        """How many dossiers changed, and how."""
        counts = [
            Message("{kind} : {count}", {"kind": word, "count": self.counts[kind]})
            for kind, word in KIND_WORDS.items()
            if kind in self.counts
        ]
        return Message("Depuis le dernier passage ({since}) – {counts}", {"since": self.since, "counts": counts})

    @property
    def warnings(self) -> Iterator[Message]:
        """What else than the dossiers changed, by which amounts may differ."""
        if self.rules is not None:
            yield Message("les règles ne sont plus celles de ce passage : états et montants peuvent changer avec elles")
        if self.tool is not None:
            values = {"tool": self.tool}
            yield Message(
                "ce passage est d’une autre version de l’outil ({tool}) : ses résultats peuvent différer", values
            )


def moves(change: Change) -> list[Content]:
    """What is no longer the same, then and now, and what may explain it; nothing of what is new."""
    before, now = change.before, change.now
    if before is None:
        return []
    said: list[Content] = []
    if now is None:
        said.append(_status(before))
        if before.grant is not None:
            said.append(Message("subvention {amount}", {"amount": before.grant}))
        if before.awarded is not None:
            said.append(Message("montant accordé {amount}", {"amount": before.awarded}))
        return said
    judged = None not in (before.status, now.status)
    if (before.status, before.decision) != (now.status, now.decision):
        values = {"before": _status(before), "now": _status(now)}
        said.append(Message("{before} → {now}", values))
    if judged and before.grant != now.grant:
        amounts = {"before": _amount(before.grant), "now": _amount(now.grant)}
        said.append(Message("subvention {before} → {now}", amounts))
    if before.decision is None and now.awarded is not None:
        said.append(Message("montant accordé {amount}", {"amount": now.awarded}))
    elif before.awarded != now.awarded:
        amounts = {"before": _amount(before.awarded, _UNTOLD), "now": _amount(now.awarded, _UNTOLD)}
        said.append(Message("montant accordé {before} → {now}", amounts))
    causes = [CAUSE_WORDS[cause] for cause in change.causes]
    return [*said, *([Message("({causes})", {"causes": causes})] if causes else [])]


def change_words(change: Change) -> Message:
    """What became of a dossier, and what is no longer the same."""
    values = {"kind": KIND_WORDS[change.kind], "moves": moves(change)}
    return Message("{kind} : {moves}", values) if values["moves"] else KIND_WORDS[change.kind]


def changed_words(changed: Changed) -> Message:
    """The same, with what the dossier is called."""
    return Message("{name} – {change}", {"name": changed.name, "change": change_words(changed.change)})


def _status(standing: Standing) -> Message:
    return DECISION_WORDS[standing.decision] if standing.status is None else STATUS_WORDS[standing.status]


def _amount(amount: Money | None, none: Message = _NONE) -> Content:
    return none if amount is None else amount
