"""What stands before every route: known paths only, rate and queue limits, security headers."""

from __future__ import annotations

import re
import threading
import time
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.settings import Settings

# Gradio's routes that are used; its uploads, file browser, proxy, monitoring and the rest stay closed.
GRADIO = (
    "/config",
    "/gradio_api/info",
    "/gradio_api/openapi.json",
    "/gradio_api/call/{}",
    "/gradio_api/queue/{}",
    "/gradio_api/heartbeat/{}",
    "/gradio_api/startup-events",
    "/gradio_api/mcp/{}",
)
_ASK = ("/gradio_api/call/ask", "/gradio_api/call/v2/ask", "/gradio_api/queue/join")
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
        counted = scope["method"] == "GET" and scope["path"].startswith(_ASK[:2])
        self._answers += counted
        try:
            await self._app(scope, receive, self._secured(send))
        finally:
            self._answers -= counted

    def _refusal(self, scope: Scope) -> Response | None:
        path, now = scope["path"], time.monotonic()
        client = scope["client"][0] if scope["client"] else ""
        if not self._paths.fullmatch(path):
            return _refused(404, "not found")
        if not self._requests.take(client, now):
            return _refused(429, "too many requests")
        if self._login and not compare_digest(Headers(scope=scope).get("authorization", ""), self._login):
            return _refused(401, "login needed", {"WWW-Authenticate": 'Basic realm="Paragraf"'})
        if scope["method"] == "POST" and path.startswith(_ASK):
            if not self._asks.take(client, now):
                return _refused(429, "too many requests")
            if self._answers >= self._limit:
                return _refused(503, "busy", {"Retry-After": "5"})
        return None

    def _secured(self, send: Send) -> Send:
        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
            await send(message)

        return secured


def _refused(status: int, reason: str, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"error": reason}, status, headers)


def _basic(login: str) -> str:
    """The Authorization header that "name:password" makes; "" when no login is wanted."""
    return f"Basic {b64encode(login.encode()).decode()}" if login else ""


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
