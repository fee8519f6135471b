"""The chat view: the page, and `ask` as a stream of plain events for it and for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.answer import Answer, Statement, Turn
from assistant.web.site import Site
from assistant.web.texts import texts
from ingest.errors import ParagrafError, QuestionError

LIMIT = 1000  # characters of a question
_TURNS = 6  # earlier turns that are used


def router(site: Site) -> APIRouter:
    """The route of the chat page; `/?p=<provision id>` leads to that provision."""
    routes = APIRouter()

    @routes.get("/", response_class=HTMLResponse)
    def chat(request: Request, programme: str = "", p: str = "") -> Response:
        if p:
            return RedirectResponse(f"/lookup?{request.url.query}")
        return site.page(
            request,
            "chat",
            "chat.html",
            programme=programme,
            programmes=site.programmes(),
            examples=examples(site, site.language(request)),
            feedback=site.settings.feedback_days > 0,
            limit=LIMIT,
        )

    return routes


def examples(site: Site, language: str) -> list[str]:
    """The example questions whose regulation is in the corpus."""
    found = ((k.partition(".")[2], text) for k, text in texts(language).items() if k.startswith("example."))
    return [text for regulation, text in found if regulation in site.assistant.corpus.regulations]


def ask(
    site: Site, question: str, programme: str = "", history: Sequence[object] = ()
) -> Iterator[dict[str, object]]:
    """Answer as events: "evidence", each verified "statement", then "answer" or "error"."""
    try:
        reply = site.assistant.ask(
            checked(question), programme or None, turns(history), today=date.today().isoformat()
        )
        for step in reply:
            yield event(step)
        yield {"event": "answer", **asdict(reply.answer), "turn": asdict(turn(reply.answer))}
    except ParagrafError as error:
        yield {"event": "error", "message": error.message, "mend": error.mend}


def event(step: object) -> dict[str, object]:
    """One step of a reply as a plain event."""
    if isinstance(step, Statement):
        return {"event": "statement", **asdict(step)}
    return {"event": "evidence", **asdict(step)}  # type: ignore[call-overload, no-any-return]


def checked(question: str) -> str:
    """The question without surrounding space. Raises QuestionError when it is empty or too long."""
    question = question.strip()
    if not question:
        raise QuestionError("The question is empty.", "Write a question.")
    if len(question) > LIMIT:
        raise QuestionError(f"The question has {len(question)} characters.", f"Use at most {LIMIT}.")
    return question


def turns(history: Sequence[object]) -> tuple[Turn, ...]:
    """The earlier turns as the browser sends them back; what is not a turn is left out."""
    found = (_turn(item) for item in list(history)[-_TURNS:] if isinstance(item, Mapping))
    return tuple(item for item in found if item.question)


def _turn(item: Mapping[str, object]) -> Turn:
    def words(name: str) -> tuple[str, ...]:
        value = item.get(name)
        return tuple(str(v)[:200] for v in value[:20]) if isinstance(value, list) else ()

    return Turn(
        str(item.get("question", ""))[:LIMIT],
        str(item.get("understood", ""))[:LIMIT],
        words("programmes"),
        words("provisions"),
    )


def turn(answer: Answer) -> Turn:
    """What the next question needs to know of this answer."""
    cited = tuple(dict.fromkeys(c.provision for c in answer.citations))
    return Turn(answer.question, answer.understood or answer.question, answer.programmes, cited)
