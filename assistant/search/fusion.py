"""One order out of several: each retriever's scores made comparable, weighted and summed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.search.query import Hit

# Best for questions on regulations that the models were not trained on; flat around these values.
WEIGHTS: Mapping[str, float] = {"lexical": 0.5, "ngrams": 1.0, "dense": 1.5, "interaction": 1.0}


def heights(found: Mapping[str, Sequence[Hit]]) -> dict[str, dict[str, float]]:
    """For each provision found: how high it stands with each retriever that found it.

    A height is 1 for the best hit of a retriever, 0 for its last one, and in between as the scores are, so
    that no retriever can add more than its weight.
    """
    stands: dict[str, dict[str, float]] = {}
    for name, hits in found.items():
        lowest = min((hit.score for hit in hits), default=0.0)
        span = max((hit.score for hit in hits), default=0.0) - lowest
        for hit in hits:
            stands.setdefault(hit.provision, {})[name] = (hit.score - lowest) / span if span else 1.0
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
