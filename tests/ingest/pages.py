"""Pages for tests, made of lines given as (x, y, text, style) without any PDF."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.formats.page import Line, Page, Word

LETTER = 5.0  # width of a letter in points
SIZE = 10.0


def line(x: float, y: float, text: str, bold: bool = False, size: float = SIZE) -> Line:
    """A line whose words are `text`; "^1" in it is a raised number that touches the word after it."""
    words: list[Word] = []
    for part in text.split():
        if part.startswith("^"):
            number, rest = part[1], part[2:]
            words.append(Word(number, x, y - 2, x + 3, y + 5, 0.6 * size, bold, superscript=True))
            x, part = x + 3, rest
        words.append(Word(part, x, y, x + LETTER * len(part), y + size, size, bold))
        x = words[-1].x1 + LETTER
    shown = " ".join(word.text for word in words)
    return Line(tuple(words), shown, words[0].x0, y, words[-1].x1, y + size, size, bold)


def page(lines: Sequence[Line], number: int = 1) -> Page:
    """An A4 page."""
    return Page(number, 595.0, 842.0, tuple(sorted(lines, key=lambda ln: (ln.bottom, ln.x0))))


def column(texts: Sequence[str], x: float = 70.0, y: float = 100.0, pitch: float = 14.0) -> list[Line]:
    """Lines one below the other: "   text" is indented by 5 points a space, "**text" bold, "" an empty line."""
    found = []
    for text in texts:
        bare = text.lstrip(" ")
        if bare:
            indent = LETTER * (len(text) - len(bare))
            found.append(line(x + indent, y, bare.removeprefix("**"), bold=bare.startswith("**")))
        y += pitch
    return found
