"""A page as a reader sees it: text blocks, boxes and tables, in reading order. No block spans two columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ingest.cells import Place, Table, line_text
from ingest.formats.page import Box, Line, Page
from ingest.grid import SMALLEST_BOX
from ingest.layout import join

_BULLET = re.compile(r"[•▪■●◦‣➢✓–*-]\s+")
_LEADING = 0.6  # a wider gap between lines, in font sizes, starts a new block
_HANGING = 25.0  # points at most from a drawn bullet to its text


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one text block, list item or heading; `box` is the smallest box around it."""

    page: int
    lines: tuple[Line, ...]
    text: str
    bullet: bool
    box: Box | None

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom."""
        return (
            min(line.x0 for line in self.lines),
            self.lines[0].top,
            max(line.x1 for line in self.lines),
            self.lines[-1].bottom,
        )

    @property
    def size(self) -> float:
        """Font size in points."""
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        """Whether all of it is bold and no list item."""
        return all(line.bold for line in self.lines) and not self.bullet


@dataclass(frozen=True, slots=True)
class Framed:
    """What stands in one box, in reading order."""

    box: Box
    parts: tuple[Unit, ...]

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom."""
        return self.box.x0, self.box.top, self.box.x1, self.box.bottom


Unit: TypeAlias = "Block | Framed | Table"


def units(
    page: Page, tables: Sequence[Table], skip: Collection[Place], words: Counter[str]
) -> tuple[Unit, ...]:
    """What is printed on a page in reading order; tables stand on the page where they begin."""
    inside = {place for table in tables for place in table.taken}
    lines = [
        line
        for index, line in enumerate(page.lines)
        if (page.number, index) not in skip and (page.number, index) not in inside
    ]
    own = [table for table in tables if table.start[0] == page.number]
    loose: list[Unit] = []
    framed: dict[Box, list[Unit]] = {}
    parts: list[Block | Table] = [*_blocks(page, lines, words), *own]
    for part in parts:
        box = part.box if isinstance(part, Block) else _around(page.boxes, part.extent)
        if box is None:
            loose.append(part)
        else:
            framed.setdefault(box, []).append(part)
    boxes = [Framed(box, tuple(_ordered(parts))) for box, parts in framed.items()]
    return tuple(_ordered([*loose, *boxes]))


def _blocks(page: Page, lines: Sequence[Line], words: Counter[str]) -> list[Block]:
    blocks: list[tuple[list[Line], bool, Box | None]] = []
    for line in lines:
        box = _around(page.boxes, (line.x0, line.top, line.x1, line.bottom))
        bullet = _bulleted(page, line)
        host = None if bullet else next((b for b in reversed(blocks) if _joins(line, box, *b)), None)
        if host:
            host[0].append(line)
        else:
            blocks.append(([line], bullet, box))
    return [
        Block(page.number, tuple(members), _BULLET.sub("", text, count=1) if bullet else text, bullet, box)
        for members, bullet, box in blocks
        for text in [join((line_text(line.words) for line in members), words)]
    ]


def _joins(line: Line, box: Box | None, members: Sequence[Line], bullet: bool, frame: Box | None) -> bool:
    last = members[-1]
    alike = abs(last.size - line.size) < 0.5 and (bullet or last.bold == line.bold)
    below = -0.5 * line.size < line.top - last.bottom < _LEADING * line.size
    return box == frame and alike and below and line.x0 < last.x1 and last.x0 < line.x1


def _bulleted(page: Page, line: Line) -> bool:
    """Whether a line begins with a bullet, printed or drawn as a small box at its left."""
    if len(line.words) > 1 and _BULLET.match(line.text):
        return True
    middle = (line.top + line.bottom) / 2
    return any(
        box.x1 - box.x0 < SMALLEST_BOX
        and box.top < middle < box.bottom + line.size / 2
        and box.bottom - box.top < SMALLEST_BOX
        and 0 <= line.x0 - box.x1 < _HANGING
        for box in page.boxes
    )


def _around(boxes: Sequence[Box], extent: tuple[float, float, float, float]) -> Box | None:
    """The smallest box that holds the middle of something and is at least as high."""
    x, y, height = (extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2, extent[3] - extent[1]
    holding = [b for b in boxes if b.x0 < x < b.x1 and b.top < y < b.bottom and b.bottom - b.top >= height]
    return min(holding, key=lambda box: (box.x1 - box.x0) * (box.bottom - box.top), default=None)


def _ordered(parts: Sequence[Unit]) -> list[Unit]:
    """Left column before right column where a free strip parts them; otherwise the topmost first."""
    if len(parts) < 2:
        return list(parts)
    by_left = sorted(parts, key=lambda part: part.extent[0])
    reach = by_left[0].extent[2]
    for at, part in enumerate(by_left[1:], 1):
        if part.extent[0] > reach:
            return _ordered(by_left[:at]) + _ordered(by_left[at:])
        reach = max(reach, part.extent[2])
    topmost = min(parts, key=lambda part: (part.extent[1], part.extent[0]))
    return [topmost, *_ordered([part for part in parts if part is not topmost])]
