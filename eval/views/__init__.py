"""The views of a report: each file turns the same record into one form."""

from __future__ import annotations

from pathlib import Path

from eval.compare import Comparison, check, compare, read_gate
from eval.report import Report, write_report
from eval.session import Timings
from eval.views import html, junit, markdown, timings
from ingest.storage import write_atomically


def write_all(report: Report, taken: Timings, baseline: Report | None, folder: Path) -> None:
    """Write every view into `folder`; `baseline` is what the report is held against."""
    gate = read_gate()
    outcome = compare(baseline, report, gate) if baseline else Comparison(check(report, gate))
    write_report(report, folder / "report.json")
    for name, content in (
        ("junit.xml", junit.render(report)),
        ("report.md", markdown.render(report, outcome, baseline is not None)),
        ("report.html", html.render(report, outcome, gate)),
        ("timings.json", timings.render(taken)),
    ):
        write_atomically(folder / name, content)
