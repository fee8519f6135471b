from __future__ import annotations

import pytest

from assistant.search.names import within
from assistant.search.query import Ask
from assistant.search.understand import understand
from tests.assistant.search.tiny import corpus

CORPUS = corpus()


@pytest.mark.parametrize(
    ("text", "programmes"),
    [
        ("Wie lange dauert eine Klausur?", ()),
        ("Klausur an der Uni Nordstadt?", ("nord-bio",)),
        ("klausur NORDSTADT", ("nord-bio",)),
        ("Nordstädter Klausuren", ("nord-bio",)),
        ("Nordstatd: Klausur", ("nord-bio",)),
        ("Hochschule Suedheim fees", ("sued-bio",)),
        ("Was kostet Südheim, was Nordstadt?", ("nord-bio", "sued-bio")),
        ("in case I fail", ()),
        ("the CAS fee", ("sued-bio",)),
        ("Biologie Klausur", ()),
        ("Am Nordrand der Stadt", ()),
    ],
)
def test_programmes_are_known_by_their_names(text: str, programmes: tuple[str, ...]) -> None:
    assert understand(text, CORPUS).programmes == programmes


def test_a_name_counts_before_the_chosen_programme_and_a_comparison_takes_both() -> None:
    assert understand("Klausur?", CORPUS, "nord-bio").programmes == ("nord-bio",)
    assert understand("Klausur in Südheim?", CORPUS, "nord-bio").programmes == ("sued-bio",)
    compared = understand("Klausur im Vergleich mit Südheim?", CORPUS, "nord-bio")
    assert compared.programmes == ("nord-bio", "sued-bio")
    assert Ask.COMPARISON in compared.asks


def test_names_are_no_part_of_the_topic_unless_nothing_else_is_said() -> None:
    assert understand("Uni Nordstadt: Dauer der Klausur", CORPUS).topic == ": Dauer der Klausur"
    assert understand("Nordstadt", CORPUS).topic == ""


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("Bis wann muss ich abgeben?", Ask.DATE),
        ("How many credits is it worth?", Ask.NUMBER),
        ("Was kostet das?", Ask.FEE),
        ("How long is the exam?", Ask.DURATION),
        ("Ist die Prüfung mündlich?", Ask.EXAM_FORM),
        ("Wer entscheidet darüber?", Ask.OFFICE),
        ("Compare the two, please", Ask.COMPARISON),
    ],
)
def test_what_is_asked_for(text: str, ask: Ask) -> None:
    assert ask in understand(text, CORPUS).asks


@pytest.mark.parametrize(
    ("a", "b", "slips", "near"),
    [
        ("nordstatd", "nordstadt", 1, True),
        ("nordst", "nordstadt", 2, False),
        ("sudheim", "suedheim", 1, True),
    ],
)
def test_slips_of_the_pen(a: str, b: str, slips: int, near: bool) -> None:
    assert within(a, b, slips) is near


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Was kostet der Master in Südheim?", "Was kostet der ?"),
        ("Deadline for Südheim's course?", "Deadline for ?"),
        ("How long is the Südheim master's thesis?", "How long is the master's thesis?"),
        ("Südheim master thesis", "master thesis"),
        ("Do I get a certificate at Südheim?", "Do I get a certificate at ?"),
        ("Bachelor in Südheim", "Bachelor in"),
        ("Nordstadt Uni Klausur", "Uni Klausur"),
    ],
)
def test_the_kind_of_a_programme_goes_with_its_name(question: str, topic: str) -> None:
    assert understand(question, CORPUS).topic == topic


def test_words_that_only_ask_for_a_comparison_are_not_searched_for() -> None:
    assert "side" not in understand("Fees side by side: Südheim, Nordstadt", CORPUS).topic
