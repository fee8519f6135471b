"""The vectors on a Chroma server: a real one on loopback that is killed, frozen, restarted and emptied."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from assistant import Assistant
from assistant.search import Searcher, dense, vectors
from assistant.search.dense import build_dense, is_built, open_dense
from assistant.search.encoder import Floats, unit
from assistant.search.query import Query
from assistant.search.vectors import in_folder, on_server
from assistant.settings import Settings
from ingest.errors import SearchIndexError
from tests.assistant.search.tiny import corpus

QUESTION = "Wie oft kann ich eine Prüfung wiederholen?"
TODAY = date(2026, 10, 1)


class Letters:
    """An encoder whose vectors count the letters of a text."""

    fingerprint, dimensions = "letters", 26

    def passages(self, texts: Sequence[str]) -> Floats:
        counts = [[text.lower().count(chr(ord("a") + n)) for n in range(26)] for text in texts]
        return unit(np.array(counts, dtype=np.float32))

    questions = passages


class Dying(Letters):
    """As `Letters`, but its process ends at the second batch."""

    calls = 0

    def passages(self, texts: Sequence[str]) -> Floats:
        self.calls += 1
        if self.calls == 2:
            raise KeyboardInterrupt
        return super().passages(texts)


class Server:
    """`chroma run` on 127.0.0.1, on a port and in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        chroma = Path(sys.executable).with_name("chroma")
        command = [chroma, "run", "--host", "127.0.0.1", "--port", str(self.port), "--path", self.folder]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(1200):
            try:
                urllib.request.urlopen(f"{self.url}/api/v2/heartbeat", timeout=5).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("chroma run does not answer")

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)
        os.waitpid(self.process.pid, os.WUNTRACED)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that a test may kill."""
    running = Server(tmp_path / "chroma")
    yield running
    running.kill()


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of the tests that only use it, each with a fingerprint of its own."""
    running = Server(tmp_path_factory.mktemp("chroma"))
    yield running
    running.kill()


@pytest.mark.slow
def test_the_product_outlives_its_server(server: Server, tmp_path: Path) -> None:
    plain = replace(Settings(), llm="none", index=tmp_path / "embedded")
    served = replace(plain, index=tmp_path / "unused", chroma_url=server.url)

    def ask(assistant: Assistant) -> object:
        answer = assistant.ask(QUESTION, programme="hsu-ki", today=TODAY).answer
        return answer.outcome, answer.statements, answer.citations

    expected = ask(Assistant.open(plain))
    assistant = Assistant.open(served)
    assert ask(assistant) == expected
    assert not served.index.exists()

    server.kill()
    for _ in range(2):
        with pytest.raises(SearchIndexError, match=f"The Chroma server at 127.0.0.1:{server.port} cannot"):
            _ = assistant.ask(QUESTION, today=TODAY).answer  # made when it is read
    assert ask(assistant) == expected  # from the vectors of a programme that was asked about before
    assert assistant.lookup("Klausur")
    with pytest.raises(SearchIndexError, match=r"Start it and run `python -m assistant index`"):
        Assistant.open(served)

    server.start()
    assert ask(assistant) == expected
    said: list[str] = []
    Searcher.open(assistant.corpus, served, said.append)
    assert said == []  # nothing is left to build


def test_a_killed_build_is_never_searched_and_is_finished_later(
    lasting: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "_BATCH", 2)
    store = on_server(lasting.url, "killed")
    with pytest.raises(KeyboardInterrupt):
        build_dense(corpus(), Dying(), store)
    assert not is_built(corpus(), store)
    with pytest.raises(SearchIndexError, match="2 vectors of provisions, expected 6"):
        open_dense(corpus(), Letters(), store)
    build_dense(corpus(), Letters(), store)
    assert is_built(corpus(), on_server(lasting.url, "killed"))


def test_vectors_of_another_index_are_not_used(lasting: Server) -> None:
    build_dense(corpus(), Letters(), on_server(lasting.url, "old"))
    with pytest.raises(SearchIndexError):
        open_dense(corpus(), Letters(), on_server(lasting.url, "new"))


def test_server_and_folder_find_the_same(lasting: Server, tmp_path: Path) -> None:
    everything = tuple(programme.id for programme in corpus().programmes())
    found = []
    for store in (on_server(lasting.url, "same"), in_folder(tmp_path / "folder")):
        build_dense(corpus(), Letters(), store)
        retriever = open_dense(corpus(), Letters(), store)
        found += [retriever.search(Query(QUESTION, "de", named), 4) for named in ((), everything)]
    assert all(hits == found[0] for hits in found)
    assert len(found[0]) == 4


def test_of_a_chosen_programme_only_its_own_vectors_are_compared(tmp_path: Path) -> None:
    store = in_folder(tmp_path)
    build_dense(corpus(), Letters(), store)
    hits = open_dense(corpus(), Letters(), store).search(Query(QUESTION, "de", ("nord-bio",)), 100)
    assert {hit.provision for hit in hits} == {p.id for p in corpus().provisions(("nord-bio",))}


@pytest.mark.slow
def test_a_server_that_hangs_or_comes_back_empty_is_told_until_it_is_mended(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(vectors, "_ANSWER_S", 4.0)
    build_dense(corpus(), Letters(), on_server(server.url, "f1"))
    retriever = open_dense(corpus(), Letters(), on_server(server.url, "f1"))
    before = retriever.search(Query(QUESTION, "de"), 3)

    server.freeze()
    with pytest.raises(SearchIndexError, match="timed out"):
        retriever.search(Query(QUESTION, "de"), 3)
    server.thaw()
    assert retriever.search(Query(QUESTION, "de"), 3) == before

    server.kill()
    server.folder = tmp_path / "empty"
    server.start()
    for _ in range(2):
        with pytest.raises(SearchIndexError):
            retriever.search(Query(QUESTION, "de"), 3)
    build_dense(corpus(), Letters(), on_server(server.url, "f1"))
    assert retriever.search(Query(QUESTION, "de"), 3) == before


def test_the_server_gets_vectors_and_names_and_nothing_to_run(lasting: Server) -> None:
    """CVE-2026-45829: a server runs foreign code when it is handed an embedding function to load.

    The client writes {"type":"legacy"} where there is none.
    """
    sent: list[str] = []

    class Relay(BaseHTTPRequestHandler):
        def relay(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            sent.append(self.path + body.decode())
            kind = {"Content-Type": "application/json"}
            request = urllib.request.Request(lasting.url + self.path, body or None, kind, method=self.command)
            try:
                with urllib.request.urlopen(request) as reply:
                    status, content = reply.status, reply.read()
            except urllib.error.HTTPError as error:
                status, content = error.code, error.read()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = relay

        def log_message(self, *_: object) -> None:
            pass

    with listening(Relay) as url:
        store = on_server(url, "relay")
        is_built(corpus(), store)
        build_dense(corpus(), Letters(), store)
        retriever = open_dense(corpus(), Letters(), store)
        for programmes in ((), ("nord-bio",)):
            retriever.search(Query(QUESTION, "de", programmes), 3)
    traffic = "\n".join(sent)
    assert "paragraf-relay-sentences" in traffic
    assert "upsert" in traffic
    assert "/query" in traffic
    assert set(re.findall(r'"embedding_function":(\{.*?\}|[^{,}]*)', traffic)) <= {
        '{"type":"legacy"}',
        "null",
    }
    for word in ("trust_remote_code", "model_name", '"documents":[', "Prüfung"):
        assert word not in traffic, word


class listening:
    """A web server with one handler on a port of its own; `as` gives its address."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def saying(status: int, text: str) -> type[BaseHTTPRequestHandler]:
    class Fixed(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    return Fixed


@pytest.mark.parametrize(
    ("status", "text", "said"),
    [
        (200, '"0.5.23"', "0.5.23"),
        (200, "<html>", "cannot be used"),
        (200, '"1.0.0"', "cannot be used"),
        (403, "", "403"),
        (500, "broken", "500"),
    ],
)
def test_what_is_no_chroma_server_is_told(status: int, text: str, said: str) -> None:
    with listening(saying(status, text)) as url, pytest.raises(SearchIndexError, match=said):
        on_server(url, "f1").count("provisions")


@pytest.mark.parametrize("url", ["chroma:8000", "http://", "file:///tmp", "http://127.0.0.1:1"])
def test_an_address_without_a_server_is_told(url: str) -> None:
    with pytest.raises(SearchIndexError):
        on_server(url, "f1").count("provisions")
