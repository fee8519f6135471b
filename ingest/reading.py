"""What is read of one document: its pages, provisions and dropped text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingest.records import Dropped, Kind, Provision


@dataclass(frozen=True, slots=True)
class PageText:
    """One page: its lines as read, and its text by an independent reader."""

    number: int
    lines: tuple[str, ...]
    plain: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as read."""

    pages: tuple[PageText, ...]
    provisions: tuple[Provision, ...]
    dropped: tuple[Dropped, ...]


def read(path: Path, regulation_id: str, kind: Kind) -> Reading:
    """Read a document in this process; what may be hostile is read through `ingest.sandbox`.

    Raises DocumentError.
    """
    from ingest.formats import pdf, plain
    from ingest.structure import provisions

    pages = pdf.read(path)
    found, dropped = provisions(pages, regulation_id, kind)
    texts = plain.plain_text(path)
    return Reading(
        tuple(
            PageText(page.number, tuple(line.text for line in page.lines), text)
            for page, text in zip(pages, texts, strict=True)
        ),
        tuple(found),
        tuple(dropped),
    )
