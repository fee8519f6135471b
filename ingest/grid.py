"""Ruled tables of one page: from drawn rules and shaded boxes to rows of cells.

Column borders come from vertical strokes; a row keeps only the borders drawn through it, so merged cells
stay one cell. Tables that draw only horizontal rules take their columns from the breaks in the rules, or
from the strips that no word enters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.formats.page import Box, Page, Word

TOUCH = 2.5  # points within which two strokes count as one or as joined
SMALLEST_BOX = 9.0  # points; smaller boxes are bullets or drawings
MOST_STROKES = 3000  # a page with more is a drawing
GUTTER = 0.4  # least width of a word-free strip between columns, in font sizes


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: the columns `first` to `last` (from 0) and its printed lines of words.

    begun: it began in a row above, which holds its words
    """

    first: int
    last: int
    lines: tuple[tuple[Word, ...], ...]
    begun: bool = False

    @property
    def bold(self) -> bool:
        """Whether most letters of the first printed line are bold."""
        line = self.lines[0] if self.lines else ()
        return sum(len(word.text) * (1 if word.bold else -1) for word in line) > 0


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row; `fill` is the colour behind it, None when the page shows through."""

    top: float
    bottom: float
    cells: tuple[GridCell, ...]
    fill: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of one page in points; `lines` are the indexes of the page's lines that stand in it."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    columns: int
    rows: tuple[GridRow, ...]
    lines: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A drawn line or the edge of a box: at `at` on one axis, from `start` to `end` on the other."""

    vertical: bool
    at: float
    start: float
    end: float
    drawn: bool

    def touches(self, other: _Stroke) -> bool:
        if self.vertical == other.vertical:
            apart = max(self.start, other.start) - min(self.end, other.end)
            return abs(self.at - other.at) <= TOUCH and apart <= TOUCH
        across = self.start - TOUCH <= other.at <= self.end + TOUCH
        return across and other.start - TOUCH <= self.at <= other.end + TOUCH

    def covers(self, at: float, point: float) -> bool:
        return abs(self.at - at) <= TOUCH and self.start <= point <= self.end


def grids(page: Page) -> tuple[Grid, ...]:
    """The ruled tables of a page, from top to bottom."""
    strokes = _strokes(page)
    if len(strokes) > MOST_STROKES:
        return ()
    found = [grid for group in _tables(strokes) if (grid := _grid(page, group))]
    outer = [grid for grid in found if not any(grid.lines < other.lines for other in found)]
    return tuple(sorted(outer, key=lambda grid: (grid.top, grid.x0)))


def _strokes(page: Page) -> list[_Stroke]:
    strokes = []
    for rule in page.rules:
        if rule.x1 - rule.x0 >= rule.bottom - rule.top:
            strokes.append(_Stroke(False, (rule.top + rule.bottom) / 2, rule.x0, rule.x1, True))
        else:
            strokes.append(_Stroke(True, (rule.x0 + rule.x1) / 2, rule.top, rule.bottom, True))
    for box in page.boxes:
        if min(box.x1 - box.x0, box.bottom - box.top) >= SMALLEST_BOX:
            strokes += [_Stroke(False, at, box.x0, box.x1, False) for at in (box.top, box.bottom)]
            strokes += [_Stroke(True, at, box.top, box.bottom, False) for at in (box.x0, box.x1)]
    return strokes


def _tables(strokes: Sequence[_Stroke]) -> list[list[_Stroke]]:
    """Groups of strokes that hang together; horizontal rules alone join when they are equally wide.

    Boxes alone are no table: they mark text.
    """
    groups = [group for group in _joined(strokes) if any(stroke.drawn for stroke in group)]
    boxed = [group for group in groups if any(stroke.vertical for stroke in group)]
    bands: dict[tuple[int, int], list[_Stroke]] = {}
    for group in groups:
        if not any(stroke.vertical for stroke in group):
            width = (round(min(s.start for s in group) / TOUCH), round(max(s.end for s in group) / TOUCH))
            bands.setdefault(width, []).extend(group)
    return boxed + list(bands.values())


def _joined(strokes: Sequence[_Stroke]) -> list[list[_Stroke]]:
    groups: list[list[_Stroke]] = []
    for stroke in strokes:
        touching = [group for group in groups if any(stroke.touches(other) for other in group)]
        groups = [group for group in groups if not any(group is other for other in touching)]
        groups.append([stroke, *(other for group in touching for other in group)])
    return groups


def _grid(page: Page, strokes: Sequence[_Stroke]) -> Grid | None:
    across = [stroke for stroke in strokes if not stroke.vertical]
    if not across:
        return None
    heights = _levels(stroke.at for stroke in across)
    upright = [stroke for stroke in strokes if stroke.vertical and stroke.drawn]
    if not any(stroke.vertical for stroke in strokes):
        heights.append(_open_end(page, across))
    x0, x1 = min(s.start for s in across), max(s.end for s in across)
    members = {
        index: [word for word in line.words if _inside(word, x0, heights[0], x1, heights[-1])]
        for index, line in enumerate(page.lines)
    }
    words = [word for line in members.values() for word in line]
    borders = _borders(x0, x1, across, upright, words)
    if len(borders) < 3 or len(heights) < 3:
        return None
    rows = tuple(
        _row(page, (top, bottom), borders, upright, members)
        for top, bottom in pairwise(heights)
        if any(top < (word.top + word.bottom) / 2 <= bottom for word in words)
    )
    if len(rows) < 2 or all(len(row.cells) < 2 for row in rows):
        return None
    rows = _merged_down(rows, borders, across)
    lines = frozenset(index for index, inside in members.items() if inside)
    return Grid(page.number, x0, heights[0], x1, heights[-1], len(borders) - 1, rows, lines)


def _levels(positions: Iterable[float]) -> list[float]:
    """Positions in order, those within TOUCH of each other as one."""
    levels: list[float] = []
    for at in sorted(positions):
        if not levels or at - levels[-1] > TOUCH:
            levels.append(at)
    return levels


def _open_end(page: Page, across: Sequence[_Stroke]) -> float:
    """Where the row below the last rule ends: at its box, or at the first wide gap between lines."""
    x0, x1 = min(s.start for s in across), max(s.end for s in across)
    last = max(stroke.at for stroke in across)
    around = [box.bottom for box in page.boxes if box.x0 < x0 and box.x1 > x1 and box.top < last < box.bottom]
    end = last
    for line in page.lines:
        if line.top >= last and line.x0 >= x0 - TOUCH and line.x1 <= x1 + TOUCH:
            if line.top - end > 1.5 * line.size:
                break
            end = max(end, line.bottom)
    return min([*around, end]) if end > last else last


def _borders(
    x0: float, x1: float, across: Sequence[_Stroke], upright: Sequence[_Stroke], words: Sequence[Word]
) -> list[float]:
    """The x positions of all column borders, outer ones included."""
    drawn = [at for at in _levels(s.at for s in upright) if x0 + TOUCH < at < x1 - TOUCH]
    if not drawn:
        ends = [s.end for s in across if s.end < x1 - TOUCH]
        starts = [s.start for s in across if s.start > x0 + TOUCH]
        drawn = [at for at in _levels(ends) if any(abs(at - start) <= TOUCH for start in starts)]
    return [x0, *(drawn or _gutters(words)), x1]


def _gutters(words: Sequence[Word]) -> list[float]:
    """The middles of the strips wider than GUTTER that no word enters."""
    strips: list[float] = []
    reach = float("inf")
    for word in sorted(words, key=lambda word: word.x0):
        if word.x0 - reach > GUTTER * word.size:
            strips.append((reach + word.x0) / 2)
        reach = word.x1 if reach == float("inf") else max(reach, word.x1)
    return strips


def _row(
    page: Page,
    band: tuple[float, float],
    borders: Sequence[float],
    upright: Sequence[_Stroke],
    members: dict[int, list[Word]],
) -> GridRow:
    top, bottom = band
    middle = (top + bottom) / 2
    inner = borders[1:-1]
    drawn = any(abs(stroke.at - at) <= TOUCH for stroke in upright for at in inner)
    kept = [at for at in inner if not drawn or any(stroke.covers(at, middle) for stroke in upright)]
    cells = []
    for left, right in pairwise([borders[0], *kept, borders[-1]]):
        lines = [
            (page.lines[index].bottom, [w for w in words if _inside(w, left, top, right, bottom)])
            for index, words in members.items()
        ]
        printed = _printed([line for line in lines if line[1]])
        cells.append(GridCell(borders.index(left), borders.index(right) - 1, printed))
    return GridRow(top, bottom, tuple(cells), _fill(page.boxes, borders[0], borders[-1], middle))


def _merged_down(
    rows: Sequence[GridRow], borders: Sequence[float], across: Sequence[_Stroke]
) -> tuple[GridRow, ...]:
    """Cells with no rule between them and the same columns become one, which stands in its first row."""
    found: list[GridRow] = []
    for row in rows:
        owners = {(cell.first, cell.last): cell for cell in found[-1].cells} if found else {}
        cells = []
        for cell in row.cells:
            middle = (borders[cell.first] + borders[cell.last + 1]) / 2
            ruled = not found or any(
                s.start <= middle <= s.end and found[-1].bottom - TOUCH <= s.at <= row.top + TOUCH
                for s in across
            )
            if ruled or (cell.first, cell.last) not in owners:
                cells.append(cell)
                continue
            cells.append(replace(cell, lines=(), begun=True))
            for at in range(len(found) - 1, -1, -1):
                owner = next(c for c in found[at].cells if (c.first, c.last) == (cell.first, cell.last))
                if not owner.begun:
                    whole = replace(owner, lines=owner.lines + cell.lines)
                    kept = tuple(whole if c is owner else c for c in found[at].cells)
                    found[at] = replace(found[at], cells=kept)
                    break
        found.append(replace(row, cells=tuple(cells)))
    return tuple(found)


def _inside(word: Word, left: float, top: float, right: float, bottom: float) -> bool:
    return left < (word.x0 + word.x1) / 2 <= right and top < (word.top + word.bottom) / 2 <= bottom


def _printed(lines: Sequence[tuple[float, list[Word]]]) -> tuple[tuple[Word, ...], ...]:
    """Pieces of lines on one baseline put together, from left to right."""
    rows: list[tuple[float, list[Word]]] = []
    for bottom, words in sorted(lines, key=lambda line: line[0]):
        if rows and bottom - rows[-1][0] < words[0].size / 2:
            rows[-1][1].extend(words)
        else:
            rows.append((bottom, list(words)))
    return tuple(tuple(sorted(words, key=lambda word: word.x0)) for _, words in rows)


def _fill(boxes: Sequence[Box], x0: float, x1: float, y: float) -> tuple[int, int, int] | None:
    """The colour of the smallest box behind the left end of a row."""
    behind = [box for box in boxes if box.x0 - TOUCH <= x0 + TOUCH <= box.x1 and box.top < y < box.bottom]
    behind = [box for box in behind if min(box.x1 - box.x0, box.bottom - box.top) >= SMALLEST_BOX]
    return min(behind, key=lambda box: (box.x1 - box.x0) * (box.bottom - box.top)).fill if behind else None
