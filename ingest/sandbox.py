"""Reads a document in a child process with limits, so that no file can hang, kill or fill this one."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import tempfile
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import IO

from ingest import reading
from ingest.errors import (
    BrokenDocument,
    CorpusError,
    DocumentError,
    DocumentTooLarge,
    EmptyDocument,
    EncryptedDocument,
)
from ingest.reading import Reading
from ingest.records import Kind
from ingest.storage import from_json, to_json

_ROOT = Path(__file__).resolve().parent.parent
_ERRORS: dict[str, type[DocumentError]] = {
    kind.__name__: kind
    for kind in (DocumentError, BrokenDocument, EncryptedDocument, EmptyDocument, DocumentTooLarge)
}
_REFUSED = 3  # exit status: standard output holds a Refusal
_OUT_OF_MEMORY = (signal.SIGABRT, signal.SIGTRAP, signal.SIGILL)  # how C libraries end when memory does
_GRACE = 5  # seconds the child may outlive its own clock before it is killed


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one document may take."""

    seconds: int = 120
    cpu_seconds: int = 100
    memory_bytes: int = 3_000_000_000
    output_bytes: int = 100_000_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """A DocumentError on its way from the child."""

    error: str
    message: str
    mend: str


def read(path: Path, regulation_id: str, kind: Kind, limits: Limits | None = None) -> Reading:
    """The document at `path`, read in a child process. Raises DocumentError, whatever the file does."""
    limits = limits or Limits()
    command = [sys.executable, "-m", "ingest.sandbox", str(path.resolve()), regulation_id, kind]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaints:
        child = subprocess.Popen(
            [*command, *map(str, astuple(limits))],
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=complaints,
            start_new_session=True,
        )
        try:
            status = child.wait(limits.seconds + _GRACE)
        except subprocess.TimeoutExpired:
            status = -signal.SIGALRM
        finally:
            child.kill()
            child.wait()
        if status in (0, _REFUSED):
            return _answer(path, status, _text(output))
        raise _death(path, status, _text(complaints), limits)


def _answer(path: Path, status: int, text: str) -> Reading:
    try:
        if status == 0:
            return from_json(Reading, text, path.name)
        refusal = from_json(Refusal, text, path.name)
    except CorpusError as error:
        raise BrokenDocument(f"{path.name}: the reader answered nonsense.", _report()) from error
    raise _ERRORS[refusal.error](refusal.message, refusal.mend)


def _death(path: Path, status: int, complaints: str, limits: Limits) -> DocumentError:
    """The error for a child that ended with `status` and without an answer."""
    if -status in (signal.SIGALRM, signal.SIGXCPU, signal.SIGKILL):
        found = f"{path.name}: expected to be read within {limits.seconds} seconds and was not."
        return DocumentTooLarge(found, "Split the document, or export it anew as a simpler PDF.")
    if -status in _OUT_OF_MEMORY or "MemoryError" in complaints:
        return _too_much_memory(path, limits)
    last = (complaints.strip().splitlines() or [f"exit status {status}"])[-1][:300]
    return BrokenDocument(f"{path.name}: the reader died: {last}.", _report())


def _too_much_memory(path: Path, limits: Limits) -> DocumentTooLarge:
    found = f"{path.name}: expected to need at most {limits.memory_bytes:,} bytes of memory and needs more."
    return DocumentTooLarge(found, "Split the document, or export it anew as a simpler PDF.")


def _report() -> str:
    return "Open and export the file anew as PDF; if it reads well elsewhere, report it as a fault."


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", errors="replace")


def _confine(limits: Limits) -> None:
    """Put the limits on this process; the clock ends it even when nobody waits for it any more."""
    for what, most in (
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, limits.output_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    signal.alarm(limits.seconds)


def _child(path: Path, regulation_id: str, kind: Kind, limits: Limits) -> int:
    """Read one document within limits and print a Reading or a Refusal; the exit status says which."""
    _confine(limits)
    status, answer = 0, ""
    try:
        answer = to_json(reading.read(path, regulation_id, kind))
    except DocumentError as error:
        status, answer = _REFUSED, to_json(Refusal(type(error).__name__, error.message, error.mend))
    sys.stdout.buffer.write(answer.encode("utf-8", errors="replace"))
    return status


if __name__ == "__main__":
    _path, _id, _kind, *_limits = sys.argv[1:]
    sys.exit(_child(Path(_path), _id, Kind(_kind), Limits(*map(int, _limits))))
