"""The command line, run in this process on the committed corpus and a search by words only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.__main__ import main


@pytest.fixture(autouse=True)
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARAGRAF_INDEX", str(tmp_path))


def test_show_prints_exactly_what_a_reference_means(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "§ 16 Abs. 4 HSU"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Zu § 16 Abs. 4 (1) FSPO KI HSU")
    assert "Zu § 16 Abs. 4 (2)" in shown
    assert "Zu § 16 Abs. 7" not in shown


def test_find_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", "Can I resit a Klausur orally?", "--programme", "hsu-ki", "--why", "-k", "3"]) == 0
    printed = capsys.readouterr().out
    assert "also searched for 'resit': Wiederholungsprüfung" in printed
    assert "ranks: lexical" in printed
    assert printed.count("FSPO KI HSU, p. ") == 3


def test_find_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", "Bewerbungsfrist Bremen", "--json", "-k", "2"]) == 0
    passages = json.loads(capsys.readouterr().out)
    assert len(passages) == 2
    assert passages[0]["provision"].startswith("bremen-aufnahmeordnung-ai/")


def test_compare_shows_each_programme(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "Dauer der Masterarbeit", "hsu-ki", "nordakademie-maki", "-k", "1"]) == 0
    first, second = capsys.readouterr().out.split("(nordakademie-maki)")
    assert first.startswith("Künstliche Intelligenz: Algorithmen und Gesellschaft (hsu-ki)")
    assert "FSPO KI HSU" in first
    assert "NORDAKADEMIE, S. " in second
    assert first.count("! FSPO KI HSU ist noch nicht veröffentlicht") == 1
    assert second.count("! Prüfungsverfahrensordnung geht PO MAKI NORDAKADEMIE vor") == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (
            ["find", "Frist", "--programme", "none"],
            "error: There is no programme 'none'. Take one of bremen-ai",
        ),
        (["show", "§ 99 HSU"], "error: § 99 does not exist in FSPO KI HSU."),
        (["show", "§ 16 Abs. 4 APO"], "error: § 16 Abs. 4 stands in another regulation (APO)"),
        (["show", "hello"], "error: 'hello' means no provision here."),
        (["ask", "", "--llm", "none"], "error: "),
    ],
)
def test_an_error_is_one_line_with_its_mend(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith(complaint)


def test_a_missing_corpus_is_an_error_with_its_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PARAGRAF_CORPUS", str(tmp_path))
    assert main(["find", "Frist"]) == 2
    assert "python -m ingest build" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["find", "x", "-k", "0"], ["ask", "x", "--today", "tomorrow"], []])
def test_bad_usage_exits_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
