"""From a question to an answer, step by step: understand, find, decide, choose evidence, phrase, verify, warn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from assistant import evidence, prompt, quoting
from assistant.answer import (
    Answer,
    Event,
    Evidence,
    Finished,
    Outcome,
    Passage,
    Removed,
    Statement,
    Turn,
)
from assistant.conversation import Understood, resolve
from assistant.notices import notices
from assistant.search import Searcher
from assistant.search.query import Query
from assistant.search.understand import understand
from assistant.settings import Settings
from assistant.verdict import decide, narrowed
from assistant.writing import Writer
from ingest.corpus import Corpus

_FOUND = 20


@dataclass(frozen=True, slots=True)
class Request:
    """A question with everything that shapes its answer; `question` is clean, `programme` "" for none."""

    question: str
    programme: str
    history: tuple[Turn, ...]
    today: date
    llm: str


def answering(request: Request, corpus: Corpus, searcher: Searcher, settings: Settings) -> Iterator[Event]:
    """The events of an answer: Evidence, Statements and Removed, Notices, Finished."""
    understood, query = interpret(request, corpus)
    passages = _find(searcher, query, understood)
    verdict = decide(query, understood.own, passages, corpus)
    refused = verdict.outcome is Outcome.REFUSED
    excerpts = () if refused else evidence.choose(narrowed(query, verdict), passages, corpus)
    proof = quoting.cite(excerpts, corpus, query.language)
    shown = "" if understood.text == request.question else understood.text
    yield Evidence(shown, query.language, query.programmes, proof.citations, passages)

    statements: list[Statement] = []
    removed: list[Removed] = []
    writer = Writer(request.llm, settings, query.language, corpus)
    for checked in writer.write(understood.text, excerpts, proof):
        if isinstance(checked, Statement):
            statements.append(checked)
        else:
            removed.append(checked)
        yield checked
    warned = (
        *verdict.notices,
        *writer.notices,
        *notices(corpus, proof.citations, query.language, request.today),
    )
    yield from warned
    yield Finished(
        Answer(
            outcome=verdict.outcome,
            question=request.question,
            understood=shown,
            language=query.language,
            programmes=query.programmes,
            statements=tuple(statements),
            citations=proof.citations,
            notices=warned,
            removed=tuple(removed),
            passages=passages,
            message=verdict.message,
            model=writer.model,
            prompt_hash=prompt.HASH if writer.model else "",
            index_fingerprint=searcher.fingerprint,
            as_of=request.today.isoformat(),
        )
    )


def interpret(request: Request, corpus: Corpus) -> tuple[Understood, Query]:
    """What the question means after the earlier turns, and what to search for."""

    def named(words: str) -> tuple[str, ...]:
        return understand(words, corpus).programmes

    understood = resolve(request.question, request.history, named)
    query = understand(understood.text, corpus, request.programme or None)
    if not query.programmes and understood.programmes:
        query = replace(query, programmes=understood.programmes)
    return understood, replace(query, language=understood.language)


def _find(searcher: Searcher, query: Query, understood: Understood) -> tuple[Passage, ...]:
    return searcher.find(query, _FOUND)
