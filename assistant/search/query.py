"""What a question is to the retrievers, and what a retriever gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from assistant.answer import Passage


class Ask(StrEnum):
    """What sort of thing a question asks for."""

    DATE = "date"
    NUMBER = "number"
    FEE = "fee"
    DURATION = "duration"
    EXAM_FORM = "exam form"
    OFFICE = "office"
    REQUIREMENT = "requirement"
    COMPARISON = "comparison"


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood.

    text:       what to search for, self-contained
    language:   "de" or "en"
    programmes: programme ids named in the question or chosen by the user; () means all.
                Retrievers return only provisions of regulations of these programmes.
    expansions: (words of the question, translation or expansion) from terms.tsv
    asks:       what it asks for, by its wording
    topic:      the text without the names of the programmes, which retrievers search; "" = `text`
    """

    text: str
    language: str
    programmes: tuple[str, ...] = ()
    expansions: tuple[tuple[str, str], ...] = ()
    asks: tuple[Ask, ...] = ()
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One provision from one retriever; `sentence` is the index of the best sentence, -1 when not known."""

    provision: str
    score: float
    sentence: int = -1


class Retriever(Protocol):
    """Every retriever: finds provisions for a query, best first, ties broken by provision id."""

    name: str

    def search(self, query: Query, k: int) -> list[Hit]:
        """At most `k` hits, best first; [] when nothing matches. Never raises on odd text."""
        ...


@runtime_checkable
class SentenceScorer(Protocol):
    """A retriever that can also say how well single sentences match."""

    def sentence_scores(self, query: Query, provisions: Sequence[str]) -> list[Sequence[float]]:
        """For each provision (by id) one score for each of its sentences, 0 = does not match."""
        ...


class Reranker(Protocol):
    """Every reranker: puts found passages into a better order, ties broken by provision id."""

    name: str

    def order(self, query: Query, passages: Sequence[Passage]) -> list[Hit]:
        """One hit for each passage, best first, scored by the reranker."""
        ...
