"""The chat view: the page, and `ask` as a stream of plain events for it and for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.answer import Event, Evidence, Finished, Statement, Turn
from assistant.web.records import Records, now
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
        reply = site.assistant.ask(checked(question), programme, turns(history))
    except ParagrafError as error:
        yield failure(error)
        return
    try:
        for step in reply:
            yield from event(site, step)
        Records.of(site.settings).add_question(now(), question, reply.answer.programmes, reply.answer.outcome)
    except ParagrafError as error:
        yield failure(error)
    finally:
        reply.close()


def event(site: Site, step: Event) -> Iterator[dict[str, object]]:
    """A step of a reply as a plain event; removed statements and notices come with the answer."""
    if isinstance(step, Evidence):
        citations = [asdict(citation) for citation in step.citations]
        yield {"event": "evidence", "understood": step.understood, "citations": citations}
    elif isinstance(step, Statement):
        yield {"event": "statement", **asdict(step)}
    elif isinstance(step, Finished):
        yield {"event": "answer", **asdict(step.answer), "turn": asdict(site.assistant.turn(step.answer))}


def failure(error: ParagrafError) -> dict[str, object]:
    """An error as a plain event."""
    return {"event": "error", "message": error.message, "mend": error.mend}


def checked(question: object) -> str:
    """The question without surrounding space. Raises QuestionError when it is no text, empty or too long."""
    question = question.strip() if isinstance(question, str) else ""
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
        return tuple(str(v)[:200] for v in value[:20]) if isinstance(value, list | tuple) else ()

    return Turn(
        str(item.get("question", ""))[:LIMIT],
        str(item.get("understood", ""))[:LIMIT],
        words("programmes"),
        words("provisions"),
    )
