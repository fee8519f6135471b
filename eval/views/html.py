"""The report as one self-contained page: the verdict, what got worse, plots, figures, every case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from eval.compare import Comparison, Gate, Move, Trend
from eval.metrics import METRICS
from eval.report import Figure, Report, Result
from eval.scoring import Metric
from eval.statistics import total
from eval.views import plots
from eval.views.console import number

_TILES = ("correct", "facts", "recall_at_5", "citation_recall", "refusal_recall", "false_refusals", "words")
_HERE = Path(__file__).parent


def render(report: Report, outcome: Comparison, gate: Gate) -> str:
    """The HTML document; it loads nothing."""
    parts = [*_head(report, outcome), *_tiles(report, outcome, gate), *_worse(report, outcome)]
    parts += [*_plots(report), *_table(report, outcome), *_cases(report, outcome)]
    style = (_HERE / "report.css").read_text(encoding="utf-8")
    script = (_HERE / "report.js").read_text(encoding="utf-8")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Paragraf evaluation</title><style>{style}</style></head>"
        f"<body><main>{''.join(parts)}</main><script>{script}</script></body></html>\n"
    )


def _head(report: Report, outcome: Comparison) -> Iterator[str]:
    state = "red" if outcome.red else "green"
    right = sum(result.correct for result in report.results)
    model = "quoting, no language model" if report.setup.llm == "none" else report.setup.llm
    yield '<header><p class="brand">§ Paragraf · evaluation</p>'
    yield f"<h1>{right} of {len(report.results)} right</h1>"
    yield f'<p class="verdict {state}">The gate is {state}</p><dl>'
    for term, value in (
        ("answered by", model),
        ("cases", ", ".join(report.setup.cases) + (f" ({s})" if (s := report.setup.selection) else "")),
        ("corpus", report.setup.corpus[:12]),
        ("index", report.setup.index[:12] or "none"),
    ):
        yield f"<div><dt>{term}</dt><dd>{escape(value)}</dd></div>"
    yield "</dl></header>"
    if outcome.faults:
        yield '<section class="faults"><h2>Why it is red</h2><ul>'
        yield from (f"<li>{escape(fault)}</li>" for fault in outcome.faults)
        yield "</ul></section>"


def _tiles(report: Report, outcome: Comparison, gate: Gate) -> Iterator[str]:
    moves = {move.metric: move for move in outcome.moves}
    yield '<section class="tiles" aria-label="Main figures">'
    for metric in (metric for metric in METRICS if metric.name in _TILES):
        figure = report.figure(metric.name)
        if figure:
            yield _tile(metric, figure, moves.get(metric.name))
    broken = [name for name in gate.hard if (figure := report.figure(name)) and figure.value]
    hold, state = len(gate.hard) - len(broken), "bad" if broken else "good"
    yield f'<div class="tile {state}"><b>{hold}/{len(gate.hard)}</b>'
    yield "<span>hard gates hold</span></div></section>"


def _tile(metric: Metric, figure: Figure, move: Move | None) -> str:
    shown = f"{figure.value:.0f}" if figure.value > 1 else f"{100 * figure.value:.0f}<small>%</small>"
    low, high = figure.low, figure.high
    if low is None or high is None:
        note = "too few questions to tell"
    else:
        note = f"{low:.0f} to {high:.0f}" if high > 1 else f"{100 * low:.0f} to {100 * high:.0f} %"
    trend = f'<em class="{_class(move.trend)}">{escape(_change(move))}</em>' if move else ""
    title = escape(metric.definition, quote=True)
    return (
        f'<div class="tile" title="{title}"><b>{shown}</b><span>{metric.title}</span>'
        f"<small>n {figure.n} · {note}</small>{trend}</div>"
    )


def _change(move: Move) -> str:
    if move.trend is Trend.SAME:
        return "as before"
    return f"{move.before:.3g} before: {move.trend}"


def _class(trend: Trend) -> str:
    return {Trend.WORSE: "worse", Trend.BETTER: "better"}.get(trend, "even")


def _worse(report: Report, outcome: Comparison) -> Iterator[str]:
    results = {result.id: result for result in report.results}
    for title, ids in (("Newly failing", outcome.failing), ("Newly passing", outcome.passing)):
        if ids:
            yield f"<section><h2>{title} <small>{len(ids)}</small></h2>"
            yield from (_case(results[id_]) for id_ in ids)
            yield "</section>"


def _plots(report: Report) -> Iterator[str]:
    yield "<section><h2>By kind and language</h2>"
    yield "<p>Lines are 95 % intervals; hollow dots stand for too few questions to tell.</p>"
    yield f'<div class="plot wide">{plots.scopes(report)}</div></section><div class="pair">'
    yield "<section><h2>Where the needed provision was found</h2><p>Full colour: cited in the answer.</p>"
    yield f'<div class="plot">{plots.ranks(report)}</div></section>'
    yield "<section><h2>Answering and refusing</h2><p>What was expected, and what came of it.</p>"
    yield f'<div class="plot">{plots.refusals(report)}</div></section></div>'
    if curve := plots.refusal_curve(report):
        yield "<section><h2>If the threshold of refusing moved</h2>"
        yield "<p>Up: unanswerable questions refused; to the right: answerable ones refused. The dot is today.</p>"
        yield f'<div class="plot half">{curve}</div></section>'


def _table(report: Report, outcome: Comparison) -> Iterator[str]:
    moves = {move.metric: move for move in outcome.moves}
    scopes = report.scopes()
    yield '<section><h2>All figures</h2><div class="scroll"><table><thead><tr><th scope="col">metric</th>'
    yield from (f'<th scope="col">{escape(scope.split("/")[-1])}</th>' for scope in scopes)
    yield '<th scope="col">against baseline</th></tr></thead><tbody>'
    for metric in METRICS:
        tip = escape(f"{metric.definition} Source: {metric.source}.", quote=True)
        yield f'<tr><th scope="row" title="{tip}">{metric.title}</th>'
        yield from (_cell(metric, report.figure(metric.name, scope)) for scope in scopes)
        move = moves.get(metric.name)
        trend = f'<td class="{_class(move.trend)}">{escape(_change(move))}</td>' if move else "<td></td>"
        yield f"{trend}</tr>"
    yield "</tbody></table></div></section>"


def _cell(metric: Metric, figure: Figure | None) -> str:
    if figure is None:
        return "<td></td>"
    shown = number(figure).split(" ")[0]
    if metric.combine is total or figure.value > 1:
        return f'<td title="n = {figure.n}">{shown}</td>'
    share = figure.value if metric.better > 0 else 1 - figure.value
    return f'<td class="heat" style="--share:{share:.2f}" title="n = {figure.n}">{shown}</td>'


def _cases(report: Report, outcome: Comparison) -> Iterator[str]:
    yield '<section id="cases"><h2>Every case</h2><form class="filter">'
    yield '<label>Show <select name="state"><option value="">all</option>'
    yield '<option value="wrong" selected>wrong</option><option value="right">right</option></select></label>'
    yield from _choice("kind", sorted({result.kind for result in report.results}))
    yield from _choice("lang", sorted({result.lang for result in report.results}))
    yield '<label>Search <input name="text" type="search"></label><output></output></form>'
    yield from (_case(result) for result in report.results)
    yield "</section>"


def _choice(name: str, values: Sequence[str]) -> Iterator[str]:
    yield f'<label>{name.capitalize()} <select name="{name}"><option value="">all</option>'
    yield from (f"<option>{escape(value)}</option>" for value in values)
    yield "</select></label>"


def _case(result: Result) -> str:
    state = "right" if result.correct else "wrong"
    marks = f'data-state="{state}" data-kind="{escape(result.kind)}" data-lang="{escape(result.lang)}"'
    reasons = [f"<li><b>{name}</b> {escape(s.reason)}</li>" for name, s in result.scores.items() if s.reason]
    wanted = [
        f"<li>{escape(item.label)}: {f'rank {item.rank}' if item.rank else 'not found'}"
        f", {'cited' if item.cited else '<b>not cited</b>'}</li>"
        for item in result.wanted
    ]
    cited = [f"<li>{escape(label)}</li>" for label in result.citations]
    summary = (
        f'<code>{escape(result.id)}</code><span lang="{escape(result.lang)}">{escape(result.question)}</span>'
        f"<i>{escape(result.kind)}</i>"
    )
    expected = f"<h3>Expected: {result.expected}</h3><p>{escape(result.ideal)}</p>{_list(wanted)}"
    got = (
        f"<h3>Got: {escape(result.outcome)}</h3><p>{escape(result.answer or result.error)}</p>{_list(cited)}"
    )
    return (
        f'<details class="case {state}" {marks}><summary>{summary}</summary>'
        f'<div class="sides"><div>{expected}</div><div>{got}</div></div>{_list(reasons)}</details>'
    )


def _list(items: Sequence[str]) -> str:
    return f"<ul>{''.join(items)}</ul>" if items else ""
