"""What people ask of a university, and which words a text must have that settles it; reads topics.tsv."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from ingest.corpus import Corpus

_FILE = Path(__file__).with_name("topics.tsv")


class Place(StrEnum):
    """Where questions on a topic are settled."""

    GENERAL = "general"
    PROGRAMME = "programme"
    ADMISSION = "admission"
    FEES = "fees"
    CAMPUS = "campus"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of questions.

    asked:   matches a question on it
    settled: matches a text that may settle it
    """

    name: str
    asked: re.Pattern[str]
    settled: re.Pattern[str]
    place: Place


def asked(question: str) -> tuple[Topic, ...]:
    """The topics of a question, in the order of the file."""
    return tuple(topic for topic in _topics() if topic.asked.search(question))


def unsettled(topics: Iterable[Topic], corpus: Corpus, programmes: tuple[str, ...]) -> tuple[Topic, ...]:
    """Those topics on which no regulation of the programmes (() = of all) has a word."""
    text = _text(corpus, programmes)
    return tuple(topic for topic in topics if not topic.settled.search(text))


@lru_cache(maxsize=1)
def _topics() -> tuple[Topic, ...]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return tuple(_topic(*line.split("\t")) for line in lines if line and not line.startswith("#"))


def _topic(name: str, asked: str, settled: str, place: str) -> Topic:
    return Topic(name, re.compile(asked, re.IGNORECASE), re.compile(settled, re.IGNORECASE), Place(place))


@lru_cache(maxsize=32)
def _text(corpus: Corpus, programmes: tuple[str, ...]) -> str:
    return "\n".join("\n".join((p.text, *p.notes)) for p in corpus.provisions(programmes))
