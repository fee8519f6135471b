"""An assistant with the real one's face: it finds by shared words and answers with whole sentences."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Answer, Citation, Notice, NoticeKind, Outcome, Passage, Statement, Turn
from ingest.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Evidence:
    citations: tuple[Citation, ...]
    understood: str


class Reply:
    def __init__(self, answer: Answer, pause: float) -> None:
        self.answer = answer
        self.pause = pause

    def __iter__(self) -> Iterator[object]:
        yield Evidence(self.answer.citations, self.answer.understood)
        for statement in self.answer.statements:
            time.sleep(self.pause)
            yield statement


class Assistant:
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
        self, question: str, programme: str | None, history: Sequence[Turn] = (), today: str = ""
    ) -> Reply:
        words = {w.strip("?.,").lower() for w in question.split() if len(w) > 4}
        scored = sorted(
            self.corpus.provisions([programme] if programme else ()),
            key=lambda p: (-sum(w in p.text.lower() for w in words), p.id),
        )
        chosen = [p for p in scored if words and any(w in p.text.lower() for w in words)][:3]
        citations = tuple(
            Citation(p.id, self.corpus.cite(p, [0]), self.corpus.quote(p, [0]), (0,), (p.sentences[0].page,))
            for p in chosen
        )
        understood = f"{history[-1].question} / {question}" if history else ""
        answer = Answer(
            Outcome.ANSWERED if citations else Outcome.REFUSED, question, understood, "en", (),
            tuple(Statement(c.quote, (i,)) for i, c in enumerate(citations)), citations,
            (Notice(NoticeKind.DRAFT, "This regulation is a draft."),) if citations else (), (),
            tuple(Passage(p.id, 1.0) for p in chosen),
            "" if citations else "Nothing in the regulations answers this.", "", "", "", today,
        )  # fmt: skip
        return Reply(answer, self.pause)


def main() -> None:
    """Serve the fake on a corpus folder, for looking at it: python -m tests.web.fake FOLDER PORT."""
    import sys

    from assistant.settings import Settings
    from assistant.web.server import create, launch
    from assistant.web.site import Site

    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    settings = Settings(corpus=folder, port=port)
    launch(create(Site(Assistant(Corpus.load(folder)), settings)), settings)
    time.sleep(1e6)


if __name__ == "__main__":
    main()
