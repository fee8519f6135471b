"""PDF to pages: pypdf opens and checks the file, pdfium gives letters and drawings with their positions."""

from __future__ import annotations

import ctypes
import logging
import math
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.errors import BrokenDocument, DocumentTooLarge, EmptyDocument, EncryptedDocument
from ingest.formats import words
from ingest.formats.drawings import Point, View, drawings
from ingest.formats.page import Box, Page
from ingest.formats.words import Glyph
from ingest.records import Dropped

MAX_PAGES = 1000
MAX_BYTES = 100_000_000
_BOLD = re.compile(r"bold|black|heavy|demi|cmbx|sfbx|-bd", re.IGNORECASE)
_INVISIBLE = 3  # text render mode of the PDF standard
_STROKED = 2  # fill and stroke: how some programs print bold
_FOREIGN = (
    OSError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class _Style:
    """What all letters of one text object share; size in points, turn in quarter turns."""

    size: float
    bold: bool
    turn: int
    white: bool
    invisible: bool


def read(path: Path) -> tuple[Page, ...]:
    """All pages of a PDF in order.

    Raises BrokenDocument, EncryptedDocument, EmptyDocument (a scan says that it is one) or DocumentTooLarge.
    """
    import pypdfium2

    expected = _checked(path)
    try:
        document = pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, OSError) as error:
        raise _broken(path, str(error)) from error
    try:
        if len(document) != expected:
            raise _broken(path, f"two readers count {expected} and {len(document)} pages")
        drawn, pages = False, []
        for index in range(len(document)):
            page, has_image = _page(document[index], index + 1)
            pages.append(page)
            drawn = drawn or has_image
    except pypdfium2.PdfiumError as error:
        raise _broken(path, str(error)) from error
    finally:
        document.close()
    if not any(page.lines for page in pages):
        raise _empty(path, drawn)
    return tuple(pages)


def _checked(path: Path) -> int:
    """The number of pages, after the checks that need no text."""
    import pypdf
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    if not path.is_file():
        raise BrokenDocument(f"{path.name}: expected a PDF file, found none.", "Check the path.")
    if path.stat().st_size > MAX_BYTES:
        found = f"{path.name}: at most {MAX_BYTES} bytes are read, found {path.stat().st_size}."
        raise DocumentTooLarge(found, "Split the document or shrink its images.")
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _encrypted(path)
        pages = len(reader.pages)
    except DependencyError as error:
        raise _encrypted(path) from error
    except (PyPdfError, *_FOREIGN) as error:
        raise _broken(path, str(error)) from error
    if pages > MAX_PAGES:
        found = f"{path.name}: at most {MAX_PAGES} pages are read, found {pages}."
        raise DocumentTooLarge(found, "Split the document.")
    if not pages:
        raise EmptyDocument(f"{path.name}: expected pages with text, found no page.", "Export it again.")
    return pages


def _broken(path: Path, reason: str) -> BrokenDocument:
    return BrokenDocument(
        f"{path.name}: expected a readable PDF, found: {reason or 'damage'}.",
        "Fetch the file again, or open and export it anew as PDF.",
    )


def _encrypted(path: Path) -> EncryptedDocument:
    return EncryptedDocument(
        f"{path.name}: expected an open PDF, found one that needs a password.", "Save it without a password."
    )


def _empty(path: Path, drawn: bool) -> EmptyDocument:
    if drawn:
        return EmptyDocument(
            f"{path.name}: expected text, found only pictures: it is a scan.",
            "Use the original text document, or run text recognition and proof-read it.",
        )
    return EmptyDocument(f"{path.name}: expected text, found none.", "Export the document again.")


def _page(page: Any, number: int) -> tuple[Page, bool]:
    """One page, and whether pictures are on it."""
    left, bottom, right, top = page.get_bbox()
    view = View(left, bottom, right, top, page.get_rotation() // 90 % 4)
    boxes, rules, pictures = drawings(page, view)
    glyphs, hidden = _glyphs(page, view, boxes, pictures)
    width, height = view.size
    dropped = (Dropped(number, hidden, "hidden text"),) if hidden else ()
    found = words.lines(glyphs, rules)
    return Page(number, width, height, found, tuple(rules), tuple(boxes), dropped), bool(pictures)


def _glyphs(page: Any, view: View, boxes: list[Box], pictures: list[Box]) -> tuple[list[Glyph], str]:
    """The visible letters, and the text of the hidden ones."""
    import pypdfium2.raw as raw

    text = page.get_textpage()
    styles: dict[int, _Style] = {}
    seen: list[Glyph] = []
    hidden: list[str] = []
    width, height = view.size
    last = -1
    rect, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for index in range(text.count_chars()):
        if raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        code = raw.FPDFText_GetUnicode(text, index)
        letter = "-" if raw.FPDFText_IsHyphen(text, index) == 1 else chr(code) if code else ""
        handle = ctypes.cast(raw.FPDFText_GetTextObject(text, index), ctypes.c_void_p).value or 0
        style = styles.get(handle)
        if style is None:
            style = styles[handle] = _style(text, index, view)
        raw.FPDFText_GetLooseCharBox(text, index, rect)
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        middle = view.point((rect.left + rect.right) / 2, (rect.bottom + rect.top) / 2)
        on_page = 0 <= middle[0] <= width and 0 <= middle[1] <= height
        white = style.white and not _on_colour(*middle, boxes, pictures)
        if style.invisible or white or not on_page:
            hidden.append(letter)
        elif letter and letter not in "\r\n":
            corners = view.point(rect.left, rect.bottom), view.point(rect.right, rect.top)
            glyph = _glyph(letter, corners, view.point(x.value, y.value), style)
            if handle == last and _same_place(glyph, seen[-1]):
                glyph = replace(glyph, text=seen.pop().text + letter)
            seen.append(glyph)
            last = handle
    return seen, " ".join(words.clean("".join(hidden)).split())


def _glyph(letter: str, corners: tuple[Point, Point], origin: Point, style: _Style) -> Glyph:
    """A letter in the coordinates of the page turned so that the letter stands upright."""
    sign, axis = ((1, 0), (-1, 1), (-1, 0), (1, 1))[style.turn]
    x0, x1 = sorted(sign * corner[axis] for corner in corners)
    baseline = (origin[1], origin[0], -origin[1], -origin[0])[style.turn]
    text = " " if letter.isspace() else letter
    return Glyph(text, x0, x1, baseline, style.size, style.bold, style.turn)


def _same_place(one: Glyph, other: Glyph) -> bool:
    """Whether both letters are printed by one glyph, a ligature."""
    return (one.x0, one.x1, one.baseline) == (other.x0, other.x1, other.baseline)


def _style(text: Any, index: int, view: View) -> _Style:
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, index, matrix)
    size = raw.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
    name = ctypes.create_string_buffer(256)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, index, name, 256, flags)
    handle = raw.FPDFText_GetTextObject(text, index)
    mode = raw.FPDFTextObj_GetTextRenderMode(handle) if handle else 0
    red, green, blue, alpha = (ctypes.c_uint(0) for _ in range(4))
    known = raw.FPDFText_GetFillColor(text, index, red, green, blue, alpha)
    turn = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) - view.turn
    bold = bool(_BOLD.search(name.value.decode("utf-8", "replace"))) or mode == _STROKED
    return _Style(
        size=round(size, 2),
        bold=bold or raw.FPDFText_GetFontWeight(text, index) >= 650,
        turn=turn % 4,
        white=bool(known) and min(red.value, green.value, blue.value) >= 250,
        invisible=mode == _INVISIBLE or size < 1 or (bool(known) and alpha.value == 0),
    )


def _on_colour(x: float, y: float, boxes: list[Box], pictures: list[Box]) -> bool:
    """Whether something that is not white was painted behind the point; later boxes cover earlier ones."""
    if any(p.x0 <= x <= p.x1 and p.top <= y <= p.bottom for p in pictures):
        return True
    under = [b for b in boxes if b.x0 <= x <= b.x1 and b.top <= y <= b.bottom]
    return bool(under) and min(under[-1].fill) < 250
