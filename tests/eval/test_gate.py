"""The gate proves itself: the product spoiled in six ways, each of which must turn it red.

Retrieval is spoiled behind the assistant, answers behind the subject; all on the real corpus and gold set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant import Assistant, refusal
from assistant.answer import Answer, Citation, Outcome, Passage, Turn
from assistant.search import Searcher
from assistant.search.arms import open_arms
from assistant.search.query import Query
from assistant.settings import Settings
from eval.cases import load_cases
from eval.compare import compare, read_gate
from eval.report import Report
from eval.session import Plan, evaluate, outside_ids
from ingest.corpus import Corpus
from tests.eval.tiny import Said

EVAL = Path(__file__).parents[2] / "eval"
SETTINGS = replace(Settings.from_env(), llm="none")

pytestmark = pytest.mark.slow


class Recorded:
    """The assistant, asked once; `spoil` changes what it said, and conversations go on as if it had not."""

    def __init__(self, assistant: Assistant) -> None:
        self.corpus = assistant.corpus
        self.assistant = assistant
        self.said: dict[tuple[str, str | None, tuple[Turn, ...]], Answer] = {}
        self.found: dict[tuple[str, str | None], tuple[Passage, ...]] = {}
        self.spoil: Callable[[Answer, int], Answer] = lambda answer, _: answer
        self.originals: dict[Answer, Answer] = {}

    def find(self, question: str, k: int, programme: str | None, read: bool = False) -> tuple[Passage, ...]:
        key = (question, programme)
        if key not in self.found:
            self.found[key] = self.assistant.find(question, k, programme, read)
        return self.found[key]

    def ask(
        self, question: str, programme: str | None, history: Sequence[Turn], today: date, llm: str | None
    ) -> Said:
        key = (question, programme, tuple(history))
        if key not in self.said:
            self.said[key] = self.assistant.ask(question, programme, history, today, llm).answer
        original = self.said[key]
        spoiled = self.spoil(original, list(self.said).index(key))
        self.originals[spoiled] = original
        return Said(spoiled)

    def turn(self, answer: Answer) -> Turn:
        return self.assistant.turn(self.originals[answer])


class CutSearcher(Searcher):
    """The three best hits are lost."""

    def find(self, query: Query, k: int, models: bool = True, read: bool = False) -> tuple[Passage, ...]:
        return super().find(query, k + 3, models, read)[3:]


def report_of(subject: Recorded) -> Report:
    names = outside_ids(subject.corpus, SETTINGS.corpus)
    cases = [c for file in ("gold.jsonl", "dialogues.jsonl") for c in load_cases(EVAL / file, names)]
    report, _ = evaluate(Plan((), SETTINGS), cases, subject)
    return report


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus.load(SETTINGS.corpus)


@pytest.fixture(scope="module")
def whole(corpus: Corpus) -> Recorded:
    return Recorded(Assistant.open(SETTINGS))


@pytest.fixture(scope="module")
def baseline(whole: Recorded) -> Report:
    return report_of(whole)


def new_faults(baseline: Report, spoiled: Report) -> str:
    gate = read_gate()
    known = compare(baseline, baseline, gate).faults
    return "; ".join(fault for fault in compare(baseline, spoiled, gate).faults if fault not in known)


def test_nothing_spoiled_is_no_fault(baseline: Report, whole: Recorded) -> None:
    assert new_faults(baseline, report_of(whole)) == ""


def test_a_lost_dense_retriever_is_red(baseline: Report, corpus: Corpus) -> None:
    arms = open_arms(corpus, SETTINGS, lambda _: None)
    assert any(arm.name == "dense" for arm in arms.models)
    rest = replace(arms, models=tuple(arm for arm in arms.models if arm.name != "dense"))
    spoiled = report_of(Recorded(Assistant(corpus, Searcher(corpus, rest), SETTINGS)))
    assert new_faults(baseline, spoiled)


def test_three_lost_hits_are_red(baseline: Report, corpus: Corpus) -> None:
    arms = open_arms(corpus, SETTINGS, lambda _: None)
    spoiled = report_of(Recorded(Assistant(corpus, CutSearcher(corpus, arms), SETTINGS)))
    faults = new_faults(baseline, spoiled)
    assert "Recall@1:" in faults
    assert "Correct:" in faults


def another_number(answer: Answer, position: int) -> Answer:
    """One digit of the first number is another, in every fifth answer."""
    if position % 5:
        return answer
    texts = [
        re.sub(r"\d", lambda m: str((int(m.group()) + 7) % 10), s.text, count=1) for s in answer.statements
    ]
    return replace(
        answer, statements=tuple(replace(s, text=t) for s, t in zip(answer.statements, texts, strict=True))
    )


def always_refusing(answer: Answer, _: int) -> Answer:
    return replace(answer, outcome=Outcome.REFUSED, statements=(), citations=(), message="Nein.")


def citing_neighbours(corpus: Corpus) -> Callable[[Answer, int], Answer]:
    """Every citation names the next provision, verbatim and as if it had been found."""

    def neighbour(citation: Citation) -> Citation:
        provision = corpus.provision(citation.provision)
        other = corpus.next(provision) or corpus.previous(provision) or provision
        return Citation(other.id, corpus.cite(other, (0,)), corpus.quote(other, (0,)), (0,), other.pages[:1])

    def spoil(answer: Answer, _: int) -> Answer:
        citations = tuple(map(neighbour, answer.citations))
        found = tuple(Passage(citation.provision, 0.0) for citation in citations)
        return replace(answer, citations=citations, passages=(*answer.passages, *found))

    return spoil


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("number", "Unsupported numbers"),
        ("neighbour", "Citation recall, provision"),
        ("always refusing", "Answerable refused"),
    ],
)
def test_spoiled_answers_are_red(
    baseline: Report, whole: Recorded, name: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoils = {
        "number": another_number,
        "neighbour": citing_neighbours(whole.corpus),
        "always refusing": always_refusing,
    }
    monkeypatch.setattr(whole, "spoil", spoils[name])
    assert fault in new_faults(baseline, report_of(whole))


def test_never_refusing_is_red(baseline: Report, whole: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusal, "threshold", lambda: 0.0)
    unrefusing = Recorded(whole.assistant)
    unrefusing.found = whole.found
    unrefusing.said = {key: a for key, a in whole.said.items() if a.outcome is not Outcome.REFUSED}
    assert "Unanswerable refused" in new_faults(baseline, report_of(unrefusing))
