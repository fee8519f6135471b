"""How sure a figure is: percentile bootstrap over the cases, seeded, so that it is the same every time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Combine = Callable[[Floats, Floats], Floats]

RESAMPLES = 2000
SEED = 20240
FEWEST = 8
"""With fewer cases than this, no interval is given: too few questions to tell."""


def weighted_mean(values: Floats, weights: Floats) -> Floats:
    """Sum of value times weight over sum of weights along the last axis; 0 where all weights are 0."""
    total = weights.sum(axis=-1)
    product = (values * weights).sum(axis=-1)
    return np.asarray(product / np.where(total > 0, total, 1.0), dtype=np.float64)


def median(values: Floats, weights: Floats) -> Floats:
    """The middle value along the last axis; weights do not count."""
    return np.asarray(np.median(values, axis=-1), dtype=np.float64)


def total(values: Floats, weights: Floats) -> Floats:
    """The sum of the values along the last axis; weights do not count."""
    return np.asarray(values.sum(axis=-1), dtype=np.float64)


def interval(scores: Sequence[tuple[float, float]], combine: Combine) -> tuple[float, float] | None:
    """The 95 % interval of a figure over cases, (value, weight) each, drawn again; None for too few cases."""
    if len(scores) < FEWEST:
        return None
    drawn = np.asarray(scores, dtype=np.float64)[_draws(len(scores))]
    figures = combine(drawn[..., 0], drawn[..., 1])
    low, high = np.quantile(figures, (0.025, 0.975))
    return float(low), float(high)


def paired_interval(
    before: Sequence[tuple[float, float]], after: Sequence[tuple[float, float]], combine: Combine
) -> tuple[float, float] | None:
    """The 95 % interval of `after` minus `before`, both (value, weight) of the same cases in the same order.

    The same cases are drawn for both, so that what is hard about a case cancels out.
    """
    if len(before) < FEWEST:
        return None
    draws = _draws(len(before))
    old, new = np.asarray(before, dtype=np.float64)[draws], np.asarray(after, dtype=np.float64)[draws]
    differences = combine(new[..., 0], new[..., 1]) - combine(old[..., 0], old[..., 1])
    low, high = np.quantile(differences, (0.025, 0.975))
    return float(low), float(high)


@lru_cache(maxsize=64)
def _draws(cases: int) -> npt.NDArray[np.int64]:
    return np.random.default_rng(SEED).integers(0, cases, size=(RESAMPLES, cases))
