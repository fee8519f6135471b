"""What is usual in a document, so that what is not can be told apart: its text size, spacing and margins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.layout import Row


@dataclass(frozen=True, slots=True)
class Style:
    """Size of the text, distance of its rows (both in points), and whether most of it is bold."""

    size: float
    pitch: float
    bold: bool

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Style:
        """Measure the rows of a document."""
        letters: Counter[float] = Counter()
        for row in rows:
            letters[row.size] += len(row.text)
        size = max(letters, key=lambda s: (letters[s], s)) if letters else 10.0
        steps = [b.bottom - a.bottom for a, b in pairwise(rows) if a.page == b.page]
        near = [step for step in steps if 0.9 * size < step < 2.5 * size]
        bold = 2 * sum(len(row.text) for row in rows if row.bold) > sum(len(row.text) for row in rows)
        return cls(size, median(near) if near else 1.2 * size, bold)

    def room(self, before: Row, row: Row) -> bool:
        """Whether the row before ended although the first word of this one would have fitted."""
        first = row.words[0]
        return before.x1 + (first.x1 - first.x0) + 0.6 * self.size < before.right

    def gap(self, before: Row, row: Row) -> bool:
        """Whether more space than between the rows of one text stands between two rows."""
        return before.page == row.page and row.bottom - before.bottom > self.pitch + 0.3 * self.size

    def centred(self, row: Row) -> bool:
        """Whether the row stands in the middle, with room on both sides."""
        left, right = row.x0 - row.left, row.right - row.x1
        return min(left, right) > 1.5 * self.size and abs(left - right) < 1.5 * self.size

    def marked(self, row: Row) -> int:
        """How much the row differs from running text: bold 3, centred 2, larger 2."""
        bold = 3 if row.bold and not self.bold else 0
        return bold + 2 * self.centred(row) + 2 * (row.size > self.size + 0.4)

    def like(self, one: Row, other: Row) -> bool:
        """Whether two rows are printed alike."""
        alike = one.bold == other.bold and abs(one.size - other.size) < 0.3
        return alike and self.centred(one) == self.centred(other)
