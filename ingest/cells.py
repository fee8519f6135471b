"""Grids of consecutive pages put together to tables: column heads, rows, rows cut by a page break."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.formats.page import Page, Word
from ingest.grid import TOUCH, Grid, GridCell, GridRow, grids
from ingest.layout import join
from ingest.records import Cell, Dropped, Sentence
from ingest.sentences import split

Place = tuple[int, int]  # page number from 1, index in Page.lines

_BAR = " | "
_LONG_CELL = 200  # letters; a longer cell is read as sentences
_DIGITS = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell: the columns `first` to `last`, its printed lines, and these joined.

    turn: where in `text` the next page begins, 0 when the cell ends on its first page
    """

    first: int
    last: int
    text: str
    lines: tuple[str, ...]
    bold: bool
    turn: int = 0


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row's cells that hold text; `width` is the number of columns of its table.

    above: cells with text that began in a row above and reach down to this one
    """

    cells: tuple[TableCell, ...]
    width: int
    pages: tuple[int, ...]
    fill: tuple[int, int, int] | None
    above: tuple[TableCell, ...] = ()

    @property
    def text(self) -> str:
        """The cells joined by " | "."""
        return _BAR.join(cell.text for cell in self.cells)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of `text`: those of each long cell, and neighbouring short cells as one."""
        spans: list[tuple[int, int, int]] = []
        offset = 0
        short = False
        for cell in self.cells:
            long = len(cell.text) > _LONG_CELL
            for start, end in split(cell.text) if long else [(0, len(cell.text))]:
                page = self.pages[1 if cell.turn and start >= cell.turn else 0]
                if short and not long:
                    spans[-1] = (spans[-1][0], offset + end, spans[-1][2])
                else:
                    spans.append((offset + start, offset + end, page))
            short = not long
            offset += len(cell.text) + len(_BAR)
        return tuple(Sentence(number, False, *span) for number, span in enumerate(spans, 1))

    @property
    def summing(self) -> bool:
        """Whether its first column is empty, as in a row of sums."""
        return bool(self.cells) and self.cells[0].first > 0 and not any(c.first == 0 for c in self.above)

    @property
    def heading(self) -> bool:
        """Whether it is one cell across all columns, or one marked cell at the left."""
        if len(self.cells) != 1 or self.cells[0].first or self.above:
            return False
        cell = self.cells[0]
        return cell.last == self.width - 1 or cell.bold or self.fill is not None


@dataclass(frozen=True, slots=True)
class Table:
    """A table over one or more pages.

    heads:   one per column, "" where the table has none
    markers: superscripts of the column heads without bracket ("1"), which point to footnotes
    extent:  x0, top, x1, bottom in points on its first page, the page `page`
    """

    heads: tuple[str, ...]
    markers: tuple[str, ...]
    rows: tuple[TableRow, ...]
    dropped: tuple[Dropped, ...]
    taken: frozenset[Place]
    page: int
    extent: tuple[float, float, float, float]

    @property
    def start(self) -> tuple[int, float]:
        """Page number and top, for the order within the document."""
        return self.page, self.extent[1]

    @property
    def keyed(self) -> bool:
        """Whether it has two columns without heads: keys and values."""
        return len(self.heads) == 2 and not any(self.heads)

    def cells(self, row: TableRow) -> tuple[Cell, ...]:
        """The row's cells by column head; a merged cell has the heads of all its columns.

        In a table of keys and values without heads the key is the head of its value.
        """
        if self.keyed and len(row.cells) == 2:
            return (Cell(row.cells[0].text, row.cells[1].text),)
        return tuple(Cell(self._head(cell), cell.text) for cell in row.cells)

    def reaching(self, row: TableRow) -> tuple[Cell, ...]:
        """The cells of rows above that reach down to this row, by column head."""
        return tuple(Cell(self._head(cell), cell.text) for cell in row.above)

    def _head(self, cell: TableCell) -> str:
        return " / ".join(dict.fromkeys(head for head in self.heads[cell.first : cell.last + 1] if head))


def tables(pages: Sequence[Page], skip: Collection[Place], words: Counter[str]) -> tuple[Table, ...]:
    """The ruled tables of all pages in document order.

    skip:  places of running heads and page numbers
    words: the document's vocabulary, to mend hyphens
    """
    return tuple(_table(chain, words) for chain in _chains(pages, skip))


def _chains(pages: Sequence[Page], skip: Collection[Place]) -> Iterator[list[Grid]]:
    """Grids that are one table: same columns on the next page with nothing printed between."""
    chain: list[Grid] = []
    for page in pages:
        for grid in grids(page):
            if chain and not _follows(chain[-1], grid, pages, skip):
                yield chain
                chain = []
            chain.append(grid)
    if chain:
        yield chain


def _follows(before: Grid, grid: Grid, pages: Sequence[Page], skip: Collection[Place]) -> bool:
    if grid.page != before.page + 1 or grid.columns != before.columns:
        return False
    if max(abs(grid.x0 - before.x0), abs(grid.x1 - before.x1)) > TOUCH:
        return False
    return not any(
        (page.number, index) not in skip
        and (line.top >= before.bottom if page.number == before.page else line.bottom <= grid.top)
        for page in pages
        if page.number in (before.page, grid.page)
        for index, line in enumerate(page.lines)
    )


def _table(chain: Sequence[Grid], words: Counter[str]) -> Table:
    heading_rows = _head_count(chain[0], chain[1] if len(chain) > 1 else None)
    heads = [_texts(row) for row in chain[0].rows[:heading_rows]]
    rows: list[TableRow] = []
    dropped: list[Dropped] = []
    for grid in chain:
        body = list(grid.rows)
        for number, head in enumerate(heads):
            if body and _texts(body[0]) == head:
                reason = "column heads" if grid is chain[0] else "repeated column heads"
                text = join((line for cell in head for line in cell), words)
                dropped.append(Dropped(grid.page, text, reason))
                body.pop(0)
            elif number == 0:
                break
        for position, row in enumerate(body):
            read = _read(row, grid, words, rows[-1] if position else None)
            if position == 0 and rows and grid is not chain[0] and _continues(rows[-1], read):
                rows[-1] = _merged(rows[-1], read, words)
            else:
                rows.append(read)
    head_rows = chain[0].rows[:heading_rows]
    return Table(
        heads=tuple(_head(head_rows, column, words) for column in range(chain[0].columns)),
        markers=tuple(
            w.text.rstrip(")")
            for row in head_rows
            for c in row.cells
            for line in c.lines
            for w in line
            if w.superscript
        ),
        rows=tuple(row for row in rows if row.cells),
        dropped=tuple(dropped),
        taken=frozenset((grid.page, index) for grid in chain for index in grid.lines),
        page=chain[0].page,
        extent=(chain[0].x0, chain[0].top, chain[0].x1, chain[0].bottom),
    )


def _head_count(grid: Grid, following: Grid | None) -> int:
    """How many of the first rows are column heads: bold or shaded ones, or a row the next page repeats."""
    count = 0
    for row, below in zip(grid.rows, grid.rows[1:], strict=False):
        filled = [cell for cell in row.cells if cell.lines]
        if len(filled) < 2 or not all(cell.bold for cell in filled):
            break
        if (
            all(cell.bold for cell in below.cells if cell.lines)
            and row.fill == below.fill
            and len(below.cells) > 1
        ):
            break
        count += 1
    if count:
        return count
    first = grid.rows[0]
    texts = [text for text in _texts(first) if text]
    repeated = following is not None and _texts(following.rows[0]) == _texts(first)
    wordy = (
        grid.columns > 2 and len(texts) == grid.columns and not any(_DIGITS & set("".join(t)) for t in texts)
    )
    return 1 if repeated or wordy else 0


def _head(rows: Sequence[GridRow], column: int, words: Counter[str]) -> str:
    """The heads over a column from top to bottom, without footnote marks."""
    parts = []
    for row in rows:
        for cell in row.cells:
            if cell.first <= column <= cell.last:
                plain = [tuple(word for word in line if not word.superscript) for line in cell.lines]
                parts.append(join((line_text(line) for line in plain if line), words))
    return " ".join(part for part in parts if part)


def _texts(row: GridRow) -> tuple[tuple[str, ...], ...]:
    """The printed lines of each cell."""
    return tuple(tuple(line_text(line) for line in cell.lines) for cell in row.cells)


def _read(row: GridRow, grid: Grid, words: Counter[str], before: TableRow | None) -> TableRow:
    cells = tuple(_cell(cell, words) for cell in row.cells if cell.lines)
    begun = {cell.first for cell in row.cells if cell.begun}
    reaching = (*before.above, *before.cells) if before else ()
    above = tuple(cell for cell in reaching if cell.first in begun)
    return TableRow(cells, grid.columns, (grid.page,), row.fill, above)


def _cell(cell: GridCell, words: Counter[str]) -> TableCell:
    lines = tuple(line_text(line) for line in cell.lines)
    return TableCell(cell.first, cell.last, join(lines, words), lines, cell.bold)


def line_text(words: Sequence[Word]) -> str:
    """Words joined by spaces; a superscript stays with the word it touches."""
    text = ""
    for before, word in zip([None, *words], words, strict=False):
        glued = (
            before is not None
            and (word.superscript or before.superscript)
            and word.x0 - before.x1 < word.size / 8
        )
        text += word.text if before is None or glued else " " + word.text
    return text


def _continues(row: TableRow, rest: TableRow) -> bool:
    """Whether `rest`, the first row of the next page, is the rest of `row`.

    It has no first cell and adds words only to cells that have some; a lone number is a sum.
    """
    if not rest.cells or rest.cells[0].first == 0 or row.heading:
        return False
    begun = {cell.first for cell in row.cells}
    wordy = any(not _DIGITS.issuperset(cell.text) for cell in rest.cells)
    return wordy and all(cell.first in begun for cell in rest.cells)


def _merged(row: TableRow, rest: TableRow, words: Counter[str]) -> TableRow:
    more = {cell.first: cell.lines for cell in rest.cells}
    cells = []
    for cell in row.cells:
        if cell.first in more:
            lines = cell.lines + more[cell.first]
            turn = cell.turn or len(cell.text)
            cell = replace(cell, lines=lines, text=join(lines, words), turn=turn)
        cells.append(cell)
    return replace(row, cells=tuple(cells), pages=tuple(dict.fromkeys(row.pages + rest.pages)))
