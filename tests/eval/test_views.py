"""The reports: the same bytes twice, readable again, valid for machines, safe for people."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from assistant.answer import Outcome
from assistant.settings import Settings
from eval.cases import CaseError, Conversation, Expected
from eval.compare import Comparison
from eval.report import Report, read_report
from eval.session import Plan, Timings, evaluate
from eval.views import markdown, write_all
from tests.eval.tiny import GOOD, Scripted, answer, case

TALKS = [
    Conversation("c1", (case(),)),
    Conversation("c2", (case(id="c2", question="How <b>long</b>?"),)),
    Conversation("c3", (case(id="c3", question="Who?"),)),
    Conversation("c4", (case(Expected.REFUSE, id="c4", question="And the weather?"),)),
]
SCRIPT = {
    "When is the deadline?": answer(GOOD),
    "How <b>long</b>?": answer(GOOD, text="Until <script>alert(1)</script>\x0c 31 July."),
    "And the weather?": answer(outcome=Outcome.REFUSED, message="The documents do not say that."),
}


def measured() -> tuple[Report, Timings]:
    return evaluate(Plan((), Settings(llm="none")), TALKS, Scripted(SCRIPT))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    report, timings = measured()
    better = replace(report, results=report.results[:1])
    write_all(report, timings, better, tmp_path)
    return tmp_path


def test_a_second_run_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    first = (folder / "report.json").read_bytes()
    write_all(*measured(), None, tmp_path / "again")
    assert (tmp_path / "again" / "report.json").read_bytes() == first


def test_a_report_can_be_read_again(folder: Path) -> None:
    report, _ = measured()
    assert read_report(folder / "report.json") == report


@pytest.mark.parametrize("content", [None, "{}", "x"])
def test_a_missing_or_damaged_report_is_an_error(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "report.json").write_text(content)
    with pytest.raises(CaseError, match=r"report\.json"):
        read_report(tmp_path / "report.json")


def test_junit_has_one_test_a_case(folder: Path) -> None:
    suite = ElementTree.parse(folder / "junit.xml").getroot()
    states = [[child.tag for child in test] for test in suite.iter("testcase")]
    assert states == [[], ["failure"], ["error"], []]
    assert suite.attrib["failures"] == suite.attrib["errors"] == "1"


def test_markdown_tells_of_a_wrong_case_what_was_expected_and_what_came(folder: Path) -> None:
    text = (folder / "report.md").read_text()
    assert "expected: answer. 15 March." in text
    assert "missing: 15. März" in text
    assert "no result: RuntimeError: the model died" in text
    assert "missing provision: § 1 Satz 1, found at rank 1" in text


def test_the_page_loads_nothing_and_runs_nothing_of_an_answer(folder: Path) -> None:
    page = (folder / "report.html").read_text()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert not re.search(r"(?:src|href)=|url\(|@import", page)


def test_the_page_tells_figures_plots_and_every_case(folder: Path) -> None:
    page = (folder / "report.html").read_text()
    assert page.count("<svg") == 4
    assert "2 of 4 right" in page
    assert all(f"<code>{conversation.id}</code>" in page for conversation in TALKS)


def test_timings_leave_out_cases_without_a_result(folder: Path) -> None:
    assert '"n": 3' in (folder / "timings.json").read_text()


def test_a_comment_stays_below_the_limit_of_a_comment() -> None:
    report, _ = measured()
    many = replace(report, results=report.results[1:2] * 500)
    text = markdown.render(many, Comparison(()), against=False)
    assert 50_000 < len(text) < 65_536
    assert text.endswith("More in report.html.\n")
