"""Vectors in memory, compared exactly: stands in for Chroma where hundreds of small indexes are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from assistant.search.encoder import Floats
from assistant.search.fusion import ordered
from assistant.search.vectors import VectorStore


class MemoryStore(VectorStore):
    """A vector store that keeps nothing."""

    def __init__(self) -> None:
        self._ids: dict[str, list[str]] = {}
        self._vectors: dict[str, list[Floats]] = {}

    def create(self, name: str) -> None:
        """Make a collection."""
        self._ids[name], self._vectors[name] = [], []

    def add(self, name: str, ids: Sequence[str], vectors: Floats) -> None:
        """Put vectors of new ids into a collection."""
        self._ids[name] += ids
        self._vectors[name].append(vectors)

    def count(self, name: str) -> int:
        """How many vectors a collection has."""
        return len(self._ids[name])

    def require(self, sizes: Mapping[str, int]) -> None:
        """Nothing can be missing."""

    def nearest(self, name: str, vector: Floats, count: int) -> list[tuple[str, float]]:
        """(id, cosine) of the vectors nearest to `vector` (1, dimensions), best first, ties by id."""
        cosines = (np.concatenate(self._vectors[name]) @ vector[0]).tolist()
        return ordered(dict(zip(self._ids[name], cosines, strict=True)))[:count]

    def vectors(self, name: str, ids: Sequence[str]) -> Floats:
        """(ids, dimensions) the vectors of these ids."""
        place = {id_: n for n, id_ in enumerate(self._ids[name])}
        return np.concatenate(self._vectors[name])[[place[id_] for id_ in ids]]
