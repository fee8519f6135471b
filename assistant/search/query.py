"""What a question is to the retrievers, and what a retriever gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood.

    text:       what to search for, self-contained
    language:   "de" or "en"
    programmes: programme ids named in the question or chosen by the user; () means all.
                Retrievers return only provisions of regulations of these programmes.
    expansions: (word of the question, translation or expansion) from terms.tsv
    """

    text: str
    language: str
    programmes: tuple[str, ...] = ()
    expansions: tuple[tuple[str, str], ...] = ()


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
