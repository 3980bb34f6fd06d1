"""The audit trail of a batch: what its outputs were made with, and made of, so that anyone can make them again.

It holds no clock and no path of a machine: the same inputs, rules and options leave the same trail.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from relance_rules.batch.inputs import STDIN_NAME, Part, UnreadableInput
from relance_rules.batch.results import is_result, may_go_on
from relance_rules.dossiers.extensions import tables_beside
from relance_rules.loading.files import shown
from relance_rules.localization import LanguageCode
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Content
from relance_rules.showing.plain import decided_by
from relance_rules.values import Message

if TYPE_CHECKING:
    # Only the types: the schemas are made of them, and nothing else needs them.
    from relance_rules.showing.data.trail import DigestedData, TrailData, TrailOptionsData

_SHORT = 12
"""How much of a digest is printed for persons, who look it up in the results."""


class Digested(NamedTuple):
    """A file that was read: its name, the SHA-256 of its bytes and their number; None where it can't be read."""

    name: str
    sha256: str | None
    bytes: int | None


@dataclass(frozen=True, slots=True)
class TrailOptions:
    """The options of a batch that change what it finds; ``committed`` is as it was given."""

    language: LanguageCode = "fr"
    engine: Literal["python", "duckdb"] = "python"
    mappings: tuple[Digested, ...] = ()
    decisions: Digested | None = None
    since: Digested | None = None
    notes: Digested | None = None
    committed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trail:
    """What results were made with, and made of; ``digest`` tells rules from others, None where one is broken."""

    tool: str
    ruleset: str
    version: str
    digest: str | None
    inputs: tuple[Digested, ...]
    options: TrailOptions

    @cached_property
    def seal(self) -> str:
        """The SHA-256 of all that it says."""
        return sealed(_unsealed(self))

    @property
    def short(self) -> str:
        """The start of its seal, which persons look it up by."""
        return self.seal[:_SHORT]


def options_of(
    language: LanguageCode,
    *,
    mappings: Iterable[Path],
    decisions: Path | None,
    since: Path | None,
    notes: Path | None,
    committed: Iterable[str],
) -> TrailOptions:
    """The options of a batch, with the digests of their files as they stand."""

    def digest(path: Path | None) -> Digested | None:
        return None if path is None else digest_file(path)

    return TrailOptions(
        language,
        mappings=tuple(map(digest_file, mappings)),
        decisions=digest(decisions),
        since=digest(since),
        notes=digest(notes),
        committed=tuple(committed),
    )


def trail_of(plan: Plan, inputs: Iterable[Digested], options: TrailOptions) -> Trail:
    """The trail of a batch that this program checks with the rules of a plan."""
    return Trail(**decided_by(plan), inputs=tuple(inputs), options=options)


# ---- digests


def digest_file(path: Path, name: str | None = None) -> Digested:
    """The digest of a file, read piece by piece; nothing is raised for one that can't be read."""
    name = name_of(path) if name is None else name
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
            return Digested(name, found, stream.tell())
    except (OSError, ValueError):
        return Digested(name, None, None)


def digest_inputs(parts: Iterable[Part], roots: Sequence[Path], plan: Plan) -> Iterator[Digested]:
    """The digests of what a batch reads, in its order: each file once, with the tables that go with it.

    Results of an earlier batch are left out, as they are no dossiers.

    Args:
        parts: What the inputs were cut into.
        roots: The files and folders that were named.
        plan: The rule set, whose lists may be tables of their own.
    """
    seen: set[Path] = set()
    for part in parts:
        if isinstance(part, UnreadableInput):
            yield Digested(name_of(Path(part.origin), roots), None, None)
        elif part.path not in seen:
            seen.add(part.path)
            if part.name == STDIN_NAME:
                yield digest_file(part.path, STDIN_NAME)
            elif not is_result(part.path, plan) or may_go_on(part.path):
                for path in (part.path, *tables_beside(part.path, plan).values()):
                    yield digest_file(path, name_of(path, roots))


def name_of(path: Path, roots: Sequence[Path] = ()) -> str:
    """What a trail calls a file: as it was named, or from the folder that was named on if that was from the root."""
    if path.is_absolute():
        above = [root for root in roots if path.is_relative_to(root)]
        path = path.relative_to(max(above, key=lambda root: len(root.parts)).parent) if above else Path(path.name)
    return shown(path).replace(os.sep, "/")


# ---- as data


def trail_data(trail: Trail) -> TrailData:
    """A trail as JSON data."""
    return {**_unsealed(trail), "seal": trail.seal}


def _unsealed(trail: Trail) -> TrailData:
    return {
        "schema": "relance-trail/1",
        "tool": trail.tool,
        "ruleset": trail.ruleset,
        "version": trail.version,
        "digest": trail.digest,
        "inputs": [_file(file) for file in trail.inputs],
        "options": _options_data(trail.options),
        "seal": "",
    }


def _options_data(options: TrailOptions) -> TrailOptionsData:
    mappings = list(map(_file, options.mappings))
    data: TrailOptionsData = {
        "lang": options.language,
        "engine": options.engine,
        "mapping": mappings[0] if len(mappings) == 1 else None,
        "decisions": options.decisions and _file(options.decisions),
        "since": options.since and _file(options.since),
        "notes": options.notes and _file(options.notes),
        "committed": list(options.committed),
    }
    if len(mappings) > 1:
        data["mappings"] = mappings
    return data


def sealed(data: TrailData) -> str:
    """The SHA-256 of all that a trail says but its seal."""
    said = json.dumps({key: value for key, value in data.items() if key != "seal"}, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _file(file: Digested) -> DigestedData:
    return {"name": file.name, "sha256": file.sha256, "bytes": file.bytes}


# ---- as persons read it


class TrailLine(NamedTuple):
    """A line of a trail: what it is, and what it says."""

    title: Message
    said: Content


def trail_lines(trail: Trail) -> Iterator[TrailLine]:
    """What a person reads of a trail, without the inputs one by one."""
    yield TrailLine(Message("Outil"), trail.tool)
    yield TrailLine(Message("Règles"), Message("{ruleset}, version {version}", _values(trail)))
    yield TrailLine(Message("Empreinte des règles"), trail.digest or Message("inconnue"))
    yield TrailLine(Message("Fichiers lus"), len(trail.inputs))
    yield TrailLine(Message("Réglages"), ", ".join(_options(trail.options)))
    yield TrailLine(Message("Empreinte de la trace"), trail.seal)


def trail_line(trail: Trail) -> Message:
    """A trail on one discreet line: the reference of what it led to."""
    return Message("Établi par {tool}, règles {ruleset} {version}, trace {seal}", _values(trail))


def _values(trail: Trail) -> dict[str, Content]:
    return {"tool": trail.tool, "ruleset": trail.ruleset, "version": trail.version, "seal": trail.short}


def _options(options: TrailOptions) -> Iterator[str]:
    """The options as they are written on a command line; files with the start of their digests."""
    yield f"--lang {options.language}"
    yield f"--engine {options.engine}"
    files = [*(("mapping", each) for each in options.mappings), ("decisions", options.decisions)]
    files += [("since", options.since), ("notes", options.notes)]
    for option, file in files:
        if file is not None:
            yield f"--{option} {file.name} ({(file.sha256 or '?')[:_SHORT]})"
    yield from (f"--committed {each}" for each in options.committed)
