"""From single letters with positions to words and lines, by geometry alone."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.formats.page import Line, Rule, Word

_SPACE_GAP = 0.05  # em: a printed space this wide separates words
_BARE_GAP = 0.2  # em: separates words where no space is printed
_TWICE = 0.1  # em: the same letter this close to itself was printed twice to look bold
_LINE_GAP = 1.2  # em: without a printed space in it, separates lines (columns, cells)
_LINE_GAP_SPACED = 3.0  # em: separates lines in any case
_BULLETS = frozenset("•●▪■◦○‣⁃∙·➢➤►▶✓✔❖⚫")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One letter: its reading direction in quarter turns counter-clockwise, extent and baseline.

    For `turn` 0 extent and baseline are x and y on the page; otherwise those of the turned page.
    gap: the PDF reader sees a space before it that is not printed
    """

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool
    turn: int = 0
    gap: bool = False


def clean(text: str) -> str:
    """Decompose ligatures, unify bullets and spaces, drop zero-width letters; keeps soft hyphens."""
    out = []
    for letter in text:
        category = unicodedata.category(letter)
        if letter in _BULLETS or (category == "Co" and "\uf000" <= letter <= "\uf0ff"):
            out.append("•")
        elif letter == "\u00ad":
            out.append(letter)
        elif category in ("Cf", "Cc", "Co", "Cs", "Cn") and not letter.isspace():
            continue
        elif "\ufb00" <= letter <= "\ufb4f":
            out.append(unicodedata.normalize("NFKC", letter))
        else:
            out.append(" " if letter.isspace() else letter)
    return unicodedata.normalize("NFC", "".join(out))


def lines(glyphs: Sequence[Glyph], rules: Sequence[Rule]) -> tuple[Line, ...]:
    """Letters of one page to lines, top to bottom, then left to right.

    A vertical rule or a wide gap between two words ends a line.
    """
    found = []
    for turn in sorted({g.turn for g in glyphs}):
        upright = [g for g in glyphs if g.turn == turn]
        walls = [r for r in rules if r.x1 - r.x0 < r.bottom - r.top] if turn == 0 else []
        for row in _rows(upright):
            for part in _split(_words(row), walls):
                found.append(_turned(_line(part), turn))
    return tuple(sorted(found, key=lambda line: (round(line.bottom, 1), line.x0)))


def _rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Letters sharing a baseline, with the small raised or lowered letters beside them, left to right."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.baseline, g.x0)):
        if rows and abs(rows[-1][-1].baseline - glyph.baseline) < 0.12 * glyph.size:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    rows = [row for row in rows if any(g.text != " " for g in row)]
    kept: list[tuple[float, float, list[Glyph]]] = []
    for size, rest in sorted(((_size(row), row) for row in rows), key=lambda sized: -sized[0]):
        baseline = rest[0].baseline
        for host_size, host_baseline, host in kept:
            if rest and -0.3 * host_size < host_baseline - baseline < 0.7 * host_size:
                rest = _adopt(host, host_size, rest)
        if rest:
            kept.append((size, baseline, rest))
    return [_once(sorted(row, key=lambda g: (g.x0, g.x1))) for _, _, row in kept]


def _once(row: list[Glyph]) -> list[Glyph]:
    kept: list[Glyph] = []
    for glyph in row:
        if not any(g.text == glyph.text and glyph.x0 - g.x0 < _TWICE * g.size for g in kept[-2:]):
            kept.append(glyph)
    return kept


def _size(row: Iterable[Glyph]) -> float:
    return Counter(g.size for g in row if g.text != " ").most_common(1)[0][0]


def _adopt(host: list[Glyph], size: float, row: list[Glyph]) -> list[Glyph]:
    """Move the letters of `row` that are small and beside letters of `host` to `host`; return the others."""
    adopted = [
        g
        for g in row
        if g.size < 0.85 * size
        and any(abs(h.x1 - g.x0) < size or abs(h.x0 - g.x1) < size for h in host if h.size > g.size)
    ]
    host.extend(adopted)
    taken = {id(g) for g in adopted}
    rest = [g for g in row if id(g) not in taken]
    return rest if any(g.text != " " for g in rest) else []


def _words(row: list[Glyph]) -> list[tuple[Word, bool]]:
    """Words of a row, each with whether a printed space stands before it."""
    size = _size(row)
    baseline = next(g.baseline for g in row if g.size == size)
    found: list[tuple[Word, bool]] = []
    run: list[Glyph] = []
    space = space_before = False
    for glyph in row:
        if glyph.text == " ":
            space = True
            continue
        if run:
            gap = (glyph.x0 - run[-1].x1) / max(glyph.size, run[-1].size)
            raised = _raised(glyph, baseline, size) != _raised(run[-1], baseline, size)
            if raised or gap > (_SPACE_GAP if space or glyph.gap else _BARE_GAP):
                found.append((_word(run, baseline, size), space_before))
                run, space_before = [], space
        else:
            space_before = space
        space = False
        run.append(glyph)
    found.append((_word(run, baseline, size), space_before))
    return [(word, spaced) for word, spaced in found if word.text]


def _raised(glyph: Glyph, baseline: float, size: float) -> bool:
    return glyph.size < 0.85 * size and baseline - glyph.baseline > 0.12 * size


def _word(run: list[Glyph], baseline: float, size: float) -> Word:
    text = clean("".join(g.text for g in run))
    inner = text[:-1].replace("\u00ad", "")
    text = inner + text[-1:] if text else ""
    own_size = _size(run)
    own_baseline = run[0].baseline
    return Word(
        text=text,
        x0=run[0].x0,
        top=own_baseline - 0.8 * own_size,
        x1=max(g.x1 for g in run),
        bottom=own_baseline + 0.2 * own_size,
        size=round(own_size, 2),
        bold=2 * sum(g.bold for g in run) > len(run),
        superscript=_raised(run[0], baseline, size),
    )


def _split(words: list[tuple[Word, bool]], walls: list[Rule]) -> list[list[Word]]:
    parts: list[list[Word]] = []
    for word, spaced in words:
        if parts:
            last = parts[-1][-1]
            gap = (word.x0 - last.x1) / max(word.size, last.size)
            if gap < (_LINE_GAP_SPACED if spaced else _LINE_GAP) and not _wall(last, word, walls):
                parts[-1].append(word)
                continue
        parts.append([word])
    return parts


def _wall(left: Word, right: Word, walls: list[Rule]) -> bool:
    middle = (right.top + right.bottom) / 2
    return any(
        left.x1 - 1 <= (w.x0 + w.x1) / 2 <= right.x0 + 1 and w.top <= middle <= w.bottom for w in walls
    )


def _line(words: list[Word]) -> Line:
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[word.size] += len(word.text)
    size = max(sizes, key=lambda s: (sizes[s], s))
    own = [w for w in words if w.size == size]
    letters = sum(len(w.text) for w in words)
    return Line(
        words=tuple(words),
        text=re.sub(r"\u00ad(?!$)", "", " ".join(w.text for w in words)),
        x0=words[0].x0,
        top=own[0].top,
        x1=max(w.x1 for w in words),
        bottom=own[0].bottom,
        size=size,
        bold=2 * sum(len(w.text) for w in words if w.bold) > letters,
    )


def _turned(line: Line, turn: int) -> Line:
    """A line read in the turned page, back in page coordinates."""
    if turn == 0:
        return line

    def back(box: Word | Line) -> tuple[float, float, float, float]:
        if turn == 1:
            return box.top, -box.x1, box.bottom, -box.x0
        if turn == 2:
            return -box.x1, -box.bottom, -box.x0, -box.top
        return -box.bottom, box.x0, -box.top, box.x1

    placed = []
    for word in line.words:
        x0, top, x1, bottom = back(word)
        placed.append(replace(word, x0=x0, top=top, x1=x1, bottom=bottom))
    x0, top, x1, bottom = back(line)
    return replace(line, words=tuple(placed), x0=x0, top=top, x1=x1, bottom=bottom)
