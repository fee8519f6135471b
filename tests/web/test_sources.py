from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from assistant.web.sources import absent, outline
from ingest.corpus import Corpus


def test_the_outline_holds_every_provision_once(corpus: Corpus) -> None:
    for regulation in corpus.regulations.values():
        assert [p for _, group in outline(regulation) for p in group] == list(regulation.provisions)


def test_a_regulation_names_what_it_refers_to_and_is_not_there(corpus: Corpus) -> None:
    assert "APO" in dict(absent(corpus.regulations["hsu-fspo-ki"]))


@pytest.mark.browser
def test_from_the_sources_to_a_provision(page: Page, url: str) -> None:
    page.goto(f"{url}/sources")
    expect(page.locator(".volume")).to_have_count(5)
    page.get_by_role("link", name="PO MAKI NORDAKADEMIE").click()
    expect(page.locator(".source-regulation .badge")).to_have_text("draft")
    page.locator(".outline a", has_text="§ 9 Abs. 1").first.click()
    expect(page.locator(".source-label")).to_contain_text("§ 9 Abs. 1")
