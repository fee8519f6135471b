"""Late interaction: every token of the question looks for its best partner in the provision.

A question's score for a text is the weighted mean, over the question's tokens, of the highest cosine among
the text's tokens. Each distinct token of the collection is compared once and its postings say where it
stands, so no provision is gone through. The same is done with whole words (sums of their pieces).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

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


@dataclass(frozen=True, slots=True)
class Postings:
    """An inverted index: term `t`, of unit vector `vectors[t]`, is in `places[offsets[t]:offsets[t + 1]]`."""

    vectors: Floats
    offsets: NDArray[np.int64]
    places: Ints
    size: int

    def best(self, question: Floats) -> Floats:
        """(terms of the question, size) highest cosine of each in each unit, 0 where below FLOOR."""
        found = np.zeros((len(question), self.size), dtype=np.float32)
        for row, cosine in zip(found, unit(question) @ self.vectors.T, strict=True):
            near = np.flatnonzero(cosine > FLOOR)
            near = near[np.argsort(cosine[near], kind="stable")]
            counts = self.offsets[near + 1] - self.offsets[near]
            skipped = self.offsets[near] - (np.cumsum(counts) - counts)
            places = self.places[np.arange(counts.sum()) + np.repeat(skipped, counts)]
            row[places] = np.repeat(cosine[near], counts)  # ascending: the last, highest one stays
        return found


def _postings(rows: Floats, terms: Ints, places: Ints, size: int) -> Postings:
    """Postings of (term, place) pairs; repeated pairs count once."""
    pairs = np.unique(terms.astype(np.int64) * size + places)
    counts = np.bincount(pairs // size, minlength=len(rows))
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Postings(unit(rows), offsets, (pairs % size).astype(np.int32), size)


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
    """Token and word postings of a collection's segments, made with the shipped table."""

    def __init__(self, corpus: Corpus, encoder: StaticEncoder) -> None:
        self.segments = Segments(corpus)
        self._encoder = encoder
        lists = encoder.tokens(self.segments.texts)
        self._tokens = np.concatenate([*lists, np.zeros(0, np.int32)]).astype(np.int32)
        self._starts = np.cumsum([0, *map(len, lists)], dtype=np.int64)
        holder = np.repeat(np.arange(len(lists), dtype=np.int32), np.diff(self._starts))
        used, terms = np.unique(self._tokens, return_inverse=True)
        self.tokens = _postings(encoder.table[used], terms.astype(np.int32), holder, len(lists))
        self.words = self._word_postings(holder)
        self.match = lru_cache(maxsize=2)(self._compare)
        """(tokens, words): what the tokens and the words of a question found; the last two are kept."""

    def _word_postings(self, holder: Ints) -> Postings:
        first = np.logical_not(self._encoder.continues[self._tokens])
        first[self._starts[:-1][np.diff(self._starts) > 0]] = True
        begins = np.flatnonzero(first)
        ends = [*begins[1:], len(self._tokens)] if len(begins) else []
        index: dict[bytes, int] = {}
        pieces: list[Ints] = []
        terms = np.empty(len(begins), dtype=np.int32)
        for at, (begin, end) in enumerate(zip(begins, ends, strict=True)):
            word = self._tokens[begin:end]
            terms[at] = index.setdefault(word.tobytes(), len(pieces))
            if terms[at] == len(pieces):
                pieces.append(word)
        return _postings(self._sums(pieces), terms, holder[begins], len(self._starts) - 1)

    def _sums(self, lists: Iterable[Ints]) -> Floats:
        """(lists, dimensions) for each list of tokens the sum of their rows."""
        rows = [self._encoder.table[tokens].sum(axis=0) for tokens in lists]
        return np.array(rows, dtype=np.float32).reshape(-1, self._encoder.dimensions)

    def _compare(self, text: str) -> tuple[Match, Match]:
        ids = self._encoder.tokens([text])[0]
        cuts = np.flatnonzero(np.logical_not(self._encoder.continues[ids]))
        words = np.split(ids, cuts[cuts > 0]) if len(ids) else []
        tokens = self._match(Terms(self._encoder.table[ids]), self.tokens)
        return tokens, self._match(Terms(self._sums(words)), self.words)

    def _match(self, terms: Terms, postings: Postings) -> Match:
        found = postings.best(terms.rows)
        has_any = bool(self.segments.provisions)
        whole = np.maximum.reduceat(found, self.segments.first[:-1], axis=1) if has_any else found
        complete = np.maximum(found, found[:, self.segments.first[self.segments.owner]])
        return Match(terms, found, whole, np.asarray(terms.weights @ complete, dtype=np.float32))

    def question(self, text: str) -> Floats:
        """(dimensions,) the summed rows of a question's tokens, its pooled vector."""
        return np.asarray(self._encoder.table[self._encoder.tokens([text])[0]].sum(axis=0))

    def pooled(self, segments: NDArray[np.int64]) -> Floats:
        """(segments, dimensions) summed rows of the segments' tokens, for pooled vectors of any grouping."""
        return self._sums(self._tokens[self._starts[s] : self._starts[s + 1]] for s in segments)


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
