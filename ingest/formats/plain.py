"""A second, independent reader: pypdf's own text of each page, to hold the first one against."""

from __future__ import annotations

from pathlib import Path

_FOREIGN = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


def plain_text(path: Path) -> tuple[str, ...]:
    """The text of every page as pypdf extracts it, "" for a page that only the first reader can read.

    For files that `formats.pdf.read` has accepted.
    """
    import pypdf
    from pypdf.errors import DeprecationError, PyPdfError

    texts = []
    for page in pypdf.PdfReader(path).pages:
        try:
            texts.append(page.extract_text())
        except (PyPdfError, DeprecationError, *_FOREIGN):
            texts.append("")
    return tuple(texts)
