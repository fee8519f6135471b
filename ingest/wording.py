"""Words to the text of a provision: blocks, printed sentence numbers, sentences and their pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.formats.page import Word
from ingest.layout import append
from ingest.records import Sentence
from ingest.sentences import split


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


def extend(block: Block, words: Sequence[Word], page: int, vocabulary: Counter[str]) -> None:
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


def compose(blocks: Sequence[Block]) -> tuple[str, tuple[Sentence, ...], tuple[int, ...]]:
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
