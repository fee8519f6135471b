"""Follow-ups made self-contained."""

from __future__ import annotations

import pytest

from assistant.answer import Passage, Turn
from assistant.conversation import merged, resolve
from assistant.search.names import Named

PROGRAMMES = {
    "NORDAKADEMIE": "nordakademie-maki",
    "Hertie": "hertie-ki",
    "Leuphana": "leuphana-ki",
    "HSU": "hsu-ki",
}


def names(text: str) -> list[Named]:
    return [
        Named(text.index(name), text.index(name) + len(name), (programme,))
        for name, programme in PROGRAMMES.items()
        if name in text
    ]


def after(before: str, question: str, programme: str = "") -> str:
    turn = Turn(before, "", (programme,) if programme else (), ("x/1",))
    return resolve(question, [turn], names).text


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        (
            "Does the first resit have to be a Klausur?",
            "and the second one?",
            "Does the second resit have to be a Klausur?",
        ),
        ("Wie lang ist die Bachelorarbeit?", "Und die Masterarbeit?", "Wie lang ist die Masterarbeit?"),
        (
            "Was kostet das Zertifikat der Leuphana?",
            "Und das von Hertie?",
            "Was kostet das Zertifikat der Hertie?",
        ),
        ("How long may the thesis take?", "HSU", "How long may the thesis take (HSU)?"),
        ("KI 11005: exam form?", "and in MB 09124?", "MB 09124: exam form?"),
        ("When can I start?", "and how long does it take?", "When can I start? and how long does it take?"),
    ],
)
def test_a_follow_up_is_made_self_contained(before: str, question: str, meant: str) -> None:
    assert after(before, question) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Is there a parking lot?",
        "How many pages may a portfolio have?",
        "Wie viele Plätze gibt es im Programm?",
    ],
)
def test_a_question_of_its_own_stays_as_it_is(question: str) -> None:
    assert after("What does the certificate cost?", question) == question


def test_a_programme_holds_until_another_is_named() -> None:
    turns = [Turn("When does HSU start?", "", ("hsu-ki",)), Turn("How long is a Klausur?", "")]
    assert resolve("How many pages may a portfolio have?", turns, names).programmes == ("hsu-ki",)
    assert resolve("How many pages at NORDAKADEMIE?", turns, names).programmes == ()


def test_a_word_alone_keeps_the_language_of_the_conversation() -> None:
    assert resolve("HSU", [Turn("How long may the thesis take?", "")], names).language == "en"


def test_two_results_are_merged_by_height_and_then_by_id() -> None:
    whole = [Passage("a", 9.0), Passage("b", 5.0), Passage("c", 1.0)]
    own = [Passage("b", 0.9), Passage("d", 0.1)]
    assert [p.provision for p in merged(whole, own)] == ["b", "a", "c", "d"]
