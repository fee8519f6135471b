"""The verdict on a case: right or wrong, by the rules published with the gold set."""

from __future__ import annotations

from eval.cases import Expected
from eval.matching import missing_facts, occurs
from eval.metrics.citation import supported
from eval.metrics.refusal import asks_back
from eval.scoring import Exam, Metric, Score, judged


def correct(exam: Exam) -> Score:
    """1 when the reaction is the expected one, else 0 with everything that is wrong about it."""
    faults = [f"says {phrase}" for phrase in exam.case.forbidden if occurs(phrase, exam.text)]
    if exam.case.expected is Expected.REFUSE:
        faults += [] if exam.refused else ["not refused"]
    elif exam.case.expected is Expected.ANSWER or not asks_back(exam):
        faults += [f"missing: {group[0]}" for group in missing_facts(exam.case.facts, exam.text)]
        faults += [] if supported(exam) else ["not supported by the citations"]
        faults += ["refused"] if exam.refused and exam.case.expected is Expected.ANSWER else []
    return judged(not faults, "; ".join(faults))


METRICS = (
    Metric(
        name="correct",
        title="Correct",
        definition=(
            "Share of the cases right as a whole: answered with all facts, nothing forbidden and support from"
            " every regulation concerned; refused; or asked back, whichever is expected."
        ),
        source="eval/gold.jsonl; rules published with the gold set",
        score=correct,
    ),
)
