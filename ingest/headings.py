"""What is a heading in a brochure, how high it ranks, and how it is cited."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.blocks import Block
from ingest.formats.page import Page

_SECTION = 1.2  # rank from which a heading is cited without the headings above it
_LARGER = 1.05  # rank from which bold text is a heading; below, only in capitals
_CAPITALS = 0.95  # least rank of a heading in capitals
_MOST_LINES = 3
_CONTENTS = re.compile(r"(inhalt|inhalts(übersicht|verzeichnis)|(table of )?contents)$", re.IGNORECASE)
_SMALL = re.compile(
    r"(am|an|auf|aus|bei|bis|das|de[mnrs]|die|eine?[mnr]?|für|im|ins?|mit|nach|oder|über|um|und|unter|vo[mnr]|wie"
    r"|zu[mr]?|a|and|for|of|on|the|to)$"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as printed; `rank` is its font size over that of the body text."""

    text: str
    rank: float
    page: int

    @property
    def contents(self) -> bool:
        """Whether a table of contents stands below it."""
        return bool(_CONTENTS.match(self.text))


@dataclass(frozen=True, slots=True)
class Typography:
    """How a document sets its body text, and how it spells its words outside headings in capitals."""

    body: float
    spelling: Mapping[str, str]

    def heading(self, block: Block) -> Heading | None:
        """The block as a heading, or None: bold, short, no sentence, and larger than text or in capitals."""
        rank = self.rank(block)
        least = _CAPITALS if block.text.isupper() else _LARGER
        if not block.bold or rank < least or len(block.lines) > _MOST_LINES or block.text[-1] in ".!?;":
            return None
        return Heading(block.text, rank, block.page)

    def rank(self, block: Block) -> float:
        """Its font size over that of the body text."""
        return block.size / self.body

    def names(self, path: Sequence[Heading]) -> tuple[str, ...]:
        """What text under these headings is cited by: the last heading of a section and those below it."""
        sections = [at for at, heading in enumerate(path) if heading.rank >= _SECTION]
        return tuple(self.cited(heading.text) for heading in path[sections[-1] if sections else 0 :])

    def cited(self, text: str) -> str:
        """A heading without closing punctuation, and without capitals where it is all in capitals."""
        text = text.rstrip(" ,:")
        if not text.isupper():
            return text
        words = [word if re.search(r"\d", word) else self._lowered(word) for word in text.split()]
        return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])

    def _lowered(self, word: str) -> str:
        return re.sub(r"[^\W\d_]+(\*[^\W\d_]+)?", lambda match: self._spelt(match[0].lower()), word)

    def _spelt(self, word: str) -> str:
        return self.spelling.get(word, word if _SMALL.match(word) else word[:1].upper() + word[1:])


def typography(pages: Sequence[Page]) -> Typography:
    """The commonest font size by letters, and the commonest spelling of each word inside a line."""
    sizes: Counter[float] = Counter()
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for page in pages:
        for line in page.lines:
            sizes[line.size] += len(line.text)
            if not line.text.isupper():
                for word in line.words[1:]:
                    plain = word.text.strip("„“\"'(),.:;!?–-")
                    forms[plain.lower()][plain] += 1
    body = max(sizes, key=lambda size: (sizes[size], size), default=1.0)
    return Typography(body, {word: max(sorted(seen), key=seen.__getitem__) for word, seen in forms.items()})
