from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.settings import Settings
from assistant.web.calls import CALLS
from assistant.web.guard import Bucket, Guard
from ingest.corpus import Corpus
from tests.web.conftest import free_port
from tests.web.fake import Fake

SETTINGS = Settings(asks_per_minute=2, requests_per_minute=6, answers_waiting=5)
CALL = "/gradio_api/call/ask"
QUESTION = {"data": ["Klausur", "", []]}


def client(settings: Settings = SETTINGS, waiting: int = 0) -> TestClient:
    async def plain(_: object) -> PlainTextResponse:
        return PlainTextResponse("ok")

    inner = Starlette(routes=[Route("/{path:path}", plain, methods=["GET", "POST"])])
    paths = ["/", "/feedback", "/page/{regulation}/{page}.webp"]
    return TestClient(Guard(inner, settings, paths, lambda: waiting), base_url="http://127.0.0.1")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/page/x/1.webp", 200),
        ("/page/x/1.pdf", 404),
        ("/gradio_api/info", 200),
        ("/gradio_api/upload", 404),
        ("/gradio_api/file=/etc/passwd", 404),
        ("/gradio_api/proxy=http://example.org", 404),
        ("/monitoring", 404),
        ("/login", 404),
    ],
)
def test_only_known_paths_are_open(path: str, status: int) -> None:
    assert client().get(path).status_code == status


def test_every_answer_carries_the_security_headers() -> None:
    for path in ("/", "/nowhere"):
        headers = client().get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_the_university_may_embed_it_when_set() -> None:
    headers = client(replace(SETTINGS, frame_ancestors="https://www.example-uni.de")).get("/").headers
    assert "frame-ancestors https://www.example-uni.de" in headers["content-security-policy"]
    assert "x-frame-options" not in headers


def test_too_many_requests_of_one_client_are_refused() -> None:
    app = client()
    assert [app.get("/").status_code for _ in range(8)] == [200] * 6 + [429] * 2


def test_no_more_answers_than_the_queue_holds() -> None:
    assert client(waiting=4).post(CALL, json=QUESTION).status_code == 200
    for language, words in (("de", "Gerade fragen sehr viele."), ("en", "Many people are asking")):
        answer = client(waiting=5).post(CALL, json=QUESTION, headers={"Accept-Language": language})
        assert (answer.status_code, answer.json()["error"]) == (503, "busy")
        assert answer.json()["message"].startswith(words)


def test_too_many_questions_of_one_client_are_refused() -> None:
    app = client()
    assert [app.post(CALL, json=QUESTION).status_code for _ in range(3)] == [200, 200, 429]
    app = client()
    assert [app.post("/feedback", json={}).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        ("call/ask", {"data": ["q", "", []]}, 200),
        ("call/ask", {"data": ["q", None, [{"question": "q", "provisions": ["x/1"]}]]}, 200),
        ("call/ask", {"data": ["q"]}, 422),
        ("call/ask", {"data": ["q", "", 5]}, 422),
        (
            "call/ask",
            {"data": ["q", "", [{"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}]]},
            422,
        ),
        ("call/ask", {"data": [{"path": "x", "meta": {"_type": "gradio.FileData"}}, "", []]}, 422),
        ("call/find", {"data": ["q", "", "x"]}, 422),
        ("call/show", {"data": [5]}, 422),
        ("call/show", {"data": ["\ud800"]}, 422),
        ("call/nothing", {"data": ["q"]}, 422),
        ("call/v2/ask", {"question": "q"}, 200),
        ("call/v2/ask", {"programme": "q"}, 422),
        ("queue/join", {"fn_index": 2, "session_hash": "s", "data": ["§ 1"]}, 200),
        ("queue/join", {"fn_index": 99, "session_hash": "s", "data": ["§ 1"]}, 422),
        ("queue/join", ["nonsense"], 422),
    ],
)
def test_a_call_has_the_right_arguments(path: str, sent: object, status: int) -> None:
    body = json.dumps(sent)
    assert client().post(f"/gradio_api/{path}", content=body).status_code == status


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000, b'{"comment": "\\ud800"}', b'{"k": NaN}'])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    assert client().post("/feedback", content=body, headers=headers).status_code == 422


def test_a_large_body_is_refused_announced_or_not() -> None:
    large = b"x" * 1_000_001
    assert client().post("/feedback", content=large).status_code == 413
    assert (
        client()
        .post("/feedback", content=(large[n : n + 65_536] for n in range(0, 10**6, 65_536)))
        .status_code
        == 413
    )
    assert client().post("/feedback", content=large[:-1]).status_code == 200


@pytest.mark.parametrize(
    ("listening", "hosts", "called", "status"),
    [
        ("127.0.0.1", "", "127.0.0.1:7860", 200),
        ("127.0.0.1", "", "localhost", 200),
        ("127.0.0.1", "", "[::1]:7860", 200),
        ("127.0.0.1", "", "evil.example", 421),
        ("127.0.0.1", "", "127.0.0.1.evil.example", 421),
        ("127.0.0.1", "", "localhost:x@evil.example", 421),
        ("127.0.0.1", "paragraf.example", "Paragraf.example", 200),
        ("0.0.0.0", "", "anything.example", 200),
        ("0.0.0.0", "a.example, b.example", "b.example:80", 200),
        ("0.0.0.0", "a.example, b.example", "evil.example", 421),
    ],
)
def test_only_known_names_are_answered(listening: str, hosts: str, called: str, status: int) -> None:
    app = client(replace(SETTINGS, host=listening, hosts=hosts))
    assert app.get("/", headers={"Host": called}).status_code == status


def test_a_bucket_fills_again_and_keeps_clients_apart() -> None:
    bucket = Bucket(rate=60)
    assert all(bucket.take("a", 0.0) for _ in range(60))
    assert not bucket.take("a", 0.0)
    assert bucket.take("b", 0.0)
    assert bucket.take("a", 1.0)
    assert not bucket.take("a", 1.0)


def test_a_login_is_asked_for_when_set() -> None:
    app = client(replace(SETTINGS, login="advisor:secret"))
    asked = app.get("/")
    assert (asked.status_code, asked.headers["www-authenticate"][:22]) == (401, 'Basic realm="Paragraf"')
    wrong = {"Authorization": "Basic " + base64.b64encode(b"advisor:wrong").decode()}
    right = {"Authorization": "Basic " + base64.b64encode(b"advisor:secret").decode()}
    assert app.get("/", headers=wrong).status_code == 401
    assert app.get("/", headers=right).status_code == 200


def test_with_a_login_the_app_starts_and_asks_for_it(corpus: Corpus) -> None:
    from assistant.web.server import create, launch
    from assistant.web.site import Site

    settings = Settings(port=free_port(), login="jürgen:größe")
    server = create(Site(Fake(corpus), settings))
    launch(server, settings)
    try:
        url = f"http://127.0.0.1:{settings.port}"
        assert httpx.get(url).status_code == 401
        assert httpx.get(url, auth=("jürgen", "größe")).status_code == 200
    finally:
        server.get_blocks().close(verbose=False)


def test_questions_nobody_fetches_fill_the_queue_too(corpus: Corpus) -> None:
    from assistant.web.server import create, launch
    from assistant.web.site import Site

    settings = Settings(port=free_port(), answers_at_once=2, answers_waiting=5, asks_per_minute=1000)
    server = create(Site(Fake(corpus, pause=2), settings))
    launch(server, settings)
    url = f"http://127.0.0.1:{settings.port}{CALL}"
    try:
        with ThreadPoolExecutor(20) as pool:
            joined = list(pool.map(lambda _: httpx.post(url, json=QUESTION, timeout=30), range(40)))
        assert sorted({answer.status_code for answer in joined}) == [200, 503]
        assert sum(answer.status_code == 200 for answer in joined) <= 5
    finally:
        server.get_blocks().close(verbose=False)


def test_answers_nobody_fetches_are_forgotten(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.web import backlog
    from assistant.web.server import create, launch
    from assistant.web.site import Site

    settings = Settings(port=free_port(), asks_per_minute=1000)
    server = create(Site(Fake(corpus, pause=0), settings))
    launch(server, settings)
    url = f"http://127.0.0.1:{settings.port}{CALL}"
    kept = server.get_blocks()._queue.pending_messages_per_session
    try:
        assert [httpx.post(url, json=QUESTION).status_code for _ in range(5)] == [200] * 5
        time.sleep(2)
        assert len(kept) == 5
        monkeypatch.setattr(backlog, "KEPT_S", 0.0)
        event = httpx.post(url, json=QUESTION).json()["event_id"]
        assert list(kept) == [event]
        assert "event: complete" in httpx.get(f"{url}/{event}").text
    finally:
        server.get_blocks().close(verbose=False)


def test_the_arguments_checked_are_those_of_the_endpoints(url: str) -> None:
    described = httpx.get(f"{url}/gradio_api/info").json()["named_endpoints"]
    found = {
        name[1:]: [p["parameter_name"] for p in about["parameters"]] for name, about in described.items()
    }
    assert found == {name: list(checks) for name, checks in CALLS.items()}


@pytest.fixture
def get(url: str) -> Callable[..., httpx.Response]:
    return lambda path, **options: httpx.get(url + path, **options)


def test_the_running_app_is_closed_where_it_should_be(get: Callable[..., httpx.Response]) -> None:
    for path in (
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/upload_progress",
        "/docs",
        "/static/x",
        "/pdf/../../app.py",
    ):
        assert get(path).status_code == 404, path
    for path in ("/pdf/app.pdf", "/page/hsu-fspo-ki/999.webp", "/page/nothing/1.webp", "/source?p=nothing"):
        assert get(path).status_code == 404, path
    assert get("/pdf/hsu-fspo-ki.pdf").content.startswith(b"%PDF")
    assert "set-cookie" not in get("/").headers


def test_health_and_readiness(get: Callable[..., httpx.Response]) -> None:
    assert get("/health").json() == {"status": "ok"}
    assert get("/ready").json()["regulations"] == 5


def test_the_first_page_speaks_the_browsers_language(get: Callable[..., httpx.Response]) -> None:
    german = get("/", headers={"Accept-Language": "de-DE,de;q=0.9,en;q=0.5"}).text
    assert '<html lang="de">' in german
    assert "Hier antwortet ein KI-System" in german
    assert "Verbindlich ist nur die veröffentlichte Ordnung" in german
