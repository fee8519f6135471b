"""axe-core on every view and state, at two widths, in two languages, light and dark; and more."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.conftest import ask

pytestmark = pytest.mark.browser
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = """async tags => (await axe.run(document, {runOnly: {type: 'tag', values: tags}}))
    .violations.map(v => [v.id, v.nodes.slice(0, 4).map(n => n.target)])"""
SMALL_TARGETS = """() => [...document.querySelectorAll(
        'a, button, select, input:not([type=hidden]), summary, textarea')]
    .filter(e => e.checkVisibility() && !e.closest('.visually-hidden, .prose, .skip'))
    .map(e => [e.outerHTML.slice(0, 90), e.type === 'checkbox' ? e.closest('label') : e])
    .map(([html, e]) => [html, e.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24)).map(([html]) => html)"""
FOCUSED = """() => { const e = document.activeElement;
    const shown = [e, e.closest('.composer') ?? e].map(x => getComputedStyle(x));
    const visible = shown.some(s => s.outlineStyle === "solid" && parseFloat(s.outlineWidth) >= 2);
    return [e.outerHTML.slice(0, 80), visible]; }"""
QUESTION = "Wiederholungsprüfung einer Klausur"


def welcome(page: Page, url: str, lang: str) -> None:
    page.goto(f"{url}/?lang={lang}")


def answer(page: Page, url: str, lang: str) -> None:
    welcome(page, url, lang)
    ask(page, QUESTION)


def source(page: Page, url: str, lang: str) -> None:
    answer(page, url, lang)
    page.locator(".statement button.numeral").nth(1).click()
    page.locator("#panel figure").wait_for()


def comment(page: Page, url: str, lang: str) -> None:
    answer(page, url, lang)
    page.locator("[data-do=down]").click()
    page.locator(".comment").wait_for()


def refusal(page: Page, url: str, lang: str) -> None:
    welcome(page, url, lang)
    ask(page, "xylophone zeppelin")


def lookup(page: Page, url: str, lang: str) -> None:
    page.goto(f"{url}/lookup?lang={lang}")
    page.fill("#q", "Klausur")
    page.locator(".result").nth(2).click()
    page.locator(".desk-source figure").wait_for()


def row(page: Page, url: str, lang: str) -> None:
    page.goto(f"{url}/lookup?lang={lang}&p=hsu-fspo-ki/anlage-1/mb-01901&s=0")


def compare(page: Page, url: str, lang: str) -> None:
    page.goto(f"{url}/compare?lang={lang}&q=Klausur+Wiederholung")


def sources(page: Page, url: str, lang: str) -> None:
    page.goto(f"{url}/sources?lang={lang}")


def regulation(page: Page, url: str, lang: str) -> None:
    page.goto(f"{url}/sources/nordakademie-po-maki?lang={lang}")


def privacy(page: Page, url: str, lang: str) -> None:
    page.goto(f"{url}/privacy?lang={lang}")


def missing(page: Page, url: str, lang: str) -> None:
    page.goto(f"{url}/sources/nothing?lang={lang}")


STATES = [
    welcome,
    answer,
    source,
    comment,
    refusal,
    lookup,
    row,
    compare,
    sources,
    regulation,
    privacy,
    missing,
]


@pytest.fixture(scope="session")
def axe() -> str:
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or not found.submodule_search_locations:
        pytest.skip("axe-core is not installed (pip install axe-playwright-python)")
    return (Path(found.submodule_search_locations[0]) / "axe.min.js").read_text("utf-8")


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(
    state: Callable[[Page, str, str], None],
    width: int,
    lang: str,
    context: Callable[..., BrowserContext],
    url: str,
    axe: str,
) -> None:
    made = context(viewport={"width": width, "height": 800}, reduced_motion="reduce", bypass_csp=True)
    page = made.new_page()
    state(page, url, lang)
    page.evaluate(axe)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = page.evaluate(RUN_AXE, TAGS)
        assert found == [], scheme
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_headings_are_in_order(state: Callable[[Page, str, str], None], page: Page, url: str) -> None:
    state(page, url, "en")
    headings = page.locator("h1, h2, h3, h4").all()
    levels = [int(h.evaluate("h => h.tagName[1]")) for h in headings if h.is_visible()]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_targets_are_24_pixels(state: Callable[[Page, str, str], None], page: Page, url: str) -> None:
    """Buttons, links and fields; links inside running text are exempt (WCAG 2.5.8)."""
    state(page, url, "en")
    assert page.evaluate(SMALL_TARGETS) == []


def test_focus_is_visible_on_everything_one_can_reach(page: Page, url: str) -> None:
    answer(page, url, "en")
    page.evaluate("document.activeElement.blur()")
    for _ in range(25):
        page.keyboard.press("Tab")
        element, visible = page.evaluate(FOCUSED)
        if element.startswith("<body"):
            break
        assert visible, element


def test_nothing_moves_for_those_who_asked_for_it(context: Callable[..., BrowserContext], url: str) -> None:
    page = context(reduced_motion="reduce").new_page()
    answer(page, url, "en")
    assert page.evaluate("document.getAnimations().length") == 0
    expect(page.locator("html")).to_have_css("scroll-behavior", "auto")


def test_the_page_holds_at_400_percent(context: Callable[..., BrowserContext], url: str) -> None:
    """1280 px zoomed to 400 % is a page 320 px wide: nothing needs scrolling sideways."""
    page = context(viewport={"width": 320, "height": 256}).new_page()
    source(page, url, "en")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.get_by_role("button", name="Close").click()
    page.locator("#question").scroll_into_view_if_needed()
    box = page.locator("#question").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 320
