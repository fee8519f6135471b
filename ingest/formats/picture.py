"""The pages of the corpus' PDFs as pictures, and where on a page given words stand (pypdfium2)."""

from __future__ import annotations

import io
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

SCALE = 2.0
_PIECE = 24  # characters that are enough to recognise a piece of a quote


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page picture, in its pixels from the top left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter or digit on a page, folded, with its rectangle in pixels (left, top, right, bottom)."""

    folded: str
    left: float
    top: float
    right: float
    bottom: float


class Pages:
    """Page pictures and letter positions of PDF files. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # pdfium is not thread-safe
        self.picture = lru_cache(maxsize=64)(self._picture)
        self.size = lru_cache(maxsize=1024)(self._size)
        self._letters = lru_cache(maxsize=64)(self._read_letters)

    def boxes(self, file: Path, page: int, quotes: Iterable[str]) -> tuple[Box, ...]:
        """Rectangles around the words of `quotes` on a page (from 1), one per line; () if elsewhere."""
        letters = self._letters(file, page)
        stream = "".join(letter.folded for letter in letters)
        found = {i for quote in quotes for i in _places(stream, "".join(_fold(quote)))}
        return _lines([letters[i] for i in sorted(found)])

    def row(self, file: Path, page: int, cells: Iterable[str]) -> tuple[Box, ...]:
        """Rectangles around the cells of a table row: the longest one, and the others at its height."""
        letters = self._letters(file, page)
        stream = "".join(letter.folded for letter in letters)
        needles = sorted(("".join(_fold(cell)) for cell in cells), key=len, reverse=True)
        found = _places(stream, needles[0]) if needles else set()
        band = [letters[i] for i in found]
        for needle in filter(None, needles[1:]):
            found |= _beside(stream, needle, letters, band)
        return _lines([letters[i] for i in sorted(found)])

    def _picture(self, file: Path, page: int) -> bytes:
        """A page as WebP."""
        with self._opened(file) as document:
            image = document[page - 1].render(scale=SCALE).to_pil()
        out = io.BytesIO()
        image.save(out, "WEBP", quality=84)
        return out.getvalue()

    def _size(self, file: Path, page: int) -> tuple[int, int]:
        """Width and height of a page picture in pixels."""
        with self._opened(file) as document:
            width, height = document.get_page_size(page - 1)
        return round(width * SCALE), round(height * SCALE)

    def _read_letters(self, file: Path, page: int) -> tuple[Letter, ...]:
        import pypdfium2.raw as pdfium

        letters = []
        with self._opened(file) as document:
            sheet = document[page - 1]
            height = sheet.get_height()
            text = sheet.get_textpage()
            for i in range(text.count_chars()):
                folded = "".join(_fold(chr(pdfium.FPDFText_GetUnicode(text, i))))
                if folded:
                    left, bottom, right, top = (SCALE * value for value in text.get_charbox(i, loose=True))
                    box = (left, SCALE * height - top, right, SCALE * height - bottom)
                    letters += [Letter(sign, *box) for sign in folded]
        return tuple(letters)

    @contextmanager
    def _opened(self, file: Path) -> Iterator[PdfDocument]:
        import pypdfium2

        with self._lock:
            document = pypdfium2.PdfDocument(file)
            try:
                yield document
            finally:
                document.close()


def _fold(text: str) -> Iterator[str]:
    """Letters and digits only, without case, ligatures or compatibility forms."""
    return (sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def _places(stream: str, needle: str) -> set[int]:
    """Where `needle` stands: whole, or else each piece of it that does (a quote over two pages)."""
    start = stream.find(needle) if needle else -1
    if start >= 0:
        return set(range(start, start + len(needle)))
    starts = []
    for offset in range(len(needle) - _PIECE + 1):
        start = stream.find(needle[offset : offset + _PIECE])
        while start >= 0:
            starts.append(start)
            start = stream.find(needle[offset : offset + _PIECE], start + 1)
    if not starts:
        return set()
    # The pieces that belong together: the stretch as long as the quote that holds most of them.
    first = max(sorted(starts), key=lambda a: sum(a <= b < a + 1.2 * len(needle) for b in starts))
    together = [start for start in starts if first <= start < first + 1.2 * len(needle)]
    return {i for start in together for i in range(start, start + _PIECE)}


def _beside(stream: str, needle: str, letters: Sequence[Letter], band: Sequence[Letter]) -> set[int]:
    """The first place of `needle` at the height of `band`, if there is one."""
    start = stream.find(needle)
    while start >= 0:
        if any(letters[start].top < other.bottom and other.top < letters[start].bottom for other in band):
            return set(range(start, start + len(needle)))
        start = stream.find(needle, start + 1)
    return set()


def _lines(letters: Sequence[Letter]) -> tuple[Box, ...]:
    """One box around the neighbouring letters of each line, a little larger than they are."""
    runs: list[list[float]] = []
    for letter in letters:
        run = runs[-1] if runs else None
        size = letter.bottom - letter.top
        if (
            run is not None
            and letter.top < run[3]
            and run[1] < letter.bottom
            and -size < letter.left - run[2] < 2 * size
        ):
            run[1], run[2], run[3] = (
                min(run[1], letter.top),
                max(run[2], letter.right),
                max(run[3], letter.bottom),
            )
        else:
            runs.append([letter.left, letter.top, letter.right, letter.bottom])
    return tuple(
        Box(round(left - 2, 1), round(top, 1), round(right - left + 4, 1), round(bottom - top, 1))
        for left, top, right, bottom in runs
    )
