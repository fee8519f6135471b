"""Takes the pictures in the README anew, from the real app without a language model: make screenshots."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.web.conftest import CHROMIUM, FLAGS, ROOT, ask
from tests.web.test_app import start

FOLDER = ROOT / "assistant" / "web" / "screenshots"


def chat(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "Can I resit a Klausur orally at HSU?")
    page.locator(".chip").nth(1).click()
    page.locator("#panel figure img").wait_for()


def welcome(page: Page, url: str) -> None:
    page.goto(f"{url}/?lang=de")


def lookup(page: Page, url: str) -> None:
    page.goto(f"{url}/lookup")
    page.fill("#q", "Wiederholungsprüfung")
    page.locator(".result").first.click()
    page.locator(".desk-source figure img").wait_for()


def compare(page: Page, url: str) -> None:
    page.goto(
        f"{url}/compare?subject=thesis&programme=hsu-ki&programme=nordakademie-maki&programme=leuphana-ki"
    )


def sources(page: Page, url: str) -> None:
    page.goto(f"{url}/sources")


def main() -> int:
    if not CHROMIUM:
        print("Chromium is not installed. Install it with apt-get install chromium.", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        app = start(Path(home))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        wide = browser.new_context(
            viewport={"width": 1280, "height": 800}, locale="en-GB", reduced_motion="reduce"
        )
        narrow = browser.new_context(
            viewport={"width": 320, "height": 640}, locale="en-GB", reduced_motion="reduce"
        )
        dark = browser.new_context(
            viewport={"width": 1280, "height": 800}, locale="de-DE", color_scheme="dark"
        )
        shots = [(wide, chat, "chat"), (wide, lookup, "look-up"), (wide, compare, "compare"),
                 (wide, sources, "sources"), (narrow, chat, "narrow"), (dark, welcome, "dark")]  # fmt: skip
        for context, view, name in shots:
            page = context.new_page()
            view(page, app.url)
            page.wait_for_timeout(600)
            page.screenshot(path=FOLDER / f"{name}.png")
            print(FOLDER / f"{name}.png")
        browser.close()
        app.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
