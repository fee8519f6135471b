"""The look-up view: results as one types, a provision under its own address."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from assistant.answer import Passage
from assistant.notices import absent
from assistant.web.documents import source_context
from assistant.web.site import Site
from ingest.records import Provision, Regulation

SHORTEST = 3  # characters from which results are shown
_FOUND, _SHOWN = 40, 30
_EXCERPT = 320  # characters
_TYPED = 200  # characters of the field that are read
_BARE = re.compile(r"(Zu )?§ ?\d+[a-z]?( Abs(\.|atz) \d+)?( Satz \d+)?:?")


@dataclass(frozen=True, slots=True)
class Filters:
    """What results are narrowed to; "" means all."""

    institution: str = ""
    programme: str = ""
    kind: str = ""
    status: str = ""

    def match(self, regulation: Regulation) -> bool:
        """Whether a regulation is wanted."""
        return (
            self.institution in ("", regulation.institution)
            and (not self.programme or any(p.id == self.programme for p in regulation.programmes))
            and self.kind in ("", regulation.kind)
            and self.status in ("", regulation.status)
        )


@dataclass(frozen=True, slots=True)
class Result:
    """A provision found: its excerpt in runs (text, whether it matched), `sentences` as "0,2".

    heading: the innermost heading that says more than a number
    meant:   it was named, or has one of the words; otherwise it is only similar
    """

    provision: Provision
    regulation: Regulation
    citation: str
    sentences: str
    heading: str
    excerpt: tuple[tuple[str, bool], ...]
    meant: bool


def router(site: Site) -> APIRouter:
    """Routes of the look-up: the page, and its list of results alone."""
    routes = APIRouter()

    @routes.get("/lookup", response_class=HTMLResponse)
    def lookup(
        request: Request, filters: Annotated[Filters, Depends()], q: str = "", p: str = "", s: str = ""
    ) -> HTMLResponse:
        opened = source_context(site, request, p, s) if p else {"source": None}
        found = results(site, q, filters, site.language(request))
        context = {
            "results": found,
            "absent": absent_places(site, q, site.language(request)),
            "filters": asdict(filters),
            "choices": filter_choices(site),
            "programmes": site.programmes(),
            "q": q,
            "sentences": s,
        }
        return site.page(request, "lookup", "lookup.html", **(context | opened | {"alone": True}))

    @routes.post("/lookup/results", response_class=HTMLResponse)
    def result_list(request: Request, form: Annotated[Mapping[str, str], Depends(typed)]) -> HTMLResponse:
        """The results as a fragment; a POST so that what is typed appears in no log."""
        filters = Filters(*(form.get(field.name, "") for field in fields(Filters)))
        q = form.get("q", "")
        language = site.language(request)
        context = {"results": results(site, q, filters, language), "absent": absent_places(site, q, language)}
        return site.page(request, "lookup", "results.html", **(context | {"q": q}))

    return routes


async def typed(request: Request) -> Mapping[str, str]:
    """The text fields of a form."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


def filter_choices(site: Site) -> dict[str, list[str]]:
    """The values each filter can take, apart from programmes."""
    regulations = site.assistant.corpus.regulations.values()
    return {
        "institution": sorted({r.institution for r in regulations}),
        "kind": sorted({r.kind for r in regulations}),
        "status": sorted({r.status for r in regulations}),
    }


def results(site: Site, text: str, filters: Filters, language: str) -> list[Result]:
    """Provisions for a reference or for words, best first; [] for less than three characters."""
    if len(text.strip()) < SHORTEST:
        return []
    corpus = site.assistant.corpus
    matching = [r for r in corpus.regulations.values() if filters.match(r)]
    programmes = dict.fromkeys(p.id for r in matching for p in r.programmes)
    everything = len(matching) == len(corpus.regulations)
    if not matching:
        return []
    passages = site.assistant.lookup(text[:_TYPED], _FOUND, () if everything else tuple(programmes))
    wanted = [p for p in passages if filters.match(corpus.regulation_of(p.provision))]
    named = dict(corpus.find_reference(text[:_TYPED], programmes))
    typed_words = {word for word in text.split() if len(word) >= SHORTEST}
    return [
        result(site, passage, named.get(passage.provision, passage.sentences[:1]), typed_words, language)
        for passage in wanted[:_SHOWN]
    ]


def absent_places(site: Site, text: str, language: str) -> list[str]:
    """For each reference that leads to nothing a sentence that says so."""
    corpus = site.assistant.corpus
    return [absent(corpus, missing, language) for missing in corpus.look_up(text[:_TYPED]).missing]


def result(site: Site, passage: Passage, best: Sequence[int], typed_words: set[str], language: str) -> Result:
    """A passage ready to be shown, with its best sentences as excerpt; () shows its beginning."""
    corpus = site.assistant.corpus
    provision = corpus.provision(passage.provision)
    start, end = (0, len(provision.text))
    if best:
        start, end = provision.sentences[best[0]].start, provision.sentences[best[-1]].end
    words = typed_words | {matched for _, matched in passage.terms}
    return Result(
        provision=provision,
        regulation=corpus.regulation_of(provision),
        citation=corpus.cite(provision, best, language),
        sentences=",".join(str(i) for i in best),
        heading=next((h for h in reversed(provision.heading_path) if not _BARE.fullmatch(h)), ""),
        excerpt=tuple(runs(provision.text[start : min(end, start + _EXCERPT)], words)),
        meant=bool(passage.terms) or any(name == "reference" for name, _ in passage.ranks),
    )


def runs(text: str, words: Sequence[str] | set[str]) -> list[tuple[str, bool]]:
    """`text` cut where one of `words` begins or ends, whatever its case."""
    folded, cuts, hits = text.casefold(), {0, len(text)}, []
    if len(folded) != len(text):
        return [(text, False)]
    for word in filter(None, words):
        at = folded.find(word.casefold())
        while at >= 0:
            hits.append((at, at + len(word)))
            cuts |= {at, at + len(word)}
            at = folded.find(word.casefold(), at + len(word))
    return [(text[a:b], any(x <= a and b <= y for x, y in hits)) for a, b in pairwise(sorted(cuts))]
