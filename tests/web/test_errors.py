"""What goes wrong is answered politely, and no word of a question reaches standard error."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import date

import httpx
import pytest

from assistant import Reply
from assistant.answer import Turn
from assistant.clean import clean
from assistant.settings import Settings
from ingest.corpus import Corpus
from tests.web.conftest import free_port
from tests.web.fake import Fake

SECRET = "Brombeermarmelade"


class Failing(Fake):
    """Reads questions as the real one does, and breaks on some, with the question in the error."""

    def ask(
        self,
        question: str,
        programme: str | None = None,
        history: Sequence[Turn] = (),
        today: date | None = None,
        llm: str | None = None,
    ) -> Reply:
        if "break" in question:
            raise RuntimeError(question)
        return super().ask(clean(question), programme, history)


@pytest.fixture(scope="module")
def failing(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from assistant.web.server import create, launch
    from assistant.web.site import Site

    settings = Settings(port=free_port(), records=tmp_path_factory.mktemp("records"), asks_per_minute=1000)
    server = create(Site(Failing(corpus, pause=0), settings))
    launch(server, settings)
    yield f"http://127.0.0.1:{settings.port}"
    server.get_blocks().close(verbose=False)


def answered(url: str, path: str, body: object) -> str:
    """The status of a call that is refused, or all that its stream says."""
    joined = httpx.post(f"{url}/gradio_api/{path}", json=body)
    if joined.status_code != 200:
        return str(joined.status_code)
    return httpx.get(f"{url}/gradio_api/{path}/{joined.json()['event_id']}", timeout=20).text


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("call/ask", {"data": [SECRET]}),
        ("call/ask", {"data": [SECRET, "", 5]}),
        ("call/find", {"data": [SECRET, "", "x"]}),
        ("call/show", {"data": [{"path": SECRET, "meta": {"_type": "gradio.FileData"}}]}),
        ("call/v2/ask", {"question": SECRET, "nothing": 1}),
        ("queue/join", {"data": [SECRET, "", []], "fn_index": 99, "session_hash": "x"}),
    ],
)
def test_a_call_with_wrong_arguments_is_refused_in_silence(
    failing: str, path: str, body: object, capfd: pytest.CaptureFixture[str]
) -> None:
    assert answered(failing, path, body) == "422"
    assert capfd.readouterr().err == ""


def test_an_error_inside_tells_its_place_only(
    failing: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    place, end = "RuntimeError: test_errors.py", time.monotonic() + 5
    assert "event: error" in answered(failing, "call/ask", {"data": [f"break {SECRET}", "", []]})
    assert httpx.get(f"{failing}/compare", params={"q": f"break {SECRET}"}).status_code == 500
    while place not in caplog.text and time.monotonic() < end:
        time.sleep(0.05)  # it is logged after the answer
    printed = capfd.readouterr().err
    assert place in printed
    assert place in caplog.text
    assert SECRET not in printed + caplog.text


@pytest.mark.parametrize("words", ["\0", "?!", "🎓", "<script>"])
def test_a_comparison_by_no_words_says_so(failing: str, words: str) -> None:
    page = httpx.get(f"{failing}/compare", params={"q": words, "lang": "en"})
    assert page.status_code == 200
    assert "Nothing can be searched by that." in page.text
    assert httpx.get(f"{failing}/compare.csv", params={"q": words}).status_code == 400


def test_feedback_that_cannot_be_read_or_kept_says_so(failing: str) -> None:
    good = '"vote": "up", "outcome": "answered", "provisions": []'
    for body, status in (
        (f'{{{good}, "comment": "\\ud800"}}', 422),
        (good.join("{}").replace("up", "sideways"), 422),
        (good.join("{}"), 503),
    ):
        headers = {"Content-Type": "application/json"}
        refused = httpx.post(f"{failing}/feedback", content=body, headers=headers)
        assert refused.status_code == status
        assert refused.json()["message"]
