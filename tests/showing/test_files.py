from __future__ import annotations

import os
import resource
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from relance_rules import DossierError
from relance_rules.showing.files import NewFile, write_whole, writing
from rule_sets import said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def names_in(folder: Path) -> list[str]:
    """The names of the files of a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


def problem(error: pytest.ExceptionInfo[DossierError]) -> str:
    (found,) = error.value.problems
    return f"{found.file}: {said(found.message)}"


def test_a_file_takes_its_place_only_once_it_is_kept(folder: Path) -> None:
    path = folder / "a.csv"
    path.write_text("avant", encoding="utf-8")
    file = NewFile(path, binary=False)
    file.stream.write("après\n")
    file.finish()
    assert path.read_text(encoding="utf-8") == "avant"
    file.keep()
    file.discard()
    assert path.read_bytes() == "après\n".encode()
    assert names_in(folder) == ["a.csv"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~umask()


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_file_that_is_replaced_keeps_its_mode(folder: Path) -> None:
    path = folder / "a.csv"
    path.write_text("avant", encoding="utf-8")
    path.chmod(0o640)
    write_whole(path, "après")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_what_is_discarded_leaves_nothing_and_changes_nothing(folder: Path) -> None:
    path = folder / "a.bin"
    path.write_bytes(b"avant")
    file = NewFile(path, binary=True)
    file.stream.write(b"x" * 100_000)
    file.discard()
    assert names_in(folder) == ["a.bin"]
    assert path.read_bytes() == b"avant"


def test_a_link_stays_a_link(folder: Path) -> None:
    (folder / "cible.csv").write_text("avant", encoding="utf-8")
    (folder / "lien.csv").symlink_to("cible.csv")
    write_whole(folder / "lien.csv", "après")
    assert (folder / "lien.csv").is_symlink()
    assert (folder / "cible.csv").read_text(encoding="utf-8") == "après"


def test_a_device_is_written_to_and_never_replaced() -> None:
    # A terminal of the test's own: a fault must not cost the machine one of its devices.
    master, slave = os.openpty()
    try:
        device = Path(os.ttyname(slave))
        write_whole(device, "perdu")
        assert stat.S_ISCHR(device.stat().st_mode)
        assert os.read(master, 16) == b"perdu"
    finally:
        os.close(master)
        os.close(slave)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("absent/a.csv", "écriture impossible : ce répertoire n’existe pas"),
        ("plein.csv/a.csv", "écriture impossible : ce chemin passe par un fichier, qui n’est pas un répertoire"),
        (".", "écriture impossible : c’est un répertoire, un fichier est attendu"),
        ("x" * 300 + ".csv", "écriture impossible : ce nom est trop long"),
    ],
)
def test_a_place_where_no_file_can_be_made(folder: Path, name: str, message: str) -> None:
    (folder / "plein.csv").write_text("", encoding="utf-8")
    with pytest.raises(DossierError) as error:
        NewFile(folder / name, binary=False)
    assert problem(error) == f"{folder / name}: {message}"
    assert names_in(folder) == ["plein.csv"]


def test_a_full_device_is_said_to_be_full() -> None:
    with pytest.raises(DossierError) as error:
        write_whole(Path("/dev/full"), "trop")
    assert problem(error) == "/dev/full: écriture impossible : le disque est plein"


def test_a_full_device_is_said_once_whatever_a_library_tries_again() -> None:
    file = NewFile(Path("/dev/full"), binary=True)
    with pytest.raises(OSError, match="No space left"):
        zipfile.ZipFile(file.stream, "w").close()
    file.stream.seek(0)
    assert file.stream.write(b"again") == 5
    file.stream.flush()
    file.discard()


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file may exceed 4 096 bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_that_can_not_be_written_to_its_end_is_not_there(folder: Path, small_files: None) -> None:
    with pytest.raises(DossierError) as error:
        write_whole(folder / "a.txt", "x" * 5000)
    assert problem(error) == f"{folder}/a.txt: écriture impossible : le fichier dépasse la taille permise"
    assert names_in(folder) == []


def test_a_reader_that_goes_away_is_no_fault() -> None:
    with pytest.raises(BrokenPipeError), writing("<stdout>"):
        raise BrokenPipeError


def test_an_unknown_reason_is_given_as_the_system_gives_it() -> None:
    with pytest.raises(DossierError) as error, writing("a"):
        raise OSError(5, "Input/output error")
    assert problem(error) == "a: écriture impossible : Input/output error"
