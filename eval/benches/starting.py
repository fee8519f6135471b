"""Cold start: from nothing running to the first answer, on the command line and in the app."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from functools import partial
from urllib.error import URLError
from urllib.request import Request, urlopen

from assistant.settings import ROOT, Settings
from eval.benches.table import Cell, Table, timed
from ingest.errors import ParagrafError

ROUNDS = 3
PATIENCE = 120.0
QUESTION = "Can I resit a Klausur orally?"
COMMANDS = (("show", "§ 16 Abs. 4 HSU"), ("find", QUESTION), ("ask", QUESTION, "--llm", "none"))


def bench(settings: Settings) -> Table:
    """The best of several starts; the index is built."""
    rows: list[tuple[Cell, ...]] = [
        (f"python -m assistant {command[0]}", _command(command, settings)) for command in COMMANDS
    ]
    page, answer = map(min, zip(*(_app(settings) for _ in range(ROUNDS)), strict=True))
    rows += [("app.py until its first page", page), ("app.py until its first answer", answer)]
    return Table("Cold start", f"The best of {ROUNDS}; the index stands.", ("what", "seconds"), tuple(rows))


def _environment(settings: Settings, port: int) -> dict[str, str]:
    own = {"CORPUS": settings.corpus, "INDEX": settings.index, "LLM": "none", "PORT": port}
    return {**os.environ, **{f"PARAGRAF_{name}": str(value) for name, value in own.items()}}


def _command(command: tuple[str, ...], settings: Settings) -> float:
    line = [sys.executable, "-m", "assistant", *command]
    environment = _environment(settings, settings.port)
    run = partial(subprocess.run, line, cwd=ROOT, env=environment, capture_output=True, check=True)
    return min(timed(run)[1] for _ in range(ROUNDS))


def _app(settings: Settings) -> tuple[float, float]:
    """Seconds from the start of the app to its first page, and to the end of the first answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    started = time.perf_counter()
    app = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=_environment(settings, port),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await_page(url, started + PATIENCE)
        page = time.perf_counter() - started
        _ask(url)
        return page, time.perf_counter() - started
    finally:
        app.terminate()
        app.wait()


def _await_page(url: str, deadline: float) -> None:
    while time.perf_counter() < deadline:
        try:
            with urlopen(url, timeout=PATIENCE):
                return
        except (URLError, OSError):
            time.sleep(0.02)
    raise ParagrafError(f"The app did not answer within {PATIENCE:.0f} s.", "Start app.py by hand.")


def _ask(url: str) -> None:
    """Ask through Gradio's API and read the stream to its end."""
    call = f"{url}/gradio_api/call/ask"
    body = json.dumps({"data": [QUESTION, "", []]}).encode()
    with urlopen(Request(call, body, {"Content-Type": "application/json"}), timeout=PATIENCE) as reply:
        event = json.load(reply)["event_id"]
    with urlopen(f"{call}/{event}", timeout=PATIENCE) as stream:
        if b"event: complete" not in stream.read():
            raise ParagrafError("The app did not finish its answer.", "Start app.py by hand and ask.")
