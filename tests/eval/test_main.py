"""The command line: exit 0 for green, 1 for red, 2 when nothing could be measured; accepting writes the baseline."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import Settings
from eval.__main__ import main
from eval.cases import Conversation
from eval.compare import read_gate
from eval.report import Report, read_report, write_report
from eval.session import Plan, evaluate
from tests.eval.tiny import GOOD, Scripted, answer, case, citation


def measured(*citations: object) -> Report:
    script = {"When is the deadline?": answer(*citations)}  # type: ignore[arg-type]
    report, _ = evaluate(Plan((), Settings(llm="none")), [Conversation("c1", (case(),))], Scripted(script))
    return report


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    write_report(measured(GOOD), tmp_path / "report.json")
    return ["--out", str(tmp_path), "--baseline", str(tmp_path / "baseline.json")]


def test_a_good_run_is_green_and_becomes_the_baseline(
    folders: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["accept", *folders, "--reason", "first figures"]) == 0
    assert "Evaluation-baseline: first figures" in capsys.readouterr().out
    assert read_report(tmp_path / "baseline.json").reason == "first figures"
    assert main(["compare", *folders]) == 0


def test_a_broken_hard_gate_is_red_and_is_not_accepted(folders: list[str], tmp_path: Path) -> None:
    write_report(measured(citation("po/9", "x")), tmp_path / "report.json")
    assert main(["compare", *folders]) == 1
    assert main(["accept", *folders, "--reason", "x"]) == 2
    assert not (tmp_path / "baseline.json").exists()


def test_without_a_run_nothing_is_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--out", str(tmp_path)]) == 2
    assert "Run `python -m eval run` first." in capsys.readouterr().err


def test_a_damaged_baseline_is_an_error_and_not_a_missing_one(folders: list[str], tmp_path: Path) -> None:
    (tmp_path / "baseline.json").write_text("{}")
    assert main(["compare", *folders]) == 2


@pytest.mark.parametrize(
    "options",
    [["run", "--only", "colour=red"], ["run", "--first", "0"], ["run", "--jobs", "x"], ["accept"], []],
    ids=" ".join,
)
def test_wrong_usage_is_an_error(options: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(options)
    assert stop.value.code == 2


def test_missing_cases_are_an_error(tmp_path: Path) -> None:
    assert main(["run", "--cases", str(tmp_path / "none.jsonl"), "--out", str(tmp_path)]) == 2


def test_the_gate_holds_what_was_promised() -> None:
    """Limits may be raised; lowering one is a decision to be seen here too."""
    least = {(limit.metric, limit.scope): limit.value for limit in read_gate().limit}
    assert least["recall_at_5", "language/de"] >= 0.85
    assert least["recall_at_5", "language/en"] >= 0.83
    assert least["recall_at_10", "language/*"] >= 0.92
    assert least["facts", "all"] >= 0.70
    assert least["words", "all"] <= 130
    assert least["refusal_recall", "all"] >= 0.80
    assert least["false_refusals", "all"] <= 0.08
    assert least["correct", "form/dialogue"] >= 0.65
