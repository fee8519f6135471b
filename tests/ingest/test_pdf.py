from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import BrokenDocument, DocumentError, EmptyDocument, EncryptedDocument
from ingest.formats.page import Box, Page, Rule
from ingest.formats.pdf import read
from ingest.formats.words import clean
from tests.ingest.pdfs import pdf
from tests.ingest.shared import REAL, needs_real_pdfs

START = b"BT /F1 11 Tf 70 780 Td "


def page(content: bytes, folder: Path) -> Page:
    path = folder / "x.pdf"
    path.write_bytes(pdf(content))
    return read(path)[0]


def test_lines_have_words_and_places(tmp_path: Path) -> None:
    found = page(START + b"(Die Frist) Tj 0 -16 Td (endet.) Tj ET", tmp_path)
    assert [line.text for line in found.lines] == ["Die Frist", "endet."]
    first = found.lines[0]
    assert (round(first.x0), round(first.top), round(first.bottom)) == (70, 53, 64)
    assert [word.text for word in first.words] == ["Die", "Frist"]


def test_a_small_raised_number_is_a_word_of_its_own(tmp_path: Path) -> None:
    raised = b"/F1 7 Tf 4 Ts (2) Tj /F1 11 Tf 0 Ts "
    found = page(START + b"(endet. ) Tj " + raised + b"(Danach) Tj ET", tmp_path)
    assert [(w.text, w.superscript) for w in found.lines[0].words] == [
        ("endet.", False),
        ("2", True),
        ("Danach", False),
    ]


def test_a_wide_gap_and_a_vertical_rule_part_lines(tmp_path: Path) -> None:
    apart = START + b"(links) Tj 200 0 Td (rechts) Tj ET"
    ruled = b"97 700 m 97 800 l S " + START + b"(eins zwei) Tj ET"
    assert [line.text for line in page(apart, tmp_path).lines] == ["links", "rechts"]
    found = page(ruled, tmp_path)
    assert found.rules == (Rule(97.0, 42.0, 97.0, 142.0),)


def test_filled_rectangles_are_boxes_and_thin_ones_rules(tmp_path: Path) -> None:
    found = page(b"1 0 0 rg 70 700 100 50 re f 70 600 100 1 re f " + START + b"(x) Tj ET", tmp_path)
    assert found.boxes == (Box(70.0, 92.0, 170.0, 142.0, (255, 0, 0)),)
    assert found.rules == (Rule(70.0, 241.0, 170.0, 242.0),)


@pytest.mark.parametrize(
    "hidden",
    [
        b"3 Tr (geheim) Tj 0 Tr",
        b"1 1 1 rg (geheim) Tj 0 g",
        b"/F1 0.1 Tf (geheim) Tj /F1 11 Tf",
        b"900 0 Td (geheim) Tj -900 0 Td",
    ],
    ids=["invisible", "white", "tiny", "off the page"],
)
def test_text_nobody_can_see_is_dropped(hidden: bytes, tmp_path: Path) -> None:
    found = page(START + b"(Sichtbar) Tj 0 -30 Td " + hidden + b" 0 -30 Td (auch) Tj ET", tmp_path)
    assert [line.text for line in found.lines] == ["Sichtbar", "auch"]
    assert [(drop.text, drop.reason) for drop in found.dropped] == [("geheim", "hidden text")]


def test_white_text_on_colour_is_read(tmp_path: Path) -> None:
    found = page(b"0 0 1 rg 60 760 200 40 re f " + START + b"1 1 1 rg (Knopf) Tj ET", tmp_path)
    assert [line.text for line in found.lines] == ["Knopf"]


def test_letters_are_decomposed_and_unified() -> None:
    assert clean("Zertiﬁkat\u00a0A\u200b \uf0b7 x\u202e") == "Zertifikat A • x"


def test_a_file_that_is_no_pdf_and_a_page_without_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"no pdf")
    with pytest.raises(BrokenDocument):
        read(path)
    with pytest.raises(EmptyDocument):
        page(b"", tmp_path)


@needs_real_pdfs
@pytest.mark.parametrize(
    ("name", "error", "says"),
    [
        ("005-libreoffice-writer-password__libreoffice-writer-password.pdf", EncryptedDocument, "password"),
        ("007-imagemagick-images__imagemagick-images.pdf", EmptyDocument, "scan"),
        ("pdfjs_empty.pdf", EmptyDocument, "found none"),
        ("pdfjs_poppler-742-0-fuzzed.pdf", BrokenDocument, "Fetch"),
    ],
)
def test_odd_files_are_refused_with_a_reason(name: str, error: type[DocumentError], says: str) -> None:
    with pytest.raises(error, match=says):
        read(REAL / "odd" / name)


@needs_real_pdfs
def test_turned_pages_read_like_upright_ones() -> None:
    pages = read(REAL / "odd" / "pdfjs_hello_world_rotated.pdf")
    assert len({tuple(line.text for line in found.lines) for found in pages}) == 1
