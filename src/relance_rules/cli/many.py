"""What the commands on many dossiers share: their inputs, a bar of how far they are."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from relance_rules.batch.inputs import Inputs
from relance_rules.cli.options import STDIN
from relance_rules.loading.files import shown
from relance_rules.showing.files import writing
from relance_rules.showing.partial import SCRATCH, own, sweep


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for what has to wait, removed at the end; what dead runs left there is removed too.

    Raises:
        DossierError: It can't be made.
    """
    with writing(tempfile.gettempdir()):
        sweep(Path(tempfile.gettempdir()), SCRATCH)
        folder = tempfile.TemporaryDirectory(prefix=own(SCRATCH))
    with folder as name:
        yield Path(name)


def inputs_of(names: list[str], aside: Iterable[Path | None], scratch: Path) -> Inputs:
    """The inputs as files, but for those of options: standard input is kept in one, as inputs may be read twice."""
    stdin = None
    if STDIN in names:
        stdin = scratch / "stdin.ndjson"
        with writing(shown(stdin)), stdin.open("wb") as stream:
            shutil.copyfileobj(sys.stdin.buffer, stream)
    paths = tuple(Path(name) for name in names if name != STDIN)
    return Inputs(paths, stdin, frozenset(os.path.realpath(path) for path in aside if path is not None))


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error where a person looks at it, and nothing elsewhere: what to call with how far one is."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn(title), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
