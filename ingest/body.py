"""The rows below one heading as text: subsections "(1)", list items and blocks, with their pages kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.formats.page import Word
from ingest.layout import Row
from ingest.marks import Mark, marks, without
from ingest.sentences import ended
from ingest.style import Style
from ingest.wording import Block, extend

_SUBSECTION = re.compile(r"\( ?(\d{1,2}) ?([a-z]?) ?\)")
_INDENT = 3.0  # points: rows closer than this begin at the same place


@dataclass(slots=True)
class Subsection:
    """One Absatz, number as printed ("3", "1a") or "" for text before the first; its blocks in order."""

    number: str
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class _Item:
    kind: str
    value: int
    label: str
    mark_x: float
    text_x: float
    hanging: bool = False
    titled: bool = False


def subsections(rows: Sequence[Row], style: Style, words: Counter[str]) -> list[Subsection]:
    """The Absätze of rows that stand below one heading, the first numbered "" if text stands before "(1)"."""
    return _Reader(rows, style, words).read()


class _Reader:
    """Walks through the rows and keeps which lists are open."""

    def __init__(self, rows: Sequence[Row], style: Style, words: Counter[str]) -> None:
        self.rows, self.style, self.vocabulary = rows, style, words
        self.found: list[Subsection] = [Subsection("")]
        self.open: list[_Item] = []
        self.past: list[list[_Item]] = []
        self.subsection_x = -1.0
        self.fresh = True

    def read(self) -> list[Subsection]:
        for index, row in enumerate(self.rows):
            self.fresh = self._fresh(index)
            words = list(row.words)
            if taken := self._subsection(index, words):
                words = taken
            self._row(index, row, words)
        return [part for part in self.found if any(block.text or block.mark for block in part.blocks)]

    def _fresh(self, index: int) -> bool:
        """Whether the row may begin a paragraph, by space, the row before, or its indent."""
        if index == 0:
            return True
        before, row = self.rows[index - 1], self.rows[index]
        if re.search(r"\w[-\u00ad]$", before.text):
            return False
        return self.style.gap(before, row) or self.style.room(before, row)

    def _ended(self, index: int) -> bool:
        return index == 0 or ended(self.rows[index - 1].text)

    def _subsection(self, index: int, words: list[Word]) -> list[Word]:
        """The words after "(n)" if the row begins a new Absatz, else []."""
        row = self.rows[index]
        match = _SUBSECTION.match(row.text)
        if not match:
            return []
        number, last = (int(match[1]), match[2]), self.found[-1].number
        known = re.match(r"(\d+)(\w?)", last)
        before = (int(known[1]), known[2]) if known else (0, "")
        follows = number[0] == before[0] + 1 or (number[0] == before[0] and number[1] > before[1])
        x = row.x0 - row.shift
        outdented = index > 0 and x < self.rows[index - 1].x0 - self.rows[index - 1].shift - _INDENT
        starts = self.fresh or self._ended(index) or outdented
        if not starts or not (follows or (number > before and self.fresh and self._ended(index))):
            return []
        if self.subsection_x >= 0 and x > self.subsection_x + 25:
            return []
        self.subsection_x = x
        self.open, self.past = [], []
        self.found.append(Subsection(match[1] + match[2]))
        self.fresh = True
        return without(words, match.end())

    def _row(self, index: int, row: Row, words: list[Word]) -> None:
        """Put the words of a row where they belong: a new item, a new block, or the text before."""
        whole = words[:1] == list(row.words[:1])
        cells = whole and len(row.lines) > 1 and max(row.gaps) > 1.5 * row.size
        rest = None if cells and len(row.lines) > 2 else self._item(index, row, words)
        new = rest is not None
        words = rest if rest is not None else words
        if not words:
            return
        tabular = cells and not new
        if not new and not tabular:
            new = self._close(index, row, words)
        blocks = self.found[-1].blocks
        if not blocks or (new and (blocks[-1].text or blocks[-1].item != self._path())) or tabular:
            blocks.append(Block(self._path()))
        elif self.open and not new:
            self.open[-1].hanging |= row.x0 - row.shift > self.open[-1].mark_x + _INDENT
        extend(blocks[-1], words, row.page, self.vocabulary)

    def _path(self) -> tuple[str, ...]:
        return tuple(item.label for item in self.open)

    def _item(self, index: int, row: Row, words: list[Word]) -> list[Word] | None:
        """The words after an item's mark if the row (after its "(n)") begins an item, else None."""
        if not words or words[0].superscript:
            return None
        if words[0] is row.words[0] and not self._begins(index, row):
            return None
        text = " ".join(word.text for word in words)
        for mark in marks(text):
            if self._open(mark, words[0].x0 - row.shift):
                rest = without(words, mark.end)
                self.open[-1].text_x = (rest or words)[0].x0 - row.shift
                self.found[-1].blocks.append(Block(self._path(), text[: mark.end].strip()))
                return rest
        return None

    def _begins(self, index: int, row: Row) -> bool:
        if self.fresh or self._ended(index):
            return True
        before = self.rows[index - 1]
        return bool(re.search(r"[,;]$", before.text)) or abs(row.x0 - before.x0) > _INDENT

    def _open(self, mark: Mark, x: float) -> bool:
        """Continue an open list, or one that text after it had closed, or begin one; False if it is no mark."""
        dash = mark.kind == "Spiegelstrich"
        for items in (*(self.open[:depth] for depth in range(len(self.open), 0, -1)), *reversed(self.past)):
            last = items[-1]
            near = abs(last.mark_x - x) <= 2 * _INDENT
            reopened = last not in self.open
            follows = (
                near and not reopened if dash else 0 < mark.value - last.value <= 2 and (near or not reopened)
            )
            if last.kind == mark.kind and follows:
                count = last.value + 1 if dash else mark.value
                self.open = [
                    *items[:-1],
                    _Item(mark.kind, count, mark.label(count), x, x, last.hanging, last.titled),
                ]
                return True
        if mark.value != 1:
            return False
        while self.open and self.open[-1].mark_x > x + _INDENT:
            self.open.pop()
        self.open.append(_Item(mark.kind, 1, mark.label(1), x, x))
        return True

    def _close(self, index: int, row: Row, words: list[Word]) -> bool:
        """Close the items a plain row no longer belongs to; True if the row begins a block."""
        capital = words[0].superscript or not re.match(r"\W*[a-zäöüß]", words[0].text)
        x = row.x0 - row.shift
        if capital and self._title(index):
            self.open[-1].text_x = x
            return True
        closed = False
        while self.open:
            item = self.open[-1]
            out = x <= item.mark_x + _INDENT and (self.fresh or self._ended(index)) and not item.titled
            if not (out or ((item.hanging or item.titled) and x < item.text_x - _INDENT)):
                break
            self.past.append(list(self.open))
            self.open.pop()
            closed = True
        before = self.rows[index - 1] if index else None
        after_cells = before is not None and len(before.lines) > 1 and self.fresh
        after_heading = before is not None and before.bold and not row.bold and not self.style.bold
        begins = capital and (after_heading or (self.fresh and self._ended(index)))
        return closed or after_cells or begins

    def _title(self, index: int) -> bool:
        """Whether the row before, the first of its item, is a heading of the item; then mark its block.

        The first item decides for its list.
        """
        blocks = self.found[-1].blocks
        if not self.open or not blocks or not self.fresh or self.open[-1].kind == "Spiegelstrich":
            return False
        block, item, before = blocks[-1], self.open[-1], self.rows[index - 1]
        if not block.mark or not before.text.endswith(block.text[-20:]) or re.search(r"[.,;:]$", before.text):
            return False
        if not item.titled and (item.value > 1 or block.mark not in before.text):
            return False
        item.titled = block.title = True
        return True
