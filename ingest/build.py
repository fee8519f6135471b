"""From the manifest and the PDFs to corpus/built: each file whole or not at all, one build at a time."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ingest import audit, manifest, references, sandbox
from ingest.errors import CorpusError, DocumentError, StaleError
from ingest.manifest import Entry
from ingest.reading import Reading
from ingest.records import Regulation
from ingest.storage import to_json, write_atomically


def assemble(regulation: Regulation, reading: Reading) -> Regulation:
    """The regulation with what was read of it: provisions with references, dropped text and findings."""
    whole = replace(
        regulation,
        source=replace(regulation.source, pages=len(reading.pages)),
        provisions=reading.provisions,
        dropped=reading.dropped,
    )
    whole = references.resolve(whole)
    return replace(whole, findings=audit.audit(whole, reading.pages))


def regulation_of(corpus: Path, entry: Entry) -> Regulation:
    """Read the document of a manifest entry. Raises StaleError for a changed file, DocumentError."""
    source = entry.regulation.source
    path = corpus / source.file
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror}.", "Put the PDF there.") from error
    if found != source.sha256:
        raise StaleError(
            f"{path}: the manifest expects sha256 {source.sha256}, found {found}.",
            "Restore the PDF, or read it through and put the new sha256 into the manifest.",
        )
    return assemble(entry.regulation, sandbox.read(path, entry.regulation.id, entry.regulation.kind))


def build(
    corpus: Path, ids: Sequence[str] = ()
) -> Iterator[tuple[str, Regulation | CorpusError | DocumentError]]:
    """Write built/<id>.json for the entries named, or for all; yields each id with its regulation or error.

    A document with an error leaves its built file as it was. Building all also removes built files
    without an entry. Raises CorpusError for a wrong manifest or an unknown id.
    """
    with _alone(corpus):
        built = corpus / "built"
        built.mkdir(exist_ok=True)
        for rest in built.glob(".*.tmp"):
            rest.unlink()
        for entry in entries(corpus, ids):
            try:
                regulation = regulation_of(corpus, entry)
            except (CorpusError, DocumentError) as error:
                yield entry.regulation.id, error
            else:
                write_atomically(built_file(corpus, entry.regulation.id), to_json(regulation))
                yield regulation.id, regulation
        if not ids:
            known = {built_file(corpus, entry.regulation.id) for entry in manifest.load(corpus)}
            for file in set(built.glob("*.json")) - known:
                file.unlink()


def entries(corpus: Path, ids: Sequence[str]) -> tuple[Entry, ...]:
    """The manifest entries of these ids, or all. Raises CorpusError for an id that has none."""
    every = {entry.regulation.id: entry for entry in manifest.load(corpus)}
    unknown = [i for i in ids if i not in every]
    if unknown:
        raise CorpusError(
            f"The manifest has no entry {', '.join(unknown)}.", f"Take one of {', '.join(every)}, or add it."
        )
    return tuple(every[i] for i in ids) or tuple(every.values())


def built_file(corpus: Path, regulation_id: str) -> Path:
    """Where the built regulation of that id stands."""
    return corpus / "built" / f"{regulation_id}.json"


@contextmanager
def _alone(corpus: Path) -> Iterator[None]:
    """Wait until no other build works on the corpus, and keep others waiting."""
    manifest.load(corpus)
    with (corpus / "manifest.toml").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
