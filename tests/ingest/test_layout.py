from __future__ import annotations

from collections import Counter

import pytest

from ingest.layout import append, join, rows, running
from tests.ingest.pages import column, line, page


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("die Noten-", "festsetzung ist", "die Notenfestsetzung ist"),
        ("das erste Master-", "Trimester", "das erste Master-Trimester"),
        ("die NORD-", "AKADEMIE Hochschule", "die NORDAKADEMIE Hochschule"),
        ("ein KI-", "Projekt", "ein KI-Projekt"),
        ("KI-ING-", "UM08001b", "KI-ING-UM08001b"),
        ("Noten-", "und Prüfungsrecht", "Noten- und Prüfungsrecht"),
        ("Voraussetzungen und -", "verfahren", "Voraussetzungen und - verfahren"),
        ("Mathe\u00ad", "matik", "Mathematik"),
        ("unter www.", "uni-bremen.de/master.", "unter www.uni-bremen.de/master."),
        ("zum 30.", "Juni", "zum 30. Juni"),
    ],
)
def test_the_hyphens_of_line_breaks_are_mended_and_others_kept(before: str, after: str, joined: str) -> None:
    assert append(before, after, Counter()) == joined


def test_the_documents_own_spelling_decides_about_a_hyphen() -> None:
    assert join(["Online-", "bewerbung"], Counter({"online-bewerbung": 1})) == "Online-bewerbung"
    assert join(["Master-", "Arbeit"], Counter({"masterarbeit": 2, "master-arbeit": 1})) == "MasterArbeit"


def test_running_lines_and_page_numbers_are_named_and_text_in_the_margin_is_not() -> None:
    pages = [
        page(
            [
                line(70, 40, "Amtliches Mitteilungsblatt"),
                *column([f"Anlage {n}", f"Text {n * n}", "mehr"], y=88),
                line(290, 800, f"– {n} –"),
            ],
            n,
        )
        for n in (1, 2, 3)
    ]
    reasons = {(n, pages[n - 1].lines[i].text): drop.reason for (n, i), drop in running(pages).items()}
    assert reasons == {
        key: reason
        for n in (1, 2, 3)
        for key, reason in {
            (n, "Amtliches Mitteilungsblatt"): "running head",
            (n, f"– {n} –"): "page number",
        }.items()
    }


def test_two_columns_are_read_one_after_the_other() -> None:
    left = column([f"links {n} und noch sehr viel mehr Text" for n in range(6)], x=50)
    right = column([f"rechts {n} und noch sehr viel mehr Text" for n in range(6)], x=300)
    title = line(50, 70, "Eine Überschrift geht über beide Spalten und ist deshalb sehr lang")
    texts = [row.text for row in rows(page([title, *left, *right]))]
    assert [text.split()[0] for text in texts] == ["Eine", *["links"] * 6, *["rechts"] * 6]


def test_a_mark_far_from_its_text_stands_in_one_row_with_it() -> None:
    assert [row.text for row in rows(page([line(70, 100, "(1)"), line(96, 100, "Diese Ordnung")]))] == [
        "(1) Diese Ordnung"
    ]
