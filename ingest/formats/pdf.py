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
from ingest.formats.page import Page
from ingest.formats.words import Glyph
from ingest.records import Dropped

MAX_PAGES = 1000
MAX_BYTES = 100_000_000
_BOLD = re.compile(r"bold|black|heavy|demi|cmbx|sfbx|-bd", re.IGNORECASE)
_INVISIBLE = 3  # text render mode of the PDF standard
_WHITE = 250  # of 255: from here on a colour channel counts as white
_SEEN = 0.3  # least share of coloured points around a white letter that can be seen
_SLANT = 0.1  # quarter turns off the upright from which text is slanted
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
    """What all letters of one text object share; size in points, turn in quarter turns.

    slanted: runs across the page as watermarks and labels on curves do
    """

    size: float
    bold: bool
    turn: int
    white: bool
    invisible: bool
    slanted: bool


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
    glyphs, dropped = _glyphs(page, view, number)
    width, height = view.size
    found = words.lines(glyphs, rules)
    return Page(number, width, height, found, tuple(rules), tuple(boxes), dropped), bool(pictures)


def _glyphs(page: Any, view: View, number: int) -> tuple[list[Glyph], tuple[Dropped, ...]]:
    """The letters of the running text, and the text of hidden and of slanted ones."""
    import pypdfium2.raw as raw

    text = page.get_textpage()
    styles: dict[int, _Style] = {}
    seen: list[Glyph] = []
    left_out: dict[str, str] = {}
    width, height = view.size
    last = -1
    gap = False
    picture = None
    rect, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for index in range(text.count_chars()):
        if raw.FPDFText_IsGenerated(text, index) == 1:
            gap = True
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
        corners = view.point(rect.left, rect.bottom), view.point(rect.right, rect.top)
        if style.white and picture is None:
            picture = page.render(scale=1)
        white = style.white and picture is not None and not _on_colour(picture, *corners)
        if style.invisible or white or not on_page or style.slanted:
            reason = "slanted text" if style.slanted else "hidden text"
            left_out[reason] = left_out.get(reason, "") + (" " if gap else "") + letter
            gap = False
        elif letter and letter not in "\r\n":
            glyph = _glyph(letter, corners, view.point(x.value, y.value), style, gap)
            gap = False
            if handle == last and _same_place(glyph, seen[-1]):
                glyph = replace(glyph, text=seen.pop().text + letter)
            seen.append(glyph)
            last = handle
    texts = {reason: " ".join(words.clean(text).split()) for reason, text in left_out.items()}
    return seen, tuple(Dropped(number, text, reason) for reason, text in texts.items() if text)


def _glyph(letter: str, corners: tuple[Point, Point], origin: Point, style: _Style, gap: bool) -> Glyph:
    """A letter in the coordinates of the page turned so that the letter stands upright."""
    sign, axis = ((1, 0), (-1, 1), (-1, 0), (1, 1))[style.turn]
    x0, x1 = sorted(sign * corner[axis] for corner in corners)
    baseline = (origin[1], origin[0], -origin[1], -origin[0])[style.turn]
    text = " " if letter.isspace() else letter
    return Glyph(text, x0, x1, baseline, style.size, style.bold, style.turn, gap)


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
    angle = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
    turn = round(angle) - view.turn
    bold = bool(_BOLD.search(name.value.decode("utf-8", "replace"))) or mode == _STROKED
    return _Style(
        size=round(size, 2),
        bold=bold or raw.FPDFText_GetFontWeight(text, index) >= 650,
        turn=turn % 4,
        white=bool(known) and min(red.value, green.value, blue.value) >= _WHITE,
        invisible=mode == _INVISIBLE or size < 1 or (bool(known) and alpha.value == 0),
        slanted=abs(angle - round(angle)) > _SLANT,
    )


def _on_colour(picture: Any, one: Point, other: Point) -> bool:
    """Whether a white letter shows on the page as painted: enough of it is not white."""
    (x0, x1), (y0, y1) = (sorted((round(a), round(b))) for a, b in zip(one, other, strict=True))
    size = picture.n_channels
    pixels = [
        picture.buffer[y * picture.stride + x * size : y * picture.stride + x * size + 3]
        for y in range(max(y0, 0), min(y1 + 1, picture.height))
        for x in range(max(x0, 0), min(x1 + 1, picture.width))
    ]
    coloured = sum(1 for pixel in pixels if min(pixel) < _WHITE)
    return coloured > _SEEN * len(pixels)
