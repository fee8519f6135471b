"""Annexes with ruled tables: one provision per row, and per group rule, footnote, legend and other text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.annex import Annex, Printed
from ingest.cells import Place, tables
from ingest.formats.page import Page
from ingest.layout import join, running, vocabulary
from ingest.naming import distinct
from ingest.records import Dropped, Provision

_TITLE = re.compile(
    r"(Anlage|Anhang|Appendix|Annex)(\s+(\d+[a-z]?|[IVX]+|[A-Z])(?=[\s:.–-]|$)|(?=\s*([:–]|zu\b|$)))"
)
_PLAIN_TITLE = re.compile(r"\w+\s+\w+\s*($|:|–|zu[rm]?\b)")


@dataclass(frozen=True, slots=True)
class Annexes:
    """What `rows` read: provisions, column heads left out, and the (page number, line index) taken."""

    provisions: tuple[Provision, ...]
    dropped: tuple[Dropped, ...]
    taken: frozenset[Place]


def rows(pages: Sequence[Page], regulation_id: str) -> Annexes:
    """The provisions of all annexes with a ruled table, in document order; other annexes are left alone."""
    skip = running(pages)
    words = vocabulary(pages)
    found = tables(pages, skip, words)
    inside = frozenset(place for table in found for place in table.taken)
    lines = [
        Printed((page.number, index), line)
        for page in pages
        for index, line in enumerate(page.lines)
        if (page.number, index) not in skip
    ]
    provisions: list[Provision] = []
    dropped: list[Dropped] = []
    taken: set[Place] = set()
    above: list[Printed] = []
    for title, body in _regions(lines, inside):
        places = {printed.place for printed in body}
        own = [table for table in found if table.taken & places]
        if own:
            rest = [printed for printed in body if printed.place not in inside]
            path = tuple(join((p.line.text for p in part), words) for part in (above, title) if part)
            match = _TITLE.match(path[-1])
            annex = Annex(regulation_id, match[0] if match else path[-1], path, words)
            annex.read(own, rest)
            provisions += annex.provisions
            dropped += [drop for table in own for drop in table.dropped]
            taken |= places | {printed.place for printed in [*above, *title]}
            taken.update(*(table.taken for table in own))
        above = [] if body else title
    return Annexes(distinct(provisions), tuple(dropped), frozenset(taken))


def _regions(lines: Sequence[Printed], inside: frozenset[Place]) -> list[tuple[list[Printed], list[Printed]]]:
    """Annexes as (title lines, all other lines up to the next annex)."""
    starts = [
        at
        for at, printed in enumerate(lines)
        if printed.place not in inside
        and _TITLE.match(printed.line.text)
        and (printed.line.bold or (_begins_page(lines, at) and _PLAIN_TITLE.match(printed.line.text)))
    ]
    regions = []
    for start, end in pairwise([*starts, len(lines)]):
        after = start + 1
        while after < end and _continues_title(lines[after - 1], lines[after], inside):
            after += 1
        regions.append((list(lines[start:after]), list(lines[after:end])))
    return regions


def _begins_page(lines: Sequence[Printed], at: int) -> bool:
    return at == 0 or lines[at - 1].place[0] < lines[at].place[0]


def _continues_title(before: Printed, printed: Printed, inside: frozenset[Place]) -> bool:
    same_page = before.place[0] == printed.place[0] and printed.place not in inside
    close = printed.line.top - before.line.bottom < before.line.size / 2
    alike = printed.line.bold == before.line.bold and printed.line.size == before.line.size
    return same_page and close and alike
