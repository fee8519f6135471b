"""Do the citations point to what supports the answer?

After ALCE (Gao et al. 2023, arXiv 2305.14627), with the gold quotes deciding instead of a judge.
"""

from __future__ import annotations

from eval.cases import Expected
from eval.scoring import Exam, Metric, Score
from eval.support import Unit

_SOURCE = "after ALCE, arXiv 2305.14627, section 3, with text instead of an entailment model"


def cited_units(exam: Exam) -> tuple[Unit, ...]:
    """The gold units with a quote in a cited provision."""
    return tuple(unit for unit in exam.units if any(provision in unit.places for provision in exam.cited))


def supported(exam: Exam) -> bool:
    """True when the first gold unit is cited, and something from every regulation the case needs."""
    hit = cited_units(exam)
    needed = frozenset[str]().union(*(unit.regulations for unit in exam.units))
    return not exam.units or (
        exam.units[0] in hit and needed == frozenset[str]().union(*(u.regulations for u in hit))
    )


def provision_recall(exam: Exam) -> Score | None:
    """Share of the gold units with a quote in a cited provision."""
    if not exam.units:
        return None
    hit = cited_units(exam)
    missed = [unit.labels[0] for unit in exam.units if unit not in hit]
    return Score(len(hit) / len(exam.units), reason=_not_cited(missed))


def provision_precision(exam: Exam) -> Score | None:
    """Share of the cited provisions that hold a gold quote."""
    if not exam.units or not exam.cited:
        return None
    wrong = [id_ for id_ in exam.cited if not any(id_ in unit.places for unit in exam.units)]
    return Score(
        1 - len(wrong) / len(exam.cited),
        len(exam.cited),
        f"beside the gold: {', '.join(wrong)}" if wrong else "",
    )


def sentence_recall(exam: Exam) -> Score | None:
    """Share of the gold units all of whose sentences are cited, in one provision that holds a quote."""
    if not exam.units:
        return None
    cited = _cited_sentences(exam)
    missed = [
        unit.labels[0]
        for unit in exam.units
        if not any(
            sentences <= cited.get(id_, frozenset()) for id_, sentences in unit.places.items() if id_ in cited
        )
    ]
    return Score(1 - len(missed) / len(exam.units), reason=_not_cited(missed))


def sentence_precision(exam: Exam) -> Score | None:
    """Share of the cited sentences that carry a gold quote."""
    cited = [(id_, n) for id_, sentences in _cited_sentences(exam).items() for n in sorted(sentences)]
    if not exam.units or not cited:
        return None
    right = sum(any(n in unit.places.get(id_, ()) for unit in exam.units) for id_, n in cited)
    return Score(
        right / len(cited),
        len(cited),
        "" if right == len(cited) else f"{len(cited) - right} of {len(cited)} beside the gold",
    )


def _cited_sentences(exam: Exam) -> dict[str, frozenset[int]]:
    """By provision of the corpus; a citation without sentences is one of the whole provision."""
    known = {provision.id: provision for provision in exam.corpus.provisions()}
    cited: dict[str, frozenset[int]] = {}
    for citation in exam.answer.citations:
        if provision := known.get(citation.provision):
            sentences = citation.sentences or range(len(provision.sentences))
            cited[provision.id] = cited.get(provision.id, frozenset()).union(sentences)
    return cited


def _not_cited(labels: list[str]) -> str:
    return f"not cited: {'; '.join(labels)}" if labels else ""


_EXPECTS = (Expected.ANSWER,)

METRICS = (
    Metric(
        name="citation_recall",
        title="Citation recall, provision",
        definition="Share of the gold quotes that stand in a cited provision.",
        source=_SOURCE,
        score=provision_recall,
        expects=_EXPECTS,
    ),
    Metric(
        name="citation_precision",
        title="Citation precision, provision",
        definition="Share of the cited provisions that hold a gold quote, over all citations together.",
        source=_SOURCE,
        score=provision_precision,
        expects=_EXPECTS,
        failed=None,
    ),
    Metric(
        name="sentence_recall",
        title="Citation recall, sentence",
        definition="Share of the gold quotes all of whose sentences are cited.",
        source=_SOURCE,
        score=sentence_recall,
        expects=_EXPECTS,
    ),
    Metric(
        name="sentence_precision",
        title="Citation precision, sentence",
        definition="Share of the cited sentences that carry a gold quote, over all citations together.",
        source=_SOURCE,
        score=sentence_precision,
        expects=_EXPECTS,
        failed=None,
    ),
)
