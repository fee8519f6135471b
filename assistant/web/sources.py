"""The sources view: every regulation with its status, its gaps, its self-check and its outline."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.web.documents import regulation as known
from assistant.web.site import Site
from ingest.records import Provision, Regulation, Resolution


def router(site: Site) -> APIRouter:
    """Routes of the list of regulations and of one regulation."""
    routes = APIRouter()

    @routes.get("/sources", response_class=HTMLResponse)
    def sources(request: Request) -> HTMLResponse:
        regulations = list(site.assistant.corpus.regulations.values())
        missing = {r.id: absent(r) for r in regulations}
        return site.page(request, "sources", "sources.html", regulations=regulations, missing=missing)

    @routes.get("/sources/{regulation_id}", response_class=HTMLResponse)
    def regulation(request: Request, regulation_id: str) -> HTMLResponse:
        found = known(site, regulation_id)
        return site.page(
            request,
            "sources",
            "regulation.html",
            title=found.short_name,
            regulation=found,
            missing=absent(found),
            outline=outline(found),
        )

    return routes


def absent(regulation: Regulation) -> list[tuple[str, int]]:
    """Regulations referred to that are not in the corpus, with the number of references, most first."""
    names = Counter(
        reference.regulation
        for provision in regulation.provisions
        for reference in provision.references
        if reference.resolution is Resolution.MISSING_REGULATION and reference.regulation
    )
    for name in regulation.supplements:
        names.setdefault(name, 0)
    return sorted(names.items(), key=lambda item: (-item[1], item[0]))


def outline(regulation: Regulation) -> list[tuple[tuple[str, ...], list[Provision]]]:
    """The provisions in document order under their heading path."""
    return [
        (path, list(group)) for path, group in groupby(regulation.provisions, key=lambda p: p.heading_path)
    ]
