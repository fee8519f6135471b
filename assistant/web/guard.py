"""What stands before every route: known hosts and paths only, limits of rate, queue and size, security headers."""

from __future__ import annotations

import re
import threading
import time
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hmac import compare_digest

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.settings import Settings
from assistant.web import calls
from assistant.web.texts import choose, texts

_STARTUP = "/gradio_api/startup-events"  # Gradio asks for it once it listens, without a login
# Gradio's routes that are used; its uploads, file browser, proxy, monitoring and the rest stay closed.
GRADIO = (
    "/config",
    "/gradio_api/info",
    "/gradio_api/openapi.json",
    "/gradio_api/call/{}",
    "/gradio_api/queue/join",
    "/gradio_api/queue/data",
    "/gradio_api/heartbeat/{}",
    _STARTUP,
    "/gradio_api/mcp",
    "/gradio_api/mcp/{}",
)
_CALL = ("/gradio_api/call/", "/gradio_api/queue/join")
_ASK = (*_CALL, "/gradio_api/mcp", "/feedback")
_MORE = {
    401: {"WWW-Authenticate": 'Basic realm="Paragraf", charset="UTF-8"'},
    503: {"Retry-After": "5"},
}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_LARGEST = 1_000_000  # bytes of a request
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

    paths:   the route paths that are open ("/page/{regulation}/{page}.webp"); all others are not found
    waiting: how many calls Gradio's queue holds, waiting or running
    """

    def __init__(
        self, app: ASGIApp, settings: Settings, paths: Iterable[str], waiting: Callable[[], int] = lambda: 0
    ) -> None:
        self._app = app
        self._paths = re.compile("|".join(sorted(_pattern(path) for path in (*paths, *GRADIO))))
        self._asks = Bucket(settings.asks_per_minute)
        self._requests = Bucket(settings.requests_per_minute)
        self._limit = settings.answers_waiting
        self._waiting = waiting
        self._asking = 0  # requests under way that ask; changed in the event loop only
        self._login = basic(settings.login).encode() if settings.login else b""
        self._own = _LOOPBACK | {settings.host}
        self._hosts = _hosts(settings)
        self._headers = _headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or hand on with security headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        send = self._secured(send)
        refusal = self._refusal(scope)
        if not refusal and scope["method"] not in ("GET", "HEAD"):
            body = await _body(scope, receive)
            refusal = _unusable(scope, body)
            receive = _again(body or b"", receive)
        if refusal:
            await refusal(scope, receive, send)
            return
        asks = _asks(scope)
        self._asking += asks
        try:
            await self._app(scope, receive, send)
        finally:
            self._asking -= asks

    def _refusal(self, scope: Scope) -> Response | None:
        """What the head of a request already says against it."""
        path, now = scope["path"], time.monotonic()
        client = scope["client"][0] if scope["client"] else ""
        headers = Headers(scope=scope)
        if self._hosts and _name(headers.get("host", "")) not in self._hosts:
            return _refused(421, "wrong_host", headers)
        if not self._paths.fullmatch(path):
            return _refused(404, "not_found", headers)
        if not self._requests.take(client, now):
            return _refused(429, "too_many", headers)
        given = headers.get("authorization", "").encode()
        starting = path == _STARTUP and client in self._own
        if self._login and not starting and not compare_digest(given, self._login):
            return _refused(401, "login", headers)
        if _asks(scope):
            if not self._asks.take(client, now):
                return _refused(429, "too_many", headers)
            if path != "/feedback" and self._asking + self._waiting() >= self._limit:
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


def _asks(scope: Scope) -> bool:
    """Whether a request makes work: a question, a comparison, feedback."""
    if scope["method"] == "POST":
        return bool(scope["path"].startswith(_ASK))
    return bool(scope["path"].startswith("/compare") and scope["query_string"])


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """All of a request's body; None when it is too large or the client went away."""
    length = Headers(scope=scope).get("content-length", "0")
    if not length.isdecimal() or int(length) > _LARGEST:
        return None
    body = b""
    while len(body) <= _LARGEST:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return body if len(body) <= _LARGEST else None
    return None


def _unusable(scope: Scope, body: bytes | None) -> Response | None:
    """What the body of a request says against it: its size, or that it is no JSON of the right form."""
    headers, path = Headers(scope=scope), scope["path"]
    if body is None:
        return _refused(413, "too_large", headers)
    called = path.startswith(_CALL)
    if not called and "json" not in headers.get("content-type", ""):
        return None
    try:
        sent = calls.parsed(body)
    except ValueError:
        return _refused(422, "unusable", headers)
    return _refused(422, "unusable", headers) if called and not calls.usable(path, sent) else None


def _again(body: bytes, receive: Receive) -> Receive:
    """What gives a body that was already read, then whatever comes after it."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return messages.pop() if messages else await receive()

    return again


def _refused(status: int, reason: str, headers: Headers) -> Response:
    """A refusal in the browser's language, as text for people and as JSON for programs."""
    message = texts(choose("", headers.get("accept-language", "")))[f"app.{reason}"]
    more = _MORE.get(status)
    if "text/html" in headers.get("accept", ""):
        return PlainTextResponse(message, status, more)
    return JSONResponse({"error": reason, "message": message}, status, more)


def basic(login: str) -> str:
    """The Authorization header that "name:password" makes."""
    return f"Basic {b64encode(login.encode()).decode()}"


def _hosts(settings: Settings) -> frozenset[str]:
    """The names the app may be called by; empty for any, since it listens to a network and none is set."""
    named = frozenset(_name(name) for name in settings.hosts.split(",") if name.strip())
    return named | _LOOPBACK | {settings.host} if named or settings.host in _LOOPBACK else frozenset()


def _name(host: str) -> str:
    """A Host header without port and brackets; "" when it is none."""
    found = re.fullmatch(r"(?:\[([\da-f:.]+)\]|([^:\[\]]+))(?::\d+)?", host.strip().lower())
    return (found[1] or found[2]) if found else ""


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
