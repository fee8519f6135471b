from __future__ import annotations

import pytest

from ingest.labels import Label, after, parse, parse_inside


def short(label: Label) -> str:
    """A label in one canonical notation, to compare with."""
    sections = [f"{'Zu ' if label.supplementing else ''}§ {label.section}"] if label.section else []
    levels = [f"({level})" for level in label.levels]
    sentences = ["S " + ",".join(map(str, group)) for group in label.sentences]
    annex = [f"Anlage {label.annex}"] if label.annex else []
    return " ".join([*annex, *sections, *levels, *label.items, *sentences])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("§ 16 Abs. 4 HSU", ["§ 16 (4)"]),
        ("§16 IV 2", ["§ 16 (4) S 2"]),
        ("Zu § 14 (5)", ["Zu § 14 (5)"]),
        ("14 Abs. 5 (2)", ["§ 14 (5) (2)"]),
        ("Zu § 11 IV 2", ["Zu § 11 (4) S 2"]),
        ("§ 1 Abs 1 lit c S 2 Bremen", ["§ 1 (1) lit. c S 2"]),
        ("§ 1 Absatz 1 Buchstabe c Satz 2", ["§ 1 (1) lit. c S 2"]),
        ("§ 1 (1) c) Satz 2", ["§ 1 (1) lit. c S 2"]),
        ("Anlage 2 KI-WS-UM10002", ["Anlage 2"]),
        ("section 9 NORDAKADEMIE", ["§ 9"]),
        ("para 3(5) Bremen", ["§ 3 (5)"]),
        ("§\u00a012a Abs.\u00a03", ["§ 12a (3)"]),
        ("Zu § 16 Abs. 4 (2) Satz 3 FSPO KI HSU, S. 9", ["Zu § 16 (4) (2) S 3"]),
        ("Zu § 5 Abs. 4 Satz 2, Satz 1", ["Zu § 5 (4) S 2 S 1"]),
        ("Zu § 5 Absatz 5 Nr. 2 Satz 1", ["Zu § 5 (5) Nr. 2 S 1"]),
        ("§ 1 Abs. 1 Satz 2 und 3", ["§ 1 (1) S 2,3"]),
        ("§ 13 Sätze 2 bis 4", ["§ 13 S 2,3,4"]),
        ("§§ 4-6", ["§ 4", "§ 5", "§ 6"]),
        ("§§ 3, 5 und 7", ["§ 3", "§ 5", "§ 7"]),
        ("§§ 13 Abs. 7 und § 15 Abs. 5 APO", ["§ 13 (7)", "§ 15 (5)"]),
        ("§ 27 Absatz 4 und Absatz 5", ["§ 27 (4)", "§ 27 (5)"]),
        ("§ 1 Absatz 1 Buchstaben a, b und d", ["§ 1 (1) lit. a", "§ 1 (1) lit. b", "§ 1 (1) lit. d"]),
        ("§ 10 Abs. 1 Nr. 1 bis 3", ["§ 10 (1) Nr. 1", "§ 10 (1) Nr. 2", "§ 10 (1) Nr. 3"]),
        ("Anlagen 1 bis 3", ["Anlage 1", "Anlage 2", "Anlage 3"]),
        ("Anhang A", ["Anlage A"]),
        ("Anlage D, § 2 Abs. 1", ["Anlage D § 2 (1)"]),
        ("Anlage 1 zu § 3", ["Anlage 1", "Zu § 3"]),
    ],
)
def test_notations_people_use(text: str, expected: list[str]) -> None:
    assert [short(label) for label in parse(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Wie lange ist die Bearbeitungszeit?",
        "in 10 Wochen",
        "Absatz 1",
        "Anlage zum Zeugnis",
        "Seite 3",
        "section A",
    ],
)
def test_text_without_a_reference(text: str) -> None:
    assert parse(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nach § 4 Abs. 2 und 10 ECTS-Leistungspunkte", ["§ 4 (2)"]),
        ("gemäß § 3 Abs. 2 und 30. Juni", ["§ 3 (2)"]),
        ("nach § 4 und Satz 3", ["§ 4"]),
    ],
)
def test_what_follows_an_and_is_not_always_part_of_the_reference(text: str, expected: list[str]) -> None:
    assert [short(label) for label in parse(text)] == expected


def test_references_inside_a_section_need_no_section() -> None:
    text = "gilt Absatz 3 der Ergänzenden Bestimmungen zu §13 Absatz 1, abweichend von Satz 4"
    assert [short(label) for label in parse_inside(text)] == ["(3)", "Zu § 13 (1)", "S 4"]
    assert [short(label) for label in parse_inside("im Sinne der Absätze 1 bis 3.")] == ["(1)", "(2)", "(3)"]


def test_spans_point_at_the_written_reference() -> None:
    text = "Siehe § 4 Abs. 2, dann § 5."
    assert [text[label.start : label.end] for label in parse(text)] == ["§ 4 Abs. 2", "§ 5"]


def test_a_regulation_named_once_is_meant_by_the_whole_list() -> None:
    text = "siehe § 17 Abs. 1 und § 18 APO, ferner § 3"
    assert after(text, parse(text)) == (" APO, ferner ", " APO, ferner ", "")
