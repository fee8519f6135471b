"""What every view shares: the assistant, the templates, the language and the links of a request."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.settings import Settings
from assistant.web.texts import choose, texts
from ingest.formats.picture import Pages
from ingest.records import Programme

if TYPE_CHECKING:
    from assistant import Assistant

HERE = Path(__file__).parent
VIEWS = (("chat", "/"), ("lookup", "/lookup"), ("compare", "/compare"), ("sources", "/sources"))
_SCRIPT_TABLES = ("app", "chat", "source", "notice", "lookup", "compare")


@dataclass(frozen=True)
class Site:
    """The running web app: one for all requests, holds no state of any user."""

    assistant: Assistant
    settings: Settings
    pages: Pages = field(default_factory=Pages)
    templates: Environment = field(
        default_factory=lambda: Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
    )
    version: str = field(default_factory=lambda: _version(HERE / "static"))

    def language(self, request: Request) -> str:
        """The language of a request: its `lang`, else the browser's."""
        return choose(request.query_params.get("lang", ""), request.headers.get("accept-language", ""))

    def page(self, request: Request, view: str, template: str, /, **context: object) -> HTMLResponse:
        """A whole page or a fragment in the language of the request."""
        language = self.language(request)
        asked = request.query_params.get("lang", "")
        values: dict[str, object] = {
            "t": partial(_text, language),
            "lang": language,
            "view": view,
            "views": VIEWS,
            "title": texts(language)[f"view.{view}"],
            "version": self.version,
            "link": partial(_link, asked),
            "here": partial(_here, request),
            "config": self.script_config(language, asked),
        }
        html = self.templates.get_template(template).render(values | context)
        return HTMLResponse(html)

    def programmes(self) -> list[tuple[str, Sequence[Programme]]]:
        """Every institution with its programmes, for a choice."""
        regulations = self.assistant.corpus.regulations.values()
        found: dict[str, dict[str, Programme]] = {}
        for regulation in regulations:
            found.setdefault(regulation.institution, {}).update({p.id: p for p in regulation.programmes})
        return [(institution, list(found[institution].values())) for institution in sorted(found)]

    def script_config(self, language: str, asked: str) -> dict[str, object]:
        """What the scripts in the browser need to know, as JSON."""
        status = self.templates.get_template("macros.html").module
        t = partial(_text, language)
        return {
            "lang": language,
            "query": urlencode({"lang": asked}) if asked else "",
            "texts": {k: v for k, v in texts(language).items() if k.partition(".")[0] in _SCRIPT_TABLES},
            "regulations": {
                r.id: {
                    "name": r.short_name,
                    "title": r.title,
                    "lang": r.language,
                    "status": status.status(t, r).strip(),  # type: ignore[attr-defined]
                    "badge": r.status.replace(" ", "-"),
                }
                for r in self.assistant.corpus.regulations.values()
            },
        }


def _text(language: str, key: str, **values: object) -> str:
    text = texts(language)[key]
    return text.format(**values) if values else text


def _link(asked: str, path: str, **query: str) -> str:
    """A link inside the app that keeps a language that was chosen."""
    query = {k: v for k, v in (query | {"lang": asked}).items() if v}
    return f"{path}?{urlencode(query)}" if query else path


def _here(request: Request, **changes: str) -> str:
    query = {k: v for k, v in request.query_params.items() if k not in changes} | changes
    return f"{request.url.path}?{urlencode(query)}"


def _version(folder: Path) -> str:
    """A digest of the static files, so that browsers take new ones at once."""
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:10]
