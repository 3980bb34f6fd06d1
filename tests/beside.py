"""What some tests need beside Python: programs of the machine, which not every machine has.

In continuous integration (``CI`` is set) a program that is not there fails the run. Elsewhere its tests are left out,
and the run says so when it ends.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

NEEDS: Mapping[str, tuple[str, ...]] = {
    "browser": ("chromium", "chromedriver"),
    "editor": ("node", "npm"),
    "page": ("chromium", "chromedriver", "node", "npm"),
    "targets/javascript": ("node",),
}
"""The programs that the tests of each folder need."""


def absent() -> dict[str, list[str]]:
    """The programs that are not on this machine, by the folder of tests that needs them."""
    missing = {folder: [name for name in names if not shutil.which(name)] for folder, names in NEEDS.items()}
    return {folder: names for folder, names in missing.items() if names}


def in_ci() -> bool:
    """Whether this is a run of continuous integration, where nothing may be left out."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def left_out(path: Path, tests: Path) -> bool:
    """Whether a path is in a folder whose tests can't run here."""
    return any(path.is_relative_to(tests / folder) for folder in absent())


def sentences() -> Iterator[str]:
    """What to tell of each folder left out."""
    for folder, names in absent().items():
        yield f"tests/{folder} was left out: {' and '.join(names)} not found on this machine"
