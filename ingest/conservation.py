"""Holds the words that were kept against the words an independent reader sees on the pages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from ingest.records import Provision, Regulation

_RUN = re.compile(r"[^\W\d_]{2,}|\d{2,}")
_BREAK = re.compile(r"(?<=\w)[-\u2010]\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Balance:
    """Words (runs of two or more letters or digits) of a document, counted on both sides.

    words:  how many the independent reader sees
    lost:   those that stand in no provision, heading or dropped text, each as often as it is lacking
    twice:  those that stand there more often than on the pages
    glued:  words of provisions that are two words on the page
    """

    words: int
    lost: tuple[str, ...]
    twice: tuple[str, ...]
    glued: tuple[str, ...]


def balance(regulation: Regulation, plain: Iterable[str]) -> Balance:
    """Compare a regulation with the text of its pages by an independent reader."""
    pages = [_normalised(text) for text in plain]
    seen = Counter(word for page in pages for word in _words(_BREAK.sub("", page)))
    broken = Counter(word for page in pages for word in _words(page))
    texts = [_normalised(text) for text in (*_texts(regulation), *_headings(regulation.provisions))]
    kept = Counter(word for text in texts for word in _words(text))
    squashed = "".join(_words(" ".join(texts)))
    marks = Counter(word for text in _marks(regulation) for word in _words(_normalised(text)))
    lost = [
        word
        for word in (seen - kept - marks).elements()
        if (word in kept or word not in squashed) and not _suspended(word, broken, kept)
    ]
    surplus = Counter(w for text in _texts(regulation) for w in _words(_normalised(text))) - (seen | broken)
    pairs = {a + b for page in pages for a, b in pairwise(_words(page))}
    return Balance(
        words=sum(seen.values()),
        lost=tuple(sorted(lost)),
        twice=tuple(sorted(word for word in surplus.elements() if word in seen)),
        glued=tuple(sorted(word for word in surplus if word not in seen and word in pairs)),
    )


def _words(text: str) -> list[str]:
    return _RUN.findall(text)


def _normalised(text: str) -> str:
    return unicodedata.normalize("NFKC", text.replace("\u00ad\n", "").replace("\u00ad", "")).casefold()


def _texts(regulation: Regulation) -> Iterator[str]:
    """The texts that may stand nowhere twice: of provisions and of what was dropped."""
    yield from (provision.text for provision in regulation.provisions)
    yield from (dropped.text for dropped in regulation.dropped)


def _headings(provisions: Iterable[Provision]) -> Iterator[str]:
    """Every heading once, although each provision below carries it."""
    paths = {
        provision.heading_path[:n]
        for provision in provisions
        for n in range(1, len(provision.heading_path) + 1)
    }
    yield from (path[-1] for path in paths)


def _marks(regulation: Regulation) -> Iterator[str]:
    """What is printed and kept as data instead of text: numbers of sentences, list marks, labels."""
    for provision in regulation.provisions:
        yield provision.label
        yield from provision.notes
        for sentence in provision.sentences:
            yield " ".join(sentence.item)
            if sentence.printed:
                yield str(sentence.number)


def _suspended(word: str, broken: Counter[str], kept: Counter[str]) -> bool:
    """Whether a word joined over a line break is two words in the provisions ("Vor-/und")."""
    return any(word[:n] in kept and word[n:] in kept for n in range(2, len(word) - 1) if word[:n] in broken)
