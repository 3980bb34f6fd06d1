"""The folder of letters: each is written as it comes, beside its place, and all go there at the end."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from relance_rules.batch.letters.filenames import Names
from relance_rules.batch.letters.printing import Letter, NoLetter, Unchanged
from relance_rules.batch.lists import KEPT, LETTERS, LISTS, NO_LETTERS, digest_of, earlier_letters, is_list
from relance_rules.batch.summary import Summary
from relance_rules.loading.files import shown as file_name
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization
from relance_rules.showing.cells import line_writer
from relance_rules.showing.files import writing
from relance_rules.showing.partial import BESIDE, own, sweep
from relance_rules.values import Message


class Letters:
    """Writes a letter for each dossier that gets one, and the lists of those that do and do not.

    The letters of an earlier run that nobody changed since are removed, but for those of the dossiers that are said not
    to have changed: these stay, in a list of their own. Nothing else of the folder is touched.
    """

    def __init__(self, folder: Path, extension: str, extensions: Iterable[str], language: Localization) -> None:
        """Make a folder beside the one asked for.

        Args:
            folder: Where the letters go.
            extension: That of their files.
            extensions: Those that the letters of an earlier run may have.
            language: The reader's, for the titles of the lists.

        Raises:
            DossierError: It can't be made, or somebody's own file has the name of a list.
        """
        self.folder, self.name, self._extension = folder, file_name(folder), extension
        self._count, self._reasons = 0, dict[str, tuple[Message, int]]()
        self._written, self._unchanged = set[str](), set[str]()
        self._kept: Mapping[str, Sequence[str]] = {}
        with writing(self.name):
            self._made = not folder.is_dir()
            folder.mkdir(parents=True, exist_ok=True)
            self._see_lists()
            self._earlier = earlier_letters(folder, tuple(extensions))
            others = [path for path in folder.iterdir() if path.name not in self._earlier.own]
            self._names = Names(path.stem for path in others if path.suffix.lower() == extension)
            sweep(folder, BESIDE)
            self._beside = Path(tempfile.mkdtemp(prefix=own(BESIDE), suffix=".part", dir=folder))
            self._files = ExitStack()
            self._lines = {name: self._list(name, language) for name in LISTS}

    def _see_lists(self) -> None:
        """See that no list would take the place of a person's file.

        Raises:
            DossierError: One would.
        """
        for name in LISTS:
            path = self.folder / name
            if path.exists() and not is_list(path):
                message = Message("ce fichier n’est pas la liste que la commande écrit ici : donnez-lui un autre nom")
                raise DossierError([Problem(message, file_name(path))])

    def _list(self, name: str, language: Localization) -> Callable[[Iterable[str]], object]:
        """What writes the lines of a list."""
        stream = (self._beside / name).open("w", encoding="utf-8", errors="replace", newline="")
        return line_writer(self._files.enter_context(stream), map(language.say, LISTS[name]))

    def add(self, printed: Letter | NoLetter | Unchanged) -> None:
        """Write the letter of a dossier, or why there is none."""
        if isinstance(printed, Unchanged):
            self._unchanged |= set() if printed.reference is None else {printed.reference}
            return
        with writing(self.name):
            if isinstance(printed, NoLetter):
                self._lines[NO_LETTERS](printed.cells)
                reason = str(printed.reason)
                self._reasons[reason] = printed.reason, self._reasons.get(reason, (printed.reason, 0))[1] + 1
                return
            name = self._name(printed)
            (self._beside / name).write_bytes(printed.content)
            digest = digest_of(printed.content)
            self._lines[LETTERS]((printed.reference, name, *printed.cells, digest))
            self._count += 1
            self._written.add(printed.reference)

    def _name(self, letter: Letter) -> str:
        """The name of the file of a letter: none that the letter of another dossier had, which may have to stay."""
        while True:
            name = f"{self._names.new(letter.name)}{self._extension}"
            if name not in self._earlier.own or self._earlier.own[name][0] == letter.reference:
                return name

    def finish(self, summary: Summary) -> None:
        """Write the lists to the disk; but for that of the letters to send, those that are empty are left out."""
        unchanged = self._unchanged - self._written
        self._kept = {name: line for name, line in self._earlier.own.items() if line[0] in unchanged}
        with writing(self.name):
            for line in self._kept.values():
                self._lines[KEPT](line)
            self._files.close()
            for name, lines in ((NO_LETTERS, self._reasons), (KEPT, self._kept)):
                if not lines:
                    (self._beside / name).unlink()

    def keep(self) -> None:
        """Put the letters in their folder, and remove those of an earlier run; their list comes last.

        Raises:
            DossierError: They can't be put there.
        """
        with writing(self.name):
            made = sorted((path.name for path in self._beside.iterdir()), key=lambda name: (name in LISTS, name))
            self._announce()
            for name in {*self._earlier.own, NO_LETTERS, KEPT} - {*made, *self._kept}:
                (self.folder / name).unlink(missing_ok=True)
            for name in made:
                (self._beside / name).replace(self.folder / name)
            self._made = False
        self.discard()

    def _announce(self) -> None:
        """List the letters of both runs while they change places: a run that is killed then leaves none unknown."""
        former = self.folder / LETTERS
        both = self._beside / f".{LETTERS}"
        shutil.copyfile(self._beside / LETTERS, both)
        if former.is_file():
            with both.open("ab") as stream, former.open("rb") as lines:
                shutil.copyfileobj(lines, stream)
        both.replace(former)

    def discard(self) -> None:
        """Leave nothing, unless it was kept."""
        with suppress(OSError):
            self._files.close()
        shutil.rmtree(self._beside, ignore_errors=True)
        if self._made:
            # Only the folder itself: those above it may be somebody's already.
            shutil.rmtree(self.folder, ignore_errors=True)

    def told(self, summary: Summary) -> Problem | None:
        """The folder, how many letters were written, and how many were not and why."""
        said = Message("lettres écrites : {count}", {"count": self._count})
        for reason, count in self._reasons.values():
            values = {"said": said, "count": count, "reason": reason}
            said = Message("{said} ; sans lettre : {count} ({reason})", values)
        if self._kept:
            values = {"said": said, "count": len(self._kept)}
            said = Message("{said} ; lettres d’avant de dossiers inchangés, gardées : {count}", values)
        if self._earlier.changed:
            values = {"said": said, "count": self._earlier.changed}
            said = Message("{said} ; lettres d’avant modifiées depuis, laissées : {count}", values)
        return Problem(said, self.name)
