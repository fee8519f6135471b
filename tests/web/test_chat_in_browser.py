from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.conftest import ask

pytestmark = pytest.mark.browser
QUESTION = "Wiederholungsprüfung einer Klausur"


def test_evidence_stands_there_before_the_first_statement(page: Page, url: str) -> None:
    page.goto(url)
    page.evaluate(
        """() => { window.seen = [];
        new MutationObserver(() => { for (const name of ['chip', 'statement'])
          if (!seen.includes(name) && document.querySelector('#conversation .' + name)) seen.push(name); })
          .observe(document.getElementById('conversation'), {childList: true, subtree: true}); }"""
    )
    ask(page, QUESTION)
    assert page.evaluate("seen") == ["chip", "statement"]
    expect(page.locator(".statement")).to_have_count(3)


def test_the_first_page_can_be_used_within_two_seconds(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator("#question")).to_be_focused()
    ready = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert ready < 2000  # milliseconds; scripts have run, the field has the focus


def test_nothing_moves_while_statements_come(page: Page, url: str) -> None:
    page.goto(url)
    page.fill("#question", QUESTION)
    page.press("#question", "Enter")
    page.locator(".statement").first.wait_for()
    first = page.locator(".statement").first.bounding_box()
    page.locator(".exchange-foot:visible").wait_for()
    assert page.locator(".statement").first.bounding_box() == first


def test_citation_two_opens_its_provision_with_the_highlighted_page(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, QUESTION)
    label = page.locator(".chip").nth(1).get_attribute("title") or ""
    quote = page.locator(".statement .words").nth(1).inner_text()
    page.get_by_role("button", name="Open source 2:").click()
    panel = page.locator("#panel")
    expect(panel.locator("mark").first).to_be_visible()
    assert "".join(panel.locator(".current mark").all_inner_texts()) == quote
    assert panel.locator(".source-label").inner_text().split(",")[0] == label.split(",")[0]
    picture = panel.locator("figure img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 1000
    assert panel.locator(".page-marks rect").count() >= 1


def test_pages_can_be_turned(page: Page, url: str) -> None:
    page.goto(f"{url}/lookup?p=hsu-fspo-ki/16.4/2&s=0")
    expect(page.locator("figcaption")).to_contain_text("Page 9 of 18")
    page.get_by_role("button", name="Next page").click()
    expect(page.locator("figcaption")).to_contain_text("Page 10 of 18")
    assert page.locator("figure img").get_attribute("src") == "/page/hsu-fspo-ki/10.webp"


def test_a_follow_up_says_what_was_understood(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, QUESTION)
    ask(page, "Und die Masterarbeit?")
    expect(page.locator(".understood").last).to_contain_text(f"{QUESTION} / Und die Masterarbeit?")


def test_a_refusal_says_whom_to_ask(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "xylophone zeppelin")
    expect(page.locator(".refusal")).to_contain_text("examination office")
    assert page.locator(".statement").count() == 0


def test_stop_ends_an_answer_and_retry_asks_again(page: Page, slow_url: str) -> None:
    page.goto(slow_url)
    page.fill("#question", QUESTION)
    page.press("#question", "Enter")
    page.locator(".statement").first.wait_for()
    page.click("#stop")
    expect(page.locator(".failure")).to_have_text("Stopped.")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".statement")).to_have_count(3)
    expect(page.locator(".exchange")).to_have_count(1)


def test_the_finished_answer_is_announced_once(page: Page, url: str) -> None:
    page.goto(url)
    page.evaluate(
        """() => { window.said = []; const region = document.getElementById('announce');
        new MutationObserver(() => { if (region.textContent) said.push(region.textContent); })
          .observe(region, {childList: true}); }"""
    )
    ask(page, QUESTION)
    page.wait_for_timeout(200)
    assert page.evaluate("said") == ["Answer finished: 3 statements, 3 sources."]
    assert page.locator("[aria-live] .statement, .statement [aria-live]").count() == 0


def test_german_quotes_are_marked_as_german(page: Page, url: str) -> None:
    page.goto(url)
    assert page.locator("html").get_attribute("lang") == "en"
    ask(page, QUESTION)
    assert {e.get_attribute("lang") for e in page.locator(".statement .words").all()} == {"de"}


def test_copying_takes_the_citations_along(context: Callable[..., BrowserContext], url: str) -> None:
    page = context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto(url)
    ask(page, QUESTION)
    page.get_by_role("button", name="Copy with citations").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert QUESTION in copied
    for n, chip in enumerate(page.locator(".chip").all(), 1):
        assert f"[{n}] {chip.get_attribute('title')}: „" in copied


def test_a_conversation_outlives_a_reload_only_if_wanted(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, QUESTION)
    page.reload()
    expect(page.locator(".exchange")).to_have_count(0)
    ask(page, QUESTION)
    page.check("#keep")
    page.reload()
    expect(page.locator(".exchange .statement")).to_have_count(3)
    page.uncheck("#keep")
    page.reload()
    expect(page.locator(".exchange")).to_have_count(0)


def test_switching_the_language_keeps_the_conversation(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, QUESTION)
    page.get_by_role("link", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator(".exchange .asked")).to_have_text(QUESTION)
    expect(page.get_by_role("button", name="Mit Fundstellen kopieren")).to_be_visible()


def test_the_programme_can_be_set_by_link_and_stays_for_the_session(page: Page, url: str) -> None:
    page.goto(f"{url}/?programme=bremen-ai")
    expect(page.locator("#programme")).to_have_value("bremen-ai")
    page.select_option("#programme", "hsu-ki")
    page.goto(url)
    expect(page.locator("#programme")).to_have_value("hsu-ki")
    ask(page, QUESTION)
    expect(page.locator(".shelf-head")).to_have_text(["FSPO KI HSU not yet promulgated"])


def test_a_vote_is_kept_without_the_question(page: Page, url: str, settings: object) -> None:
    from assistant.settings import Settings
    from assistant.web.records import Records

    assert isinstance(settings, Settings)
    before = len(Records.of(settings).rows("feedback"))
    page.goto(url)
    ask(page, QUESTION)
    page.get_by_role("button", name="Not helpful").click()
    page.get_by_label("What was missing or wrong?").fill("Nothing about fees")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".comment")).to_have_text("Thank you.")
    rows = Records.of(settings).rows("feedback")[before:]
    assert [row[1] for row in rows] == ["down", "down"]
    assert rows[1][4] == "Nothing about fees"
    assert not any("Wiederholungsprüfung" in cell for row in rows for cell in row)


def test_markup_in_a_question_stays_text(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "<img src=x onerror=alert(1)> Klausur")
    assert page.locator(".asked img").count() == 0
    expect(page.locator(".asked")).to_have_text("<img src=x onerror=alert(1)> Klausur")


def test_the_whole_path_by_keyboard(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".exchange-foot:visible").wait_for()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.chip')"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("#panel-body")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('.chip')")
