"""Putting the cases to the product and taking down what it did."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from assistant.answer import Answer, Evidence, Statement, Turn
from eval.cache import Cache
from eval.cases import Case, Conversation
from eval.scoring import Observation
from eval.subject import TODAY, Reply, Subject

DEPTH = 20
"""How many provisions are looked at when a rank is taken."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds one case took; kept apart from the report, which must not change from run to run.

    found:     of finding alone, without answering; 0 for a follow-up
    evidence:  from asking until the evidence was there
    statement: from asking until the first statement; until the end when there was none
    answered:  from asking until the answer was finished
    """

    case: str
    found: float
    evidence: float
    statement: float
    answered: float


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken down of one case; no timing when it came from the cache."""

    observation: Observation
    timing: Timing | None


def run_cases(
    conversations: Sequence[Conversation],
    subject: Subject,
    llm: str,
    cache: Cache | None = None,
    jobs: int = 1,
) -> tuple[Taken, ...]:
    """Every turn of every conversation, in order; `jobs` conversations at a time.

    Shows a progress bar on a terminal. An error of the product ends its case, never the run.
    """

    def talk(conversation: Conversation) -> tuple[Taken, ...]:
        return tuple(_conversation(conversation, subject, llm, cache))

    if jobs == 1:
        taken = list(_progress(map(talk, conversations), len(conversations)))
    else:
        with ThreadPoolExecutor(jobs) as pool:
            taken = list(_progress(pool.map(talk, conversations), len(conversations)))
    return tuple(item for turns in taken for item in turns)


def select(
    conversations: Sequence[Conversation], only: Sequence[tuple[str, str]], first: int | None
) -> tuple[Conversation, ...]:
    """The conversations with a turn that fits `only`, and of those the first `first`.

    only: (field, value) with field kind, language or id; values of one field are alternatives
    """
    wanted: dict[str, set[str]] = {}
    for field, value in only:
        wanted.setdefault(field, set()).add(value)

    def fits(conversation: Conversation, case: Case) -> bool:
        fields = {"kind": {case.kind}, "language": {case.lang}, "id": {case.id, conversation.id}}
        return all(fields[field] & values for field, values in wanted.items())

    chosen = [c for c in conversations if any(fits(c, case) for case in c.turns)]
    return tuple(chosen[:first])


def _conversation(
    conversation: Conversation, subject: Subject, llm: str, cache: Cache | None
) -> Iterator[Taken]:
    history: tuple[Turn, ...] = ()
    for case in conversation.turns:
        kept = cache.get(case, history) if cache else None
        taken = Taken(kept, None) if kept else _case(case, subject, history, llm)
        if cache and not kept:
            cache.put(case, history, taken.observation)
        if taken.observation.answer is not None:
            history = (*history, subject.turn(taken.observation.answer))
        yield taken


def _case(case: Case, subject: Subject, history: tuple[Turn, ...], llm: str) -> Taken:
    found: tuple[str, ...] = ()
    try:
        started = time.perf_counter()
        if not history:
            found = tuple(p.provision for p in subject.find(case.question, DEPTH, case.programme, True))
        asked = time.perf_counter()
        answer, moments = _listen(subject.ask(case.question, case.programme, history, TODAY, llm))
    except Exception as error:  # noqa: BLE001 - a case without a result counts as zero and says why
        return Taken(Observation(case.id, found, None, f"{type(error).__name__}: {error}"), None)
    if history:
        found = tuple(passage.provision for passage in answer.passages)
    timing = Timing(case.id, asked - started, *(moment - asked for moment in moments))
    return Taken(Observation(case.id, found, answer), timing)


def _listen(reply: Reply) -> tuple[Answer, tuple[float, float, float]]:
    """The finished answer, and when the evidence, the first statement and the end came."""
    evidence = statement = 0.0
    for event in reply:
        if isinstance(event, Evidence):
            evidence = time.perf_counter()
        elif isinstance(event, Statement) and not statement:
            statement = time.perf_counter()
    answer, end = reply.answer, time.perf_counter()
    return answer, (evidence or end, statement or end, end)


def _progress(items: Iterable[tuple[Taken, ...]], total: int) -> Iterable[tuple[Taken, ...]]:
    from rich.console import Console
    from rich.progress import track

    console = Console(file=sys.stderr)
    return track(
        items, "Asking", total=total, console=console, disable=not console.is_terminal, transient=True
    )
