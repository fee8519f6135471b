"""The product as the evaluation sees it. The assistant fits this protocol as it is, and so does a fake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from assistant.answer import Answer, Event, Passage, Turn
from ingest.corpus import Corpus

TODAY = date(2026, 11, 1)
"""The day every evaluation takes as today, so that an answer does not change overnight."""


class Reply(Protocol):
    """An answer under way: iterating streams it, `answer` is the finished one."""

    def __iter__(self) -> Iterator[Event]: ...

    @property
    def answer(self) -> Answer:
        """The finished answer."""
        ...


class Subject(Protocol):
    """What is evaluated."""

    @property
    def corpus(self) -> Corpus:
        """The regulations it answers from."""
        ...

    def find(self, question: str, k: int, programme: str | None, read: bool = False) -> tuple[Passage, ...]:
        """The `k` provisions that fit a question best, best first; with `read` in the order that `ask` uses."""
        ...

    def ask(
        self, question: str, programme: str | None, history: Sequence[Turn], today: date, llm: str | None
    ) -> Reply:
        """The answer to a question."""
        ...

    def turn(self, answer: Answer) -> Turn:
        """What the next question of the conversation needs of this answer."""
        ...
