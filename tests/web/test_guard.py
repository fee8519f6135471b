from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.settings import Settings
from assistant.web.guard import Bucket, Guard

SETTINGS = Settings(asks_per_minute=2, requests_per_minute=6, answers_waiting=0)


def client(settings: Settings = SETTINGS) -> TestClient:
    async def plain(_: object) -> PlainTextResponse:
        return PlainTextResponse("ok")

    inner = Starlette(routes=[Route("/{path:path}", plain, methods=["GET", "POST"])])
    return TestClient(Guard(inner, settings, ["/", "/page/{regulation}/{page}.webp"]))


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
    for language, words in (("de", "Gerade fragen sehr viele."), ("en", "Many people are asking")):
        answer = client().post("/gradio_api/call/ask", headers={"Accept-Language": language})
        assert (answer.status_code, answer.json()["error"]) == (503, "busy")
        assert answer.json()["message"].startswith(words)


def test_too_many_questions_of_one_client_are_refused() -> None:
    app = client(replace(SETTINGS, answers_waiting=10))
    assert [app.post("/gradio_api/call/ask").status_code for _ in range(3)] == [200, 200, 429]


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
    assert (asked.status_code, asked.headers["www-authenticate"]) == (401, 'Basic realm="Paragraf"')
    wrong = {"Authorization": "Basic " + base64.b64encode(b"advisor:wrong").decode()}
    right = {"Authorization": "Basic " + base64.b64encode(b"advisor:secret").decode()}
    assert app.get("/", headers=wrong).status_code == 401
    assert app.get("/", headers=right).status_code == 200


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
