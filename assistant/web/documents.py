"""The provisions, pages and PDFs of the corpus, as the source panel asks for them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from assistant.web.site import Site
from assistant.web.source import figure_view, first_page, pdf_file, source_view
from ingest.errors import CorpusError
from ingest.records import Provision, Regulation

_CACHE = {"Cache-Control": "public, max-age=3600"}


def router(site: Site) -> APIRouter:
    """Routes of the source panel and of the PDFs; only files of the corpus are reachable."""
    routes = APIRouter()
    folder = site.settings.corpus

    @routes.get("/source", response_class=HTMLResponse)
    def source(request: Request, p: str, s: str = "", alone: bool = False) -> HTMLResponse:
        """A provision as a fragment, with the sentences `s` ("0,2") marked; `alone`: in the look-up."""
        context = source_context(site, request, p, s) | {"alone": alone}
        return site.page(request, "lookup", "source.html", **context)

    @routes.get("/figure", response_class=HTMLResponse)
    def figure(request: Request, p: str, page: int, s: str = "") -> HTMLResponse:
        """A page of the regulation as a fragment, highlighted where the provision stands on it."""
        view = figure_view(site.assistant.corpus, folder, site.pages, provision(site, p), indexes(s), page)
        return site.page(request, "lookup", "figure.html", figure=view)

    @routes.get("/page/{regulation_id}/{page}.webp")
    def picture(regulation_id: str, page: int) -> Response:
        """A page as a picture."""
        found = regulation(site, regulation_id)
        if not 1 <= page <= found.source.pages:
            raise HTTPException(404)
        image = site.pages.picture(pdf_file(found, folder), page)
        return Response(image, media_type="image/webp", headers=_CACHE)

    @routes.get("/pdf/{regulation_id}.pdf")
    def pdf(regulation_id: str) -> FileResponse:
        """The PDF of a regulation."""
        file = pdf_file(regulation(site, regulation_id), folder)
        return FileResponse(
            file, media_type="application/pdf", content_disposition_type="inline", headers=_CACHE
        )

    return routes


def source_context(site: Site, request: Request, provision_id: str, sentences: str) -> dict[str, object]:
    """What source.html needs for a provision."""
    found = provision(site, provision_id)
    cited = [i for i in indexes(sentences) if i < len(found.sentences)]
    corpus = site.assistant.corpus
    view = source_view(corpus, found, cited, site.language(request))
    figure = figure_view(corpus, site.settings.corpus, site.pages, found, cited, first_page(found, cited))
    return {"source": view, "figure": figure, "alone": False}


def provision(site: Site, provision_id: str) -> Provision:
    """The provision of that id, or 404."""
    try:
        return site.assistant.corpus.provision(provision_id)
    except CorpusError:
        raise HTTPException(404) from None


def regulation(site: Site, regulation_id: str) -> Regulation:
    """The regulation of that id, or 404."""
    try:
        return site.assistant.corpus.regulations[regulation_id]
    except KeyError:
        raise HTTPException(404) from None


def indexes(sentences: Annotated[str, Query()]) -> tuple[int, ...]:
    """ "0,2" -> (0, 2); anything else in it is left out."""
    return tuple(int(part) for part in sentences.split(",") if part.isdecimal() and len(part) < 5)
