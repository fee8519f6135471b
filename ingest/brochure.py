"""Brochures: one provision per section, framed box and table row, in the order a reader takes them in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.blocks import Block, Framed, Unit, units
from ingest.cells import Table, tables
from ingest.formats.page import Page
from ingest.headings import Heading, Typography, typography
from ingest.layout import running, vocabulary
from ingest.naming import distinct, row_name, slug
from ingest.records import Cell, Dropped, Provision, ProvisionKind, Sentence
from ingest.sentences import split

_BUTTON = 5  # most words of a button or of a label in a drawing
_TITLE = 4  # most words of a plain first line that names its box
_TELLING = re.compile(r"[\d@.!?:]")


@dataclass(frozen=True, slots=True)
class _Part:
    """A text block of a section; `item` counts list items from 1, 0 outside lists."""

    text: str
    page: int
    item: int


@dataclass(slots=True)
class _Section:
    """A provision while it is collected; a table row has cells and its own sentences."""

    path: tuple[Heading, ...]
    name: str = ""
    parts: list[_Part] = field(default_factory=list)
    cells: tuple[Cell, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    pages: tuple[int, ...] = ()


def provisions(
    pages: Sequence[Page], regulation_id: str
) -> tuple[tuple[Provision, ...], tuple[Dropped, ...]]:
    """The provisions of a brochure in reading order, and what was left out and why."""
    skip = running(pages)
    words = vocabulary(pages)
    found = tables(pages, skip, words)
    reader = _Reader(regulation_id, typography(pages))
    reader.dropped += [drop for page in pages for drop in page.dropped]
    inside = {place for table in found for place in table.taken}
    reader.dropped += [drop for place, drop in skip.items() if place not in inside]
    reader.dropped += [drop for table in found for drop in table.dropped]
    for page in pages:
        for unit in units(page, found, skip, words):
            reader.take(unit)
    return reader.finished()


@dataclass(slots=True)
class _Reader:
    regulation: str
    type: Typography
    path: tuple[Heading, ...] = ()
    section: _Section | None = None
    sections: list[_Section] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)

    def take(self, unit: Unit) -> None:
        """Read on: a heading opens a section, anything else belongs to the one that is open."""
        if isinstance(unit, Table):
            self._rows(unit)
        elif isinstance(unit, Framed):
            self._box(unit)
        elif heading := self.type.heading(unit):
            self._open(heading)
        elif self.path and self.path[-1].contents:
            self.dropped.append(Dropped(unit.page, unit.text, "contents page"))
        else:
            self._text(unit)

    def finished(self) -> tuple[tuple[Provision, ...], tuple[Dropped, ...]]:
        """All provisions, and what was dropped; a heading that nothing stands under is dropped too."""
        written = [section for section in self.sections if section.parts]
        used = {heading for section in written for heading in section.path}
        bare = [Dropped(h.page, h.text, "heading without text") for h in self.headings if h not in used]
        dropped = sorted([*self.dropped, *bare], key=lambda drop: drop.page)
        return distinct([self._provision(section) for section in written]), tuple(dropped)

    def _open(self, heading: Heading) -> None:
        above = self.path
        if heading.contents or (above and above[-1].contents and heading.rank < above[-1].rank):
            self.dropped.append(Dropped(heading.page, heading.text, "contents page"))
            self.path = (heading,) if heading.contents else above
        else:
            self.path = (*(other for other in above if other.rank > heading.rank + 0.01), heading)
            self.headings.append(heading)
        self.section = None

    def _text(self, block: Block) -> None:
        if self.section is None:
            self.section = _Section(self.path)
            self.sections.append(self.section)
        parts = self.section.parts
        item = (parts[-1].item if parts else 0) + 1 if block.bullet else 0
        parts.append(_Part(block.text, block.page, item))

    def _box(self, framed: Framed) -> None:
        """A box is a provision of its own under the headings outside; then the text outside goes on."""
        blocks = [part for part in framed.parts if isinstance(part, Block)]
        text = " ".join(block.text for block in blocks)
        if len(text.split()) <= _BUTTON and not _TELLING.search(text) and len(blocks) == len(framed.parts):
            self.dropped.append(Dropped(blocks[0].page, text, "button or label of a drawing"))
            return
        outside = self.path, self.section
        self.section = None
        for at, part in enumerate(framed.parts):
            if at == 0 and isinstance(part, Block) and _names_box(part, framed):
                self._open(Heading(part.text, min(self.type.rank(part), self._inner_rank()), part.page))
            else:
                self.take(part)
        self.path, self.section = outside

    def _inner_rank(self) -> float:
        """A rank below all headings that are open."""
        return min((heading.rank for heading in self.path), default=2.0) - 0.1

    def _rows(self, table: Table) -> None:
        path = self.path
        for row in table.rows:
            if row.heading:
                path = (*self.path, Heading(row.cells[0].text, self._inner_rank(), row.pages[0]))
                self.headings.append(path[-1])
                continue
            name = row_name([cell.text for cell in row.cells])
            part = _Part(row.text, row.pages[0], 0)
            self.sections.append(_Section(path, name, [part], table.cells(row), row.sentences, row.pages))
        self.section = None

    def _provision(self, section: _Section) -> Provision:
        pages = section.pages or tuple(dict.fromkeys(part.page for part in section.parts))
        above = self.type.names(section.path) or ("Titelseite" if pages[0] == 1 else f"Seite {pages[0]}",)
        names = [*above, section.name] if section.name else above
        return Provision(
            id="/".join([self.regulation, *map(slug, names)]),
            regulation=self.regulation,
            kind=ProvisionKind.ROW if section.cells else ProvisionKind.BROCHURE,
            label=", ".join(names),
            heading_path=tuple(heading.text for heading in section.path),
            text="\n".join(part.text for part in section.parts),
            sentences=section.sentences or _sentences(section.parts),
            pages=pages,
            cells=section.cells,
        )


def _names_box(block: Block, framed: Framed) -> bool:
    """Whether the first line of a box is its title: short, no sentence, and more follows."""
    short = len(block.text.split()) <= _TITLE and len(block.lines) == 1
    return short and len(framed.parts) > 1 and not _TELLING.search(block.text.rstrip("?"))


def _sentences(parts: Sequence[_Part]) -> tuple[Sentence, ...]:
    """Counted sentences: within a list item, or over all text outside lists."""
    sentences: list[Sentence] = []
    offset = counted = 0
    for part in parts:
        spans = split(part.text)
        first = 1 if part.item else counted + 1
        item = (f"Spiegelstrich {part.item}",) if part.item else ()
        sentences += [
            Sentence(number, False, offset + start, offset + end, part.page, item)
            for number, (start, end) in enumerate(spans, first)
        ]
        counted += 0 if part.item else len(spans)
        offset += len(part.text) + 1
    return tuple(sentences)
