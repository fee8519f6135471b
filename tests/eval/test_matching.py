"""The matching rules, on the examples published with the gold set."""

from __future__ import annotations

import pytest

from eval.matching import find_quote, holds_row, missing_facts, normalise, occurs


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("5 LP", "Das Modul hat **5 LP**."),
        ("30-60", "30 – 60 Minuten"),
        ("4,3", "mit 4,3."),
        ("15. März", "bis zum 15. März 2025"),
        ("5 %", "5\u00a0% der Plätze"),
        ("6.840", "6.840 €"),
        ("B2", "Niveau B2;"),
        ("Prüfung", "die Prü\u00adfung"),
        ("„nicht ausreichend“", 'mit "nicht ausreichend" bewertet'),
    ],
)
def test_a_phrase_occurs(phrase: str, text: str) -> None:
    assert occurs(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("5 LP", "Das Modul hat 15 LP."),
        ("5 LP", "2,5 LP"),
        ("1 April", "21 April"),
        ("4,3", "14,3"),
        ("April 1", "April 15"),
        ("30", "30.000 Wörter"),
        ("one", "none"),
        ("eine", "keine"),
        ("20", "2024"),
        ("C1", "C12"),
        ("oral", "moral"),
        ("***", "***"),
    ],
)
def test_part_of_a_word_or_number_does_not_count(phrase: str, text: str) -> None:
    assert not occurs(phrase, text)


def test_a_fact_group_needs_one_of_its_alternatives() -> None:
    facts = (("zwei", "two"), ("drei", "three"))
    assert missing_facts(facts, "two weeks") == (("drei", "three"),)


def test_ranges_lose_their_blanks_and_words_keep_them() -> None:
    assert normalise("30 – 60 Minuten – kurz") == "30-60 minuten - kurz"


def test_a_quote_is_found_across_hyphens_bullets_and_line_breaks() -> None:
    text = "1. Die Noten-\nfestsetzung:\n• erfolgt „sofort“."
    start, end = find_quote('Notenfestsetzung erfolgt "sofort"', text) or (0, 0)
    assert text[start:end] == "Noten-\nfestsetzung:\n• erfolgt „sofort"
    assert find_quote("Notenfestsetzung erfolgt später", text) is None
    assert find_quote("–", text) is None


def test_a_row_is_held_with_column_names_between_its_cells() -> None:
    quote = "MB 04132 Informatik II 4 4 D K (150)"
    assert holds_row(quote, "MB 04132 | Informatik II | Tr: 4 | LP: 4 | S: D | Prüfung: K (150)")
    assert not holds_row(quote, "MB 01901 | Informatik I | Tr: 1 | LP: 3 | S: D | Prüfung: K (90)")
    assert not holds_row(quote, "MB 04132 " + "und vieles mehr " * 20 + "Informatik II 4 4 D K (150)")
