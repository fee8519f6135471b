"""Numbers in all the forms in which regulations and answers state them."""

from __future__ import annotations

import pytest

from eval.numbers import unsupported


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("within two weeks", "binnen zwei Wochen"),
        ("July 31", "bis zum 31. Juli"),
        ("31 July 2025", "bis zum 31.07.2025"),
        ("grade 4.3", "mit der Note 4,3"),
        ("6,840 EUR", "6.840 Euro"),
        ("13000 words", "13.000 Wörter"),
        ("the second attempt [1]", "die zweite Wiederholung"),
        ("30-60 minutes", "mindestens 30 Minuten und höchstens 60 Minuten"),
    ],
)
def test_the_same_number_in_another_form_is_supported(statement: str, source: str) -> None:
    assert unsupported(statement, [source]) == ()


@pytest.mark.parametrize(
    ("statement", "source", "surplus"),
    [
        ("three weeks", "binnen zwei Wochen", (3,)),
        ("August 31", "bis zum 31. Juli", (8,)),
        ("grade 4.3", "mit der Note 43", (4.3,)),
        ("15 LP", "5 LP", (15,)),
        ("1.5 days", "1 oder 5 Tage", (1.5,)),
    ],
)
def test_a_changed_number_is_not(statement: str, source: str, surplus: tuple[float, ...]) -> None:
    assert unsupported(statement, [source]) == surplus
