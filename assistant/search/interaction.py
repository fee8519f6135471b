"""Late interaction: every token of the question looks for its best partner in the provision.

A question's score for a text is the weighted mean, over the question's tokens, of the highest cosine among
the text's tokens. Each distinct token of the collection is compared once and its postings say where it
stands, so no provision is gone through; of a large collection only candidates are compared. The same is done
with whole words (sums of their pieces).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.search.encoder import Floats, StaticEncoder, unit
from assistant.search.query import Hit, Query
from assistant.search.segments import Segments
from ingest.corpus import Corpus

FLOOR = 0.25  # cosines below it are chance and count as 0

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Terms:
    """Tokens or words of a text as rows; the length of a row is the term's weight."""

    rows: Floats

    @property
    def weights(self) -> Floats:
        """(terms,) share of each term in the whole, summing to 1."""
        length = np.linalg.norm(self.rows, axis=1)
        return np.asarray(length / max(float(length.sum()), 1e-12), dtype=np.float32)


class Comparer(Protocol):
    """Compares the terms of a question with those of the segments."""

    def best(self, question: Floats) -> Floats:
        """(terms of the question, segments) highest cosine of each in each segment, 0 where below FLOOR."""
        ...


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The terms of each segment: segment `s` has the `terms[starts[s]:starts[s + 1]]`; a `Comparer` that reads all.

    rows:  (distinct terms, dimensions)
    terms: (occurrences,) rows
    """

    rows: Floats
    terms: Ints
    starts: NDArray[np.int64]

    def of(self, segments: NDArray[np.int64]) -> Occurrences:
        """Those of some segments."""
        counts = self.starts[segments + 1] - self.starts[segments]
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        places = np.arange(starts[-1]) + np.repeat(self.starts[segments] - starts[:-1], counts)
        used, terms = np.unique(self.terms[places], return_inverse=True)
        return Occurrences(self.rows[used], terms.astype(np.int32), starts)

    def best(self, question: Floats) -> Floats:
        """See `Comparer`."""
        cosines = unit(question) @ unit(self.rows).T
        cosines[cosines <= FLOOR] = 0
        found = np.zeros((len(question), len(self.starts) - 1), dtype=np.float32)
        filled = np.flatnonzero(np.diff(self.starts))
        if len(filled):
            found[:, filled] = np.maximum.reduceat(cosines[:, self.terms], self.starts[filled], axis=1)
        return found


class Postings:
    """An inverted index of occurrences, a `Comparer`: only segments that hold something near are touched."""

    def __init__(self, occurrences: Occurrences) -> None:
        self._size = len(occurrences.starts) - 1
        self._vectors = unit(occurrences.rows)
        holder = np.repeat(np.arange(self._size), np.diff(occurrences.starts))
        pairs = np.unique(occurrences.terms.astype(np.int64) * self._size + holder)
        counts = np.bincount(pairs // max(self._size, 1), minlength=len(occurrences.rows))
        self._offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self._places = (pairs % max(self._size, 1)).astype(np.int32)

    def best(self, question: Floats) -> Floats:
        """See `Comparer`."""
        found = np.zeros((len(question), self._size), dtype=np.float32)
        for row, cosine in zip(found, unit(question) @ self._vectors.T, strict=True):
            near = np.flatnonzero(cosine > FLOOR)
            near = near[np.argsort(cosine[near], kind="stable")]
            counts = self._offsets[near + 1] - self._offsets[near]
            skipped = self._offsets[near] - (np.cumsum(counts) - counts)
            places = self._places[np.arange(counts.sum()) + np.repeat(skipped, counts)]
            row[places] = np.repeat(cosine[near], counts)  # ascending: the last, highest one stays
        return found


@dataclass(frozen=True, slots=True)
class Match:
    """What the terms of one question found in a collection.

    found:  (terms, segments) best cosine of each term in each segment
    whole:  (terms, provisions) the same over all segments of each provision
    headed: (segments,) score of each segment completed by the heading of its provision
    """

    terms: Terms
    found: Floats
    whole: Floats
    headed: Floats


class Matcher:
    """Compares questions with the segments of a collection, token by token and word by word.

    whole: prepared for questions to all of it, by an inverted index
    """

    def __init__(
        self,
        segments: Segments,
        encoder: StaticEncoder,
        tokens: Occurrences,
        words: Occurrences,
        whole: bool = False,
    ) -> None:
        self.segments = segments
        self.encoder = encoder
        self._tokens = tokens
        self._words = words
        self._compared: tuple[Comparer, ...] = (
            (Postings(tokens), Postings(words)) if whole else (tokens, words)
        )
        self.match = lru_cache(maxsize=2)(self._compare)
        """(tokens, words): what the tokens and the words of a question found; the last two are kept."""

    @classmethod
    def of(cls, corpus: Corpus, encoder: StaticEncoder, whole: bool = True) -> Matcher:
        """For all provisions of a corpus, with the shipped table."""
        segments = Segments(corpus)
        lists = encoder.tokens(segments.texts)
        ids = np.concatenate([*lists, np.zeros(0, np.int32)]).astype(np.int32)
        starts = np.cumsum([0, *map(len, lists)], dtype=np.int64)
        used, terms = np.unique(ids, return_inverse=True)
        tokens = Occurrences(encoder.table[used], terms.astype(np.int32), starts)
        return cls(segments, encoder, tokens, _words(encoder, ids, starts), whole)

    def among(self, provisions: Sequence[str]) -> Matcher:
        """For some provisions of the collection, by id."""
        at = np.array(sorted(self.segments.positions[provision] for provision in provisions), dtype=np.int64)
        counts = self.segments.first[at + 1] - self.segments.first[at]
        own = np.arange(counts.sum()) + np.repeat(
            self.segments.first[at] - (np.cumsum(counts) - counts), counts
        )
        part = self.segments.of(at)
        return Matcher(part, self.encoder, self._tokens.of(own), self._words.of(own))

    def _compare(self, text: str) -> tuple[Match, Match]:
        ids = self.encoder.tokens([text])[0]
        cuts = np.flatnonzero(np.logical_not(self.encoder.continues[ids]))
        words = np.split(ids, cuts[cuts > 0]) if len(ids) else []
        asked = Terms(self.encoder.table[ids]), Terms(_sums(self.encoder, words))
        tokens, whole_words = (self._match(*pair) for pair in zip(asked, self._compared, strict=True))
        return tokens, whole_words

    def _match(self, terms: Terms, compared: Comparer) -> Match:
        found = compared.best(terms.rows)
        has_any = bool(self.segments.provisions)
        whole = np.maximum.reduceat(found, self.segments.first[:-1], axis=1) if has_any else found
        complete = np.maximum(found, found[:, self.segments.first[self.segments.owner]])
        return Match(terms, found, whole, np.asarray(terms.weights @ complete, dtype=np.float32))

    def question(self, text: str) -> Floats:
        """(dimensions,) the summed rows of a question's tokens, its pooled vector."""
        return np.asarray(self.encoder.table[self.encoder.tokens([text])[0]].sum(axis=0))

    def pooled(self, segments: NDArray[np.int64]) -> Floats:
        """(segments, dimensions) summed rows of the segments' tokens, for pooled vectors of any grouping."""
        starts, terms = self._tokens.starts, self._tokens.terms
        sums = [self._tokens.rows[terms[starts[s] : starts[s + 1]]].sum(axis=0) for s in segments]
        return np.array(sums, dtype=np.float32).reshape(-1, self.encoder.dimensions)


def _words(encoder: StaticEncoder, ids: Ints, starts: NDArray[np.int64]) -> Occurrences:
    """The whole words of the segments, which the pieces `ids` make up; a word's row is the sum of its pieces'."""
    first = np.logical_not(encoder.continues[ids])
    first[starts[:-1][np.diff(starts) > 0]] = True
    begins = np.flatnonzero(first)
    ends = [*begins[1:], len(ids)] if len(begins) else []
    index: dict[bytes, int] = {}
    pieces: list[Ints] = []
    terms = np.empty(len(begins), dtype=np.int32)
    for at, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        word = ids[begin:end]
        terms[at] = index.setdefault(word.tobytes(), len(pieces))
        if terms[at] == len(pieces):
            pieces.append(word)
    return Occurrences(_sums(encoder, pieces), terms, np.searchsorted(begins, starts).astype(np.int64))


def _sums(encoder: StaticEncoder, lists: Iterable[Ints]) -> Floats:
    """(lists, dimensions) for each list of tokens the sum of their rows."""
    rows = [encoder.table[tokens].sum(axis=0) for tokens in lists]
    return np.array(rows, dtype=np.float32).reshape(-1, encoder.dimensions)


class LateInteraction:
    """A `Retriever`: late interaction over tokens and words, in whole provisions and in single sentences."""

    name = "interaction"

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    def search(self, query: Query, k: int) -> list[Hit]:
        """The best `k` provisions of the query's programmes with their best sentence."""
        segments = self._matcher.segments
        allowed = segments.allowed(query.programmes)
        if not len(allowed) or k <= 0:
            return []
        matches = self._matcher.match(query.topic or query.text)
        single = np.sum([match.headed for match in matches], axis=0)
        whole = np.sum([match.terms.weights @ match.whole for match in matches], axis=0)
        scores = (whole + np.maximum.reduceat(single, segments.first[:-1])) / np.float32(4)
        chosen = allowed[_first(scores[allowed], [segments.provisions[i].id for i in allowed], k)]
        best = _best_sentences(single, segments)
        return [
            Hit(segments.provisions[i].id, float(scores[i]), int(best[i])) for i in chosen if scores[i] > 0
        ]

    def sentence_scores(self, query: Query, provisions: Sequence[str]) -> list[Sequence[float]]:
        """For each provision (by id) the scores of its sentences, the heading included."""
        segments = self._matcher.segments
        matches = self._matcher.match(query.topic or query.text)
        found: list[Sequence[float]] = []
        for at in (segments.positions[provision] for provision in provisions):
            own = slice(segments.first[at], segments.first[at + 1])
            scores = np.mean([match.headed[own] for match in matches], axis=0)
            found.append(scores[segments.sentence[own] >= 0].tolist())
        return found


def _best_sentences(single: Floats, segments: Segments) -> Ints:
    """(provisions,) index of the first sentence with the highest score of its provision, -1 without one."""
    scores = np.where(segments.sentence >= 0, single, -1)
    highest = np.maximum.reduceat(scores, segments.first[:-1])[segments.owner]
    reached = np.flatnonzero((scores >= highest) & (segments.sentence >= 0))
    best = np.full(len(segments.provisions), -1, dtype=np.int32)
    best[segments.owner[reached[::-1]]] = segments.sentence[reached[::-1]]
    return best


def _first(scores: Floats, ids: Sequence[str], k: int) -> list[int]:
    """Positions of the `k` highest scores, ties by id."""
    border = np.partition(scores, -k)[-k] if len(scores) > k else scores.min()
    near = np.flatnonzero(scores >= border)
    return sorted((int(i) for i in near), key=lambda i: (-float(scores[i]), ids[i]))[:k]
