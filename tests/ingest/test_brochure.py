"""Brochures: sections, boxes and table rows; no sentence from two columns; nothing lost and nothing twice."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from ingest.brochure import provisions
from ingest.formats.pdf import read
from ingest.records import Dropped, Provision

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
BROCHURES = ("leuphana-ki-zertifikat", "hertie-ki-zertifikat")
needs_texts = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the published texts are not at {SHARED}")


@cache
def brochure(regulation: str) -> tuple[tuple[Provision, ...], tuple[Dropped, ...]]:
    return provisions(read(ROOT / "corpus" / "pdf" / f"{regulation}.pdf"), regulation)


def labelled(regulation: str, label: str) -> list[Provision]:
    return [provision for provision in brochure(regulation)[0] if provision.label == label]


def letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def published(regulation: str) -> str:
    text = (SHARED / "corpus" / "text" / f"{regulation}.txt").read_text(encoding="utf-8")
    return re.sub(r"^(https?:|mailto:|tel:).*$", "", text, flags=re.MULTILINE)


def words(text: str) -> Counter[str]:
    joined = re.sub(r"(?<=\w)-\n(?=\w)", "", text)
    return Counter(re.findall(r"\w+", re.sub(r"(?<=\w)-(?=\w)", "", joined).casefold()))


@needs_texts
@pytest.mark.parametrize("regulation", BROCHURES)
def test_no_sentence_is_put_together_from_two_columns(regulation: str) -> None:
    source = letters(published(regulation))
    for provision in brochure(regulation)[0]:
        for sentence in provision.sentences:
            assert letters(provision.text[sentence.start : sentence.end]) in source


@needs_texts
@pytest.mark.parametrize("regulation", BROCHURES)
def test_every_word_stands_in_one_provision_or_is_dropped_and_none_twice(regulation: str) -> None:
    found, dropped = brochure(regulation)
    source = words(published(regulation))
    headings = dict.fromkeys(
        provision.heading_path[:depth]
        for provision in found
        for depth in range(1, len(provision.heading_path) + 1)
    )
    kept = words("\n".join([p.text for p in found] + [path[-1] for path in headings]))
    left_out = words("\n".join(drop.text for drop in dropped))
    missing = source - kept - left_out
    assert missing.total() <= 0.005 * source.total(), missing
    assert (kept - source).total() <= 0.005 * source.total(), kept - source


@needs_texts
def test_every_gold_quote_lies_in_one_provision_with_its_label() -> None:
    documents = {"000": BROCHURES[0], "001": BROCHURES[1]}
    cases = [json.loads(line) for line in (SHARED / "gold" / "gold.jsonl").open(encoding="utf-8")]
    cited = [c for case in cases for c in case["citations"] if c["doc"] in documents]
    assert cited
    for citation in cited:
        holding = [
            provision
            for provision in brochure(documents[citation["doc"]])[0]
            if letters(citation["quote"]) in letters(provision.text)
        ]
        assert any(letters(p.label).startswith(letters(citation["label"])) for p in holding), citation


def test_a_section_goes_on_over_the_page_and_a_box_in_it_is_a_provision_of_its_own() -> None:
    section, box = labelled("leuphana-ki-zertifikat", "Bewerbung und Zulassung")
    assert section.pages == (10, 11)
    assert box.text.startswith("Sie sind sich unsicher")
    assert box.text not in section.text
    items = {sentence.item for sentence in section.sentences if sentence.page == 10 and sentence.item}
    assert items == {(f"Spiegelstrich {number}",) for number in range(1, 6)}


def test_a_heading_in_capitals_is_kept_as_printed_and_cited_in_plain_letters() -> None:
    (section,) = labelled("leuphana-ki-zertifikat", "Teilnahmevarianten für Ihre Weiterbildung")
    assert section.heading_path == ("TEILNAHMEVARIANTEN FÜR IHRE WEITERBILDUNG",)


def test_the_rows_of_a_table_of_keys_and_values() -> None:
    (deadline,) = labelled("leuphana-ki-zertifikat", "Auf einen Blick, Bewerbungsfrist")
    assert deadline.id == "leuphana-ki-zertifikat/auf-einen-blick/bewerbungsfrist"
    assert [(cell.column, cell.text) for cell in deadline.cells] == [("Bewerbungsfrist", "31. Juli")]
    rows = [
        p for p in brochure("hertie-ki-zertifikat")[0] if p.label.startswith("Das Programm auf einen Blick, ")
    ]
    assert len(rows) == 7


def test_a_row_cut_by_the_page_break_is_one_row_whose_sentences_know_their_page() -> None:
    rows = [
        p for p in brochure("hertie-ki-zertifikat")[0] if p.label.startswith("Module und Termine") and p.cells
    ]
    assert len(rows) == 6
    first = rows[0]
    assert first.pages == (1, 2)
    assert [cell.column for cell in first.cells] == [
        "Name Modul",
        "Dozierende",
        "Datum",
        "Ort",
        "Kurzbeschreibung",
    ]
    assert first.cells[2].text == "25.-27. September 2024"
    assert first.cells[4].text.endswith("zu erschließen und optimal zu nutzen.")
    assert (first.sentences[0].page, first.sentences[-1].page) == (1, 2)


def test_each_module_box_is_a_provision() -> None:
    modules = [
        p.label for p in brochure("leuphana-ki-zertifikat")[0] if p.label.startswith("Module und Inhalte")
    ]
    assert modules == [
        "Module und Inhalte, DS-F1 Mathematik und Statistik",
        "Module und Inhalte, DS-F2 Einführung in das maschinelle Lernen",
        "Module und Inhalte, DS-F3 Deep Learning/neuronale Netze",
        "Module und Inhalte, DS-F4 Vertiefung des maschinellen Lernens",
    ]


def test_the_contents_page_and_buttons_are_dropped_with_the_reason() -> None:
    reasons = {drop.text: drop.reason for drop in brochure("leuphana-ki-zertifikat")[1]}
    assert reasons["BEWERBUNG UND ZULASSUNG"] == "contents page"
    assert reasons["Zur Terminbuchung"] == "button or label of a drawing"


def test_white_text_on_a_picture_is_read_and_a_label_on_a_curve_is_dropped() -> None:
    found, dropped = brochure("leuphana-ki-zertifikat")
    assert found[0].text.startswith("Sie wollen sich fit machen")
    assert Dropped(12, "Statistik", "slanted text") in dropped
