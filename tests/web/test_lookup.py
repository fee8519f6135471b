from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from assistant.web.lookup import runs


def test_runs_are_the_text_with_matches_told_apart() -> None:
    assert runs("Die Klausur und die klausur", {"klausur"}) == [
        ("Die ", False),
        ("Klausur", True),
        (" und die ", False),
        ("klausur", True),
    ]


def test_filters_narrow_the_results(url: str) -> None:
    def labels(**filters: str) -> str:
        return httpx.post(f"{url}/lookup/results", data={"q": "Prüfung", **filters}).text

    assert "FSPO KI HSU" in labels()
    assert "PO MAKI" not in labels(programme="hsu-ki")
    assert "PO MAKI" in labels(status="draft")
    assert "FSPO KI HSU" not in labels(status="draft")
    assert 'data-count="0"' in labels(kind="admission regulation", programme="hsu-ki")


def test_a_reference_to_nothing_is_said(url: str) -> None:
    assert (
        "does not exist in FSPO KI HSU"
        in httpx.post(f"{url}/lookup/results?lang=en", data={"q": "§ 99 HSU"}).text
    )
    shown = httpx.post(f"{url}/lookup/results?lang=de", data={"q": "§ 16 Abs. 4 APO"}).text
    assert "steht in einer anderen Ordnung (APO)" in shown


def test_what_is_only_similar_is_called_so() -> None:
    from assistant import Assistant
    from assistant.settings import Settings
    from assistant.web.lookup import Filters, results
    from assistant.web.site import Site

    settings = Settings()
    site = Site(Assistant.open(settings), settings)
    assert any(result.meant for result in results(site, "Klausur", Filters(), "de"))
    assert not any(result.meant for result in results(site, "Plagiat", Filters(), "de"))


def test_results_begin_with_the_third_character(url: str) -> None:
    assert 'data-count="0"' in httpx.post(f"{url}/lookup/results", data={"q": "Pr"}).text
    assert 'data-count="0"' not in httpx.post(f"{url}/lookup/results", data={"q": "Prü"}).text


def test_what_is_typed_is_escaped(url: str) -> None:
    page = httpx.get(f"{url}/lookup", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.browser
def test_everything_by_keyboard(context: Callable[..., BrowserContext], url: str) -> None:
    page = context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto(f"{url}/lookup")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("Klausur", delay=20)
    page.locator(".result").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".result").nth(1)).to_be_focused()
    citation = page.locator(".result").nth(1).get_attribute("data-citation")
    page.keyboard.press("c")
    expect(page.locator("#announce")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == citation
    page.keyboard.press("Enter")
    expect(page.locator(".desk-source .source-label")).to_have_text(citation or "")
    expect(page.locator("#source-pane")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()


@pytest.mark.browser
def test_keys_can_be_switched_off(page: Page, url: str) -> None:
    page.goto(f"{url}/lookup?p=hsu-fspo-ki/16.4/2")
    page.uncheck("#shortcuts")
    page.locator("#source-pane").focus()
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()


@pytest.mark.browser
def test_a_permalink_opens_its_provision(page: Page, url: str) -> None:
    page.goto(f"{url}/?p=hsu-fspo-ki/16.4/2&s=1")
    expect(page.locator(".source-label")).to_have_text("Zu § 16 Abs. 4 (2) Satz 2 FSPO KI HSU, p. 9")
    expect(page.locator(".current mark").first).to_contain_text("Auf Antrag")
    expect(page.locator(".reference-missing .remark").first).to_contain_text("APO is not in the collection")


@pytest.mark.browser
def test_copying_with_the_quote_is_one_click(context: Callable[..., BrowserContext], url: str) -> None:
    page = context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto(f"{url}/lookup?p=nordakademie-po-maki/9/1&s=0")
    page.get_by_role("button", name="Copy with quote").click()
    expect(page.locator("#announce")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == (
        "„Die Bearbeitungsdauer der Masterthesis beträgt fünf Monate.“ (§ 9 Abs. 1 Satz 1 PO MAKI NORDAKADEMIE, p. 5)"
    )


@pytest.mark.browser
def test_what_is_typed_does_not_appear_in_an_address(page: Page, url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{url}/lookup")
    page.type("#q", "Geheimnis", delay=10)
    page.locator(".count:has-text('Nothing found')").wait_for()
    assert not [address for address in asked if "Geheimnis" in address]
