"""What the ranker looks at: numbers about a question and each of its candidates, made without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from assistant.answer import Passage
from assistant.search.encoder import Floats, unit
from assistant.search.interaction import Ints, Match, Matcher
from assistant.search.query import Ask, Query

ARMS = ("lexical", "ngrams", "dense", "interaction")
_CHANNEL = (
    "whole",
    "whole rare",
    "sentence",
    "sentence rare",
    "sentence alone",
    "second sentence",
    "heading",
    "covered",
    "covered well",
    "covered by sentence",
    "heaviest term",
    "least of three",
    "beside",
)
_POOLED = ("pooled", "pooled sentence", "pooled heading")
_MAIN = ("whole", "whole rare", "sentence", "sentence rare")
_CONTENT = {
    Ask.DATE: r"\d{1,2}\.\s?\d{1,2}\.|\d{1,2}\. ?(?:jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez)"
    r"|frist|spätestens|termin|bis zum|\b20\d\d\b|semesterbeginn|ende des",
    Ask.NUMBER: r"\d|\b(?:ein|eine|einen|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf)(?:mal)?\b|hälfte|%",
    Ask.FEE: r"€|\beur|gebühr|entgelt|kosten|beitrag|betr[aä]g|preis|ermäßig",
    Ask.DURATION: r"minute|stunde|\btage?\b|woche|monat|semester|trimester|\bjahr|dauer|regelstudienzeit",
    Ask.EXAM_FORM: r"klausur|mündlich|schriftlich|referat|hausarbeit|portfolio|protokoll|präsentation|kolloquium",
    Ask.OFFICE: r"ausschuss|prüfungsamt|vorsitz|dekan|sekretariat|prüfer|kommission|leitung|fakultät|@|tel",
}
_PATTERNS = {ask: re.compile(words, re.IGNORECASE) for ask, words in _CONTENT.items()}
NAMES = (
    *(f"{channel} {name}" for channel in ("tokens", "words") for name in _CHANNEL),
    *_POOLED,
    *ARMS,
    *(f"asks {ask.value}" for ask in _CONTENT),
    "length",
    "sentences",
    "question length",
    "english",
)
_BEHIND = (
    *(f"{channel} {name}" for channel in ("tokens", "words") for name in _MAIN),
    *_POOLED[:2],
    *ARMS,
)
ALL_NAMES = (*NAMES, *(f"{name} behind best" for name in _BEHIND))
_FAIR, _GOOD = 0.5, 0.75


class Features:
    """Makes the features of candidates in the collection of one matcher."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._segments = matcher.segments
        self._lengths = np.array([len(p.text) for p in self._segments.provisions], dtype=np.float32)

    def of(self, query: Query, passages: Sequence[Passage]) -> Floats:
        """(passages, ALL_NAMES); the differences to the best are taken among these passages."""
        if not passages:
            return np.zeros((0, len(ALL_NAMES)), dtype=np.float32)
        text = query.topic or query.text
        tokens, words = self._matcher.match(text)
        at = np.array([self._segments.positions[passage.provision] for passage in passages])
        best = [self._best_sentence(tokens, words, position) for position in at]
        rows = np.column_stack(
            [
                self._channel(tokens, query, at, best),
                self._channel(words, query, at, best),
                self._pooled(text, at, best),
                [[dict(passage.parts).get(arm, 0.0) for arm in ARMS] for passage in passages],
                [self._asked(query, position, sentence) for position, sentence in zip(at, best, strict=True)],
                np.log1p(self._lengths[at]),
                np.diff(self._segments.first)[at],
                np.full(len(at), len(words.terms.rows)),
                np.full(len(at), query.language == "en"),
            ]
        ).astype(np.float32)
        columns = rows[:, [NAMES.index(name) for name in _BEHIND]]
        return np.column_stack([rows, columns.max(axis=0) - columns])

    def _best_sentence(self, tokens: Match, words: Match, position: int) -> int:
        """The segment of the provision's best sentence."""
        first, last = self._segments.first[position : position + 2]
        scores = tokens.headed[first:last] + words.headed[first:last]
        return int(first) + int(np.where(self._segments.sentence[first:last] >= 0, scores, -1).argmax())

    def _channel(self, match: Match, query: Query, at: Ints, best: Sequence[int]) -> Floats:
        segments, weights = self._segments, match.terms.weights
        if not len(weights):
            return np.zeros((len(at), len(_CHANNEL)), dtype=np.float32)
        allowed = segments.allowed(query.programmes)
        everywhere = match.whole[:, allowed].mean(axis=1)
        rare = weights * (1 - everywhere)
        rare /= max(float(rare.sum()), 1e-9)
        overall = weights @ match.whole
        whole = match.whole[:, at]
        alone = match.found[:, best]
        heading = match.found[:, segments.first[at]]
        headed = np.maximum(alone, heading)
        heaviest = np.argsort(-weights, kind="stable")[:3]
        columns = (
            weights @ whole,
            rare @ whole,
            weights @ headed,
            rare @ headed,
            weights @ alone,
            [self._second(match, position, sentence) for position, sentence in zip(at, best, strict=True)],
            weights @ heading,
            weights @ (whole > _FAIR),
            weights @ (whole > _GOOD),
            weights @ (headed > _FAIR),
            whole[heaviest[0]],
            whole[heaviest].min(axis=0),
            [self._beside(overall, position) for position in at],
        )
        return np.column_stack(columns)

    def _second(self, match: Match, position: int, best: int) -> float:
        """The score of the best sentence but one, 0 when there is only one."""
        first, last = self._segments.first[position : position + 2]
        others = [i for i in range(first, last) if i != best and self._segments.sentence[i] >= 0]
        return max((float(match.headed[i]) for i in others), default=0.0)

    def _beside(self, overall: Floats, position: int) -> float:
        """The better score of the provisions before and after it in the same regulation."""
        provisions = self._segments.provisions
        near = (i for i in (position - 1, position + 1) if 0 <= i < len(provisions))
        own = provisions[position].regulation
        return max((float(overall[i]) for i in near if provisions[i].regulation == own), default=0.0)

    def _pooled(self, text: str, at: Ints, best: Sequence[int]) -> Floats:
        """(candidates, 3) cosines of the pooled vectors: provision, best sentence with heading, heading."""
        segments = self._segments
        question = unit(self._matcher.question(text))
        rows = []
        for position, sentence in zip(at, best, strict=True):
            first, last = segments.first[position : position + 2]
            sums = self._matcher.pooled(np.arange(first, last))
            rows += [sums.sum(axis=0), sums[0] + sums[sentence - first], sums[0]]
        return (unit(np.array(rows, dtype=np.float32)) @ question).reshape(-1, len(_POOLED))

    def _asked(self, query: Query, position: int, sentence: int) -> list[float]:
        """For each kind of thing: 1 asked for and there, -1 asked for and not there, 0 not asked for."""
        text = f"{self._segments.texts[self._segments.first[position]]} {self._segments.texts[sentence]}"
        return [
            (1.0 if pattern.search(text) else -1.0) if ask in query.asks else 0.0
            for ask, pattern in _PATTERNS.items()
        ]
