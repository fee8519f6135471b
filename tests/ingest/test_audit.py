from __future__ import annotations

from dataclasses import replace

from ingest.audit import audit
from ingest.reading import PageText
from ingest.records import Dropped, Finding, Provision, Reference, Regulation, Resolution, Sentence
from tests.ingest.small import provision, regulation


def order(*labels: str) -> Regulation:
    """A regulation whose provisions carry these labels."""
    return regulation("x", "X", *(provision(f"x/{n}", label, "Text.") for n, label in enumerate(labels)))


def codes(found: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.severity, finding.code) for finding in found]


def read(made: Regulation, *plain: str) -> tuple[Finding, ...]:
    return audit(made, [PageText(n, (), text) for n, text in enumerate(plain, start=1)])


def test_a_regulation_in_order_has_no_findings() -> None:
    good = order("§ 1 Abs. 1", "§ 1 Abs. 2", "§ 2", "§ 2a", "§ 3 Abs. 1")
    assert read(good, "Text.\nText. Text. Text. Text. Abs") == ()


def test_gaps_and_repetitions_in_the_numbering() -> None:
    assert codes(audit(order("§ 1", "§ 3"))) == [("error", "section-gap")]
    assert codes(audit(order("§ 1", "§ 2", "§ 1"))) == [("warning", "section-twice")]
    assert codes(audit(order("§ 1 Abs. 1", "§ 1 Abs. 3"))) == [("warning", "subsection-gap")]
    assert codes(audit(order("§ 1 Abs. 2"))) == [("warning", "subsection-gap")]


def test_a_supplement_may_leave_sections_and_subsections_out() -> None:
    assert audit(order("Zu § 2 (1)", "Zu § 2 (2)", "Zu § 16 Abs. 3", "Zu § 16 Abs. 7 (1)")) == ()
    assert codes(audit(order("Zu § 2 (1)", "Zu § 2 (3)"))) == [("warning", "subsection-gap")]
    assert codes(audit(order("Zu § 16 Abs. 4 (1)", "Zu § 16 Abs. 4 (3)"))) == [("warning", "subsection-gap")]


def with_sentences(*sentences: Sentence) -> Regulation:
    return regulation("x", "X", replace(provision("x/1", "§ 1", "Eins. Zwei."), sentences=sentences))


def test_sentence_numbers_and_spans() -> None:
    jump = with_sentences(Sentence(1, True, 0, 5, 1), Sentence(3, True, 6, 11, 1))
    assert codes(audit(jump)) == [("note", "sentence-gap")]
    overlap = with_sentences(Sentence(1, False, 0, 7, 1), Sentence(2, False, 6, 11, 1))
    assert codes(audit(overlap)) == [("error", "sentence-span")]


def test_the_contents_page_is_held_against_the_headings() -> None:
    listed = replace(order("§ 1", "§ 2"), dropped=(Dropped(1, "§ 1 Zweck § 3 Ende", "contents page"),))
    assert [f.message for f in audit(listed)] == [
        "§ 3 stands on the contents page and was not found.",
        "§ 2 was found and is not on the contents page.",
    ]


def test_page_order() -> None:
    made = regulation(
        "x", "X", provision("x/1", "§ 1", "Text.", page=2), provision("x/2", "§ 2", "Text.", page=1)
    )
    assert codes(audit(made)) == [("warning", "page-order")]


def test_odd_words_and_references_to_nothing() -> None:
    def found(text: str, **changes: object) -> list[tuple[str, str]]:
        made: Provision = replace(provision("x/1", "§ 1", text), **changes)  # type: ignore[arg-type]
        return codes(audit(regulation("x", "X", made)))

    assert found("beschlossen am , veröffentlicht in Nr. XXXX") == [("note", "placeholder")] * 2
    assert found("eine Prüfungs- leistung") == [("warning", "hyphen-left")]
    assert found("Vor- und Nachteile, Master-Trimester") == []
    assert found("Prü\u00adfung") == [("error", "soft-hyphen")]
    assert found("nach § 9", references=(Reference(5, 8, Resolution.NOT_FOUND),)) == [
        ("warning", "reference-not-found")
    ]


def test_lost_text_is_an_error_when_it_is_more_than_a_little() -> None:
    made = regulation("x", "X", provision("x/1", "§ 1", "Die Prüfung dauert 60 Minuten."))
    assert read(made, "Die Prüfung dauert 60 Minuten.") == ()
    (lost,) = read(made, "Die Prüfung dauert höchstens 60 Minuten.")
    assert (lost.severity, lost.code) == ("error", "text-lost")
    assert "höchstens" in lost.message


def test_a_page_that_only_one_reader_reads_is_said() -> None:
    made = regulation("x", "X", provision("x/1", "§ 1", "Text."))
    assert codes(audit(made, [PageText(1, ("Text.",), "")])) == [("note", "not-compared")]


def test_text_that_stands_twice() -> None:
    made = regulation(
        "x", "X", *(provision(f"x/{n}", f"§ {n}", "Die Prüfung dauert 60 Minuten.") for n in (1, 2))
    )
    assert ("error", "text-twice") in codes(read(made, "Die Prüfung dauert 60 Minuten."))


def test_words_glued_from_two_of_the_page() -> None:
    made = regulation("x", "X", provision("x/1", "§ 1", "Die Prüfungdauert lange."))
    assert codes(read(made, "Die Prüfung dauert lange.")) == [("warning", "words-glued")]


def test_hyphens_headings_numbers_and_dropped_text_balance() -> None:
    text = "Der Übertragungsbescheid gilt im Master-Trimester."
    made = replace(
        regulation(
            "x",
            "X",
            replace(provision("x/1", "§ 1", text), heading_path=("II. Abschnitt", "§ 1 Übertragung")),
        ),
        dropped=(Dropped(1, "Amtsblatt 17", "running head"),),
    )
    page = (
        "Amtsblatt 17\nII. Abschnitt\n§ 1 Übertragung\nDer Übertra-\ngungs\u00ad\nbescheid gilt im Master-\n"
    )
    page += "Trimester."
    assert read(made, page) == ()
