"""What the source panel shows of a provision: its text cut into cited words and references, its page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from assistant.web.texts import texts
from ingest.corpus import Corpus
from ingest.formats.picture import Box, Pages
from ingest.records import Cell, Provision, Reference, Regulation, Resolution

_CLOSE = 16  # characters between two references that share a remark


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of a provision's text.

    number: the printed sentence number that belongs before it, "" if none
    cited:  it belongs to the cited sentences
    target: id of the provision it refers to, "" if none
    remark: why what it refers to cannot be opened, "" if it can
    """

    text: str
    number: str = ""
    cited: bool = False
    target: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SourceView:
    """A provision ready to be shown; `page` is where its quote (or it) begins, `marked`: it is cited."""

    id: str
    regulation: Regulation
    citation: str
    quote: str
    headings: tuple[str, ...]
    segments: tuple[Segment, ...]
    cells: tuple[Cell, ...]
    notes: tuple[str, ...]
    before: Provision | None
    after: Provision | None
    page: int
    marked: bool


@dataclass(frozen=True, slots=True)
class FigureView:
    """A page picture with the rectangles to highlight; sizes in pixels of the picture."""

    regulation: str
    name: str
    page: int
    pages: int
    width: int
    height: int
    boxes: tuple[Box, ...]


def source_view(corpus: Corpus, provision: Provision, sentences: Sequence[int], language: str) -> SourceView:
    """The view of a provision with these sentences (indexes) marked; () marks nothing."""
    regulation = corpus.regulation_of(provision)
    cited = [i for i in sentences if 0 <= i < len(provision.sentences)]
    return SourceView(
        id=provision.id,
        regulation=regulation,
        citation=corpus.cite(provision, cited, language),
        quote=corpus.quote(provision, cited),
        headings=provision.heading_path,
        segments=tuple(segments(provision, cited, language)),
        cells=provision.cells,
        notes=provision.notes,
        before=corpus.previous(provision),
        after=corpus.next(provision),
        page=first_page(provision, cited),
        marked=bool(cited),
    )


def segments(provision: Provision, cited: Sequence[int], language: str) -> list[Segment]:
    """The provision's text in order, cut where a sentence or a reference begins or ends."""
    numbers = {
        s.start: str(s.number) for s in provision.sentences if s.printed and len(provision.sentences) > 1
    }
    spans = [(provision.sentences[i].start, provision.sentences[i].end) for i in cited]
    cuts = {0, len(provision.text), *numbers, *(cut for span in spans for cut in span)}
    ends = {r: _end(provision.text, r) for r in provision.references}
    cuts |= {cut for r in provision.references for cut in (r.start, ends[r])}
    silent = _repeated(provision)
    found = []
    for start, end in pairwise(sorted(cuts)):
        reference = next((r for r in provision.references if r.start <= start and end <= ends[r]), None)
        last = reference is not None and end == ends[reference] and reference not in silent
        found.append(
            Segment(
                text=provision.text[start:end],
                number=numbers.get(start, ""),
                cited=any(a <= start and end <= b for a, b in spans),
                target=reference.target[0] if reference and reference.target else "",
                remark=_remark(reference, language) if reference and last else "",
            )
        )
    return found


def _end(text: str, reference: Reference) -> int:
    """Where a reference ends with the name of its regulation, so that a remark does not part the two."""
    name = (
        re.compile(rf"\s+(?:de[rs]\s+)?{re.escape(reference.regulation)}\b") if reference.regulation else None
    )
    found = name.match(text, reference.end) if name else None
    return found.end() if found else reference.end


def _repeated(provision: Provision) -> list[Reference]:
    """References followed so closely by one into the same missing regulation that one remark does for both."""
    return [
        one
        for one, following in pairwise(provision.references)
        if one.resolution is Resolution.MISSING_REGULATION is following.resolution
        and one.regulation == following.regulation
        and following.start - one.end < _CLOSE
    ]


def _remark(reference: Reference, language: str) -> str:
    t = texts(language)
    if reference.resolution is Resolution.MISSING_REGULATION:
        remark = t["source.missing"].format(regulation=reference.regulation)
        return f"{remark}; {t['source.precedence']}" if reference.precedence else remark
    return t["source.not_found"] if reference.resolution is Resolution.NOT_FOUND else ""


def first_page(provision: Provision, cited: Sequence[int]) -> int:
    """The page the first cited sentence begins on, else the first of the provision, else 1."""
    if cited:
        return provision.sentences[min(cited)].page
    return provision.pages[0] if provision.pages else 1


def figure_view(
    corpus: Corpus, folder: Path, pages: Pages, provision: Provision, cited: Sequence[int], page: int
) -> FigureView:
    """The page picture of a regulation with the provision (or its cited sentences) highlighted on it."""
    regulation = corpus.regulation_of(provision)
    file = pdf_file(regulation, folder)
    page = min(max(page, 1), regulation.source.pages)
    width, height = pages.size(file, page)
    boxes: tuple[Box, ...] = ()
    if provision.pages and min(provision.pages) <= page <= max(provision.pages) + 1:
        shown = [s for i, s in enumerate(provision.sentences) if not cited or i in cited]
        boxes = pages.boxes(file, page, [provision.text[s.start : s.end] for s in shown])
        if provision.cells and not boxes:
            boxes = pages.row(file, page, [cell.text for cell in provision.cells])
    return FigureView(
        regulation=regulation.id,
        name=regulation.short_name,
        page=page,
        pages=regulation.source.pages,
        width=width,
        height=height,
        boxes=boxes,
    )


def pdf_file(regulation: Regulation, folder: Path) -> Path:
    """The PDF of a regulation; the path comes from the built corpus, never from a request."""
    return folder / regulation.source.file
