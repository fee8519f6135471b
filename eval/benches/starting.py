"""Cold start: from an idle machine to the first answer, on the command line and in the app."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from assistant.settings import ROOT, Settings
from eval.benches.table import Table, timed

ROUNDS = 3
PATIENCE = 120.0
COMMANDS = (
    ("show", "§ 16 Abs. 4 HSU"),
    ("find", "Can I resit a Klausur orally?"),
    ("ask", "Can I resit a Klausur orally?", "--llm", "none"),
)


def bench(settings: Settings) -> Table:
    """The best of several starts; the index is built."""
    rows = [(f"python -m assistant {command[0]}", _command(command, settings)) for command in COMMANDS]
    rows.append(("app.py until its first page", _app(settings)))
    return Table("Cold start", f"The best of {ROUNDS}; the index stands.", ("what", "seconds"), tuple(rows))


def _environment(settings: Settings) -> dict[str, str]:
    return {**os.environ, "PARAGRAF_CORPUS": str(settings.corpus), "PARAGRAF_INDEX": str(settings.index)}


def _command(command: tuple[str, ...], settings: Settings) -> float:
    line = [sys.executable, "-m", "assistant", *command]
    environment = _environment(settings)

    run = partial(subprocess.run, line, cwd=ROOT, env=environment, capture_output=True, check=True)
    return min(timed(run)[1] for _ in range(ROUNDS))


def _app(settings: Settings) -> float:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**_environment(settings), "PARAGRAF_PORT": str(port), "PARAGRAF_LLM": "none"}
    started = time.perf_counter()
    app = subprocess.Popen(
        [sys.executable, str(Path("app.py"))], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        while time.perf_counter() - started < PATIENCE:
            try:
                with urlopen(f"http://127.0.0.1:{port}/", timeout=5):
                    return time.perf_counter() - started
            except (URLError, OSError):
                time.sleep(0.05)
    finally:
        app.terminate()
        app.wait()
    return float("nan")
