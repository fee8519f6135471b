"""The chat view: the page, and `ask` as a stream of plain events for it and for other programs."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import asdict

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.answer import Answer, Event, Evidence, Finished, Statement, Turn
from assistant.clean import clean
from assistant.web.records import Records, now
from assistant.web.site import Site
from assistant.web.texts import texts
from ingest.errors import ParagrafError, QuestionError

LIMIT = 1000  # characters of a question
_TURNS = 6  # earlier turns that are used
_NAMES = 20  # programmes and provisions of a turn that are used


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
        reply = site.assistant.ask(checked(question), programme, turns(site, history))
    except ParagrafError as error:
        yield failure(error)
        return
    try:
        for step in reply:
            yield from event(site, step)
        keep(site, reply.answer)
    except ParagrafError as error:
        yield failure(error)
    finally:
        reply.close()


def keep(site: Site, answer: Answer) -> None:
    """Log the question where that is switched on; an answer does not fail for it."""
    try:
        Records.of(site.settings).add_question(now(), answer.question, answer.programmes, answer.outcome)
    except ParagrafError as error:
        print(error, file=sys.stderr)


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


def turns(site: Site, history: Sequence[object]) -> tuple[Turn, ...]:
    """The earlier turns as the browser sends them back, cleaned; what is no turn or not in the corpus is left out."""
    corpus = site.assistant.corpus
    programmes = {p.id for p in corpus.programmes()}
    provisions = {p.id for p in corpus.provisions()}
    sent = [item for item in list(history)[-_TURNS:] if isinstance(item, Mapping)]
    found = (
        Turn(
            _plain(item.get("question")),
            _plain(item.get("understood")),
            _known(item.get("programmes"), programmes),
            _known(item.get("provisions"), provisions),
        )
        for item in sent
    )
    return tuple(turn for turn in found if turn.question)


def _plain(text: object) -> str:
    """Text as a question is cleaned, "" when nothing is left of it."""
    try:
        return clean(text[:LIMIT]) if isinstance(text, str) else ""
    except QuestionError:
        return ""


def _known(names: object, known: Set[str]) -> tuple[str, ...]:
    found = names[:_NAMES] if isinstance(names, list | tuple) else ()
    return tuple(name for name in found if isinstance(name, str) and name in known)
