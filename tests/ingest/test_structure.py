from __future__ import annotations

from collections.abc import Sequence

from ingest.formats.page import Line
from ingest.records import Kind, Provision, ProvisionKind
from ingest.structure import numbering, provisions
from tests.ingest.pages import column, line, page

FULL = "Wort " * 15 + "Ende"  # a line that reaches the right margin


def read(*pages: Sequence[str] | list[Line]) -> dict[str, Provision]:
    """Provisions by label; a page is given as lines, or as texts one below the other."""
    made = [
        page(
            [ln if isinstance(ln, Line) else column([ln], y=100 + 14 * i)[0] for i, ln in enumerate(p) if ln],
            n,
        )
        for n, p in enumerate(pages, start=1)
    ]
    found, _ = provisions(made, "po", Kind.EXAMINATION)
    return {provision.label: provision for provision in found}


def spoken(provision: Provision) -> list[tuple[tuple[str, ...], int, bool, str]]:
    """Item, number, whether it is printed, and words of each sentence."""
    return [(s.item, s.number, s.printed, provision.text[s.start : s.end]) for s in provision.sentences]


def test_headings_make_subsections_with_path_id_and_page() -> None:
    found = read(
        ["**I. Allgemeines", "", "**§ 1 Zweck", "(1) Eins.", "(2) Zwei ist eins.", "", "**§ 2", "**Dauer"],
        ["Sie dauert lange."],
    )
    assert {label: p.id for label, p in found.items()} == {
        "§ 1 Abs. 1": "po/1/1",
        "§ 1 Abs. 2": "po/1/2",
        "§ 2": "po/2",
    }
    assert found["§ 1 Abs. 2"].heading_path == ("I. Allgemeines", "§ 1 Zweck")
    assert found["§ 2"].heading_path == ("I. Allgemeines", "§ 2 Dauer")
    assert (found["§ 1 Abs. 1"].pages, found["§ 2"].pages) == ((1,), (2,))


def test_a_wrapped_reference_is_no_heading() -> None:
    found = read(
        [
            "**§ 1 Zweck",
            FULL,
            "§ 2 Abs. 3 gilt. " + "Wort " * 11,
            FULL + " nach",
            "§ 3 Landesgesetz",
            "",
            "**§ 2 Ende",
            "Aus.",
        ]
    )
    assert numbering(tuple(found.values())) == ("1", "2")


def test_an_order_that_supplements_another_begins_again_below_each_heading() -> None:
    found = read(
        [
            "**Zu § 5",
            "**Zulassung",
            "Zu § 5 Absatz 4 Satz 2:",
            "^1Erstens gilt dies. ^3Drittens gilt das. Ungezählt gilt jenes.",
            "",
            "Zu § 5 Abs. 5:",
            "(1) ^1Für Module mit dem Präfix „ET“ gilt folgende Regelung: ^2Erfolgt sie, gilt § 3.",
            "(2) Sonst nicht.",
        ]
    )
    assert list(found) == ["Zu § 5 Abs. 4 Satz 2", "Zu § 5 Abs. 5 (1)", "Zu § 5 Abs. 5 (2)"]
    assert [p.id for p in found.values()] == ["po/5.4", "po/5.5/1", "po/5.5/2"]
    assert spoken(found["Zu § 5 Abs. 4 Satz 2"]) == [
        ((), 1, True, "Erstens gilt dies."),
        ((), 3, True, "Drittens gilt das."),
        ((), 4, False, "Ungezählt gilt jenes."),
    ]
    assert found["Zu § 5 Abs. 5 (1)"].scope == (0,)
    assert found["Zu § 5 Abs. 5 (1)"].heading_path == ("Zu § 5 Zulassung", "Zu § 5 Abs. 5")


def test_numbered_items_with_headings_of_their_own_are_provisions() -> None:
    found = read(
        [
            "**§ 1 Gespräch",
            "Es gilt:",
            "1. Dauer des Gesprächs",
            "    ^1Es dauert 20 Minuten. ^2Es ist öffentlich.",
            "2. Ergebnis",
            "    Es wird mitgeteilt.",
        ]
    )
    assert [(label, p.id, p.text) for label, p in found.items()] == [
        ("§ 1", "po/1", "Es gilt:"),
        ("§ 1 Nr. 1", "po/1/nr1", "Es dauert 20 Minuten. Es ist öffentlich."),
        ("§ 1 Nr. 2", "po/1/nr2", "Es wird mitgeteilt."),
    ]
    assert found["§ 1 Nr. 2"].heading_path == ("§ 1 Gespräch", "2. Ergebnis")


def test_list_items_stay_in_their_subsection_and_text_after_them_goes_on() -> None:
    found = read(
        [
            "**§ 1 Zugang",
            "(1) Zugelassen wird nach der Anlage zu dieser Ordnung, wer über Kenntnisse in",
            "   a. einem der Fächer",
            "      – Physik,",
            "      – Chemie",
            "   b. Statistik: Grundlagen. Mehr nicht",
            "verfügt. Die Frist endet am",
            "30. Juni.",
        ]
    )
    assert spoken(found["§ 1 Abs. 1"]) == [
        ((), 1, False, "Zugelassen wird nach der Anlage zu dieser Ordnung, wer über Kenntnisse in"),
        (("lit. a",), 1, False, "a. einem der Fächer"),
        (("lit. a", "Spiegelstrich 1"), 1, False, "– Physik,"),
        (("lit. a", "Spiegelstrich 2"), 1, False, "– Chemie"),
        (("lit. b",), 1, False, "b. Statistik: Grundlagen."),
        (("lit. b",), 2, False, "Mehr nicht"),
        ((), 1, False, "verfügt."),
        ((), 2, False, "Die Frist endet am 30. Juni."),
    ]


def test_a_list_that_is_all_but_its_first_sentence_carries_that_as_scope() -> None:
    found = read(["**§ 1 Antrag", "Der Antrag besteht aus", "   a) dem Bogen,", "   b) dem Zeugnis."])
    assert found["§ 1"].scope == (0,)
    assert read(["**§ 1 Antrag", "Er ist zu stellen. Er ist", "   a) frei,", "   b) neu."])["§ 1"].scope == ()


def test_a_contents_page_makes_no_rules() -> None:
    listed = ["**Inhaltsübersicht", "§ 1 Zweck ..... 2", "§ 2 Dauer ..... 2", "§ 3 Ende ..... 3"]
    texts = ["Sie ordnet das Studium.", "Es dauert drei Jahre lang.", "Sie tritt sofort in Kraft."]
    rules = ["**§ 1 Zweck", texts[0], "", "**§ 2 Dauer", texts[1], "", "**§ 3 Ende", texts[2]]
    made = [page(column(part), n) for n, part in enumerate((listed, rules), start=1)]
    found, dropped = provisions(made, "po", Kind.EXAMINATION)
    assert [(p.label, p.text) for p in found] == list(zip(["§ 1", "§ 2", "§ 3"], texts, strict=True))
    assert [(d.text, d.reason) for d in dropped] == [(t.removeprefix("**"), "contents page") for t in listed]


def test_what_stands_before_and_after_the_sections_is_named() -> None:
    found = read(
        [
            "**Hinweis: Dies ist ein Entwurf!",
            "",
            line(200, 128, "Prüfungsordnung", bold=True, size=14),
            "",
            "Aufgrund § 76 wird erlassen:",
            "",
            "**§ 1 Ende",
            "Sie tritt in Kraft.",
            "",
            "Elmshorn, den 18. Juni 2026",
            "Die Präsidentin",
        ]
    )
    assert {label: (p.text, p.kind) for label, p in found.items() if label != "§ 1"} == {
        "Vorspann": ("Hinweis: Dies ist ein Entwurf!", ProvisionKind.OTHER),
        "Titel": ("Prüfungsordnung", ProvisionKind.OTHER),
        "Eingangsformel": ("Aufgrund § 76 wird erlassen:", ProvisionKind.OTHER),
        "Schlussformel": ("Elmshorn, den 18. Juni 2026 Die Präsidentin", ProvisionKind.OTHER),
    }


def test_an_article_that_amends_another_statute_is_one_provision() -> None:
    found = read(
        [
            "**Artikel 1",
            "Die Ordnung wird wie folgt geändert:",
            "1. § 4 der Ordnung wird wie folgt geändert:",
            "   a) § 4 Absatz 2 wird gestrichen.",
            "",
            "**Artikel 2",
            "Sie tritt in Kraft.",
        ]
    )
    assert [p.id for p in found.values()] == ["po/artikel-1", "po/artikel-2"]
    assert found["Artikel 1"].sentences[-1].item == ("Nr. 1", "lit. a")


def test_sections_of_an_annex_are_told_from_those_of_the_order() -> None:
    found = read(
        ["**§ 1 Zweck", f"{FULL}.", "", "**§ 2 Dauer", f"{FULL}."],
        ["**Anlage A: Fächer", f"{FULL}.", "", "**§ 1 Physik", "Drei.", "", "**§ 2 Chemie", "Vier."],
    )
    assert {label: p.id for label, p in found.items()} == {
        "§ 1": "po/1",
        "§ 2": "po/2",
        "Anlage A": "po/anlage-a",
        "Anlage A, § 1": "po/anlage-a/1",
        "Anlage A, § 2": "po/anlage-a/2",
    }
