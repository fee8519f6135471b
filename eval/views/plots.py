"""Plots as inline SVG. Colours come from the classes of the page, so that they follow light and dark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from eval.metrics import METRICS
from eval.report import Figure, Report, Result

_TITLES = {metric.name: metric.title for metric in METRICS}
_SHOWN = ("correct", "facts", "recall_at_5", "citation_recall", "sentence_recall")
_ROW, _HEAD, _LABEL, _COLUMN, _GAP = 26, 34, 128, 150, 36
_RANKS = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 20), (0, 0))


def scopes(report: Report) -> str:
    """Figures with their intervals: a row for each scope, a column for each of the main metrics."""
    rows = [scope for scope in report.scopes() if any(report.figure(name, scope) for name in _SHOWN)]
    height = _HEAD + _ROW * len(rows) + 20
    width = _LABEL + len(_SHOWN) * (_COLUMN + _GAP)
    parts = [_scope_label(scope, _HEAD + _ROW * n + _ROW / 2) for n, scope in enumerate(rows)]
    for column, name in enumerate(_SHOWN):
        left = _LABEL + column * (_COLUMN + _GAP) + 8
        parts += _axis(left, _HEAD, height - 20, _TITLES[name])
        for n, scope in enumerate(rows):
            figure = report.figure(name, scope)
            if figure:
                parts.append(_dot(figure, left, _HEAD + _ROW * n + _ROW / 2))
    return _svg(width, height, "Main metrics by kind and language, with 95 % intervals", parts)


def ranks(report: Report) -> str:
    """How far up the provisions needed were found, and how many of them were cited."""
    wanted = [item for result in report.results for item in result.wanted if result.expected == "answer"]
    bars = []
    for first, last in _RANKS:
        inside = [item for item in wanted if first <= item.rank <= last]
        name = "not found" if not last else str(first) if first == last else f"{first}-{last}"
        bars.append((name, sum(item.cited for item in inside), len(inside)))
    most = max((count for _, _, count in bars), default=0) or 1
    left, bottom, width, step = 44, 200, 470, 58
    parts = [f'<line class="axis" x1="{left}" y1="{bottom}" x2="{width}" y2="{bottom}"/>']
    for n, (name, cited, count) in enumerate(bars):
        x, scale = left + n * step + 8, (bottom - 28) / most
        parts.append(_bar("bar", x, bottom, count * scale, f"{name}: {count} gold quotes, {cited} cited"))
        parts.append(_bar("bar cited", x, bottom, cited * scale, f"{name}: {cited} cited"))
        parts.append(_text(x + 21, bottom - count * scale - 6, str(count), "value", "middle"))
        parts.append(_text(x + 21, bottom + 18, name, "label", "middle"))
    parts.append(_text(left, bottom + 40, "rank of the provision found", "note", "start"))
    return _svg(width, 246, "Histogram of the ranks of the provisions needed", parts)


def refusals(report: Report) -> str:
    """What became of the questions of each sort: answered, asked back, refused, no result."""
    outcomes = ("answered", "asked back", "refused", "no result")
    parts: list[str] = []
    top, left, width = 26, 128, 340
    for expected in ("answer", "clarify", "refuse"):
        chosen = [result.outcome for result in report.results if result.expected == expected]
        parts.append(_text(left - 12, top + 19, f"to {expected} ({len(chosen)})", "label", "end"))
        x = float(left)
        for outcome in outcomes if chosen else ():
            count = chosen.count(outcome)
            size = width * count / len(chosen)
            kind = outcome.replace(" ", "-")
            title = f"{count} of {len(chosen)} to {expected}: {outcome}"
            parts.append(f'<rect class="share {kind}" x="{x:.1f}" y="{top}" width="{size:.1f}" height="28">')
            parts.append(f"<title>{title}</title></rect>")
            if size > 24:
                parts.append(_text(x + size / 2, top + 19, str(count), "inside", "middle"))
            x += size
        top += 44
    for n, outcome in enumerate(outcomes):
        x = left + n * 86
        kind = outcome.replace(" ", "-")
        parts.append(f'<rect class="share {kind}" x="{x}" y="{top}" width="10" height="10"/>')
        parts.append(_text(x + 15, top + 9, outcome, "note", "start"))
    return _svg(480, top + 24, "What became of the questions by what was expected", parts)


def refusal_curve(report: Report) -> str:
    """Both errors of refusing at every threshold of the product's own estimate, and where it stands."""
    able = [result for result in report.results if result.expected == "answer"]
    unable = [result for result in report.results if result.expected == "refuse"]
    if not able or not unable:
        return ""
    left, top, size = 60, 16, 240

    def place(falsely: float, rightly: float) -> tuple[float, float]:
        return left + falsely * size, top + (1 - rightly) * size

    def share(results: Sequence[Result], threshold: float) -> float:
        return sum(result.answerable < threshold for result in results) / len(results)

    thresholds = sorted({result.answerable for result in (*able, *unable)} | {0.0, 1.1})
    curve = [place(share(able, t), share(unable, t)) for t in thresholds]
    refused = [sum(result.outcome == "refused" for result in group) for group in (able, unable)]
    x, y = place(refused[0] / len(able), refused[1] / len(unable))
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in curve)
    parts = [f'<polyline class="curve" points="{points}"/>']
    parts.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="6"><title>as it is set</title></circle>')
    for step in (0.0, 0.5, 1.0):
        (column, row), percent = place(step, step), f"{100 * step:.0f} %"
        parts.append(f'<line class="grid" x1="{left}" y1="{row}" x2="{left + size}" y2="{row}"/>')
        parts.append(_text(left - 8, row + 4, percent, "note", "end"))
        parts.append(_text(column, top + size + 16, percent, "note", "middle"))
    parts.append(_text(left, top + size + 38, "answerable questions refused", "note", "start"))
    for line, (count, group, name) in enumerate(
        ((refused[1], unable, "unanswerable"), (refused[0], able, "answerable"))
    ):
        text = f"{count} of {len(group)} {name}"
        parts.append(_text(left + size + 22, top + 24 + 20 * line, text, "label", "start"))
    return _svg(480, top + size + 46, "Unanswerable questions refused over answerable ones refused", parts)


def _svg(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    box = f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{escape(title, quote=True)}"'
    return f'<svg {box} style="max-width:{width:.0f}px">{"".join(parts)}</svg>'


def _scope_label(scope: str, y: float) -> str:
    group, _, name = scope.partition("/")
    shown = {"de": "German", "en": "English", "dialogue": "dialogue turns", "question": "single questions"}
    text = "all cases" if not name else shown.get(name, name)
    return _text(_LABEL - 8, y + 4, text, f"label {group}", "end")


def _axis(left: float, top: float, bottom: float, title: str) -> Iterator[str]:
    yield _text(left, 16, title, "title", "start")
    for share in (0.0, 0.5, 1.0):
        x = left + share * _COLUMN
        yield f'<line class="grid" x1="{x}" y1="{top - 8}" x2="{x}" y2="{bottom}"/>'
        yield _text(x, bottom + 14, f"{share:g}", "note", "middle")


def _dot(figure: Figure, left: float, y: float) -> str:
    x = left + figure.value * _COLUMN
    title = f"{figure.value:.3f}, n = {figure.n}"
    line = ""
    if figure.low is not None and figure.high is not None:
        title += f", 95 % interval {figure.low:.3f} to {figure.high:.3f}"
        low, high = left + figure.low * _COLUMN, left + figure.high * _COLUMN
        line = f'<line class="interval" x1="{low:.1f}" y1="{y}" x2="{high:.1f}" y2="{y}"/>'
    else:
        title += ", too few questions to tell"
    kind = "dot" if line else "dot few"
    return f'<g><title>{title}</title>{line}<circle class="{kind}" cx="{x:.1f}" cy="{y}" r="4.5"/></g>'


def _bar(kind: str, x: float, bottom: float, height: float, title: str) -> str:
    shape = f'x="{x:.1f}" y="{bottom - height:.1f}" width="42" height="{height:.1f}"'
    return f'<rect class="{kind}" {shape}><title>{title}</title></rect>'


def _text(x: float, y: float, text: str, kind: str, anchor: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
