"""Packages of npm that some tests need: installed once beside the Python that runs the tests, never shipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def installed(package: str) -> Path:
    """The folder of a package such as ``name@1.2.3``, which is installed where it is not there."""
    home = Path(sys.prefix) / "share" / package
    if not home.is_dir():
        # Another process may be doing the same: whoever is done first gives it its name.
        made = home.with_name(f"{package}.{os.getpid()}")
        made.mkdir(parents=True)
        npm = shutil.which("npm")
        assert npm is not None
        options = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--silent"]
        subprocess.run([npm, "install", "--prefix", str(made), *options, package], check=True, cwd=made)
        try:
            made.rename(home)
        except OSError:
            shutil.rmtree(made)
    return home / "node_modules" / package.rpartition("@")[0]
