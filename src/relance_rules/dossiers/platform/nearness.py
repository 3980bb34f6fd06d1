"""How near the label of a field of a form is to that of a fact: words in common, and words that say the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log

from relance_rules.values.spelling import normal

_LONGEST = 60
"""A label of more words is a text: its first words tell what it is."""

_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a au aux avec ce ces cette dans de des du en est et etes il ils l la le les leur leurs ma mes mon ne "
        "nos notre ou par pour qu que quel quelle quelles quels qui sa se ses si son sont sur ta tes ton un "
        "une vos votre vous y d j m n s t c etre avez indiquez precisez merci veuillez joindre renseigner "
        "indiquer preciser saisir bien ci dessous eventuel eventuelle of the and for in to by your our this "
        "that which is are",
    )
)
"""Words that tell no two labels apart."""

# What civil servants write for one thing; the first word stands for all of them.
_ALIKE = (
    "nom intitule titre denomination designation libelle name",
    "demandee sollicitee souhaitee demande requested",
    "cout montant budget prix cost amount",
    "porteur organisme structure demandeur beneficiaire candidat entite etablissement applicant",
    "categorie type nature statut kind",
    "depense poste expense",
    "annee exercice millesime year",
    "fournisseur prestataire titulaire editeur supplier",
    "habitant population",
    "delai duree",
    "subvention aide financement grant",
    "anterieure precedente deja",
    "mois month",
    "hebergement hebergeur cloud",
    "part pourcentage taux share",
    "total globale ensemble",
    "piece document justificatif annexe",
)

_OPPOSED = frozenset({"non", "pas", "sans", "hors", "sauf", "autre", "aucun", "aucune", "except", "other", "not"})
"""Words that make of a label another thing, where only one of two has them."""


def _stem(word: str) -> str:
    """A word without the marks of number and gender: a rough one, the same for both labels."""
    if len(word) > 3:
        word = re.sub("(?:e?s|x)$", "", word)
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


_SAME = {_stem(word): _stem(group.split()[0]) for group in reversed(_ALIKE) for word in group.split()}


@dataclass(frozen=True)
class Label:
    """The words of a label, each by what it stands for; and those that turn it into its contrary."""

    words: dict[str, str]
    opposed: frozenset[str]

    @property
    def empty(self) -> bool:
        """Whether it holds no word that tells something."""
        return not self.words


@lru_cache(maxsize=4096)
def label_of(text: str) -> Label:
    """The words of a text."""
    found = re.findall(r"\w+", normal(text[:400]).replace(".", ""))
    words: dict[str, str] = {}
    for word in found[:_LONGEST]:
        if word not in _SMALL:
            stem = _stem(word)
            words.setdefault(_SAME.get(stem, stem), word)
    return Label(words, _OPPOSED & set(found))


_SYNONYM = 0.9
_FAINT = 0.15
_UNKNOWN = 0.8
"""What a word that no label of a fact has weighs, beside the rarest one that some label has."""


@dataclass(frozen=True)
class Weights:
    """How much each word tells: the fewer labels have it, the more.

    ``faint`` are words that go without saying where the labels stand, as that for expenses in a block of expenses.
    """

    labels: Sequence[Label]
    faint: frozenset[str] = frozenset()

    @cached_property
    def _known(self) -> dict[str, float]:
        counts = Counter(word for label in self.labels for word in label.words)
        found = {word: log(1 + len(self.labels) / count) for word, count in counts.items()}
        return found | {word: _FAINT * found.get(word, self._unknown) for word in self.faint}

    @cached_property
    def _unknown(self) -> float:
        return _UNKNOWN * log(1 + len(self.labels))

    def of(self, word: str) -> float:
        """The weight of a word."""
        return self._known.get(word, self._unknown)

    def total(self, label: Label) -> float:
        """The weight of all the words of a label."""
        return sum(map(self.of, label.words))

    def likeness(self, one: Label, other: Label) -> float:
        """How alike two labels are, from 0 to 1: twice what they share over what they hold."""
        whole = self.total(one) + self.total(other)
        return 2 * self._shared(one, other) / whole if whole else 0.0

    def within(self, one: Label, other: Label) -> float:
        """How much of the first label the other one holds, from 0 to 1."""
        whole = self.total(one)
        return self._shared(one, other) / whole if whole else 0.0

    def _shared(self, one: Label, other: Label) -> float:
        return sum(
            self.of(word) * (1 if _stem(written) == _stem(other.words[word]) else _SYNONYM)
            for word, written in one.words.items()
            if word in other.words
        )


def shared_words(one: Label, other: Label) -> Iterator[str]:
    """The words that two labels share, as the first one has them."""
    return (written for word, written in one.words.items() if word in other.words)


def nearest_text(text: str, known: Iterable[str]) -> str | None:
    """The one of some texts that a text can only be: spelled the same, or a shorter way to say it and no other."""
    spelled = {each: normal(each) for each in known}
    sought = label_of(text)
    same = next((each for each, plain in spelled.items() if plain == normal(text)), None)
    if same is not None or sought.empty:
        return same
    labels = {each: label_of(each) for each in spelled}
    found = [each for each, label in labels.items() if sought.words.keys() <= label.words.keys()]
    if len(found) != 1 or labels[found[0]].opposed != sought.opposed:
        return None
    return found[0] if 2 * len(sought.words) >= len(labels[found[0]].words) else None
