"""The compare view: one subject, a column for each programme, every cell verbatim with its citation."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import QueryParams

from assistant.answer import Answer, Citation, Notice, NoticeKind, Outcome
from assistant.web.chat import LIMIT
from assistant.web.site import Site
from assistant.web.texts import LANGUAGES, texts
from ingest.errors import QuestionError
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
    notices: tuple[str, ...]
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
        found, problem = compared(site, chosen, language)
        return site.page(
            request,
            "compare",
            "compare.html",
            subjects=subjects(language),
            programmes=site.programmes(),
            chosen=chosen,
            columns=found,
            problem=problem,
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


def compared(site: Site, chosen: Choice, language: str) -> tuple[list[Column], str]:
    """The columns; none, and what is wrong, for words that nothing can be searched by."""
    try:
        return columns(site, chosen, language), ""
    except QuestionError:
        return [], texts(language)["compare.unusable"]


def columns(site: Site, chosen: Choice, language: str) -> list[Column]:
    """One column for each programme chosen; [] when no subject is."""
    if not topic(chosen, language):
        return []
    with ThreadPoolExecutor(max_workers=site.settings.answers_at_once) as pool:
        return list(pool.map(lambda programme: column(site, chosen, programme, language), chosen.programmes))


def column(site: Site, chosen: Choice, programme: str, language: str) -> Column:
    """What the regulations of a programme say; a subject of the list is asked about in their language."""
    corpus = site.assistant.corpus
    regulations = corpus.regulations_of((programme,))
    own = next((r.language for r in regulations if r.language in LANGUAGES), language)
    question = chosen.q or texts(own)[f"subject_question.{chosen.subject}"]
    answer = site.assistant.ask(question, programme).answer
    citations = tuple(
        replace(citation, label=corpus.cite(citation.provision, citation.sentences, language))
        for citation in cited(answer)
    )
    supplements = dict.fromkeys(name for regulation in regulations for name in regulation.supplements)
    return Column(
        programme=next(p for p in corpus.programmes() if p.id == programme),
        regulations=regulations,
        citations=citations,
        notices=tuple(said(notice, answer, language) for notice in answer.notices if notice.kind in _SAID),
        elsewhere="" if citations else ", ".join(supplements),
    )


def said(notice: Notice, answer: Answer, language: str) -> str:
    """A notice in the language of the page: its text, or what it is about when that is in another one."""
    if answer.language == language:
        return notice.text
    kind = texts(language)[f"notice.{notice.kind.replace(' ', '_')}"]
    regulation_of_answer = any(c.provision.startswith(f"{notice.subject}/") for c in answer.citations)
    return kind if regulation_of_answer or not notice.subject else f"{kind}: {notice.subject}"


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
    heads = ("compare.topic", "compare.programme", "lookup.status", "compare.quote", "compare.citation")
    writer.writerow([t[head] for head in (*heads, "compare.notice")])
    for column in compared:
        title = column.programme.title
        remark = " ".join(column.notices)
        if column.elsewhere:
            remark = t["compare.elsewhere"].format(names=column.elsewhere)
        rows = [[c.quote, c.label, remark] for c in column.citations] or [
            [t["compare.not_regulated"], "", remark]
        ]
        for row in rows:
            writer.writerow([_harmless(cell) for cell in (name, title, _status(column, t), *row)])
    return out.getvalue()


def _status(column: Column, t: Mapping[str, str]) -> str:
    """The status of the regulations of a column, each once."""
    names = dict.fromkeys(r.status.value.replace(" ", "_") for r in column.regulations)
    return "; ".join(t[f"status.{name}"] for name in names)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
