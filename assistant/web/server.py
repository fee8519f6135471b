"""The web app as one Gradio app in server mode: own pages, Gradio's queue, streaming, HTTP API and MCP."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from importlib.util import find_spec
from types import FrameType
from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from assistant.settings import Settings
from assistant.web import api, chat, compare, discreet, documents, lookup, service, sources
from assistant.web.backlog import Backlog
from assistant.web.guard import Guard, basic
from assistant.web.site import HERE, Site
from assistant.web.texts import texts
from ingest.errors import ParagrafError, QuestionError

if TYPE_CHECKING:
    from gradio import Server


def create(site: Site) -> Server:
    """The app with all routes and API endpoints, not yet listening."""
    from fastapi.staticfiles import StaticFiles
    from gradio import Server as GradioServer

    server = GradioServer(title="Paragraf", docs_url=None, redoc_url=None, openapi_url=None)
    server.mount("/ui", StaticFiles(directory=HERE / "static"))
    paths = ["/ui/{file}"]
    for view in (chat, lookup, compare, sources, documents, service):
        routes = view.router(site)
        server.include_router(routes)
        paths += [route.path for route in routes.routes if isinstance(route, APIRoute)]
    server.add_middleware(Guard, settings=site.settings, paths=paths, waiting=Backlog(server))

    api.add(server, site)
    discreet.install()
    handle(server, site)
    return server


def handle(server: Server, site: Site) -> None:
    """What is answered to errors: a page for a path that is not there, else one sentence."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code != 404 or "text/html" not in request.headers.get("accept", ""):
            return await http_exception_handler(request, error)
        page = site.page(request, "missing", "missing.html")
        page.status_code = 404
        return page

    async def unusable(request: Request, _error: Exception) -> Response:
        message = texts(site.language(request))["app.unusable"]
        return JSONResponse({"error": "unusable", "message": message}, 422)

    async def failed(request: Request, error: Exception) -> Response:
        assert isinstance(error, ParagrafError)
        if isinstance(error, QuestionError):
            return PlainTextResponse(str(error), 400)
        print(discreet.place(error), error.mend, file=sys.stderr)
        return PlainTextResponse(texts(site.language(request))["app.failed"], 503)

    server.add_exception_handler(HTTPException, refused)
    server.add_exception_handler(RequestValidationError, unusable)
    server.add_exception_handler(ParagrafError, failed)


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; running answers get a last message, then the process ends."""
    from assistant import Assistant

    check(settings)
    site = Site(Assistant.open(settings), settings)
    server = create(site)
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, end)
    launch(server, settings)
    for notice in site.assistant.searcher.notices:
        print(notice, file=sys.stderr)
    print(f"Paragraf: http://{settings.host}:{settings.port}", flush=True)
    stop.wait()
    server.get_blocks().close(verbose=False)


def check(settings: Settings) -> None:
    """Raises ParagrafError when the port is taken or the package that MCP needs is missing."""
    if settings.mcp and find_spec("mcp") is None:
        raise ParagrafError(
            "The MCP server needs the package mcp.", "Install paragraf[mcp], or unset PARAGRAF_MCP."
        )
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise ParagrafError(
                f"Port {settings.port} of {settings.host} cannot be used: {error.strerror}.",
                "Choose another one with PARAGRAF_PORT.",
            ) from error


def launch(server: Server, settings: Settings) -> None:
    """Start listening in a thread; `check` comes before."""
    if settings.mcp and settings.login:
        _log_in_mcp(settings.login)
    server.launch(
        server_name=settings.host,
        server_port=settings.port,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        ssr_mode=False,
        pwa=False,
        run_history=False,
        enable_monitoring=False,
        footer_links=[],
        mcp_server=settings.mcp,
    )


def _log_in_mcp(login: str) -> None:
    """Gradio's MCP server asks the app over HTTP like anybody else, so its client needs the login too."""
    from gradio import mcp
    from gradio_client import Client  # type: ignore[import-untyped]

    def client(*given: object, headers: dict[str, str], **more: object) -> object:
        return Client(*given, headers=headers | {"Authorization": basic(login)}, **more)

    mcp.Client = client
