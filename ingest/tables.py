"""Annexes with ruled tables: one provision per row, and per group rule, footnote, legend and other text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.cells import Place, Table, TableRow, line_text, tables
from ingest.formats.page import Line, Page
from ingest.layout import join, running, vocabulary
from ingest.legend import HEADING, Entry, entries, expansions
from ingest.records import Cell, Dropped, Provision, ProvisionKind, Sentence
from ingest.sentences import split

_TITLE = re.compile(
    r"(Anlage|Anhang|Appendix|Annex)(\s+(\d+[a-z]?|[IVX]+|[A-Z])(?=[\s:.–-]|$)|(?=\s*([:–]|zu\b|$)))"
)
_FOOTNOTE = re.compile(r"(\d+|\*+)\s*\)?\s+(?=\S)")
_CODE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w./-]+(?: [\w./-]+)?$")
_NUMBER = re.compile(r"[\d.]{1,5}$")
_SENTENCE = re.compile(r"\w+ \w+.*[a-zß]\.$")
_RULE = re.compile(_SENTENCE.pattern + r"|\([^)]*\d[^)]*\)")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LONG_CELL = 200  # letters; a longer cell is read as sentences
_LONG_LABEL = 60  # letters; a longer title is cited by its first clause


@dataclass(frozen=True, slots=True)
class Annexes:
    """What `rows` read: provisions, column heads left out, and the (page number, line index) taken."""

    provisions: tuple[Provision, ...]
    dropped: tuple[Dropped, ...]
    taken: frozenset[Place]


@dataclass(frozen=True, slots=True)
class _Printed:
    place: Place
    line: Line


@dataclass(frozen=True, slots=True)
class _Block:
    """Printed lines without a wide gap between them, outside tables."""

    lines: tuple[_Printed, ...]
    text: str

    @property
    def start(self) -> tuple[int, float]:
        return self.lines[0].place[0], self.lines[0].line.top


@dataclass(slots=True)
class _Annex:
    """One annex while its provisions are collected."""

    regulation: str
    label: str
    path: tuple[str, ...]
    words: Counter[str]
    legend: tuple[Entry, ...] = ()
    footnotes: dict[str, str] = field(default_factory=dict)
    provisions: list[Provision] = field(default_factory=list)

    def add(
        self,
        name: str,
        text: str,
        pages: tuple[int, ...],
        cells: tuple[Cell, ...] = (),
        notes: tuple[str, ...] = (),
        sentences: tuple[Sentence, ...] = (),
    ) -> None:
        """A provision of one sentence, or of those given."""
        label = f"{self.label}, {name}" if name else self.label
        identity = "/".join([self.regulation, slug(self.label), *([slug(name)] if name else [])])
        self.provisions.append(
            Provision(
                id=identity,
                regulation=self.regulation,
                kind=ProvisionKind.ROW if cells else ProvisionKind.OTHER,
                label=label,
                heading_path=self.path,
                text=text,
                sentences=sentences or (Sentence(1, False, 0, len(text), pages[0]),),
                pages=pages,
                cells=cells,
                notes=notes,
            )
        )


def rows(pages: Sequence[Page], regulation_id: str) -> Annexes:
    """The provisions of all annexes with a ruled table, in document order; other annexes are left alone."""
    skip = running(pages)
    words = vocabulary(pages)
    found = tables(pages, skip, words)
    inside = frozenset(place for table in found for place in table.taken)
    lines = [
        _Printed((page.number, index), line)
        for page in pages
        for index, line in enumerate(page.lines)
        if (page.number, index) not in skip
    ]
    provisions: list[Provision] = []
    dropped: list[Dropped] = []
    taken: set[Place] = set()
    above: list[_Printed] = []
    for title, body in _regions(lines, inside):
        places = {printed.place for printed in body}
        own = [table for table in found if table.taken & places]
        if own:
            rest = [printed for printed in body if printed.place not in inside]
            path = tuple(join((p.line.text for p in part), words) for part in (above, title) if part)
            provisions += _annex(regulation_id, path, rest, own, words)
            dropped += [drop for table in own for drop in table.dropped]
            taken |= places | {printed.place for printed in [*above, *title]}
        above = [] if body else title
    return Annexes(distinct(provisions), tuple(dropped), frozenset(taken))


def slug(text: str) -> str:
    """Lower-case words joined by hyphens, umlauts spelt out: "MB 01901" -> "mb-01901"."""
    plain = text.lower().translate(_UMLAUTS)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def distinct(provisions: Sequence[Provision]) -> tuple[Provision, ...]:
    """The provisions with "~2", "~3" ... after an id that came before."""
    seen: dict[str, int] = {}
    unique = []
    for provision in provisions:
        seen[provision.id] = count = seen.get(provision.id, 0) + 1
        unique.append(provision if count == 1 else replace(provision, id=f"{provision.id}~{count}"))
    return tuple(unique)


def _regions(
    lines: Sequence[_Printed], inside: frozenset[Place]
) -> list[tuple[list[_Printed], list[_Printed]]]:
    """Annexes as (title lines, all other lines up to the next annex)."""
    starts = [
        at
        for at, printed in enumerate(lines)
        if printed.line.bold and printed.place not in inside and _TITLE.match(printed.line.text)
    ]
    regions = []
    for start, end in pairwise([*starts, len(lines)]):
        after = start + 1
        while after < end and _continues_title(lines[after - 1], lines[after], inside):
            after += 1
        regions.append((list(lines[start:after]), list(lines[after:end])))
    return regions


def _continues_title(before: _Printed, printed: _Printed, inside: frozenset[Place]) -> bool:
    same_page = before.place[0] == printed.place[0] and printed.place not in inside
    close = printed.line.top - before.line.bottom < before.line.size / 2
    return same_page and close and printed.line.bold and printed.line.size == before.line.size


def _annex(
    regulation: str,
    path: tuple[str, ...],
    rest: Sequence[_Printed],
    own: Sequence[Table],
    words: Counter[str],
) -> list[Provision]:
    match = _TITLE.match(path[-1])
    annex = _Annex(regulation, match[0].strip() if match else path[-1], path, words)
    blocks = _blocks(rest, words)
    for block in blocks:
        if HEADING.match(block.lines[0].line.text):
            annex.legend = entries([printed.line for printed in block.lines[1:]], words)
        elif mark := _FOOTNOTE.match(block.text):
            annex.footnotes[mark[1]] = block.text
    content: list[Table | _Block] = sorted([*own, *blocks], key=lambda part: part.start)
    for at, part in enumerate(content):
        if isinstance(part, Table):
            before = content[at - 1] if at else None
            _add_table(annex, part, before.text if isinstance(before, _Block) and _captions(before) else "")
        elif not (_captions(part) and at + 1 < len(content) and isinstance(content[at + 1], Table)):
            _add_block(annex, part)
    return annex.provisions


def _blocks(lines: Sequence[_Printed], words: Counter[str]) -> list[_Block]:
    blocks: list[list[_Printed]] = []
    for printed in lines:
        before = blocks[-1][-1] if blocks else None
        if (
            before is None
            or before.place[0] != printed.place[0]
            or printed.line.top - before.line.bottom > 0.6 * printed.line.size
            or HEADING.match(printed.line.text)
            or (_FOOTNOTE.match(line_text(printed.line.words)) and printed.line.words[0].superscript)
        ):
            blocks.append([])
        blocks[-1].append(printed)
    return [_Block(tuple(block), join((line_text(p.line.words) for p in block), words)) for block in blocks]


def _captions(block: _Block) -> bool:
    """Whether a block above a table is its caption: bold, or short and no sentence."""
    short = len(block.text.split()) <= 12 and not block.text.endswith((".", ";", ","))
    return short or all(printed.line.bold for printed in block.lines)


def _add_block(annex: _Annex, block: _Block) -> None:
    pages = (block.start[0],)
    heading = block.lines[0].line.text
    if HEADING.match(heading) and annex.legend:
        text = "\n".join([heading, *(f"{entry.code} {entry.meaning}" for entry in annex.legend)])
        cells = tuple(Cell(entry.code, entry.meaning) for entry in annex.legend)
        annex.add(heading.rstrip(" :"), text, pages, cells, sentences=_lines(text, pages[0]))
    elif mark := _FOOTNOTE.match(block.text):
        annex.add(f"Fußnote {mark[1]}", block.text, pages)
    else:
        annex.add("", block.text, pages)


def _add_table(annex: _Annex, table: Table, caption: str) -> None:
    title = annex.path
    marks = [mark.rstrip(")") for mark in table.markers]
    notes = tuple(annex.footnotes[mark] for mark in marks if mark in annex.footnotes)
    groups: list[tuple[object, tuple[str, ...]]] = [(None, (caption,))] if caption else []
    for row in table.rows:
        if row.heading:
            style = (row.fill, row.cells[0].bold)
            known = [at for at, (other, _) in enumerate(groups) if other == style]
            groups = groups[: known[0]] if known else groups
            annex.path = (*title, *(part for _, heading in groups for part in heading))
            heading = _heading(row, annex.words)
            groups = [*groups, (style, heading)]
            if any(_RULE.search(part) for part in heading):
                annex.add(heading[0].rstrip(":"), "\n".join(heading), row.pages)
            continue
        summing = row.cells[0].first > 0
        annex.path = title if summing else (*title, *(part for _, heading in groups for part in heading))
        cells = table.cells(row)
        values = [cell.text for cell in cells[2 if _CODE.match(cells[0].text) else 1 :]]
        explained = expansions(annex.legend, [cell.column for cell in cells], values)
        name = f"{cells[0].column} {cells[0].text}" if summing else row_name([cell.text for cell in cells])
        text = " | ".join(cell.text for cell in cells)
        annex.add(name, text, row.pages, cells, explained + notes, row_sentences(row))
    annex.path = title


def _heading(row: TableRow, words: Counter[str]) -> tuple[str, ...]:
    """A group heading, and the rule printed below it when it has one."""
    lines = row.cells[0].lines
    rest = join(lines[1:], words)
    return (lines[0], rest) if _SENTENCE.search(rest) else (row.cells[0].text,)


def row_name(texts: Sequence[str]) -> str:
    """What a row is cited by: its module number, its running number and title, or its title."""
    if _CODE.match(texts[0]):
        return texts[0]
    name = " ".join(texts[:2]) if _NUMBER.match(texts[0]) else texts[0]
    if len(name) <= _LONG_LABEL:
        return name
    return re.split(r"(?<=\w\)), |, |; |\. (?=[A-Z])", name, maxsplit=1)[0]


def row_sentences(row: TableRow) -> tuple[Sentence, ...]:
    """The sentences of a row's cells joined by " | ": each of a long cell's own, all short cells as one."""
    spans: list[tuple[int, int, int]] = []
    offset = 0
    short = False
    for cell in row.cells:
        long = len(cell.text) > _LONG_CELL
        for start, end in split(cell.text) if long else [(0, len(cell.text))]:
            page = row.pages[1 if cell.turn and start >= cell.turn else 0]
            if short and not long:
                spans[-1] = (spans[-1][0], offset + end, spans[-1][2])
            else:
                spans.append((offset + start, offset + end, page))
        short = not long
        offset += len(cell.text) + len(" | ")
    return tuple(Sentence(number, False, *span) for number, span in enumerate(spans, 1))


def _lines(text: str, page: int) -> tuple[Sentence, ...]:
    sentences = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        sentences.append(Sentence(number, False, start, start + len(line), page))
        start += len(line) + 1
    return tuple(sentences)
