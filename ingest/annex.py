"""One annex: its table rows, group rules, footnotes, legend and other text as provisions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.cells import Place, Table, TableRow, line_text
from ingest.formats.page import Line
from ingest.layout import join
from ingest.legend import HEADING, Entry, entries, expansions
from ingest.naming import CODE, row_name, slug
from ingest.records import Cell, Provision, ProvisionKind, Sentence
from ingest.sentences import split

_MARK = re.compile(r"(\d+|\*+)\s?\)?\s+(?=\S)")
_SENTENCE = re.compile(r"\w+ \w+.*[a-zß]\.$")
_RULE = re.compile(_SENTENCE.pattern + r"|\([^)]*\d[^)]*\)")
_LEADING = 0.6  # a wider gap between lines, in font sizes, starts a new block
_CAPTION_WORDS = 12  # most words of a plain caption above a table


@dataclass(frozen=True, slots=True)
class Printed:
    """A line and its place in the document."""

    place: Place
    line: Line


@dataclass(frozen=True, slots=True)
class _Block:
    """Printed lines without a wide gap between them, outside tables."""

    lines: tuple[Printed, ...]
    text: str

    @property
    def start(self) -> tuple[int, float]:
        return self.lines[0].place[0], self.lines[0].line.top

    @property
    def first(self) -> str:
        return self.lines[0].line.text

    @property
    def caption(self) -> bool:
        """Whether it could name the table below it: bold, or short and no sentence."""
        short = len(self.text.split()) <= _CAPTION_WORDS and self.text[-1] not in ".;,"
        return short or all(printed.line.bold for printed in self.lines)


@dataclass(slots=True)
class Annex:
    """Collects the provisions of one annex.

    label: "Anlage 1"
    path:  the headings above what is read next
    words: the document's vocabulary, to mend hyphens
    forms: first keys of tables of keys and values that several of its tables have
    """

    regulation: str
    label: str
    path: tuple[str, ...]
    words: Counter[str]
    legend: tuple[Entry, ...] = ()
    footnotes: dict[str, str] = field(default_factory=dict)
    forms: frozenset[str] = frozenset()
    provisions: list[Provision] = field(default_factory=list)

    def read(self, tables: Sequence[Table], lines: Sequence[Printed]) -> None:
        """Take in the annex's tables and the lines outside them."""
        marks = {mark for table in tables for mark in table.markers}
        keys = Counter(_first_key(table) for table in tables)
        self.forms = frozenset(key for key, count in keys.items() if key and count > 1)
        blocks = _blocks(lines, self.words)
        for block in blocks:
            if HEADING.match(block.first):
                self.legend = entries([printed.line for printed in block.lines[1:]], self.words)
            elif (mark := _MARK.match(block.text)) and mark[1] in marks:
                self.footnotes[mark[1]] = block.text
        prose: list[_Block] = []
        content: list[Table | _Block] = sorted([*tables, *blocks], key=lambda part: part.start)
        for part, after in zip(content, [*content[1:], None], strict=True):
            if isinstance(part, Table):
                caption = prose.pop().text if prose and prose[-1].caption else ""
                self._prose(prose)
                self._table(part, caption)
                prose = []
            elif self._marked(part):
                self._prose(prose)
                prose = []
            else:
                prose.append(part)
            if after is None:
                self._prose(prose)

    def _marked(self, block: _Block) -> bool:
        """Take a block that is a footnote or the legend."""
        page = block.start[0]
        mark = _MARK.match(block.text)
        if mark and mark[1] in self.footnotes:
            self._add(f"Fußnote {mark[1]}", block.text, (page,))
            return True
        if self.legend and HEADING.match(block.first):
            lines = [block.first, *(f"{entry.code} {entry.meaning}" for entry in self.legend)]
            cells = tuple(Cell(entry.code, entry.meaning) for entry in self.legend)
            spans = [(line, page, ((0, len(line)),)) for line in lines]
            self._add(block.first.rstrip(" :"), "\n".join(lines), (page,), cells, (), _sentences(spans))
            return True
        return False

    def _prose(self, blocks: Sequence[_Block]) -> None:
        """Other text between two tables, one line a block."""
        if blocks:
            spans = [(block.text, block.start[0], split(block.text)) for block in blocks]
            pages = tuple(dict.fromkeys(page for _, page, _ in spans))
            text = "\n".join(block.text for block in blocks)
            self._add("", text, pages, sentences=_sentences(spans))

    def _table(self, table: Table, caption: str) -> None:
        title = self.path
        notes = tuple(self.footnotes[mark] for mark in table.markers if mark in self.footnotes)
        groups: list[tuple[object, tuple[str, ...]]] = [(None, (caption,))] if caption else []
        form = table.rows[0].cells[-1].text if _first_key(table) in self.forms else ""
        for row in table.rows:
            summing = row.summing
            if row.heading:
                style = (row.fill, row.cells[0].bold)
                known = [at for at, (other, _) in enumerate(groups) if other == style]
                groups = groups[: known[0]] if known else groups
            self.path = title if summing else (*title, *(part for _, heading in groups for part in heading))
            if not row.heading:
                self._row(table, row, notes, form)
                continue
            heading = _heading(row, self.words)
            groups = [*groups, (style, heading)]
            if any(_RULE.search(part) for part in heading):
                self._add(heading[0].rstrip(":"), "\n".join(heading), row.pages)
        self.path = title

    def _row(self, table: Table, row: TableRow, notes: tuple[str, ...], form: str) -> None:
        cells = table.cells(row)
        texts = [cell.text for cell in row.cells]
        values = texts[2 if CODE.match(texts[0]) else 1 :]
        reaching = tuple(f"{cell.column}: {cell.text}" for cell in table.reaching(row))
        explained = reaching + expansions(self.legend, [cell.column for cell in cells], values)
        sum_only = row.summing and not re.search(r"[A-Za-z]", texts[0])
        name = f"{cells[0].column} {texts[0]}" if sum_only else row_name(texts)
        name = f"{row_name([form])}, {name}" if form else name
        self._add(name, row.text, row.pages, cells, explained + notes, row.sentences)

    def _add(
        self,
        name: str,
        text: str,
        pages: tuple[int, ...],
        cells: tuple[Cell, ...] = (),
        notes: tuple[str, ...] = (),
        sentences: tuple[Sentence, ...] = (),
    ) -> None:
        """A provision of one sentence, or of those given."""
        names = [self.label, name] if name else [self.label]
        self.provisions.append(
            Provision(
                id="/".join([self.regulation, *map(slug, names)]),
                regulation=self.regulation,
                kind=ProvisionKind.ROW if cells else ProvisionKind.OTHER,
                label=", ".join(names),
                heading_path=self.path,
                text=text,
                sentences=sentences or (Sentence(1, False, 0, len(text), pages[0]),),
                pages=pages,
                cells=cells,
                notes=notes,
            )
        )


def _blocks(lines: Sequence[Printed], words: Counter[str]) -> list[_Block]:
    blocks: list[list[Printed]] = []
    for printed in lines:
        before = blocks[-1][-1] if blocks else None
        if (
            before is None
            or before.place[0] != printed.place[0]
            or printed.line.top - before.line.bottom > _LEADING * printed.line.size
            or HEADING.match(printed.line.text)
            or printed.line.words[0].superscript
        ):
            blocks.append([])
        blocks[-1].append(printed)
    return [_Block(tuple(block), join((line_text(p.line.words) for p in block), words)) for block in blocks]


def _first_key(table: Table) -> str:
    """The first key of a table of keys and values, "" for any other table."""
    return table.rows[0].cells[0].text if table.keyed and table.rows else ""


def _heading(row: TableRow, words: Counter[str]) -> tuple[str, ...]:
    """A group heading, and the rule printed below it when it has one."""
    lines = row.cells[0].lines
    rest = join(lines[1:], words)
    return (lines[0], rest) if _SENTENCE.search(rest) else (row.cells[0].text,)


def _sentences(lines: Sequence[tuple[str, int, Sequence[tuple[int, int]]]]) -> tuple[Sentence, ...]:
    """Counted sentences of lines joined by line breaks, each given as (text, page, spans)."""
    sentences: list[Sentence] = []
    offset = 0
    for text, page, spans in lines:
        for start, end in spans:
            sentences.append(Sentence(len(sentences) + 1, False, offset + start, offset + end, page))
        offset += len(text) + 1
    return tuple(sentences)
