from __future__ import annotations

import pytest

from assistant.web.source import figure_view, pdf_file
from ingest.corpus import Corpus
from ingest.formats.picture import Box, Pages
from tests.web.conftest import ROOT

FOLDER = ROOT / "corpus"


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages()


def words_under(corpus: Corpus, provision: str, page: int, boxes: tuple[Box, ...]) -> str:
    """What pdfplumber reads inside the boxes: an independent look at the same page."""
    import pdfplumber

    file = pdf_file(corpus.regulation_of(provision), FOLDER)
    with pdfplumber.open(file) as pdf:
        signs = pdf.pages[page - 1].chars
    return "".join(sign["text"] for sign in signs if any(inside(sign, box) for box in boxes))


def inside(sign: dict[str, float], box: Box) -> bool:
    x, y = sign["x0"] + sign["x1"], sign["top"] + sign["bottom"]  # the middle, in pixels of the picture
    return box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height


def letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalpha())


def test_the_cited_sentence_is_highlighted_and_nothing_else(corpus: Corpus, pages: Pages) -> None:
    provision = corpus.provision("hsu-fspo-ki/16.4/1")
    figure = figure_view(corpus, FOLDER, pages, provision, [1], 9)
    sentence = provision.sentences[1]
    expected = letters(provision.text[sentence.start : sentence.end])
    under = letters(words_under(corpus, provision.id, 9, figure.boxes))
    assert expected == under


def test_a_quote_over_two_pages_is_highlighted_on_both(corpus: Corpus, pages: Pages) -> None:
    provision = corpus.provision("hsu-fspo-ki/16.4/2")
    assert provision.pages == (9, 10)
    for page in provision.pages:
        assert figure_view(corpus, FOLDER, pages, provision, [], page).boxes
    assert not figure_view(corpus, FOLDER, pages, provision, [], 3).boxes


def test_the_cells_of_a_row_are_highlighted_in_one_band(corpus: Corpus, pages: Pages) -> None:
    provision = corpus.provision("hsu-fspo-ki/anlage-1/mb-01901")
    page = provision.pages[0]
    boxes = figure_view(corpus, FOLDER, pages, provision, [0], page).boxes
    assert letters(words_under(corpus, provision.id, page, boxes)) == "mbinformatikidk"
    assert max(b.y + b.height for b in boxes) - min(b.y for b in boxes) < 40


def test_most_of_the_corpus_is_found_on_its_page(corpus: Corpus, pages: Pages) -> None:
    """Of all subsections and brochure sections, at least 98 % are highlighted on their first page."""
    provisions = [p for r in corpus.regulations.values() for p in r.provisions if p.sentences and not p.cells]
    missing = [
        p.id for p in provisions if not figure_view(corpus, FOLDER, pages, p, [0], p.sentences[0].page).boxes
    ]
    assert len(missing) <= 0.02 * len(provisions), missing


def test_a_page_is_a_picture(corpus: Corpus, pages: Pages) -> None:
    file = pdf_file(corpus.regulations["hsu-fspo-ki"], FOLDER)
    assert pages.picture(file, 9)[8:12] == b"WEBP"
    assert pages.size(file, 9) == (1191, 1684)
