"""The report as a comment on a pull request: what got worse first, then every wrong case."""

from __future__ import annotations

from collections.abc import Iterator

from eval.compare import Comparison, Trend
from eval.metrics import METRICS
from eval.report import Report, Result
from eval.views.console import number

LIMIT = 60_000
"""GitHub takes comments of at most 65,536 characters; what does not fit is left to report.html."""


def render(report: Report, outcome: Comparison, against: bool) -> str:
    """The comment; `against` says whether there was a baseline to compare with."""
    text = "\n".join([*_head(report, outcome, against), *_figures(report, outcome), ""])
    for block in _cases(report, outcome):
        if len(text) + len(block) > LIMIT:
            return f"{text}\nMore in report.html.\n"
        text += block
    return text


def _head(report: Report, outcome: Comparison, against: bool) -> Iterator[str]:
    right = sum(result.correct for result in report.results)
    yield f"## Evaluation: {'red' if outcome.red else 'green'}"
    yield ""
    yield f"{right} of {len(report.results)} cases right, language model: {report.setup.llm}."
    if report.setup.selection:
        yield f"Only part of the cases was asked: {report.setup.selection}."
    if not against:
        yield "There is no baseline to compare with."
    for fault in outcome.faults:
        yield f"- **{_escape(fault)}**"
    if outcome.changed:
        yield f"\nSame verdict, other answer: {', '.join(outcome.changed)}."


def _figures(report: Report, outcome: Comparison) -> Iterator[str]:
    moves = {move.metric: move for move in outcome.moves}
    order = {Trend.WORSE: 0, Trend.BETTER: 1}
    yield "\n| metric | value (n) | 95 % interval | baseline | |"
    yield "|---|---|---|---|---|"
    for metric in sorted(METRICS, key=lambda m: order.get(moves[m.name].trend, 2) if m.name in moves else 2):
        figure = report.figure(metric.name)
        if figure is None:
            continue
        move = moves.get(metric.name)
        sure = "too few to tell" if figure.low is None else f"{figure.low:.3g} to {figure.high:.3g}"
        before, trend = (f"{move.before:.3g}", move.trend.value) if move else ("", "")
        yield f"| {metric.title} | {number(figure)} | {sure} | {before} | {trend} |"


def _cases(report: Report, outcome: Comparison) -> Iterator[str]:
    results = {result.id: result for result in report.results}
    wrong = [result for result in report.results if not result.correct and result.id not in outcome.failing]
    for title, chosen in (
        ("Newly failing", [results[id_] for id_ in outcome.failing]),
        ("Newly passing", [results[id_] for id_ in outcome.passing]),
        ("Still failing" if outcome.moves else "Failing", wrong),
    ):
        if not chosen:
            continue
        yield f"\n### {title} ({len(chosen)})\n\n"
        yield from ("\n".join(_case(result)) for result in chosen)


def _case(result: Result) -> Iterator[str]:
    yield f"<details><summary><b>{result.id}</b> {_escape(result.question)}</summary>\n"
    yield f"- expected: {result.expected.value}. {_escape(result.ideal)}"
    yield f"- got: {result.outcome}. {_escape(_short(result.answer))}"
    for name, score in result.scores.items():
        if score.reason:
            yield f"- {name}: {_escape(_short(score.reason))}"
    for wanted in result.wanted:
        place = f"found at rank {wanted.rank}" if wanted.rank else "not found"
        if not wanted.cited:
            yield f"- missing provision: {_escape(wanted.label)}, {place}"
    yield "\n</details>\n"


def _short(text: str) -> str:
    words = text.split()
    return " ".join(words[:80]) + (" ..." if len(words) > 80 else "")


def _escape(text: str) -> str:
    """Plain text that no Markdown renderer takes for markup."""
    marked = "".join(f"\\{c}" if c in "\\`*_[]|~#" else c for c in text)
    return marked.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
