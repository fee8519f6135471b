"""A second, independent reader: pypdf's own text of each page, to hold the first one against."""

from __future__ import annotations

from pathlib import Path


def plain_text(path: Path) -> tuple[str, ...]:
    """The text of every page as pypdf extracts it. For files that `formats.pdf.read` has accepted."""
    import pypdf

    return tuple(page.extract_text() for page in pypdf.PdfReader(path).pages)
