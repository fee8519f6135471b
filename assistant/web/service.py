"""Small routes beside the views: feedback, privacy note, liveness and readiness."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from assistant.answer import Outcome
from assistant.web.records import Records, RecordsError, now
from assistant.web.site import Site
from assistant.web.texts import texts


def router(site: Site) -> APIRouter:
    """These routes."""
    routes = APIRouter()
    records = Records.of(site.settings)

    @routes.get("/privacy", response_class=HTMLResponse)
    def privacy(request: Request) -> HTMLResponse:
        settings = site.settings
        return site.page(
            request,
            "privacy",
            "privacy.html",
            feedback=settings.feedback_days,
            questions=settings.question_days,
        )

    @routes.post("/feedback")
    def feedback(
        request: Request,
        vote: Annotated[Literal["up", "down"], Body()],
        outcome: Annotated[Outcome, Body()],
        provisions: Annotated[list[str], Body(max_length=50)],
        comment: Annotated[str, Body(max_length=2000)] = "",
    ) -> Response:
        """Keep a vote on an answer; provisions that are not in the corpus are left out."""
        corpus = site.assistant.corpus
        known = {p.id for r in corpus.regulations.values() for p in r.provisions}
        kept = tuple(p for p in provisions if p in known)
        try:
            records.add_feedback(now(), vote, outcome, kept, comment)
        except RecordsError as error:
            print(error, file=sys.stderr)
            message = texts(site.language(request))["app.unkept"]
            return JSONResponse({"error": "unkept", "message": message}, 503)
        return Response(status_code=204)

    @routes.get("/health")
    def health() -> JSONResponse:
        """The process answers."""
        return JSONResponse({"status": "ok"})

    @routes.get("/ready")
    def ready() -> JSONResponse:
        """The corpus is loaded and questions can be answered."""
        corpus = site.assistant.corpus
        return JSONResponse(
            {"status": "ready", "regulations": len(corpus.regulations), "corpus": corpus.fingerprint()}
        )

    return routes
