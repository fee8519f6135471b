"""The index folder: named by a fingerprint of what it was made from, built aside, put in place at once."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from ingest.errors import SearchIndexError

FORMAT = "1"  # to be raised whenever what is written into the folder changes
_READY = "fingerprint"
_BUILDING = ".building-"
FULL = "Free space on the disk, or set PARAGRAF_INDEX to a folder on another one."


def fingerprint(*parts: str) -> str:
    """16 hex digits that change with any of the parts (corpus, model, settings) and with `FORMAT`."""
    return hashlib.sha256("\0".join((FORMAT, *parts)).encode()).hexdigest()[:16]


def is_ready(folder: Path) -> bool:
    """Whether the folder holds a finished index of the fingerprint it is named by, with sound databases."""
    try:
        finished = (folder / _READY).read_bytes() == folder.name.encode()
    except OSError:
        return False
    return finished and all(_is_sound(file) for file in sorted(folder.glob("*.sqlite3")))


def _is_sound(database: Path) -> bool:
    """Whether SQLite can read all of a file; one that is locked or may not be read counts as sound."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(database))}?mode=ro", uri=True)) as connection:
            return connection.execute("pragma quick_check(1)").fetchall() == [("ok",)]
    except sqlite3.OperationalError:
        return True
    except sqlite3.DatabaseError:
        return False


def ensure(home: Path, wanted: str, build: Callable[[Path], None], say: Callable[[str], None]) -> Path:
    """The folder of the index `wanted` in `home`; built first when it is not there.

    An index of any other fingerprint is left alone and never used. Whoever dies while building leaves only
    a folder that the next builder removes, as it does one that is damaged. Raises SearchIndexError when `home`
    cannot be written.
    """
    folder = home / wanted
    if is_ready(folder):
        return folder
    try:
        home.mkdir(parents=True, exist_ok=True)
        with _locked(home / ".lock"):
            if not is_ready(folder):
                say(_why(home, folder))
                _build(home, folder, build)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        mend = FULL if full else "Make the folder writable or set PARAGRAF_INDEX."
        raise SearchIndexError(f"The index in {home} cannot be written: {error}.", mend) from error
    return folder


def _why(home: Path, folder: Path) -> str:
    if folder.exists():
        return "The index is damaged: building it anew."
    if any(is_ready(other) for other in home.iterdir()):
        return "The index does not fit the corpus any more: building it anew."
    return "Building the index."


def _build(home: Path, folder: Path, build: Callable[[Path], None]) -> None:
    for left in home.glob(f"{_BUILDING}*"):
        shutil.rmtree(left, ignore_errors=True)
    making = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=home))
    try:
        build(making)
        (making / _READY).write_text(folder.name, encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        making.rename(folder)
    finally:  # gone already when all went well
        shutil.rmtree(making, ignore_errors=True)


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Holds the lock file; a second builder waits until the first is done."""
    with file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
