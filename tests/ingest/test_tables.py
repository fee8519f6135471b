"""Annex tables: every row with its cells, headings, legend; counts taken by hand from the published texts."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from ingest.formats.pdf import read
from ingest.records import Provision, ProvisionKind
from ingest.tables import Annexes, rows

CORPUS = Path(__file__).parents[2] / "corpus" / "pdf"


@cache
def annexes(regulation: str) -> Annexes:
    return rows(read(CORPUS / f"{regulation}.pdf"), regulation)


def row(identity: str) -> Provision:
    regulation = identity.split("/", 1)[0]
    return next(p for p in annexes(regulation).provisions if p.id == identity)


def cells(identity: str) -> dict[str, str]:
    return {cell.column: cell.text for cell in row(identity).cells}


@pytest.mark.parametrize(
    ("regulation", "counts"),
    [
        ("hsu-fspo-ki", {"Anlage 1": 37, "Anlage 2": 24, "Anlage 3": 24}),
        ("nordakademie-po-maki", {"Anlage 1": 15}),
        ("bremen-aufnahmeordnung-ai", {}),
    ],
)
def test_every_row_of_an_annex_is_one_provision(regulation: str, counts: dict[str, int]) -> None:
    found = Counter(
        provision.label.split(", ", 1)[0]
        for provision in annexes(regulation).provisions
        if provision.kind is ProvisionKind.ROW and not provision.label.endswith("Abkürzungen")
    )
    assert found == counts


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        (
            "hsu-fspo-ki/anlage-1/mb-01901",
            {
                "Modulnummer": "MB 01901",
                "Modultitel": "Informatik I",
                "Tr": "1",
                "LP": "3",
                "S": "D",
                "Prüfung": "K (90)",
            },
        ),
        (  # the number is split over two lines, and its hyphen belongs to it
            "hsu-fspo-ki/anlage-2/ki-geiso-be09004b",
            {
                "Modulnummer": "KI-GeiSo-BE09004b",
                "Modultitel": "Implementierung und Anwendung von KI- und ML-Methoden in der psychologischen "
                "Forschung",
                "Tr": "2",
                "LP": "4",
                "S": "D/E",
                "Prüfung": "K (90)",
            },
        ),
        (  # printed over four lines in one column and two in another
            "hsu-fspo-ki/anlage-1/ki-07001",
            {
                "Modulnummer": "KI 07001",
                "Modultitel": "BA-Examensmodul - KI transdisziplinär begleiten",
                "Tr": "7 o. 8",
                "LP": "5",
                "S": "D/E",
                "Prüfung": "R (b/nb)",
                "ZV": "rT, Übernahme Bachelor-Arbeit",
            },
        ),
        (  # cells merged across columns
            "hsu-fspo-ki/anlage-3/interdisziplinaere-studienanteile-ein-modul-aus-isa-inhaltsbereich-iii",
            {
                "Modulnummer / Modultitel": "Interdisziplinäre Studienanteile: ein Modul aus "
                "ISA-Inhaltsbereich III",
                "Tr": "4",
                "LP": "5",
                "S": "D/E",
                "Prüfung / ZV": "Siehe § 12 Abs. 5",
            },
        ),
        (
            "nordakademie-po-maki/anlage-1/masterthesis",
            {
                "Modul": "Masterthesis",
                "Art der Prüfung": "siehe § 9 PO",
                "Vormodule": "Wissenschaftliches Arbeiten und KI-Ethik",
                "Kontaktstunden": "-",
                "ECTS-Leistungspunkte": "20",
            },
        ),
        ("nordakademie-po-maki/anlage-1/ects-leistungspunkte-90", {"ECTS-Leistungspunkte": "90"}),
    ],
)
def test_cells(identity: str, expected: dict[str, str]) -> None:
    assert cells(identity) == expected


def test_the_first_row_of_a_following_page_keeps_heads_and_group() -> None:
    found = row("hsu-fspo-ki/anlage-2/ws23d24")
    assert found.pages == (16,)
    assert found.cells[1].column == "Modultitel"
    assert found.heading_path[1:] == (
        "Wahlpflichtmodule 3. Mastertrimester",
        "Es ist ein Modul zu absolvieren.",
    )


def test_group_headings_nest_by_their_looks() -> None:
    path = row("nordakademie-po-maki/anlage-1/computer-vision").heading_path
    assert path[0] == "Anhang"
    assert path[2:] == ("Pflichtbereich", "Pflichtmodule")
    assert row("nordakademie-po-maki/anlage-1/masterthesis").heading_path[2:] == ("Weitere Prüfungen",)


def test_a_group_heading_with_a_rule_is_a_provision_and_one_without_is_not() -> None:
    rule = row("hsu-fspo-ki/anlage-1/wahlpflichtmodule-3-trimester")
    assert rule.text == "Wahlpflichtmodule 3. Trimester\nEs ist ein Modul zu absolvieren."
    ids = {provision.id for provision in annexes("hsu-fspo-ki").provisions}
    assert "hsu-fspo-ki/anlage-1/pflichtmodule-4-trimester" not in ids
    assert "hsu-fspo-ki/anlage-1/interdisziplinaere-studienanteile-insgesamt-10-lp" in ids


@pytest.mark.parametrize(
    ("identity", "explained", "absent"),
    [
        ("hsu-fspo-ki/anlage-1/es-15-sa", "K (120) = Klausur 120 Minuten", "R = "),
        ("hsu-fspo-ki/anlage-1/ki-geiso-be04004", "K(60) = Klausur 60 Minuten", "RmA"),
        ("hsu-fspo-ki/anlage-1/lo-ing-105", "K 90 = Klausur 90 Minuten", "rT"),
        ("hsu-fspo-ki/anlage-1/ki-01005", "rT = regelmäßige Teilnahme gemäß § 10 Abs. 3 APO", "Klausur"),
        ("hsu-fspo-ki/anlage-1/ki-geiso-01004", "RmA = Referat mit Ausarbeitung", "R = Referat"),
        ("hsu-fspo-ki/anlage-2/mb-09124", "Wintertrimester", "Herbsttrimester"),
    ],
)
def test_notes_explain_the_codes_of_the_row_by_its_own_legend(
    identity: str, explained: str, absent: str
) -> None:
    notes = "\n".join(row(identity).notes)
    assert explained in notes
    assert absent not in notes


def test_footnote_and_legend_can_be_cited() -> None:
    footnote = row("hsu-fspo-ki/anlage-2/fussnote-1")
    assert footnote.text.startswith("1) Welche der angegebenen Prüfungsarten zur Anwendung kommt")
    assert footnote.text in row("hsu-fspo-ki/anlage-2/mb-09124").notes
    legend = row("hsu-fspo-ki/anlage-1/abkuerzungen")
    quoted = [legend.text[sentence.start : sentence.end] for sentence in legend.sentences]
    assert len(quoted) == 22
    assert "rT regelmäßige Teilnahme gemäß § 10 Abs. 3 APO" in quoted


def test_column_heads_are_dropped_once_and_then_as_repeated() -> None:
    reasons = Counter(drop.reason for drop in annexes("hsu-fspo-ki").dropped)
    assert reasons == {"column heads": 3, "repeated column heads": 3}


def test_labels_and_ids_are_distinct_within_an_annex() -> None:
    labels = Counter(provision.label for provision in annexes("hsu-fspo-ki").provisions)
    assert [label for label, count in labels.items() if count > 1] == []
