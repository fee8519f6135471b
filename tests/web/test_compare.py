from __future__ import annotations

import csv
import io

import httpx
import pytest
from playwright.sync_api import Page, expect

from assistant.answer import Citation
from assistant.web.compare import Column, table
from ingest.corpus import Corpus


def test_cells_of_the_csv_never_begin_like_a_formula(corpus: Corpus) -> None:
    programme = corpus.programmes()[0]
    citation = Citation("x/1", "§ 1", "=HYPERLINK(1)", (0,), (1,))
    draft = corpus.regulations["nordakademie-po-maki"]
    compared = [Column(programme, (draft,), (citation,), ()), Column(programme, (), (), ("Draft",), "APO")]
    rows = list(csv.reader(io.StringIO(table(compared, "+fees", "en"))))
    assert rows[2][3:] == [
        "Not regulated here, as far as the search can tell",
        "",
        "It may stand in APO, which is not in the collection.",
    ]
    assert rows[1] == ["'+fees", programme.title, "draft", "'=HYPERLINK(1)", "§ 1", ""]


def test_a_programme_without_the_subject_says_so(url: str) -> None:
    page = httpx.get(f"{url}/compare", params={"q": "xylophone", "programme": "hsu-ki", "lang": "en"}).text
    assert page.count('<p class="nothing">Not regulated here') == 1
    assert "It may stand in APO, which is not in the collection." in page


@pytest.mark.browser
def test_two_programmes_side_by_side_and_as_csv(page: Page, url: str) -> None:
    page.goto(f"{url}/compare")
    page.fill("input[name=q]", "Masterarbeit Bearbeitungszeitraum Masterthesis")
    for box in page.get_by_role("checkbox").all():
        box.set_checked((box.get_attribute("value") or "") in ("hsu-ki", "nordakademie-maki"))
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("th")).to_have_count(2)
    quote = page.locator("td[data-programme=nordakademie-maki] blockquote p").first.inner_text()
    page.locator("td[data-programme=nordakademie-maki] blockquote a").first.click()
    expect(page.locator(".source .prose.current mark").first).to_be_visible()
    assert page.locator(".source").get_attribute("data-quote") == quote
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert {row["Programme"] for row in rows} == {
        "Angewandte Künstliche Intelligenz",
        "Künstliche Intelligenz: Algorithmen und Gesellschaft",
    }
    assert quote in {row["Wording"] for row in rows}
