"""Does the answer say what it must, no more than it should, and in the right language?"""

from __future__ import annotations

import re

from assistant.answer import Outcome
from eval.cases import Expected
from eval.matching import missing_facts, normalise, occurs
from eval.scoring import Exam, Metric, Score, judged
from eval.statistics import median

_GOLD = "eval/gold.jsonl; rules published with the gold set"
_FUNCTION_WORDS = {
    "de": re.compile(
        r"\b(?:der|die|das|und|ist|nicht|eine?|für|mit|von|zu|im|den|dem|des|wird|werden|oder|auf|ich|bei)\b"
    ),
    "en": re.compile(
        r"\b(?:the|an?|and|is|not|for|with|of|to|or|on|are|be|this|that|it|you|which|by|from|can)\b"
    ),
}


def facts(exam: Exam) -> Score | None:
    """1 when every fact group has an alternative in the answer, else 0."""
    if not exam.case.facts:
        return None
    missing = missing_facts(exam.case.facts, exam.text)
    return judged(not missing, f"missing: {'; '.join(group[0] for group in missing)}")


def words(exam: Exam) -> Score | None:
    """Words of the answer; refusals and questions back are not measured."""
    return Score(len(exam.text.split())) if exam.answer.outcome is Outcome.ANSWERED else None


def clean(exam: Exam) -> Score | None:
    """1 when no forbidden string occurs in the answer, else 0."""
    if not exam.case.forbidden:
        return None
    found = [phrase for phrase in exam.case.forbidden if occurs(phrase, exam.text)]
    return judged(not found, f"says {'; '.join(found)}")


def language(exam: Exam) -> Score:
    """1 when the message and what a model phrased are in the language of the question, else 0.

    Words of the document stay in its language and are not judged.
    """
    quotes = [normalise(citation.quote) for citation in exam.answer.citations]
    phrased = [statement.text for statement in exam.answer.statements if exam.answer.model]
    own = [text for text in phrased if not any(normalise(text) in quote for quote in quotes)]
    spoken = language_of(" ".join([*own, exam.answer.message])) or exam.answer.language
    return judged(spoken == exam.case.lang, f"answers in {spoken}")


def language_of(text: str) -> str:
    """ "de" or "en", by the more function words; "" when neither has more."""
    counts = {lang: len(known.findall(text.casefold())) for lang, known in _FUNCTION_WORDS.items()}
    if counts["de"] == counts["en"]:
        return ""
    return max(counts, key=lambda lang: counts[lang])


METRICS = (
    Metric(
        name="facts",
        title="Facts right",
        definition="Share of the answers in which every fact group has an alternative, as whole words.",
        source=_GOLD,
        score=facts,
        expects=(Expected.ANSWER,),
    ),
    Metric(
        name="words",
        title="Words of an answer",
        definition="Median number of words of the answers given, so that facts cannot be bought with pages.",
        source="own",
        score=words,
        expects=(Expected.ANSWER,),
        better=-1,
        combine=median,
        failed=None,
    ),
    Metric(
        name="clean",
        title="Nothing forbidden",
        definition="Share of the answers with none of the strings that make an answer wrong.",
        source=_GOLD,
        score=clean,
    ),
    Metric(
        name="language",
        title="Language of the question",
        definition="Share of the answers whose own words, quotes apart, are in the language of the question.",
        source="own, by function words",
        score=language,
    ),
)
