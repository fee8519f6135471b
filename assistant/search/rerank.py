"""The learned order of the first candidates: regression trees over features that cost nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Passage
from assistant.search.encoder import Floats
from assistant.search.features import Features
from assistant.search.interaction import Matcher
from assistant.search.query import Hit, Query
from ingest.errors import ModelError

SHIPPED = Path(__file__).resolve().parent.parent / "models" / "ranker"
_NODES, _NUMBERS = ("roots", "feature", "left", "right"), ("threshold", "value")
_MEND = "Restore assistant/models/ranker from the repository."


@dataclass(frozen=True, slots=True)
class Trees:
    """A sum of regression trees, all nodes in one row; a leaf points to itself.

    roots:     (trees,) the first node of each tree
    feature:   (nodes,) the feature compared
    left:      (nodes,)
    right:     (nodes,)
    threshold: (nodes,) go left when the feature is at most this
    value:     (nodes,) what a leaf adds, 0 for inner nodes
    depth:     steps from a root to its farthest leaf
    """

    roots: NDArray[np.int64]
    feature: NDArray[np.int64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    threshold: NDArray[np.float64]
    value: NDArray[np.float64]
    depth: int

    @classmethod
    def read(cls, file: Path, features: Sequence[str]) -> Trees:
        """Raises ModelError when the file is missing, damaged or made for other features."""
        try:
            made = json.loads(file.read_text(encoding="utf-8"))
            if made["features"] != list(features):
                raise ModelError(f"The ranker in {file} was made for other features.", _MEND)
            roots, feature, left, right = (np.array(made[name], dtype=np.int64) for name in _NODES)
            threshold, value = (np.array(made[name], dtype=np.float64) for name in _NUMBERS)
            return cls(roots, feature, left, right, threshold, value, int(made["depth"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"No ranker can be read from {file}: {error}.", _MEND) from error

    def sum(self, rows: Floats) -> NDArray[np.float64]:
        """(rows,) the sum of the leaves that each row of features falls into."""
        nodes = np.repeat(self.roots[None, :], len(rows), axis=0)
        for _ in range(self.depth):
            goes_left = np.take_along_axis(rows, self.feature[nodes], axis=1) <= self.threshold[nodes]
            nodes = np.where(goes_left, self.left[nodes], self.right[nodes])
        return np.asarray(self.value[nodes].sum(axis=1))


class Ranker:
    """A `Reranker`: scores order the candidates of one question and mean nothing beyond it."""

    name = "ranker"

    def __init__(self, matcher: Matcher, trees: Trees) -> None:
        self._features = Features(matcher)
        self._trees = trees

    def order(self, query: Query, passages: Sequence[Passage]) -> list[Hit]:
        """One hit for each passage, best first, ties by id."""
        scores = self._trees.sum(self._features.of(query, passages))
        hits = [Hit(p.provision, float(score)) for p, score in zip(passages, scores, strict=True)]
        return sorted(hits, key=lambda hit: (-hit.score, hit.provision))
