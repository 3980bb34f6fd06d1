"""What a run has not finished writing: names that tell whose it is, and the removal of what dead runs left."""

from __future__ import annotations

import hashlib
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
    """What tells this machine, and these processes of it, from others: a folder may be shared with some not known here.

    The whole name plays its part, as long names are often alike at their start; and so does the container, where
    processes are numbered anew.
    """
    name = platform.node()
    with suppress(OSError):
        name += f" {Path('/proc/self/ns/pid').stat().st_ino}"
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


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
