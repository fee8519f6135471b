"""The rows below one heading as text: subsections "(1)", list items and blocks, with their pages kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.formats.page import Word
from ingest.layout import Row, append
from ingest.records import Sentence
from ingest.sentences import ended, split
from ingest.style import Style

_SUBSECTION = re.compile(r"\( ?(\d{1,2}) ?([a-z]?) ?\)")
_MARKS = {
    "Nr.": re.compile(r"(\d{1,2}(?:\.\d{1,2})*)(?:[.)]|(?<=\.\d))(?=\D|$)"),
    "lit.": re.compile(r"\(?([a-z]|([a-z])\2)(?:\)|\.(?=\s|$|[A-ZÄÖÜ]))"),
    "roman": re.compile(r"\(?([IVX]{1,5}|[ivx]{1,5})(?:\)|\.)(?=\s|$|[A-ZÄÖÜ])"),
    "Spiegelstrich": re.compile(r"([•\-–—])(?=\s|$)"),
}
_MONTHS = re.compile(
    r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Trimester|Semester|"
    r"Fachsemester|Studien\w+|Jahrgang)\b"
)
_INDENT = 3.0  # points: rows closer than this begin at the same place


@dataclass(slots=True)
class Block:
    """Text that stands on a line of its own: an item's text, or what stands before, between or after items.

    numbers: (offset, printed sentence number); pages: (offset, page) where the text of a page begins
    mark:    the item's own mark as printed; title: the block is the heading of its item
    """

    item: tuple[str, ...] = ()
    mark: str = ""
    text: str = ""
    numbers: list[tuple[int, int]] = field(default_factory=list)
    pages: list[tuple[int, int]] = field(default_factory=list)
    title: bool = False


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


def subsections(rows: Sequence[Row], style: Style, words: Counter[str]) -> list[Subsection]:
    """The Absätze of rows that stand below one heading, the first numbered "" if text stands before "(1)"."""
    return _Reader(rows, style, words).read()


class _Reader:
    """Walks through the rows and keeps which lists are open."""

    def __init__(self, rows: Sequence[Row], style: Style, words: Counter[str]) -> None:
        self.rows, self.style, self.vocabulary = rows, style, words
        self.found: list[Subsection] = [Subsection("")]
        self.open: list[_Item] = []
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
        outdented = index > 0 and row.x0 < self.rows[index - 1].x0 - _INDENT
        starts = self.fresh or self._ended(index) or outdented
        if not starts or not (follows or (number > before and self.fresh and self._ended(index))):
            return []
        if self.subsection_x >= 0 and row.x0 > self.subsection_x + 25:
            return []
        self.subsection_x = row.x0
        self.open.clear()
        self.found.append(Subsection(match[1] + match[2]))
        self.fresh = True
        return _without(words, match.end(), row.text)

    def _row(self, index: int, row: Row, words: list[Word]) -> None:
        """Put the words of a row where they belong: a new item, a new block, or the text before."""
        rest = self._item(index, row, words)
        new = rest is not None
        words = rest if rest is not None else words
        if not words:
            return
        tabular = (
            not new
            and len(row.lines) > 1
            and not _SUBSECTION.match(row.text)
            and max(row.gaps) > 1.5 * row.size
        )
        if not new and not tabular:
            new = self._close(index, row, words)
        blocks = self.found[-1].blocks
        if not blocks or (new and (blocks[-1].text or blocks[-1].item != self._path())) or tabular:
            blocks.append(Block(self._path()))
        elif self.open and not new:
            self.open[-1].hanging |= row.x0 > self.open[-1].mark_x + _INDENT
        _extend(blocks[-1], words, row.page, self.vocabulary)

    def _path(self) -> tuple[str, ...]:
        return tuple(item.label for item in self.open)

    def _item(self, index: int, row: Row, words: list[Word]) -> list[Word] | None:
        """The words after an item's mark if the row (after its "(n)") begins an item, else None."""
        if not words:
            return None
        text = " ".join(word.text for word in words)
        x = words[0].x0
        begins = words[0] is not row.words[0] or self._begins(index, row)
        if words[0].superscript or not begins:
            return None
        for kind, pattern in _MARKS.items():
            match = pattern.match(text)
            if not match or (kind == "Nr." and _MONTHS.match(text[match.end() :].strip())):
                continue
            value = _value(kind, match[1])
            if self._open(kind, value, match[1], x):
                rest = _without(words, match.end(), text)
                self.open[-1].text_x = rest[0].x0 if rest else x
                block = Block(self._path(), text[: match.end()].strip())
                self.found[-1].blocks.append(block)
                return rest
        return None

    def _begins(self, index: int, row: Row) -> bool:
        if self.fresh or self._ended(index):
            return True
        before = self.rows[index - 1]
        return bool(re.search(r"[,;]$", before.text)) or abs(row.x0 - before.x0) > _INDENT

    def _open(self, kind: str, value: int, printed: str, x: float) -> bool:
        """Continue an open list or begin one; False if the mark is not one."""
        for depth in range(len(self.open) - 1, -1, -1):
            item = self.open[depth]
            follows = value in (item.value + 1, item.value + 2) or kind == "Spiegelstrich"
            near = abs(item.mark_x - x) <= 2 * _INDENT or kind != "Spiegelstrich"
            if item.kind == kind and follows and near:
                del self.open[depth + 1 :]
                count = item.value + 1 if kind == "Spiegelstrich" else value
                self.open[depth] = _Item(kind, count, _label(kind, count, printed), x, x)
                return True
        if kind != "Spiegelstrich" and value != 1:
            return False
        while self.open and self.open[-1].mark_x > x + _INDENT:
            self.open.pop()
        self.open.append(_Item(kind, 1, _label(kind, 1, printed), x, x))
        return True

    def _close(self, index: int, row: Row, words: list[Word]) -> bool:
        """Close the items a plain row no longer belongs to; True if the row begins a block."""
        closed = False
        done = self._ended(index) or bool(re.search(r"[,;]$", self.rows[index - 1].text)) if index else True
        while self.open:
            item = self.open[-1]
            out = row.x0 <= item.mark_x + _INDENT and (self.fresh or done)
            if not (out or (item.hanging and row.x0 < item.text_x - _INDENT)):
                break
            self.open.pop()
            closed = True
        blocks = self.found[-1].blocks
        after_table = bool(blocks) and index > 0 and len(self.rows[index - 1].lines) > 1 and self.fresh
        capital = words[0].superscript or not re.match(r"\W*[a-zäöüß]", words[0].text)
        return (
            closed or after_table or (self.fresh and capital and (self._ended(index) or self._title(index)))
        )

    def _title(self, index: int) -> bool:
        """Whether the row before, the first of its item, is a heading of the item; then mark its block."""
        blocks = self.found[-1].blocks
        if (
            not self.open
            or not blocks
            or not blocks[-1].mark
            or blocks[-1].mark not in self.rows[index - 1].text
        ):
            return False
        before = self.rows[index - 1]
        if re.search(r"[.,;:]$", before.text) or not self.style.room(before, self.rows[index]):
            return False
        blocks[-1].title = True
        return True


def _label(kind: str, value: int, printed: str) -> str:
    if kind == "Spiegelstrich":
        return f"Spiegelstrich {value}"
    return f"{'Nr.' if kind == 'roman' else kind} {printed}"


def _value(kind: str, printed: str) -> int:
    if kind == "Nr.":
        return int(printed.split(".")[-1])
    if kind == "lit.":
        return ord(printed[0]) - ord("a") + 1
    if kind == "roman":
        digits = [{"I": 1, "V": 5, "X": 10}[letter] for letter in printed.upper()]
        return sum(-d if d < max(digits[i:]) else d for i, d in enumerate(digits))
    return 1


def _without(words: list[Word], count: int, text: str) -> list[Word]:
    """The words left when the first `count` letters of their text (joined by spaces) are taken away."""
    from dataclasses import replace

    at = 0
    for position, word in enumerate(words):
        end = at + len(word.text)
        if end > count:
            rest = text[max(at, count) : end]
            return [replace(word, text=rest), *words[position + 1 :]]
        at = end + 1
    return []


def _extend(block: Block, words: Sequence[Word], page: int, vocabulary: Counter[str]) -> None:
    """Add words to a block; a raised number that begins a sentence is noted instead of printed."""
    number = 0
    for position, word in enumerate(words):
        if word.superscript and _counts(block, words, position):
            number = int(word.text)
            continue
        glued = (
            word.superscript
            and position > 0
            and word.x0 - words[position - 1].x1 < 0.1 * words[position - 1].size
        )
        if glued or (
            position and words[position - 1].superscript and not number and _touch(words[position - 1], word)
        ):
            block.text += word.text
        elif position:
            block.text = f"{block.text} {word.text}" if block.text else word.text
        else:
            block.text = append(block.text, word.text, vocabulary)
        begin = len(block.text) - len(word.text)
        if number:
            block.numbers.append((begin, number))
            number = 0
        if not block.pages or block.pages[-1][1] != page:
            block.pages.append((begin, page))


def _touch(one: Word, other: Word) -> bool:
    return other.x0 - one.x1 < 0.1 * other.size


def _counts(block: Block, words: Sequence[Word], position: int) -> bool:
    """Whether a raised word is the number of the sentence that follows, not a footnote mark or exponent."""
    word = words[position]
    if not re.fullmatch(r"\d{1,2}", word.text) or position + 1 == len(words):
        return False
    before = words[position - 1].text if position else ""
    apart = position == 0 or not _touch(words[position - 1], word)
    return apart or bool(re.search(r"[.:;!?”“\"»)]$", before))


def sentences(blocks: Sequence[Block]) -> tuple[str, tuple[Sentence, ...], tuple[int, ...]]:
    """Blocks as the text of one provision, one a line: text, sentences, pages."""
    lines: list[str] = []
    found: list[Sentence] = []
    counts: Counter[tuple[str, ...]] = Counter()
    open_ended: dict[tuple[str, ...], bool] = {}
    pages: set[int] = set()
    offset = 0
    for block in blocks:
        mark = f"{block.mark} " if block.mark else ""
        line = mark + block.text
        pages.update(page for _, page in block.pages)
        if block.mark:
            counts[block.item] = 0
            open_ended[block.item] = False
        for sentence in _sentences(block, counts, open_ended):
            start = offset + (len(mark) + sentence.start if sentence.start else 0)
            end = offset + len(mark) + sentence.end
            found.append(
                Sentence(sentence.number, sentence.printed, start, end, sentence.page, sentence.item)
            )
        lines.append(line.strip())
        offset += len(line.strip()) + 1
    return "\n".join(lines), tuple(found), tuple(sorted(pages))


def _sentences(
    block: Block, counts: Counter[tuple[str, ...]], open_ended: dict[tuple[str, ...], bool]
) -> Iterator[Sentence]:
    """The sentences of one block with offsets in its text; the last of a path may go on in a later block."""
    printed = dict(block.numbers)
    for start, end in split(block.text, printed):
        number = printed.get(start)
        goes_on = open_ended.get(block.item, False) and bool(re.match(r"\W*[a-zäöüß]", block.text[start:]))
        counts[block.item] = number or counts[block.item] + (0 if goes_on and counts[block.item] else 1)
        open_ended[block.item] = not re.search(r"[.!?][”“\"«»)]*$", block.text[start:end])
        page = [page for at, page in block.pages if at <= start][-1]
        yield Sentence(counts[block.item], number is not None, start, end, page, block.item)
