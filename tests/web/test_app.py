"""The real app as a process of its own: it starts, answers, keeps nothing, and ends cleanly."""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from gradio_client import Client
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client
from playwright.sync_api import BrowserContext, expect

from tests.web.conftest import ROOT, ask, free_port

LOGIN = ("jürgen", "größe")


@dataclass
class App:
    process: subprocess.Popen[str]
    url: str
    home: Path

    def stop(self) -> str:
        """End it as an init system does, and return what it printed."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=60)[0]


def start(home: Path, **settings: str) -> App:
    port = free_port()
    own = {"HOME": str(home), "TMPDIR": str(home), "PARAGRAF_PORT": str(port), "PARAGRAF_LLM": "none",
           "PARAGRAF_RECORDS": str(home / "records.sqlite"), "OMP_NUM_THREADS": "1"}  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={**os.environ, **own, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    app = App(process, f"http://127.0.0.1:{port}", home)
    for _ in range(1800):
        try:
            httpx.get(f"{app.url}/ready", auth=LOGIN).raise_for_status()
            return app
        except httpx.HTTPError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    process.kill()
    raise AssertionError(process.communicate()[0])


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = start(tmp_path_factory.mktemp("home"))
    yield running
    if running.process.poll() is None:
        running.process.kill()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("locale", "question"),
    [("en-GB", "Can I resit a Klausur orally?"), ("de-DE", "Kann ich eine Klausur mündlich wiederholen?")],
)
def test_the_first_question_of_a_newcomer(
    app: App, context: Callable[..., BrowserContext], locale: str, question: str
) -> None:
    page = context(locale=locale).new_page()
    page.goto(app.url)
    ask(page, question)
    chips = [chip.get_attribute("title") or "" for chip in page.locator(".chip").all()]
    assert any(label.startswith("Zu § 16 Abs. 4") for label in chips)
    page.locator(".statement button.numeral").nth(1).click()
    expect(page.locator("#panel mark").first).to_be_visible()
    expect(page.locator("#panel .page-marks rect").first).to_be_attached()


@pytest.mark.browser
def test_a_reference_jumps_to_its_provision(app: App, context: Callable[..., BrowserContext]) -> None:
    page = context().new_page()
    for typed, label in (("§ 16 Abs 4 HSU", "Zu § 16 Abs. 4 (1)"), ("14 Abs. 5 (2)", "Zu § 14 Abs. 5 (2)")):
        page.goto(f"{app.url}/lookup")
        page.fill("#q", typed)
        page.press("#q", "Enter")
        expect(page.locator(".source-label")).to_contain_text(label)


def test_other_assistants_log_in_and_cite_through_mcp(tmp_path: Path) -> None:
    app = start(tmp_path, PARAGRAF_MCP="1", PARAGRAF_LOGIN=":".join(LOGIN))
    basic = base64.b64encode(":".join(LOGIN).encode()).decode()

    async def shown() -> tuple[list[str], str, str]:
        address, login = f"{app.url}/gradio_api/mcp/", {"Authorization": f"Basic {basic}"}
        async with (
            streamablehttp_client(address, login) as (got, sent, _),
            ClientSession(got, sent) as session,
        ):
            await session.initialize()
            tools = (await session.list_tools()).tools
            called = await session.call_tool("show", {"reference": "§ 9 Abs. 1 NORDAKADEMIE"})
            asked = await session.call_tool(
                "ask", {"question": "Kann ich eine Klausur mündlich wiederholen?"}
            )
            return [tool.name for tool in tools], str(called.content), str(asked.content)

    try:
        with ThreadPoolExecutor() as thread:  # Playwright's event loop runs in this one
            names, text, answer = thread.submit(asyncio.run, asyncio.wait_for(shown(), 60)).result()
    finally:
        app.process.kill()
    assert names == ["ask", "find", "show"]
    assert "Die Bearbeitungsdauer der Masterthesis beträgt fünf Monate." in text
    assert "'event': 'answer'" in answer


def test_a_signal_ends_it_cleanly_and_no_question_stays_behind(tmp_path: Path) -> None:
    app = start(tmp_path)
    try:
        client = Client(app.url, verbose=False, download_files=False)
        assert client.predict("Brombeermarmelade im Prüfungsamt?", api_name="/ask")["event"] == "answer"
        httpx.post(f"{app.url}/lookup/results", data={"q": "Brombeermarmelade"}, timeout=60)
        client.submit("Was kostet das Zertifikat?", api_name="/ask")
        printed = app.stop()
    finally:
        app.process.kill()
    assert app.process.returncode == 0
    assert "Traceback" not in printed
    assert "Brombeermarmelade" not in printed
    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert not [file for file in written if b"Brombeermarmelade" in file.read_bytes()]


def test_what_cannot_start_ends_with_advice(app: App, tmp_path: Path) -> None:
    port = app.url.rsplit(":", 1)[1]
    for settings, advice in (
        ({"PARAGRAF_PORT": port}, "Choose another one with PARAGRAF_PORT."),
        ({"PARAGRAF_PORT": "nonsense"}, "Correct or unset PARAGRAF_PORT."),
        ({"PARAGRAF_PORT": "99999"}, "Correct or unset PARAGRAF_PORT."),
        ({"PARAGRAF_LOGIN": "nocolon"}, "Correct or unset PARAGRAF_LOGIN."),
    ):
        done = subprocess.run(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env={**os.environ, "HOME": str(tmp_path), "PARAGRAF_LLM": "none", **settings},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].endswith(advice)
