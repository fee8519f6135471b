"""Pages of a regulation to provisions: §§, Absätze, numbered items with headings, annexes, and the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest import body, layout, sections
from ingest.body import Subsection
from ingest.contents import contents, titles
from ingest.footnotes import footnotes
from ingest.formats.page import Page
from ingest.layout import Row
from ingest.naming import distinct, slug
from ingest.records import Dropped, Kind, Provision, ProvisionKind, Sentence
from ingest.sections import Heading, Level
from ingest.sentences import ended
from ingest.style import Style
from ingest.tables import rows as table_rows
from ingest.wording import Block, compose, extend

_CLOSING = re.compile(
    r"(?:Genehmigt|Ausgefertigt|Bekannt ?gemacht|gez\.|"
    r"(?:Der|Die) (?:Rektor|Präsident|Vorsitzende|Dekan)\w*\b.{0,60}$|"
    r"[A-ZÄÖÜ][\w ()/.-]{2,30}, (?:den |am )?\d{1,2}\. ?(?:\d{1,2}\.|[A-ZÄ]\w+) ?\d{4}\b.{0,20}$)"
)
_ANNEX_NAME = re.compile(r"(?:Anlage|Anhang) (?:\d+|[IVX]+|[A-Z])\b")
_APPLIES = re.compile(
    r"\bgilt(?: die| das)? (?:Folgendes|folgende\w* \w+)\s*:$|\bgelten(?: die)? folgende\w* \w+\s*:$"
)


@dataclass(slots=True)
class _Document:
    """A document while its headings are gone through.

    divisions: (sort, title) of the parts that are open; annex: name of the one that is open
    about:     headings "Zu § n" that a following "Zu § n Absatz m" stands below
    """

    regulation: str
    rows: list[Row]
    style: Style
    words: Counter[str]
    found: list[Provision] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    divisions: list[tuple[str, str]] = field(default_factory=list)
    annex: str = ""
    about: tuple[str, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """Titles of the open parts, outermost first."""
        return tuple(title for _, title in self.divisions)


def provisions(
    pages: Sequence[Page], regulation_id: str, kind: Kind
) -> tuple[tuple[Provision, ...], tuple[Dropped, ...]]:
    """All provisions in document order, and what was left out with the reason."""
    if kind is Kind.BROCHURE:
        from ingest import brochure

        return brochure.provisions(pages, regulation_id)
    running = layout.running(pages)
    annexes = table_rows(pages, regulation_id)
    dropped = [drop for page in pages for drop in page.dropped] + list(running.values())
    rows: list[Row] = []
    for page in pages:
        taken = [i for number, i in (*running, *annexes.taken) if number == page.number]
        rows.extend(layout.rows(page, taken))
    repeated = contents(rows)
    dropped += [Dropped(rows[i].page, rows[i].text, "contents page") for i in sorted(repeated)]
    kept = [row for i, row in enumerate(rows) if i not in repeated]
    style = Style.of(kept)
    kept, notes = footnotes(kept, style)
    document = _Document(regulation_id, kept, style, layout.vocabulary(pages))
    _read(document, titles(rows, repeated))
    for note in notes:
        _footnote(document, note)
    dropped += [*annexes.dropped, *document.dropped]
    return distinct([*document.found, *annexes.provisions]), tuple(
        sorted(dropped, key=lambda drop: drop.page)
    )


def _read(document: _Document, listed: frozenset[str]) -> None:
    """Go through the headings and make the provisions below each."""
    found = sections.find(document.rows, document.style, listed)
    starts = [heading.start for heading in found] + [len(document.rows)]
    _front(document, document.rows[: starts[0]])
    last = max((i for i, h in enumerate(found) if h.level in (Level.SECTION, Level.ARTICLE)), default=-1)
    opened: list[tuple[int, str, int]] = []
    for i, heading in enumerate(found):
        rows = document.rows[heading.end : starts[i + 1]]
        title = layout.join((row.text for row in document.rows[heading.start : heading.end]), document.words)
        page = document.rows[heading.start].page
        if document.path[-1:] == (title,):
            document.dropped.append(Dropped(page, title, "repeated heading"))
        else:
            opened.append((len(document.found), title, page))
        if heading.level is Level.DIVISION:
            _open(document, heading.number, title)
            _other(document, rows, document.path, title)
        elif heading.level is Level.ANNEX:
            document.annex = f"{title.split()[0]} {heading.number}".strip()
            document.divisions = [("annex", title)]
            _other(document, rows, document.path, document.annex)
        elif heading.level is Level.PLAIN:
            _other(document, rows, (title,), title)
        else:
            closing = _closing(document, rows) if i == last else len(rows)
            _section(document, heading, title.rstrip(" :"), rows[:closing])
            _other(document, rows[closing:], (), "Schlussformel")
    _keep(document, opened)


def _keep(document: _Document, opened: Sequence[tuple[int, str, int]]) -> None:
    """Make provisions of headings that nothing stands below, given as (place, title, page)."""
    known = {heading for provision in document.found for heading in provision.heading_path}
    for place, title, page in reversed(opened):
        if not known & {title, title.rstrip(" :")}:
            block = Block(text=title, pages=[(0, page)])
            identity = f"{document.regulation}/{slug(title)}"
            _add(document, identity, title, (title,), [block], ProvisionKind.OTHER)
            document.found.insert(place, document.found.pop())


def _open(document: _Document, sort: str, title: str) -> None:
    """Open a part; it closes an open one of its sort and what is below that."""
    sorts = [known for known, _ in document.divisions]
    if sort in sorts:
        del document.divisions[sorts.index(sort) :]
    document.divisions.append((sort, title))
    document.about = ()
    if match := _ANNEX_NAME.search(title):
        document.annex = match[0]


def _front(document: _Document, rows: Sequence[Row]) -> None:
    """What stands before the first heading: notices, the title, the words of enactment."""
    if not rows:
        return
    marked = [i for i, row in enumerate(rows) if document.style.marked(row) >= 4]
    largest = max((rows[i].size for i in marked), default=0.0)
    title = [i for i in marked if rows[i].size > largest - 0.3]
    if not title:
        _other(document, rows, (), "Eingangsformel")
        return
    start, end = title[0], title[0] + 1
    while end < len(rows) and document.style.marked(rows[end]) >= 2:
        end += 1
    _other(document, rows[:start], (), "Vorspann")
    _other(document, rows[start:end], (), "Titel")
    _other(document, rows[end:], (), "Eingangsformel")


def _closing(document: _Document, rows: Sequence[Row]) -> int:
    """Index of the row where the signature begins, or the number of rows."""
    style = document.style
    for i in range(1, len(rows)):
        if _CLOSING.match(rows[i].text) and (
            style.gap(rows[i - 1], rows[i]) or style.room(rows[i - 1], rows[i])
        ):
            while i > 1 and not ended(rows[i - 1].text) and style.room(rows[i - 2], rows[i - 1]):
                i -= 1
            return i
    return len(rows)


def _section(document: _Document, heading: Heading, title: str, rows: Sequence[Row]) -> None:
    """The provisions of one § or article."""
    prefix = "Zu § " if heading.about else "Artikel " if heading.level is Level.ARTICLE else "§ "
    label, key = prefix + heading.number, heading.number.lower()
    if heading.level is Level.ARTICLE:
        key = f"artikel-{key}"
    subsection, sentence = heading.rest
    if not subsection:
        document.about = (title,)
    elif not (document.about and re.match(rf"Zu § ?{heading.number}\b", document.about[0])):
        document.about = ()
    path = (*document.path, *document.about, *([title] if subsection else []))
    if subsection:
        label += f" Abs. {subsection}" + (f" Satz {sentence}" if sentence else "")
        key += f".{subsection}"
    if document.annex:
        label, key = f"{document.annex}, {label}", f"{slug(document.annex)}/{key}"
    parts = body.subsections(rows, document.style, document.words)
    for part in parts:
        _subsection(document, part, label, key, path, heading.about)
    if not parts and not (heading.about and not subsection):
        block = Block(text=title, pages=[(0, document.rows[heading.start].page)])
        _add(document, f"{document.regulation}/{key}", label, path, [block])


def _subsection(
    document: _Document, part: Subsection, label: str, key: str, path: tuple[str, ...], about: bool
) -> None:
    """One Absatz; numbered items with a heading of their own are provisions of their own."""
    if part.number:
        label += f" ({part.number})" if about else f" Abs. {part.number}"
        key += f"/{part.number}"
    groups: list[tuple[Block | None, list[Block]]] = [(None, [])]
    titled = {b.item for b in part.blocks if b.title and len(b.item) == 1 and b.item[0].startswith("Nr.")}
    numbered = {b.item for b in part.blocks if len(b.item) == 1 and b.item[0].startswith("Nr.") and b.mark}
    own = titled if len(titled) > 1 and titled == numbered else set()
    for block in part.blocks:
        if block.item in own and block.mark:
            groups.append((block, []))
        else:
            groups[-1][1].append(block)
    for head, blocks in groups:
        if head is None:
            _add(document, f"{document.regulation}/{key}", label, path, blocks)
            continue
        for block in blocks:
            block.item = block.item[1:]
        number = head.item[0].removeprefix("Nr. ")
        identity = f"{document.regulation}/{key}/nr{number}"
        _add(document, identity, f"{label} Nr. {number}", (*path, f"{head.mark} {head.text}"), blocks)


def _add(document: _Document, identity: str, label: str, path: tuple[str, ...], blocks: Sequence[Block],
         kind: ProvisionKind = ProvisionKind.SUBSECTION) -> None:  # fmt: skip
    blocks = [block for block in blocks if block.text or block.mark]
    if not blocks:
        return
    text, sentences, pages = compose(blocks)
    document.found.append(
        Provision(
            identity,
            document.regulation,
            kind,
            label,
            path,
            text,
            sentences,
            pages,
            scope=_scope(text, sentences),
        )
    )


def _scope(text: str, sentences: Sequence[Sentence]) -> tuple[int, ...]:
    """The first sentence, where it says to what all others apply or only leads into a list of the others."""
    if len(sentences) < 2:
        return ()
    first, others = sentences[0], sentences[1:]
    words = text[first.start : first.end]
    leads = not first.item and all(s.item for s in others) and not re.search(r"[.!?]$", words)
    return (0,) if leads or _APPLIES.search(words) else ()


def _other(document: _Document, rows: Sequence[Row], path: tuple[str, ...], name: str) -> None:
    """Text outside any §, as one provision named by its heading."""
    blocks = [b for part in body.subsections(rows, document.style, document.words) for b in part.blocks]
    identity = f"{document.regulation}/{slug(name)}"
    _add(document, identity, name, path or (name,), blocks, ProvisionKind.OTHER)


def _footnote(document: _Document, rows: Sequence[Row]) -> None:
    """A footnote, cited by its mark and page ("Fußnote 1 auf S. 3"), after what begins on its page."""
    block = Block()
    for words, row in [(rows[0].words[1:], rows[0]), *((row.words, row) for row in rows[1:])]:
        extend(block, words, row.page, document.words)
    page = rows[0].page
    name = f"Fußnote {rows[0].words[0].text.rstrip(')')} auf S. {page}"
    before = [provision for provision in document.found if provision.pages[0] <= page]
    after = document.found[len(before) :]
    document.found = before
    _add(document, f"{document.regulation}/{slug(name)}", name, (name,), [block], ProvisionKind.OTHER)
    document.found += after


def numbering(found: Sequence[Provision]) -> tuple[str, ...]:
    """The numbers of the §§ ("1", "6a") in document order, as the provisions have them."""
    numbers: list[str] = []
    for provision in found:
        match = re.search(r"§ (\d+[a-z]?)", provision.label)
        if provision.kind is ProvisionKind.SUBSECTION and match and numbers[-1:] != [match[1]]:
            numbers.append(match[1])
    return tuple(numbers)
