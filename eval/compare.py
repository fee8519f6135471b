"""Holding a report against the accepted baseline: what got worse, and whether that turns the gate red."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatch
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from eval.cases import CaseError
from eval.metrics import METRICS
from eval.report import WHOLE, Report
from eval.scoring import Metric
from eval.statistics import paired_interval

GATE = Path(__file__).with_name("gate.toml")
_METRICS = {metric.name: metric for metric in METRICS}


@dataclass(frozen=True, slots=True)
class Limit:
    """The least, or where less is better the most, a metric may be in a scope; "kind/*" is each kind."""

    metric: str
    value: float
    scope: str = WHOLE


@dataclass(frozen=True, slots=True)
class Gate:
    """The rules of the gate, as in gate.toml."""

    hard: tuple[str, ...]
    limit: tuple[Limit, ...]
    tolerance: Mapping[str, float]


class Trend(StrEnum):
    """What can be said about the difference of two figures over the same cases."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "no difference"
    NOISE = "not more than noise"
    TOO_FEW = "too few questions to tell"


@dataclass(frozen=True, slots=True)
class Move:
    """A metric over the cases both reports have; `low` and `high` bound the difference."""

    metric: str
    before: float
    after: float
    n: int
    trend: Trend
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a run means for the gate; it is red when there is a fault.

    failing, passing: ids of the cases newly wrong and newly right
    changed:          ids of the cases whose answer differs but not its verdict
    """

    faults: tuple[str, ...]
    moves: tuple[Move, ...] = ()
    failing: tuple[str, ...] = ()
    passing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def red(self) -> bool:
        """True when the gate does not let this pass."""
        return bool(self.faults)


def read_gate(path: Path = GATE) -> Gate:
    """The rules in a gate file. Raises CaseError when it is broken or names an unknown metric."""
    try:
        gate = TypeAdapter(Gate).validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise CaseError(f"{path} is not a gate file: {error}.", "Correct it.") from error
    named = {*gate.hard, *gate.tolerance, *(limit.metric for limit in gate.limit)}
    if unknown := sorted(named - set(_METRICS)):
        raise CaseError(f"{path} names unknown metrics: {', '.join(unknown)}.", "Correct it.")
    return gate


def check(report: Report, gate: Gate) -> tuple[str, ...]:
    """The faults of a report by itself: broken hard gates and limits."""
    return (*_broken_gates(report, gate), *_broken_limits(report, gate))


def alike(one: Report, other: Report) -> bool:
    """True for reports of the same case files and language model."""
    return (one.setup.cases, one.setup.llm) == (other.setup.cases, other.setup.llm)


def compare(baseline: Report, current: Report, gate: Gate) -> Comparison:
    """The faults of `current` by itself and against `baseline`, and every difference.

    Raises CaseError for reports of different case files or language models.
    """
    if not alike(baseline, current):
        raise CaseError(
            f"The baseline is of {baseline.setup}, the run of {current.setup}.", "Compare like with like."
        )
    before = {result.id: result for result in baseline.results}
    after = {result.id: result for result in current.results}
    common = [id_ for id_ in after if id_ in before]
    moves = tuple(_moves(baseline, current, common))
    dropped = [id_ for id_ in before if id_ not in after]
    faults = [*check(current, gate), *_falls(moves, gate)]
    if dropped and not current.setup.selection:
        faults.append(f"{len(dropped)} cases of the baseline were not asked: {', '.join(dropped)}")
    lost = sorted({*baseline.setup.retrievers} - {*current.setup.retrievers})
    if lost and not current.setup.selection:
        faults.append(f"Retrievers that found nothing: {', '.join(lost)}")
    return Comparison(
        faults=tuple(faults),
        moves=moves,
        failing=tuple(id_ for id_ in common if before[id_].correct and not after[id_].correct),
        passing=tuple(id_ for id_ in common if after[id_].correct and not before[id_].correct),
        changed=tuple(
            id_
            for id_ in common
            if before[id_].correct == after[id_].correct and before[id_].answer != after[id_].answer
        ),
    )


def _broken_gates(report: Report, gate: Gate) -> Iterator[str]:
    for name in gate.hard:
        figure = report.figure(name)
        if figure is None or figure.value == 0:
            continue
        cases = [r.id for r in report.results if name in r.scores and r.scores[name].value]
        yield f"{_METRICS[name].title}: {figure.value:g}, must be 0 ({', '.join(cases)})"


def _broken_limits(report: Report, gate: Gate) -> Iterator[str]:
    for limit in gate.limit:
        metric = _METRICS[limit.metric]
        for figure in report.figures:
            if figure.metric != limit.metric or not fnmatch(figure.scope, limit.scope):
                continue
            if (figure.value - limit.value) * metric.better < 0:
                side = "below the least" if metric.better > 0 else "above the most"
                yield f"{metric.title} ({figure.scope}): {figure.value:.4g} is {side}, {limit.value:g}"


def _falls(moves: Sequence[Move], gate: Gate) -> Iterator[str]:
    for move in moves:
        metric = _METRICS[move.metric]
        fall = (move.before - move.after) * metric.better
        if move.metric in gate.tolerance and move.trend is Trend.WORSE and fall > gate.tolerance[move.metric]:
            yield f"{metric.title}: {move.before:.3g} became {move.after:.3g}, more than tolerance and noise"


def _moves(baseline: Report, current: Report, common: Sequence[str]) -> Iterator[Move]:
    before = {result.id: result.scores for result in baseline.results}
    after = {result.id: result.scores for result in current.results}
    for metric in METRICS:
        ids = [id_ for id_ in common if metric.name in before[id_] and metric.name in after[id_]]
        if ids:
            old = [(before[id_][metric.name].value, before[id_][metric.name].weight) for id_ in ids]
            new = [(after[id_][metric.name].value, after[id_][metric.name].weight) for id_ in ids]
            yield _move(metric, old, new)


def _move(metric: Metric, old: Sequence[tuple[float, float]], new: Sequence[tuple[float, float]]) -> Move:
    before, after = metric.figure(old), metric.figure(new)
    sure = paired_interval(old, new, metric.combine)
    if old == new or before == after:
        trend = Trend.SAME
    elif sure is None:
        trend = Trend.TOO_FEW
    elif sure[0] <= 0 <= sure[1]:
        trend = Trend.NOISE
    else:
        trend = Trend.BETTER if (after - before) * metric.better > 0 else Trend.WORSE
    low, high = sure or (None, None)
    return Move(metric.name, before, after, len(old), trend, low, high)


def accept(report: Report, reason: str, gate: Gate) -> Report:
    """The report as the new baseline, with the reason.

    Raises CaseError for part of the cases, for no reason, and for a broken hard gate: that is never right.
    """
    if report.setup.selection or report.setup.repeat > 1:
        raise CaseError("The last run is not one whole run.", "Run `python -m eval run` without selection.")
    if not reason.strip():
        raise CaseError("There is no reason.", "Say with --reason why the difference is right.")
    if broken := list(_broken_gates(report, gate)):
        raise CaseError(f"A hard gate is broken: {'; '.join(broken)}.", "Mend the product.")
    return replace(report, reason=reason.strip())
