"""Is the provision that answers the question among those found, and how far up?"""

from __future__ import annotations

from functools import partial

from eval.cases import Expected
from eval.scoring import Exam, Metric, Score
from eval.support import Unit

DEPTHS = (1, 3, 5, 10)
TOGETHER = 6
_EXPECTS = (Expected.ANSWER, Expected.CLARIFY)
_SOURCE = "Manning, Raghavan, Schütze: Introduction to Information Retrieval, 8.4"


def rank(unit: Unit, found: tuple[str, ...]) -> int | None:
    """The rank, from 1, of the first provision that holds the gold quote; None when it was not found."""
    return next((n for n, provision in enumerate(found, start=1) if provision in unit.places), None)


def recall(exam: Exam, depth: int) -> Score | None:
    """Share of the gold units with a provision among the first `depth` found."""
    if not exam.units:
        return None
    missed = []
    for unit in exam.units:
        place = rank(unit, exam.found)
        if place is None or place > depth:
            missed.append(f"{unit.labels[0]} {'not found' if place is None else f'at rank {place}'}")
    return Score(1 - len(missed) / len(exam.units), reason="; ".join(missed))


def coverage(exam: Exam, depth: int) -> Score | None:
    """Share of the regulations with a gold quote that have one among the first `depth` found; None for only one."""
    cited = {regulation for unit in exam.units for regulation in unit.regulations}
    if len(cited) < 2:
        return None
    first = exam.found[:depth]
    covered = {r for unit in exam.units if any(p in unit.places for p in first) for r in unit.regulations}
    missed = ", ".join(sorted(cited - covered))
    return Score(len(covered) / len(cited), reason=missed and f"nothing of {missed}")


def reciprocal_rank(exam: Exam) -> Score | None:
    """One over the rank of the first provision that holds any gold quote; 0 when none was found."""
    if not exam.units:
        return None
    first = min((place for unit in exam.units if (place := rank(unit, exam.found))), default=0)
    if not first:
        return Score(0.0, reason="nothing found")
    return Score(1 / first, reason="" if first == 1 else f"first at rank {first}")


METRICS = (
    *(
        Metric(
            name=f"recall_at_{depth}",
            title=f"Recall@{depth}",
            definition=f"Share of the gold quotes that stand in one of the first {depth} provisions found.",
            source=_SOURCE,
            score=partial(recall, depth=depth),
            expects=_EXPECTS,
        )
        for depth in DEPTHS
    ),
    Metric(
        name=f"regulations_at_{TOGETHER}",
        title=f"Regulations@{TOGETHER}",
        definition=f"Share of the regulations asked about with a gold quote in the first {TOGETHER} found.",
        source="made for questions that compare",
        score=partial(coverage, depth=TOGETHER),
        expects=_EXPECTS,
    ),
    Metric(
        name="mrr",
        title="MRR",
        definition="Mean of one over the rank of the first provision found that holds a gold quote.",
        source=_SOURCE,
        score=reciprocal_rank,
        expects=_EXPECTS,
    ),
)
