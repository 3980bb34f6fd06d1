"""What a run has not finished writing: names that tell whose it is, and the removal of what dead runs left."""

from __future__ import annotations

import os
import platform
import re
import shutil
from contextlib import suppress
from pathlib import Path

BESIDE = ".relance."
"""How the name of what is written beside its place starts."""
SCRATCH = "relance."
"""How the name of a folder for what has to wait starts, among temporary files."""


def own(lead: str) -> str:
    """How the names that this process gives start: the machine and the process, after ``lead``."""
    return f"{lead}{_machine()}.{os.getpid()}."


def sweep(folder: Path, lead: str) -> None:
    """Remove what processes of this machine that are dead had not finished in a folder; nothing is raised.

    On Windows, where no process can be asked whether it lives, nothing is removed.
    """
    names = re.compile(re.escape(f"{lead}{_machine()}.") + r"([1-9][0-9]{0,9})\..+")
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = names.fullmatch(entry.name)
            if found is None or _alive(int(found[1])):
                continue
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                with suppress(OSError):
                    Path(entry.path).unlink()


def _machine() -> str:
    """The name of the machine: a folder may be shared with others, whose processes are not known here."""
    return re.sub("[^A-Za-z0-9-]", "-", platform.node())[:40]


def _alive(process: int) -> bool:
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
