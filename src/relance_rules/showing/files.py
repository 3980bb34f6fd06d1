"""Files written whole or not at all: beside their place first, in it once everything else is written too."""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import IO, Any

from relance_rules.loading.files import shown
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.showing.console import data_output
from relance_rules.showing.partial import BESIDE, own, sweep
from relance_rules.values import Message

_REASONS = {
    errno.ENOSPC: Message("le disque est plein"),
    errno.EDQUOT: Message("votre quota de disque est atteint"),
    errno.EFBIG: Message("le fichier dépasse la taille permise"),
    errno.EACCES: Message("vous n’avez pas le droit d’écrire ici"),
    errno.EPERM: Message("vous n’avez pas le droit d’écrire ici"),
    errno.EROFS: Message("ce répertoire est en lecture seule"),
    errno.ENOENT: Message("ce répertoire n’existe pas"),
    errno.ENOTDIR: Message("ce chemin passe par un fichier, qui n’est pas un répertoire"),
    errno.EISDIR: Message("c’est un répertoire, un fichier est attendu"),
    errno.EEXIST: Message("un fichier de ce nom existe déjà"),
    errno.ENAMETOOLONG: Message("ce nom est trop long"),
}

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What only happens to what is written."""


def writing(name: str) -> AbstractContextManager[None]:
    """Say what went wrong with a file that was being written.

    Raises:
        DossierError: The disk is full, the folder is missing or read-only, or anything else of the kind.
        BrokenPipeError: The reader of a pipe went away, which is no fault.
    """
    return _Writing(name)


class _Writing:
    """A batch enters one for each dossier and each output: it is no generator."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise DossierError([unwritable(error, self.name)]) from None


def unwritable(error: OSError, name: str) -> Problem:
    """What is said of a file that the system does not let be written."""
    reason = _REASONS.get(error.errno or 0, Message("{reason}", {"reason": error.strerror or str(error)}))
    return Problem(Message("écriture impossible : {reason}", {"reason": reason}), name)


class _Failing:
    """A stream of bytes that fails once: what comes after goes nowhere.

    Libraries try again to finish their file when they are collected, where an error can only be printed.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._failed = stream, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, data: bytes) -> int:
        self._once(self._stream.write, data)
        return len(data)

    def flush(self) -> None:
        self._once(self._stream.flush)

    def seek(self, *place: int) -> None:
        self._once(self._stream.seek, *place)

    def _once(self, do: Callable[..., Any], *arguments: Any) -> None:
        if not self._failed:
            try:
                do(*arguments)
            except OSError:
                self._failed = True
                raise


class NewFile:
    """A file that takes the place of ``path``, and its mode, when it is kept.

    A device or a pipe is written to as it comes.
    """

    def __init__(self, path: Path, *, binary: bool) -> None:
        """Open it.

        Raises:
            DossierError: It can't be made there.
        """
        self.path, self.name = path, shown(path)
        self._beside: Path | None = None
        with writing(self.name):
            known = path.exists()
            mode = path.stat().st_mode if known else stat.S_IFREG
            self._mode = stat.S_IMODE(mode) if known else 0o666 & ~_umask()
            if stat.S_ISDIR(mode):
                raise IsADirectoryError(errno.EISDIR, "")
            if stat.S_ISREG(mode):
                # A link stays a link: it is the file it leads to that is replaced.
                self.path = Path(os.path.realpath(path))
                sweep(self.path.parent, BESIDE)
                handle, beside = tempfile.mkstemp(prefix=own(BESIDE), suffix=".part", dir=self.path.parent)
                self._beside = Path(beside)
            else:
                handle = os.open(path, os.O_WRONLY)
            self.stream: Any = (
                _Failing(os.fdopen(handle, "wb"))
                if binary
                else os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="")
            )

    def finish(self) -> None:
        """Write it to the disk.

        Raises:
            DossierError: It can't be written.
        """
        with writing(self.name):
            self.stream.flush()
            if self._beside is not None:
                os.fsync(self.stream.fileno())
            self.stream.close()

    def keep(self) -> None:
        """Put it in its place.

        Raises:
            DossierError: It can't be put there.
        """
        if self._beside is not None:
            with writing(self.name):
                self._beside.chmod(self._mode)
                self._beside.replace(self.path)
                self._beside = None

    def discard(self) -> None:
        """Leave nothing of it, unless it was kept."""
        with suppress(OSError):
            self.stream.close()
        if self._beside is not None:
            self._beside.unlink(missing_ok=True)
            self._beside = None


def write_whole(path: Path, text: str) -> None:
    """Write a text file, whole or not at all.

    Raises:
        DossierError: It can't be written.
    """
    file = NewFile(path, binary=False)
    try:
        with writing(file.name):
            file.stream.write(text)
        file.finish()
        file.keep()
    finally:
        file.discard()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class StandardOutput:
    """Standard output as a file that is written as it comes: what went through it can't be taken back."""

    name = "<stdout>"

    def __init__(self, *, binary: bool, text: bool = False) -> None:
        """Take it: as bytes, as text for a person, or else as text for programs, which is UTF-8."""
        self.stream: Any = _Failing(sys.stdout.buffer) if binary else sys.stdout if text else data_output()

    def finish(self) -> None:
        """Write what waits in memory.

        Raises:
            DossierError: It can't be written.
        """
        with writing(self.name):
            self.stream.flush()

    def keep(self) -> None:
        """It is in its place."""

    def discard(self) -> None:
        """What is gone is gone; what waits in memory must not fail again when the process ends."""
        with suppress(OSError, ValueError):
            self.stream.flush()
