"""One order out of several: each retriever's scores made comparable, weighted and summed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import pstdev

from assistant.search.query import Hit

WEIGHTS: Mapping[str, float] = {"lexical": 1.0, "ngrams": 1.0, "dense": 1.0, "interaction": 2.0}
_HIGHEST = 4.0


def heights(found: Mapping[str, Sequence[Hit]]) -> dict[str, dict[str, float]]:
    """For each provision found: how high it stands with each retriever that found it.

    A height is the score above that of the retriever's last hit, in standard deviations of its scores and
    at most `_HIGHEST`, so that no retriever can outweigh all others.
    """
    stands: dict[str, dict[str, float]] = {}
    for name, hits in found.items():
        scores = [hit.score for hit in hits]
        spread = (pstdev(scores) if scores else 0.0) or 1.0
        for hit in hits:
            height = min((hit.score - min(scores)) / spread, _HIGHEST)
            stands.setdefault(hit.provision, {})[name] = height
    return stands


def total(parts: Mapping[str, float]) -> float:
    """The weighted sum of the heights of one provision."""
    return sum(WEIGHTS[name] * height for name, height in sorted(parts.items()))


def ordered(scores: Mapping[str, float]) -> list[tuple[str, float]]:
    """(provision id, score), best first, ties by id."""
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))


def interleave(groups: Sequence[Sequence[tuple[str, float]]]) -> list[tuple[str, float]]:
    """The best of each group first, then the second best of each ...; each round by score, ties by id."""
    merged: dict[str, float] = {}
    for n in range(max(map(len, groups), default=0)):
        for provision, score in ordered(dict(group[n] for group in groups if n < len(group))):
            merged.setdefault(provision, score)
    return list(merged.items())
