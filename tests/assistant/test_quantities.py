"""One form for what two languages write in many ways."""

from __future__ import annotations

import pytest

from assistant.quantities import Sort, quantities, supports

SAME = [
    ("zwei Wochen", "2 weeks", "two weeks", "zweiwöchig", "2-week", "two-week"),
    ("31. Juli", "31 July", "July 31", "July 31st", "31st of July", "31.07.", "31.7."),
    ("15. Juni 2024", "June 15, 2024", "2024-06-15", "15.06.2024", "15.6.24"),
    ("1,5", "1.5"),
    (
        "6 LP",
        "6 CP",
        "6 ECTS credits",
        "sechs Leistungspunkte",
        "six credit points",
        "LP: 6",
        "6 ECTS-Punkte",
    ),
    ("5 v. H.", "5 %", "5 percent", "fünf Prozent"),
    ("6.840 Euro", "€6,840", "6840 €", "EUR 6840"),
    ("drittes Studienjahr", "third year", "3rd year"),
    ("5. Trimester", "fifth trimester", "trimester 5"),
    ("§ 16 Abs. 4 Satz 2", "§ 16 Absatz 4 Satz 2", "Section 16(4) sentence 2"),
    ("18 Uhr", "6 p.m."),
    ("WS-12-M-03", "WS 12-M-03"),
]
DIFFERENT = [
    ("2 Wochen", "2 Monate"),
    ("15. März", "15. Mai"),
    ("4,0", "4 Wochen"),
    ("14 Wochen", "4 Wochen"),
    ("20.000 Wörter", "20 Wörter"),
    ("höchstens 60 Minuten", "mindestens 60 Minuten"),
    ("§ 9 Abs. 1", "§ 9 Abs. 2"),
    ("§ 1", "Anlage 1"),
    ("erste Wiederholung", "second resit"),
    ("6 LP", "6 Seiten"),
    ("C1", "B2"),
    ("1. Oktober", "1. Oktober 2026"),
]


def agree(evidence: str, claim: str) -> bool:
    claims = [q for q in quantities(claim) if q.sort is not Sort.ARTICLE or q.unit]
    return bool(claims) and all(supports(quantities(evidence), q) for q in claims)


@pytest.mark.parametrize("forms", SAME, ids=lambda forms: forms[0])
def test_forms_of_one_quantity_support_each_other(forms: tuple[str, ...]) -> None:
    assert not [(one, other) for one in forms for other in forms if not agree(one, other)]


@pytest.mark.parametrize(("evidence", "claim"), DIFFERENT)
def test_different_quantities_do_not(evidence: str, claim: str) -> None:
    assert not agree(evidence, claim)


@pytest.mark.parametrize(
    "text",
    [
        "mindestens 20 und höchstens 60 Minuten",
        "20 bis 60 Minuten",
        "zwischen 20 und 60 Minuten",
        "20-60 minutes",
    ],
)
def test_a_range_shares_its_unit_and_bounds_it(text: str) -> None:
    found = quantities(text)
    assert [(q.value, q.unit, q.bound) for q in found] == [("20", "minute", "min"), ("60", "minute", "max")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("§§ 13 Abs. 7 und § 15 Abs. 5 APO", ["13/7//", "15/5//"]),
        ("§ 9 Abs. 1 und 2", ["9/1//", "9/2//"]),
        ("Absätze 1 bis 3", ["/1//", "/2//", "/3//"]),
        ("Anlagen 1 bis 3", ["A1///", "A2///", "A3///"]),
        ("Zu § 16 Abs. 4 (1) Satz 3", ["16/4/1/3"]),
        ("Section 9(1) sentence 2", ["9/1//2"]),
        ("§ 1 Absatz 1 Buchstaben a, b", ["1/1/a/", "1/1/b/"]),
    ],
)
def test_references_are_read_with_what_they_share(text: str, values: list[str]) -> None:
    assert sorted(q.value for q in quantities(text) if q.sort is Sort.REFERENCE) == values
