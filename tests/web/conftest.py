"""A running web app over the built corpus, with a fake assistant, and a browser to look at it."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assistant.settings import Settings
from ingest.corpus import Corpus
from tests.web.fake import Fake

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium")
PATIENCE = 30_000  # milliseconds; the machine may be busy with other tests
expect.set_options(timeout=PATIENCE)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return Corpus.load(ROOT / "corpus")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    records = tmp_path_factory.mktemp("web") / "records.sqlite"
    return Settings(port=free_port(), records=records, asks_per_minute=1000, requests_per_minute=100_000)


def served(fake: Fake, settings: Settings) -> Iterator[str]:
    """The address of the app with a fake assistant."""
    from assistant.web.server import create, launch
    from assistant.web.site import Site

    server = create(Site(fake, settings))
    launch(server, settings)
    yield f"http://127.0.0.1:{settings.port}"
    server.get_blocks().close(verbose=False)


@pytest.fixture(scope="session")
def url(corpus: Corpus, settings: Settings) -> Iterator[str]:
    """An app that takes 0.15 s for a statement."""
    yield from served(Fake(corpus, pause=0.15), settings)


@pytest.fixture
def slow_url(corpus: Corpus, settings: Settings) -> Iterator[str]:
    """An app that takes 3 s for a statement: time to interrupt it on a busy machine too."""
    yield from served(Fake(corpus, pause=3), replace(settings, port=free_port()))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts; a script error or a request to another host fails the test."""
    made: list[BrowserContext] = []
    wrong: list[str] = []

    def make(**options: object) -> BrowserContext:
        options = {"locale": "en-GB", "viewport": {"width": 1280, "height": 860}} | options
        new = browser.new_context(**options)  # type: ignore[arg-type]
        new.on("weberror", lambda error: wrong.append(str(error.error)))
        new.on("request", lambda r: None if is_local(r.url) else wrong.append(r.url))
        new.set_default_timeout(PATIENCE)
        made.append(new)
        return new

    yield make
    for one in made:
        one.close()
    assert not wrong


@pytest.fixture
def page(context: Callable[..., BrowserContext]) -> Page:
    return context().new_page()


def is_local(address: str) -> bool:
    return address.startswith(("http://127.0.0.1:", "data:", "blob:"))


def ask(page: Page, question: str) -> None:
    """Ask as a person does, and wait for the finished answer."""
    answers = page.locator(".exchange-foot:visible")
    before = answers.count()
    page.fill("#question", question)
    page.press("#question", "Enter")
    answers.nth(before).wait_for()
