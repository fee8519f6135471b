"""The assistant: a question in, an answer out in which every statement is proven by a citation.

assistant = Assistant.open(Settings.from_env())
for event in assistant.ask("Can I resit a Klausur orally?"):
    ...
answer = assistant.ask("Kann ich eine Klausur mündlich wiederholen?", programme="hsu-ki").answer
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.answer import Answer, Event, Finished, Passage, Turn
from assistant.settings import Settings
from ingest.errors import QuestionError

if TYPE_CHECKING:
    from assistant.search import Searcher
    from ingest.corpus import Corpus

__all__ = ["Assistant", "Reply"]


class Reply:
    """The answer while it is made. Iterating yields its events as they come; `answer` waits for the last.

    Iterating again begins with the events already seen. `close` stops a model that is still writing.
    """

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self._seen: list[Event] = []

    def __iter__(self) -> Iterator[Event]:
        yield from tuple(self._seen)
        for event in self._events:
            self._seen.append(event)
            yield event

    @property
    def answer(self) -> Answer:
        """The finished answer."""
        return next(event.answer for event in self if isinstance(event, Finished))

    def close(self) -> None:
        """Stop; no further event comes."""
        if close := getattr(self._events, "close", None):
            close()


class Assistant:
    """Questions to a corpus. Safe to use from several threads."""

    def __init__(self, corpus: Corpus, searcher: Searcher, settings: Settings) -> None:
        self.corpus = corpus
        self.searcher = searcher
        self.settings = settings

    @classmethod
    def open(cls, settings: Settings) -> Assistant:
        """The assistant over the built corpus. Raises CorpusError when nothing is built."""
        from assistant.search import Searcher
        from ingest.corpus import Corpus

        corpus = Corpus.load(settings.corpus)
        return cls(corpus, Searcher.open(corpus, settings), settings)

    def find(
        self, question: str, k: int = 10, programme: str | None = None, read: bool = False
    ) -> tuple[Passage, ...]:
        """The `k` best provisions for a question; with `read` in the order that `ask` uses, which takes longer.

        Raises QuestionError as `ask` does.
        """
        from assistant.clean import clean
        from assistant.search.understand import understand

        query = understand(clean(question), self.corpus, self._known(programme) or None)
        return self.searcher.find(query, k, read=read)

    def lookup(self, text: str, k: int = 10, programmes: Sequence[str] = ()) -> tuple[Passage, ...]:
        """As `find`, while one types: by references and words only, () for text without words."""
        from assistant.search.understand import understand

        query = understand(text, self.corpus)
        if programmes:
            query = replace(query, programmes=tuple(programmes))
        return self.searcher.find(query, k, models=False) if text.strip() else ()

    def show(self, reference: str) -> tuple[str, ...]:
        """Ids of the provisions that a reference means. Raises QuestionError when it means none."""
        from assistant.search.reference import meaning

        return tuple(provision for provision, _ in meaning(self.corpus, reference).found)

    def ask(
        self,
        question: str,
        programme: str | None = None,
        history: Sequence[Turn] = (),
        today: date | None = None,
        llm: str | None = None,
    ) -> Reply:
        """The answer to a question, as it is made.

        programme: id of the programme chosen by the user; None or "": as the question or `history` says
        history:   earlier turns of the conversation, oldest first
        today:     the day that deadlines are compared with; default: the computer's date
        llm:       as `Settings.llm`, which it replaces; "none" quotes

        Raises QuestionError for a question without words, one that is too long, or an unknown programme.
        """
        from assistant.answering import Request, answering
        from assistant.clean import clean

        request = Request(
            question=clean(question),
            programme=self._known(programme),
            history=tuple(history),
            today=today or date.today(),
            llm=llm or self.settings.llm,
        )
        return Reply(answering(request, self.corpus, self.searcher, self.settings))

    @staticmethod
    def turn(answer: Answer) -> Turn:
        """What later questions need to know of an answer."""
        cited = dict.fromkeys(answer.citations[n].provision for s in answer.statements for n in s.citations)
        return Turn(answer.question, answer.understood, answer.programmes, tuple(cited))

    def _known(self, programme: str | None) -> str:
        """The programme's id, "" for none. Raises QuestionError when no regulation applies to it."""
        known = [p.id for p in self.corpus.programmes()]
        if programme and programme not in known:
            raise QuestionError(f"There is no programme {programme!r}.", f"Choose one of {', '.join(known)}.")
        return programme or ""
