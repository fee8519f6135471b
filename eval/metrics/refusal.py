"""Does the assistant keep silent when it should, and only then?"""

from __future__ import annotations

import re

from assistant.answer import Outcome
from eval.cases import Expected
from eval.matching import missing_facts, normalise, occurs
from eval.metrics.citation import supported
from eval.scoring import Exam, Metric, Score, judged

_WHICH = re.compile(r"\bwelche[nrsm]?\b|\bwhich\b")


def refusal_recall(exam: Exam) -> Score:
    """1 when a question the documents do not answer is refused, else 0."""
    return judged(exam.refused, "answers what is not in the documents")


def false_refusal(exam: Exam) -> Score:
    """1 when a question the documents answer is refused, else 0."""
    return Score(float(exam.refused), reason="refuses what is in the documents" if exam.refused else "")


def refusal_f1(exam: Exam) -> Score | None:
    """The share of a case in F1 = 2 TP / (2 TP + FP + FN) of refusing: value times weight is 2 TP."""
    wanted = exam.case.expected is Expected.REFUSE
    if wanted and exam.refused:
        return Score(1.0, 2.0)
    return Score(0.0, 1.0) if wanted or exam.refused else Score(0.0, 0.0)


def clarify(exam: Exam) -> Score:
    """1 when the assistant asks which programme is meant, or answers for every programme concerned."""
    told = not missing_facts(exam.case.facts, exam.text) and supported(exam)
    return judged(asks_back(exam) or told, "neither asks back nor answers for every programme")


def asks_back(exam: Exam) -> bool:
    """True for a question back that says "which" or names at least two programmes."""
    text = normalise(exam.text)
    if "?" not in text or exam.answer.outcome is not Outcome.ASKED_BACK:
        return False
    named = {
        programme.id
        for regulation in exam.corpus.regulations.values()
        for programme in regulation.programmes
        if any(
            occurs(name, exam.text)
            for name in (regulation.institution, regulation.short_name, *programme.names)
        )
    }
    return len(named) >= 2 or _WHICH.search(text) is not None


METRICS = (
    Metric(
        name="refusal_recall",
        title="Unanswerable refused",
        definition="Share of the questions the documents do not answer that are refused.",
        source="UAEval4RAG, arXiv 2412.12300",
        score=refusal_recall,
        expects=(Expected.REFUSE,),
    ),
    Metric(
        name="false_refusals",
        title="Answerable refused",
        definition="Share of the questions the documents answer that are refused.",
        source="UAEval4RAG, arXiv 2412.12300",
        score=false_refusal,
        expects=(Expected.ANSWER,),
        better=-1,
        failed=1.0,
    ),
    Metric(
        name="refusal_f1",
        title="Refusal F1",
        definition="2 TP / (2 TP + FP + FN), a true positive being a refusal that had to be.",
        source="van Rijsbergen 1979, over refusing as the positive class",
        score=refusal_f1,
        expects=(Expected.ANSWER, Expected.REFUSE),
    ),
    Metric(
        name="clarify",
        title="Ambiguous handled",
        definition="Share of the ambiguous questions asked back or answered for every programme concerned.",
        source="eval/gold.jsonl; rules published with the gold set",
        score=clarify,
        expects=(Expected.CLARIFY,),
    ),
)
