"""What a metric sees, what it gives back, and how cases add up to a figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answer import Answer, Outcome
from eval.cases import Case, Expected
from eval.statistics import Combine, weighted_mean
from eval.support import Unit
from ingest.corpus import Corpus

EVERY = tuple(Expected)


def answer_text(answer: Answer) -> str:
    """What the user reads of an answer: cases as headings over their statements, and the message."""
    lines, case = [], ""
    for statement in answer.statements:
        if statement.case != case:
            case = statement.case
            lines.append(case)
        lines.append(statement.text)
    return "\n".join(line for line in (*lines, answer.message) if line)


@dataclass(frozen=True, slots=True)
class Observation:
    """What the product did with a case.

    found:  ids of the provisions found, best first
    answer: None when there was none; then `error` says why
    """

    case: str
    found: tuple[str, ...] = ()
    answer: Answer | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Exam:
    """A case, its gold units in the corpus, and what the product did with it."""

    case: Case
    units: tuple[Unit, ...]
    found: tuple[str, ...]
    answer: Answer
    corpus: Corpus

    @property
    def text(self) -> str:
        """The answer as scored."""
        return answer_text(self.answer)

    @property
    def refused(self) -> bool:
        """True when the assistant says that it does not answer."""
        return self.answer.outcome is Outcome.REFUSED

    @property
    def cited(self) -> tuple[str, ...]:
        """Ids of the provisions cited, each once, in order."""
        return tuple(dict.fromkeys(citation.provision for citation in self.answer.citations))


@dataclass(frozen=True, slots=True)
class Score:
    """The value of one metric for one case, its weight in the figure, and why it is not perfect."""

    value: float
    weight: float = 1.0
    reason: str = ""


def judged(right: bool, reason: str) -> Score:
    """1 when `right`, else 0 with the reason."""
    return Score(1.0) if right else Score(0.0, reason=reason)


@dataclass(frozen=True, slots=True)
class Metric:
    """A measure of answers, with its definition and where that comes from.

    score:   of one case; None when the metric says nothing about it
    expects: the cases it applies to, by what is expected of them
    better:  +1 when more is better, -1 when less is
    failed:  the value of a case without a result; None leaves the case out
    """

    name: str
    title: str
    definition: str
    source: str
    score: Callable[[Exam], Score | None]
    expects: tuple[Expected, ...] = EVERY
    better: int = 1
    combine: Combine = weighted_mean
    failed: float | None = 0.0

    def of(self, exam: Exam | None, case: Case, error: str) -> Score | None:
        """The score of a case: by `score`, or `failed` with the error when there is nothing to score."""
        if case.expected not in self.expects:
            return None
        if exam is None:
            return None if self.failed is None else Score(self.failed, reason=f"no result: {error}")
        return self.score(exam)

    def figure(self, scores: Sequence[tuple[float, float]]) -> float:
        """The figure over cases, each given as (value, weight)."""
        pairs = np.asarray(scores, dtype=np.float64)
        return float(self.combine(pairs[:, 0], pairs[:, 1]))
