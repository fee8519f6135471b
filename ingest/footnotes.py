"""Footnotes: rows in small print at the bottom of a page that begin with a raised number or a mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from ingest.layout import Row
from ingest.style import Style

_SMALL = 0.93  # of the size of the text
_MARK = re.compile(r"(\d{1,2}\)|\*{1,3}\)?)(?=\s|\w)")


def footnotes(rows: Sequence[Row], style: Style) -> tuple[list[Row], list[list[Row]]]:
    """The rows without footnotes, and the rows of each footnote."""
    kept: list[Row] = []
    notes: list[list[Row]] = []
    for _, group in groupby(rows, key=lambda row: row.page):
        page = list(group)
        end = len(page)
        while end and page[end - 1].size < _SMALL * style.size:
            end -= 1
        start = next((i for i in range(end, len(page)) if _begins(page[i])), len(page))
        kept.extend(page[:start])
        for row in page[start:]:
            if _begins(row):
                notes.append([])
            notes[-1].append(row)
    return kept, notes


def _begins(row: Row) -> bool:
    return row.words[0].superscript or bool(_MARK.match(row.text))
