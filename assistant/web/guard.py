"""What stands before every route: known paths only, rate and queue limits, security headers."""

from __future__ import annotations

import re
import threading
import time
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from hmac import compare_digest

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.settings import Settings
from assistant.web.texts import choose, texts

# Gradio's routes that are used; its uploads, file browser, proxy, monitoring and the rest stay closed.
GRADIO = (
    "/config",
    "/gradio_api/info",
    "/gradio_api/openapi.json",
    "/gradio_api/call/{}",
    "/gradio_api/queue/{}",
    "/gradio_api/heartbeat/{}",
    "/gradio_api/startup-events",
    "/gradio_api/mcp",
    "/gradio_api/mcp/{}",
)
_ASK = ("/gradio_api/call/ask", "/gradio_api/call/v2/ask", "/gradio_api/queue/join", "/gradio_api/mcp")
_STREAMS = ("/gradio_api/call/ask/", "/gradio_api/call/v2/ask/", "/gradio_api/queue/data")
_CLIENTS = 10_000


@dataclass
class Bucket:
    """A token bucket per client: `rate` requests a minute, unused ones saved up to `rate`."""

    rate: int
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, client: str, now: float) -> bool:
        """Whether the client may make one more request at `now` (seconds)."""
        with self._lock:
            left, then = self._left.pop(client, (float(self.rate), now))
            left = min(float(self.rate), left + (now - then) * self.rate / 60)
            self._left[client] = (left - 1 if left >= 1 else left, now)
            if len(self._left) > _CLIENTS:
                self._left.popitem(last=False)
            return left >= 1


class Guard:
    """ASGI middleware around the whole app.

    paths: the route paths that are open ("/page/{regulation}/{page}.webp"); all others are not found
    """

    def __init__(self, app: ASGIApp, settings: Settings, paths: Iterable[str]) -> None:
        self._app = app
        self._paths = re.compile("|".join(sorted(_pattern(path) for path in (*paths, *GRADIO))))
        self._asks = Bucket(settings.asks_per_minute)
        self._requests = Bucket(settings.requests_per_minute)
        self._limit = settings.answers_waiting
        self._answers = 0  # answers waiting or running; changed in the event loop only
        self._login = _basic(settings.login)
        self._headers = _headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or hand on with security headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal:
            await refusal(scope, receive, self._secured(send))
            return
        counted = scope["method"] == "GET" and scope["path"].startswith(_STREAMS)
        self._answers += counted
        try:
            await self._app(scope, receive, self._secured(send))
        finally:
            self._answers -= counted

    def _refusal(self, scope: Scope) -> Response | None:
        path, now = scope["path"], time.monotonic()
        client = scope["client"][0] if scope["client"] else ""
        headers = Headers(scope=scope)
        if not self._paths.fullmatch(path):
            return _refused(404, "not_found", headers)
        if not self._requests.take(client, now):
            return _refused(429, "too_many", headers)
        given = headers.get("authorization", "").encode()
        if self._login and not compare_digest(given, self._login):
            return _refused(401, "login", headers)
        asks = scope["method"] == "POST" and path.startswith(_ASK)
        if asks or (path.startswith("/compare") and scope["query_string"]):
            if not self._asks.take(client, now):
                return _refused(429, "too_many", headers)
            if self._answers >= self._limit:
                return _refused(503, "busy", headers)
        return None

    def _secured(self, send: Send) -> Send:
        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
            await send(message)

        return secured


def _refused(status: int, reason: str, headers: Headers) -> Response:
    """A refusal in the browser's language, as text for people and as JSON for programs."""
    message = texts(choose("", headers.get("accept-language", "")))[f"app.{reason}"]
    more = {401: {"WWW-Authenticate": 'Basic realm="Paragraf"'}, 503: {"Retry-After": "5"}}.get(status)
    if "text/html" in headers.get("accept", ""):
        return PlainTextResponse(message, status, more)
    return JSONResponse({"error": reason, "message": message}, status, more)


def _basic(login: str) -> bytes:
    """The Authorization header that "name:password" makes; empty when no login is wanted."""
    return b"Basic " + b64encode(login.encode()) if login else b""


def _pattern(path: str) -> str:
    """A regular expression for a route path; a {parameter} is anything."""
    return re.sub(r"\\\{.*?\\\}", ".+", re.escape(path).rstrip("/")) + "/?"


def _headers(settings: Settings) -> dict[str, str]:
    """The security headers; `frame_ancestors` is who may embed the app ("'none'" or origins)."""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
        f"frame-ancestors {settings.frame_ancestors}"
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if settings.frame_ancestors == "'none'":
        headers["X-Frame-Options"] = "DENY"
    return headers
