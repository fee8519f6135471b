"""BM25 over many short texts, for questions whose words have alternatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import bm25s
import numpy as np

from assistant.search.units import Ints, Scores

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_ROUGH = 300_000  # postings that are read to choose candidates


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as terms of an index: the best alternative of each concept counts.

    terms:   (terms,) numbers of all terms, each once
    weights: (alternatives, terms) how much a term counts in an alternative, 0 where it is not in it
    first:   (concepts,) the first alternative of each concept
    """

    terms: Ints
    weights: Scores
    first: Ints


def reading(concepts: Sequence[Sequence[tuple[Sequence[int], float]]]) -> Reading:
    """From concepts, each of alternatives of (term numbers, weight); none of them may be empty."""
    numbers = sorted({term for concept in concepts for terms, _ in concept for term in terms})
    column = {term: n for n, term in enumerate(numbers)}
    alternatives = [alternative for concept in concepts for alternative in concept]
    weights = np.zeros((len(alternatives), len(numbers)), dtype=np.float32)
    for row, (terms, weight) in zip(weights, alternatives, strict=True):
        row[[column[term] for term in terms]] = weight
    first = np.cumsum([0, *(len(concept) for concept in concepts)])[:-1]
    return Reading(np.array(numbers, dtype=np.int64), weights, first.astype(np.int64))


class Bm25Index:
    """The BM25 weight of every term in every text, by term.

    size: number of texts
    """

    def __init__(self, texts: Sequence[Sequence[int]], vocabulary: int) -> None:
        """`texts` are lists of term numbers below `vocabulary`."""
        self.size = len(texts)
        self._data, self._texts = np.zeros(0, np.float32), np.zeros(0, np.int32)
        self._starts = np.zeros(vocabulary + 1, np.int64)
        if any(texts):
            made = bm25s.BM25(method="lucene")
            made.index((texts, {str(n): n for n in range(vocabulary)}), show_progress=False)
            self._data, self._texts = made.scores["data"], made.scores["indices"]
            self._starts = made.scores["indptr"].astype(np.int64)

    def rough(self, question: Reading) -> Scores:
        """(texts,) the sum over the rarest terms, alternatives added up: cheap, for choosing candidates."""
        counts = self._counts(question.terms)
        rarest = np.argsort(counts, kind="stable")
        kept = rarest[: max(1, np.searchsorted(np.cumsum(counts[rarest]), _ROUGH, side="right"))]
        places, rows = self._postings(question.terms[kept])
        share = question.weights[:, kept].max(axis=0, initial=0)
        values = self._data[places] * share[rows]
        return np.bincount(self._texts[places], values, minlength=self.size).astype(np.float32)

    def exact(self, question: Reading, texts: Ints) -> Scores:
        """(len(texts),) the sum over the concepts of the best alternative, for these texts only."""
        position = np.full(self.size, -1, dtype=np.int64)
        position[texts] = np.arange(len(texts))
        places, rows = self._postings(question.terms)
        columns = position[self._texts[places]]
        wanted = columns >= 0
        scores = np.zeros((len(question.terms), len(texts)), dtype=np.float32)
        scores[rows[wanted], columns[wanted]] = self._data[places[wanted]]
        return _summed(question, scores)

    def by_text(self) -> Bm25ByText:
        """The same weights for asking about a few of very many texts."""
        from scipy.sparse import csc_array

        shape = (self.size, len(self._starts) - 1)
        return Bm25ByText(csc_array((self._data, self._texts, self._starts), shape=shape).tocsr())

    def _counts(self, terms: Ints) -> Ints:
        """(terms,) the number of texts that hold each."""
        return np.asarray(self._starts[terms + 1] - self._starts[terms])

    def _postings(self, terms: Ints) -> tuple[Ints, Ints]:
        """Where the postings of the terms stand, and for each posting the row of its term."""
        counts = self._counts(terms)
        rows = np.repeat(np.arange(len(terms)), counts)
        before = np.cumsum(counts) - counts
        return np.arange(counts.sum()) + (self._starts[terms] - before)[rows], rows


class Bm25ByText:
    """The BM25 weight of every term in every text, by text; scores as `Bm25Index.exact` does."""

    def __init__(self, weights: csr_array) -> None:
        """`weights` are (texts, terms)."""
        self._weights = weights

    def exact(self, question: Reading, texts: Ints) -> Scores:
        """See `Bm25Index.exact`."""
        return _summed(question, self._weights[texts][:, question.terms].toarray().T)


def _summed(question: Reading, scores: Scores) -> Scores:
    """(texts,) the sum over the concepts of the best alternative; `scores` are (terms, texts)."""
    total = np.zeros(scores.shape[1], dtype=np.float32)
    for alternatives in np.split(question.weights @ scores, question.first[1:]):
        total += alternatives.max(axis=0, initial=0)
    return total


def highest(scores: Scores, k: int) -> Ints:
    """Positions of the `k` highest scores in ascending order, of equal ones the first."""
    border = np.partition(scores, -k)[-k]
    above, equal = np.flatnonzero(scores > border), np.flatnonzero(scores == border)
    return np.sort(np.concatenate([above, equal[: k - len(above)]]))
