"""A batch made again, compared as it comes with what is held of it."""

from __future__ import annotations

from collections import defaultdict, deque
from pathlib import PurePath
from typing import Any

from relance_rules.batch.outputs import ndjson
from relance_rules.batch.outputs.json import projects_data, summary_data
from relance_rules.batch.pipeline import Batch, Progress
from relance_rules.batch.selection.notes import Notes
from relance_rules.batch.trail import Trail, sealed, trail_data
from relance_rules.batch.verifying.comparison import (
    Change,
    DossierChange,
    DossierPlace,
    Verification,
    differences,
    pair_files,
    pair_options,
    parted,
    place_of,
    trail_changes,
)
from relance_rules.batch.verifying.held import Held, HeldReport
from relance_rules.loading.exact_json import DECODER
from relance_rules.localization import Localization

PRINTER = ndjson.__name__
"""The module that prints the dossiers made again, the one printer of the batch."""


def verify(
    held: Held,
    name: str,
    again: Batch,
    trail: Trail,
    language: Localization,
    progress: Progress,
    notes: Notes | None = None,
) -> Verification:
    """What differs between results and the same made again.

    Args:
        held: The results.
        name: The file they are in.
        again: The batch, with the rules, the inputs and the options of today; :data:`PRINTER` prints it.
        trail: Its trail.
        language: The language of the results.
        progress: Told how far it is.
        notes: Those of a jury, where the results have some.
    """
    return _Verifier(held, name, trail_data(trail)).made(again, language, progress, notes)


class _Verifier:
    def __init__(self, held: Held, name: str, trail: Any) -> None:
        self.held, self.found = held, Verification(name)
        self.made_by = [
            {"tool": each["tool"], "ruleset": each["ruleset"], "version": each["version"], "digest": each["digest"]}
            for each in (held.trail, trail)
        ]
        self.found.trail += trail_changes(held.trail, trail)
        if (seal := sealed(held.trail)) != held.trail["seal"]:
            # Whoever changed a trail by hand left the seal of the former one.
            self.found.trail.append(Change(("seal",), held.trail["seal"], seal))
        pairs, self.found.files = pair_files(held.trail["inputs"], trail["inputs"])
        self.files = [{file["name"] for file in files} for files in (held.trail["inputs"], trail["inputs"])]
        self.today = {old["name"]: new["name"] for old, new in pairs}
        self.prefixes: dict[tuple[str, str], None] = {}
        for old, new in pair_options(held.trail, trail):
            # What is printed names them too: where a decision was read, what the batch was compared with.
            for names, name in zip(self.files, (old, new), strict=True):
                names.add(name)
            self.today[old] = new
            self.prefixes[parted(old, new)] = None
            self.prefixes[parted(PurePath(old).name, PurePath(new).name)] = None
        self.waiting: dict[tuple[str, str], deque[tuple[HeldReport, DossierPlace]]] = defaultdict(deque)
        for report in held.reports:
            place = place_of(report.origin, self.files[0])
            self.waiting[self.today.get(place.file, place.file), place.rest].append((report, place))

    def made(self, again: Batch, language: Localization, progress: Progress, notes: Notes | None) -> Verification:
        for printed in again.printed(progress):
            self.found.count += 1
            self._dossier(DECODER.decode(printed.parts[0]))
        for report, _ in (each for waiting in self.waiting.values() for each in waiting):
            reference = self.held.report(report).get("reference")
            self.found.dossiers.append(DossierChange("missing", report.origin, _text(reference)))
        if notes is not None:
            again.summary.rank(notes)
        if self.held.totals is not None:
            totals = {**summary_data(again.summary, language), "projects": list(projects_data(again.summary, language))}
            old, new = (self._counted(dict(data), side) for side, data in enumerate((self.held.totals, totals)))
            self._meet(_of(old, "changes", "since"), _of(new, "changes", "since"))
            self.found.totals += differences(old, new, self._same)
        return self.found

    def _dossier(self, new: dict[str, Any]) -> None:
        place = place_of(new["dossier"], self.files[1])
        waiting = self.waiting[place.file, place.rest]
        if not waiting:
            self.found.dossiers.append(DossierChange("added", new["dossier"], new["reference"]))
            return
        report, before = waiting.popleft()
        old = self.held.report(report)
        self.prefixes[parted(before.named, place.named)] = None
        self._meet(_of(old, "decision", "source"), _of(new, "decision", "source"))
        if (old.get("decided_by"), new.get("decided_by")) == (self.made_by[0], self.made_by[1]):
            # Said once, of the trails.
            del old["decided_by"], new["decided_by"]
        if changes := tuple(differences(old, new, self._same)):
            self.found.dossiers.append(DossierChange("changed", new["dossier"], new["reference"], changes))

    def _meet(self, old: str | None, new: str | None) -> None:
        """Learn where the file of an option was put, from places in it."""
        if old is not None and new is not None:
            before, after = (place_of(each, names) for each, names in zip((old, new), self.files, strict=True))
            if before.file in self.files[0] and self.today.get(before.file) == after.file:
                self.prefixes[parted(before.named, after.named)] = None

    def _same(self, old: str, new: str) -> bool:
        """Whether two texts are the same but for where the files were put."""
        return any(
            old.replace(before, "") == new.replace(after, "")
            if before and after
            else (old.replace(before, "") if before else old) == (new.replace(after, "") if after else new)
            for before, after in self.prefixes
        )

    def _counted(self, totals: dict[str, Any], side: int) -> dict[str, Any]:
        """Totals without the remarks on files that are no input: an output that was put among them is one."""
        remarks = totals.get("remarks")
        if isinstance(remarks, dict) and isinstance(remarks.get("listed"), list):
            totals["remarks"] = [found for each in remarks["listed"] if (found := self._remark(each, side)) is not None]
        return totals

    def _remark(self, remark: Any, side: int) -> Any:
        """A remark under the name that its file has today; None for one on a file that is no input."""
        if not isinstance(remark, dict):
            return remark
        place = place_of(str(remark.get("origin")), self.files[side])
        if place.file not in self.files[side]:
            return None
        file = place.file if side else self.today.get(place.file, place.file)
        return {**remark, "origin": f"{file}{place.rest}"}


def _of(data: dict[str, Any], *keys: str) -> str | None:
    """A text that data holds, where it does: anyone may have changed them."""
    found: Any = data
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return _text(found)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
