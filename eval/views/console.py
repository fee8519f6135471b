"""The report in a terminal: a table of the figures, and what a comparison found."""

from __future__ import annotations

from eval.compare import Comparison, Trend
from eval.metrics import METRICS
from eval.report import WHOLE, Figure, Report
from eval.statistics import total

_TITLES = {metric.name: metric.title for metric in METRICS}


def summary(report: Report) -> str:
    """The figures over all cases and by language, and the cases that are wrong."""
    scopes = [
        scope for scope in report.scopes() if scope == WHOLE or scope.startswith(("language/", "form/"))
    ]
    heads = "".join(f"{scope.split('/')[-1]:>16}" for scope in scopes)
    lines = [f"{'':28}{heads}"]
    for metric in METRICS:
        cells = (number(report.figure(metric.name, scope)) for scope in scopes)
        lines.append(f"{metric.title:28}" + "".join(f"{cell:>16}" for cell in cells))
    wrong = [result.id for result in report.results if not result.correct]
    lines.append(f"\n{len(wrong)} of {len(report.results)} cases are wrong: {' '.join(wrong) or 'none'}")
    return "\n".join(lines)


def comparison(outcome: Comparison, report: Report) -> str:
    """Red or green and why, then what moved."""
    lines = [f"RED: {len(outcome.faults)} faults" if outcome.red else "GREEN"]
    lines += [f"  {fault}" for fault in outcome.faults]
    questions = {result.id: result.question for result in report.results}
    for title, ids in (("newly failing", outcome.failing), ("newly passing", outcome.passing)):
        lines += [f"{title}: {len(ids)}"] if ids else []
        lines += [f"  {id_}  {questions[id_]}" for id_ in ids]
    if outcome.changed:
        lines.append(f"same verdict, other answer: {len(outcome.changed)}: {' '.join(outcome.changed)}")
    for move in outcome.moves:
        if move.trend is not Trend.SAME:
            lines.append(
                f"{_TITLES[move.metric]:28}{move.before:8.3f} -> {move.after:.3f}  (n {move.n}) {move.trend}"
            )
    return "\n".join(lines)


def number(figure: Figure | None) -> str:
    """A figure with the number of cases behind it: "0.85 (100)"; a count without."""
    if figure is None:
        return "-"
    metric = next(metric for metric in METRICS if metric.name == figure.metric)
    if metric.combine is total or figure.value > 1:
        return f"{figure.value:g} ({figure.n})"
    return f"{figure.value:.3f} ({figure.n})"
