"""What differs between results as they are held and the same made again: pure functions over their data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, NamedTuple, TypeAlias

from relance_rules.showing.data.trail import DigestedData, TrailData

Kind: TypeAlias = Literal["changed", "added", "missing"]
Same: TypeAlias = Callable[[str, str], bool]


class Absent:
    """What is not there, where null is something."""


ABSENT = Absent()


class Change(NamedTuple):
    """A value that is another: where it stands, what was held, what is found now; ABSENT where it is not there."""

    path: tuple[str, ...]
    old: Any
    new: Any


class FileChange(NamedTuple):
    """A file that is not what it was: another, one more, or gone."""

    kind: Kind
    name: str
    old: str | None
    new: str | None


class DossierChange(NamedTuple):
    """A dossier whose report is another, one more, or gone."""

    kind: Kind
    origin: str
    reference: str | None
    changes: tuple[Change, ...] = ()


@dataclass
class Verification:
    """What differs: the trail, the files, the dossiers, the totals; ``count`` dossiers were made again."""

    name: str
    trail: list[Change] = field(default_factory=list)
    files: list[FileChange] = field(default_factory=list)
    dossiers: list[DossierChange] = field(default_factory=list)
    totals: list[Change] = field(default_factory=list)
    count: int = 0

    @property
    def same_source(self) -> bool:
        """Whether they were made with and of the same."""
        return not (self.trail or self.files)

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return self.same_source and not (self.dossiers or self.totals)


# ---- values

_NAMES = ("rule", "id", "theme", "window", "fact", "line", "code", "origin")
"""What the items of a list may be told from one another by."""


def differences(old: Any, new: Any, same: Same = str.__eq__, path: tuple[str, ...] = ()) -> Iterator[Change]:
    """The values that differ between two data of JSON; the items of a list go by their names where they have any.

    Args:
        old: One.
        new: The other.
        same: Whether two texts that are not equal say the same.
        path: Where they stand.
    """
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*old, *new)):
            yield from differences(old.get(key, ABSENT), new.get(key, ABSENT), same, (*path, key))
    elif isinstance(old, list) and isinstance(new, list):
        before, after = _named(old, new)
        yield from differences(before, after, same, path)
        if list(before) != list(after) and set(before) == set(after):
            yield Change((*path, "…"), list(before), list(after))
    elif type(old) is not type(new) or (old != new and not (isinstance(old, str) and same(old, new))):
        yield Change(path, old, new)


def _named(old: list[Any], new: list[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The items of two lists, by what they are named by in both, or else by their places."""
    for key in _NAMES:
        try:
            found = [{str(item[key]): item for item in items} for items in (old, new)]
        except (TypeError, KeyError):
            continue
        if len(found[0]) == len(old) and len(found[1]) == len(new):
            return found[0], found[1]
    before, after = ({str(place): item for place, item in enumerate(items)} for items in (old, new))
    return before, after


# ---- trails

OPTION_FILES: tuple[Literal["decisions", "since", "notes"], ...] = ("decisions", "since", "notes")
"""The options of a trail that are one file."""


def trail_changes(old: TrailData, new: TrailData) -> Iterator[Change]:
    """What differs between two trails, but for the files that were read; a file of an option goes by its digest."""
    before, after = (
        {key: value for key, value in trail.items() if key not in ("inputs", "seal")} for trail in (old, new)
    )
    for change in differences(before, after):
        if change.path[-1] not in ("name", "bytes"):
            yield change


def pair_options(old: TrailData, new: TrailData) -> Iterator[tuple[str, str]]:
    """The names of the files that the same option was given, in both trails."""
    for option in OPTION_FILES:
        before, after = old["options"][option], new["options"][option]
        if before is not None and after is not None:
            yield before["name"], after["name"]
    for one, other in zip(mappings_of(old), mappings_of(new), strict=False):
        yield one["name"], other["name"]


def mappings_of(trail: TrailData) -> list[DigestedData]:
    """The mappings of forms that a trail tells: none, one or several."""
    options = trail["options"]
    alone = options["mapping"]
    return options.get("mappings", []) if alone is None else [alone]


def pair_files(
    old: Sequence[DigestedData], new: Sequence[DigestedData]
) -> tuple[list[tuple[DigestedData, DigestedData]], list[FileChange]]:
    """Which file is which: by name, or else by digest, for those that were moved; and what differs."""
    left, right = dict(enumerate(old)), dict(enumerate(new))
    pairs: list[tuple[DigestedData, DigestedData]] = []

    def pair(before: Callable[[DigestedData], Any], after: Callable[[DigestedData], Any]) -> None:
        places: dict[Any, list[int]] = {}
        for place, file in right.items():
            places.setdefault(after(file), []).append(place)
        for place, file in list(left.items()):
            if (key := before(file)) is not None and (found := places.get(key)):
                pairs.append((left.pop(place), right.pop(found.pop(0))))

    for way in (lambda file: (file["name"], file["sha256"]), lambda file: file["name"], lambda file: file["sha256"]):
        pair(way, way)
    for here, there in sorted({parted(before["name"], after["name"]) for before, after in pairs}):
        # Where its neighbours were moved to, a file of that name is the same one.
        pair(partial(_below, here), partial(_below, there))
    changes = [
        FileChange("changed", before["name"], before["sha256"], after["sha256"])
        for before, after in pairs
        if before["sha256"] != after["sha256"]
    ]
    changes += [FileChange("missing", file["name"], file["sha256"], None) for file in left.values()]
    changes += [FileChange("added", file["name"], None, file["sha256"]) for file in right.values()]
    return pairs, changes


def _below(folder: str, file: DigestedData) -> str | None:
    return file["name"].removeprefix(folder) if file["name"].startswith(folder) else None


# ---- dossiers

_END = re.compile(r"[:#\[]")


class DossierPlace(NamedTuple):
    """Where a dossier stands: the file as its trail names it, the place in it, and the file as it was named."""

    file: str
    rest: str
    named: str


def place_of(origin: str, files: Iterable[str] | Mapping[str, Any]) -> DossierPlace:
    """Where a dossier stands, from the place that its report names.

    Args:
        origin: That place: a file, then what stands in it (``lot/a.csv:3``).
        files: The names of the files in the trail.
    """
    ends = [len(origin), *reversed([found.start() for found in _END.finditer(origin)])]
    for end in ends:
        named = origin[:end]
        starts = [0, *(place + 1 for place, sign in enumerate(named) if sign == "/" and named.startswith("/"))]
        for start in starts:
            if named[start:] in files:
                return DossierPlace(named[start:], origin[end:], named)
    return DossierPlace(origin, "", origin)


def parted(old: str, new: str) -> tuple[str, str]:
    """What two paths start with before their folders and names end alike; the whole of them where none does."""
    before, after = old.split("/"), new.split("/")
    while before and after and before[-1] == after[-1]:
        before.pop()
        after.pop()
    alike = old.count("/") + 1 - len(before)
    return ("".join(f"{part}/" for part in before), "".join(f"{part}/" for part in after)) if alike else (old, new)
