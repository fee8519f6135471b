"""What must never happen: hard gates, counted over every case and decided by text alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answer import Citation, Outcome, Statement
from eval.matching import normalise
from eval.numbers import unsupported
from eval.scoring import Exam, Metric, Score
from eval.statistics import total
from ingest.corpus import Corpus
from ingest.errors import CorpusError
from ingest.records import Provision

_NOT_WORDS = re.compile(r"[\s\-\"']+")


def invented_citations(exam: Exam) -> Score:
    """Number of citations of a provision that does not exist or was not among the passages."""
    passages = {passage.provision for passage in exam.answer.passages}
    wrong = [
        citation.provision
        for citation in exam.answer.citations
        if citation.provision not in passages or _provision(exam.corpus, citation) is None
    ]
    return Score(len(wrong), reason=f"not among the passages: {', '.join(wrong)}" if wrong else "")


def unsupported_numbers(exam: Exam) -> Score:
    """Number of statements with a number that none of the provisions they cite states."""
    wrong = []
    for statement in exam.answer.statements:
        surplus = unsupported(statement.text, _sources(exam, statement))
        if surplus:
            wrong.append(f"{', '.join(f'{number:g}' for number in surplus)} in “{statement.text}”")
    return Score(len(wrong), reason="; ".join(wrong))


def uncited_statements(exam: Exam) -> Score:
    """Number of statements without a citation, and of answers without a statement."""
    size = len(exam.answer.citations)
    wrong = [
        s.text
        for s in exam.answer.statements
        if not s.citations or not all(0 <= n < size for n in s.citations)
    ]
    if exam.answer.outcome is Outcome.ANSWERED and not exam.answer.statements:
        return Score(1.0, reason="an answer without a statement")
    return Score(len(wrong), reason=f"no citation: {'; '.join(wrong)}" if wrong else "")


def altered_quotes(exam: Exam) -> Score:
    """Number of quotes that are not, white space, hyphens and quotation marks apart, in their provision."""
    wrong = []
    for citation in exam.answer.citations:
        provision = _provision(exam.corpus, citation)
        if provision is not None and (
            not citation.quote.strip() or _plain(citation.quote) not in _plain(provision.text)
        ):
            wrong.append(f"{citation.provision} does not say “{citation.quote}”")
    return Score(len(wrong), reason="; ".join(wrong))


def no_result(exam: Exam) -> Score:
    """0: there is a result."""
    return Score(0.0)


def _plain(text: str) -> str:
    return _NOT_WORDS.sub("", normalise(text))


def _provision(corpus: Corpus, citation: Citation) -> Provision | None:
    try:
        return corpus.provision(citation.provision)
    except CorpusError:
        return None


def _sources(exam: Exam, statement: Statement) -> Iterator[str]:
    """Everything that belongs to the provisions a statement cites and may lend it a number."""
    for number in statement.citations:
        citation = exam.answer.citations[number]
        provision = _provision(exam.corpus, citation)
        yield citation.label
        if provision is not None:
            regulation = exam.corpus.regulation_of(provision)
            yield from (provision.text, provision.label, *provision.heading_path, *provision.notes)
            yield from (cell.column for cell in provision.cells)
            yield from (regulation.title, regulation.short_name, regulation.valid_from, regulation.cohort)


_RULE = "rule: a wrong answer is worse than none"

METRICS = (
    Metric(
        name="invented_citations",
        title="Invented citations",
        definition="Citations of a provision that does not exist or was not retrieved.",
        source=_RULE,
        score=invented_citations,
        better=-1,
        combine=total,
    ),
    Metric(
        name="unsupported_numbers",
        title="Unsupported numbers",
        definition="Statements with a number, date or figure that no provision they cite states.",
        source=_RULE,
        score=unsupported_numbers,
        better=-1,
        combine=total,
    ),
    Metric(
        name="uncited_statements",
        title="Statements without citation",
        definition="Statements without a citation, and answers without a statement.",
        source=_RULE,
        score=uncited_statements,
        better=-1,
        combine=total,
    ),
    Metric(
        name="altered_quotes",
        title="Altered quotes",
        definition="Quotes that are not in their provision word for word, hyphens and white space apart.",
        source=_RULE,
        score=altered_quotes,
        better=-1,
        combine=total,
    ),
    Metric(
        name="no_result",
        title="Cases without a result",
        definition="Cases that ended in an error instead of an answer.",
        source=_RULE,
        score=no_result,
        better=-1,
        combine=total,
        failed=1.0,
    ),
)
