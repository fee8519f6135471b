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
    kept = Counter(_words(" ".join(_kept(regulation))))
    squashed = "".join(_words(" ".join(_kept(regulation))))
    marks = kept + Counter(_words(" ".join(_marks(regulation))))
    lost = [
        word
        for word, count in (seen - marks).items()
        for _ in range(count)
        if word in kept or word not in squashed
    ]
    lost = [word for word in lost if not _suspended(word, broken, kept)]
    once = Counter(_words(" ".join([*(p.text for p in regulation.provisions), *_dropped(regulation)])))
    surplus = once - seen - broken
    pairs = {a + b for page in pages for a, b in pairwise(_words(page))}
    twice = tuple(sorted(word for word in surplus.elements() if word in seen))
    glued = tuple(sorted(word for word in surplus if word not in seen and word in pairs))
    return Balance(sum(seen.values()), tuple(sorted(lost)), twice, glued)


def _words(text: str) -> list[str]:
    return _RUN.findall(text)


def _normalised(text: str) -> str:
    return unicodedata.normalize("NFKC", text.replace("\u00ad\n", "").replace("\u00ad", "")).casefold()


def _kept(regulation: Regulation) -> Iterator[str]:
    """All text of a regulation once: provisions, headings, notes, dropped text."""
    for provision in regulation.provisions:
        yield _normalised(provision.text)
    yield from map(_normalised, _headings(regulation.provisions))
    yield from _dropped(regulation)


def _dropped(regulation: Regulation) -> Iterator[str]:
    yield from (_normalised(dropped.text) for dropped in regulation.dropped)


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
        yield _normalised(provision.label)
        yield from (str(sentence.number) for sentence in provision.sentences if sentence.printed)
        yield from (_normalised(" ".join(sentence.item)) for sentence in provision.sentences)
        yield from map(_normalised, provision.notes)


def _suspended(word: str, broken: Counter[str], kept: Counter[str]) -> bool:
    """Whether a word joined over a line break is two words in the provisions ("Vor-/und")."""
    return any(word[:n] in kept and word[n:] in kept for n in range(2, len(word) - 1) if word[:n] in broken)
