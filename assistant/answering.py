"""From a question to an answer, step by step: understand, find, decide, choose evidence, phrase, verify, warn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant import evidence, prompt, quoting, rows
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
from assistant.conversation import Understood, merged, resolve
from assistant.evidence import Excerpt
from assistant.notices import notices, original_language
from assistant.search import Searcher
from assistant.search.analysis import content_words
from assistant.search.query import Query
from assistant.search.understand import names_of, understand
from assistant.settings import Settings
from assistant.verdict import decide
from assistant.writing import Writer
from ingest.corpus import Corpus

_FOUND = 20
_FEW = 10
_TELLING = 2
_ABOUT_MODULES = 0.6  # what the search without a module's name counts


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
    passages = find(understood, query, request, corpus, searcher)
    verdict = decide(query, understood.own, passages, corpus, lambda q: searcher.find(q, _FEW))
    asked = replace(query, programmes=verdict.programmes or query.programmes)
    if asked != query:
        passages = searcher.find(asked, _FOUND, read=True)
    refused = verdict.outcome is Outcome.REFUSED
    excerpts = () if refused else evidence.choose(asked, passages, corpus, named=not query.programmes)
    passages += _brought_along(asked, excerpts, passages, searcher)
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
        *original_language(corpus, proof.citations, query.language),
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
    understood = resolve(request.question, request.history, names_of(corpus).pointing)
    return understood, _query(understood.text, understood, request, corpus)


def find(
    understood: Understood, query: Query, request: Request, corpus: Corpus, searcher: Searcher
) -> tuple[Passage, ...]:
    """The provisions for a question.

    Those for a part of it count too: for a follow-up its own words; where a module is named, what is asked about
    it, since the rule that holds for it does not name it.
    """
    found = searcher.find(query, _FOUND, read=True)
    parts = [(part, _ABOUT_MODULES) for part in _about_modules(query, found, corpus)]
    if understood.text != understood.own:
        parts.insert(0, (understood.own, 1.0))
    for part, share in parts:
        if len(content_words(part)) >= _TELLING:
            other = searcher.find(_query(part, understood, request, corpus), _FOUND, read=True)
            found = merged(found, other, share)
    return found


def _about_modules(query: Query, passages: Sequence[Passage], corpus: Corpus) -> list[str]:
    """What a question asks about the modules it names, without their names; [] when it names none."""
    text = query.topic or query.text
    named = [
        p for passage in passages if rows.number_in(p := corpus.provision(passage.provision), query.text)
    ]
    for row in named:
        text = rows.without(row, text)
    return [text] if named else []


def _brought_along(
    query: Query, excerpts: Sequence[Excerpt], passages: Sequence[Passage], searcher: Searcher
) -> tuple[Passage, ...]:
    """Provisions that stand beside a found one (parallel rules, rows of a group) and so were not found themselves."""
    found = {passage.provision for passage in passages}
    wanted = [e.provision.id for e in excerpts if e.provision.id not in found]
    return searcher.score(query, wanted) if wanted else ()


def _query(text: str, understood: Understood, request: Request, corpus: Corpus) -> Query:
    query = understand(text, corpus, request.programme or None)
    if not query.programmes and understood.programmes:
        query = replace(query, programmes=understood.programmes)
    return replace(query, language=understood.language)
