"""An assistant with the real one's face: it finds by shared words and answers with whole sentences."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from assistant import Assistant, Reply
from assistant.answer import (
    Answer,
    Citation,
    Event,
    Evidence,
    Finished,
    Notice,
    NoticeKind,
    Outcome,
    Passage,
    Statement,
    Turn,
)
from ingest.corpus import Corpus


class Fake(Assistant):
    """Answers with the first sentences of the provisions that share words with the question, slowly."""

    def __init__(self, corpus: Corpus, pause: float = 0.2) -> None:
        self.corpus = corpus
        self.pause = pause

    def lookup(self, text: str, k: int = 30, programmes: Sequence[str] = ()) -> tuple[Passage, ...]:
        words = text.lower().split()
        return tuple(
            Passage(p.id, 1.0, tuple(range(len(p.sentences)))[:1], terms=tuple((w, w) for w in words))
            for p in self.corpus.provisions(programmes)
            if all(w in f"{p.label} {p.text}".lower() for w in words)
        )[:k]

    def ask(
        self,
        question: str,
        programme: str | None = None,
        history: Sequence[Turn] = (),
        today: date | None = None,
        llm: str | None = None,
    ) -> Reply:
        return Reply(self._events(question, programme, history))

    def _events(self, question: str, programme: str | None, history: Sequence[Turn]) -> Iterator[Event]:
        words = {w.strip("?.,").lower() for w in question.split() if len(w) > 4}
        provisions = self.corpus.provisions([programme] if programme else ())
        shared = {p.id: sum(w in p.text.lower() for w in words) for p in provisions if p.sentences}
        best = sorted((p for p in provisions if shared.get(p.id)), key=lambda p: (-shared[p.id], p.id))[:3]
        citations = tuple(
            Citation(p.id, self.corpus.cite(p, [0]), self.corpus.quote(p, [0]), (0,), (p.sentences[0].page,))
            for p in best
        )
        understood = f"{history[-1].question} / {question}" if history else ""
        yield Evidence(understood, "en", (), citations, ())
        statements = tuple(Statement(c.quote, (n,)) for n, c in enumerate(citations))
        for statement in statements:
            time.sleep(self.pause)
            yield statement
        notices = (Notice(NoticeKind.DRAFT, "This regulation is a draft."),) if citations else ()
        outcome = Outcome.ANSWERED if citations else Outcome.REFUSED
        message = "" if citations else "Nothing in the regulations answers this."
        yield Finished(
            Answer(outcome, question, understood, "en", (), statements, citations, notices, (), (), message,
                   "", "", "", "2026-01-01")
        )  # fmt: skip


def main() -> None:
    """Serve the fake on a corpus folder, for looking at it: python -m tests.web.fake FOLDER PORT."""
    import sys

    from assistant.settings import Settings
    from assistant.web.server import create, launch
    from assistant.web.site import Site

    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    settings = Settings(corpus=folder, port=port)
    launch(create(Site(Fake(Corpus.load(folder)), settings)), settings)
    time.sleep(1e6)


if __name__ == "__main__":
    main()
