"""The compare view: one subject, a column for each programme, every cell verbatim with its citation."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import QueryParams

from assistant.answer import Answer, Citation, Notice, NoticeKind, Outcome
from assistant.web.chat import LIMIT
from assistant.web.site import Site
from assistant.web.texts import texts
from ingest.records import Programme, Regulation

_SAID = (NoticeKind.MISSING_REGULATION, NoticeKind.PRECEDENCE, NoticeKind.PAST_DEADLINE)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """What the regulations of one programme say.

    citations: () when nothing was found
    elsewhere: then, names of the parent regulations that are not in the corpus
    """

    programme: Programme
    regulations: tuple[Regulation, ...]
    citations: tuple[Citation, ...]
    notices: tuple[Notice, ...]
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A comparison asked for: a `subject` of the list or typed words `q`, and programme ids."""

    subject: str
    q: str
    programmes: tuple[str, ...]


def router(site: Site) -> APIRouter:
    """Routes of the comparison: as a page and as CSV."""
    routes = APIRouter()

    @routes.get("/compare", response_class=HTMLResponse)
    def compare(request: Request) -> HTMLResponse:
        chosen = choose(site, request.query_params)
        language = site.language(request)
        return site.page(
            request,
            "compare",
            "compare.html",
            subjects=subjects(language),
            programmes=site.programmes(),
            chosen=chosen,
            columns=columns(site, chosen, language),
            topic=topic(chosen, language),
            csv=f"/compare.csv?{request.url.query}",
            limit=LIMIT,
        )

    @routes.get("/compare.csv")
    def as_csv(request: Request) -> Response:
        chosen = choose(site, request.query_params)
        language = site.language(request)
        text = table(columns(site, chosen, language), topic(chosen, language), language)
        headers = {"Content-Disposition": 'attachment; filename="paragraf.csv"'}
        return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)

    return routes


def subjects(language: str) -> dict[str, str]:
    """The subjects to choose from: key and name."""
    return {k.partition(".")[2]: v for k, v in texts(language).items() if k.startswith("subject.")}


def choose(site: Site, query: QueryParams) -> Choice:
    """The choice as far as it names known subjects and programmes; all programmes when it names none."""
    known = [p.id for p in site.assistant.corpus.programmes()]
    chosen = tuple(p for p in known if p in query.getlist("programme")) or tuple(known)
    subject = query.get("subject", "")
    known_subject = subject if f"subject.{subject}" in texts("de") else ""
    return Choice(known_subject, query.get("q", "").strip()[:LIMIT], chosen)


def topic(chosen: Choice, language: str) -> str:
    """The name of what is compared, "" for nothing yet."""
    return chosen.q or (texts(language)[f"subject.{chosen.subject}"] if chosen.subject else "")


def columns(site: Site, chosen: Choice, language: str) -> list[Column]:
    """One column for each programme chosen; [] when no subject is."""
    question = chosen.q or texts(language).get(f"subject_question.{chosen.subject}", "")
    if not question:
        return []
    by_id = {p.id: p for p in site.assistant.corpus.programmes()}

    def column(programme: str) -> Column:
        answer = site.assistant.ask(question, programme).answer
        regulations = site.assistant.corpus.by_programme(programme)
        supplements = dict.fromkeys(name for regulation in regulations for name in regulation.supplements)
        return Column(
            by_id[programme],
            regulations,
            citations := cited(answer),
            tuple(notice for notice in answer.notices if notice.kind in _SAID),
            "" if citations else ", ".join(supplements),
        )

    with ThreadPoolExecutor(max_workers=site.settings.answers_at_once) as pool:
        return list(pool.map(column, chosen.programmes))


def cited(answer: Answer) -> tuple[Citation, ...]:
    """The citations an answer's statements rest on, in their order, each once."""
    if answer.outcome is not Outcome.ANSWERED:
        return ()
    order = dict.fromkeys(i for statement in answer.statements for i in statement.citations)
    return tuple(answer.citations[i] for i in order)


def table(compared: Sequence[Column], name: str, language: str) -> str:
    """The comparison as CSV, a row for each citation; cells never begin like a formula."""
    t, out = texts(language), io.StringIO()
    writer = csv.writer(out, delimiter=";" if language == "de" else ",")
    writer.writerow([t[f"compare.{head}"] for head in ("topic", "programme", "quote", "citation", "notice")])
    for column in compared:
        title = column.programme.title
        said = " ".join(notice.text for notice in column.notices)
        if column.elsewhere:
            said = t["compare.elsewhere"].format(names=column.elsewhere)
        rows = [[c.quote, c.label, said] for c in column.citations] or [
            [t["compare.not_regulated"], "", said]
        ]
        for row in rows:
            writer.writerow([_harmless(cell) for cell in (name, title, *row)])
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
