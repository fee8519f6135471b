from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from assistant.settings import Settings
from ingest.corpus import Corpus
from tests.web.conftest import free_port
from tests.web.fake import Fake
from tests.web.load import measure


def test_nobody_gets_the_answer_to_somebody_elses_question(url: str) -> None:
    with ThreadPoolExecutor() as pool:  # the browser of other tests has an event loop in this thread
        seen = pool.submit(asyncio.run, measure(url, users=20, seconds=4, pause=0.5)).result()
    assert seen.wrong == []
    assert len(seen.evidence) + len(seen.lookup) >= 20
    assert min(len(seen.evidence), len(seen.lookup)) >= 5


def test_a_stalled_model_does_not_block_the_look_up(corpus: Corpus, tmp_path: Path) -> None:
    from assistant.web.server import create, launch
    from assistant.web.site import Site

    settings = Settings(port=free_port(), records=tmp_path / "r.sqlite", answers_at_once=2, answers_waiting=8)
    server = create(Site(Fake(corpus, pause=60), settings))
    launch(server, settings)
    try:
        base = f"http://127.0.0.1:{settings.port}"
        waiting = [threading.Thread(target=stalled, args=(base,), daemon=True) for _ in range(8)]
        for thread in waiting:
            thread.start()
        for _ in range(20):
            found = httpx.post(f"{base}/lookup/results", data={"q": "Klausur"}, timeout=2)
            assert 'data-count="0"' not in found.text
        refused = httpx.post(f"{base}/gradio_api/call/ask", json={"data": ["Klausur", "", []]})
        assert (refused.status_code, refused.json()["error"]) == (503, "busy")
    finally:
        server.get_blocks().close(verbose=False)


def stalled(base: str) -> None:
    joined = httpx.post(f"{base}/gradio_api/call/ask", json={"data": ["Klausur", "", []]})
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"{base}/gradio_api/call/ask/{joined.json()['event_id']}", timeout=8)
