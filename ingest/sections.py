"""Which rows of a regulation are headings: parts, §§, "Zu § n Absatz m", articles, annexes.

A row is not a heading because it begins with "§ 17": its style, the space around it, what precedes it and its
place in the numbering of the whole document decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from ingest.contents import REFERENCE, SECTION, order, plain
from ingest.layout import Row
from ingest.sentences import ended
from ingest.style import Style


class Level(Enum):
    """What a heading opens."""

    DIVISION = "division"
    SECTION = "section"
    ARTICLE = "article"
    ANNEX = "annex"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in rows[start:end].

    number: of a §, article or annex ("16", "6a", "1"), "" without; for a division what sort it is
    rest:   for "Zu § n Absatz m Satz k": ("m", "k"), with "" for what is missing
    about:  the heading is of the form "Zu § n"
    """

    level: Level
    start: int
    end: int
    number: str = ""
    rest: tuple[str, str] = ("", "")
    about: bool = False


_ABOUT = re.compile(
    r"Zu §§? ?(?P<number>\d{1,3} ?[a-z]?)(?: ?(?:Absatz|Absätze|Abs\.) ?(?P<subsection>\d+[a-z]?))?"
    r"(?: ?(?:Satz|Sätze|S\.) ?(?P<sentence>\d+))?(?: (?:und|bis|Nr\.|[\d,])+)*\s*[:.]?$"
)
_ARTICLE = re.compile(r"Art(?:ikel|\.) ?(?P<number>\d{1,3}|[IVX]+)(?!\w)(?P<title>.*)$")
_WORD = "(Teil|Abschnitt|Unterabschnitt|Kapitel|Titel|Buch)"
_DIVISIONS = {
    "part": re.compile(rf"(?:[IVXL]+|[A-Z]|\d+)[.:]? ?{_WORD}\b"),
    "named": re.compile(rf"\w+(?:er|es) {_WORD}\b"),
    "numbered": re.compile(rf"{_WORD} (?:\d+|[IVXL]+|[A-Z])\b"),
    "roman": re.compile(r"[IVXL]+\.(?= |$)"),
    "letter": re.compile(r"[A-Z][.:](?= |$)"),
}
_ANNEX = re.compile(
    r"(?:Anlage|Anhang|Appendix|Annex)(?: ?(?P<number>\d+[a-z]?|[IVX]+|[A-Z])\b)?(?P<title>.*)$"
)
_PLAIN = re.compile(r"(?:Präambel|Vorbemerkung(?:en)?|Vorwort|Allgemeine Vorbemerkung(?:en)?)\b.{0,60}$")
_TITLE_ROWS = 6


def find(rows: Sequence[Row], style: Style, listed: frozenset[str] = frozenset()) -> tuple[Heading, ...]:
    """All headings in document order; `rows` without contents pages, `listed` the titles given there."""
    found = {heading.start: heading for heading in _sections(rows, style)}
    first = min(found, default=len(rows))
    titles: set[int] = set()
    for start, heading in found.items():
        titles.update(range(start, _title_end(rows, heading, len(rows), style)))
    for index in set(range(len(rows))) - titles:
        other = _other(rows, index, style, index < first, listed)
        if other is not None:
            found[index] = other
    starts = sorted(found)
    ordered = []
    for start, limit in zip(starts, [*starts[1:], len(rows)], strict=False):
        ordered.append(replace(found[start], end=_title_end(rows, found[start], limit, style)))
    return tuple(ordered)


def _sections(rows: Sequence[Row], style: Style) -> list[Heading]:
    """The headings of §§ and articles; either all of the form "Zu § n" or none."""
    about: list[Heading] = []
    plain: list[tuple[Heading, int]] = []
    articles: list[Heading] = []
    for index, row in enumerate(rows):
        score = _score(rows, index, style)
        if (match := _ABOUT.match(row.text)) and (score >= 1 or row.text.endswith(":")):
            rest = (match["subsection"] or "", match["sentence"] or "")
            about.append(Heading(Level.SECTION, index, index + 1, _number(match), rest, about=True))
        elif (match := SECTION.match(row.text)) and score >= 2 and not REFERENCE.match(match["title"]):
            if match["about"]:
                about.append(Heading(Level.SECTION, index, index + 1, _number(match), about=True))
            else:
                plain.append((Heading(Level.SECTION, index, index + 1, _number(match)), score))
        elif (match := _ARTICLE.match(row.text)) and score >= 3 and not REFERENCE.match(match["title"]):
            articles.append(Heading(Level.ARTICLE, index, index + 1, match["number"]))
    return articles + (about if len(about) > len(plain) else _chain(plain))


def _number(match: re.Match[str]) -> str:
    return match["number"].replace(" ", "")


def _score(rows: Sequence[Row], index: int, style: Style) -> int:
    """How much speaks for a heading, from the row's style, its surroundings and its own punctuation."""
    row = rows[index]
    score = style.marked(row)
    before = rows[index - 1] if index else None
    if before is None or ended(before.text) or style.marked(before) >= 3:
        score += 1
    elif before.page == row.page:
        score += 1 if style.room(before, row) else -3
    if before is not None and style.gap(before, row):
        score += 1
    if row.text[-1:] in ",;":
        score -= 1
    if row.text.endswith(".") and len(row.text) > 12:
        score -= 3
    return score


def _chain(candidates: list[tuple[Heading, int]]) -> list[Heading]:
    """The best run of rising § numbers; a further run may begin with a well marked § 1."""
    best: list[float] = []
    link: list[int] = []
    for i, (heading, score) in enumerate(candidates):
        number = order(heading.number)
        value, source = score - 0.3 * (number[0] - 1), -1
        for j in range(i):
            step = _step(order(candidates[j][0].number), number, score)
            if step is not None and best[j] + step + score > value:
                value, source = best[j] + step + score, j
        best.append(value)
        link.append(source)
    chosen = []
    index = max(range(len(best)), key=lambda i: best[i], default=-1)
    while index >= 0:
        chosen.append(candidates[index][0])
        index = link[index]
    return chosen[::-1]


def _step(before: tuple[int, str], number: tuple[int, str], score: int) -> float | None:
    """The cost (at most 0) of going from one § to a later heading, None where it makes no sense."""
    if number > before:
        return -min(6.0, 0.5 * max(0, number[0] - before[0] - 1))
    return -4.0 if number == (1, "") and score >= 5 else None


def _other(
    rows: Sequence[Row], index: int, style: Style, front: bool, listed: frozenset[str]
) -> Heading | None:
    """A heading that is none of a §; annexes come after the first §."""
    row, score = rows[index], _score(rows, index, style)
    for kind, pattern in _DIVISIONS.items():
        match = pattern.match(row.text)
        if match and score >= 3 and not re.match(r"\W*[a-zäöü]", row.text[match.end() :]):
            short = row.text[-1:] not in ".,;" and style.marked(row) >= 2
            if short or match[0] == row.text:
                sort = match[1] if match.lastindex else kind
                return Heading(Level.DIVISION, index, index + 1, sort)
    match = _ANNEX.match(row.text)
    top = index == 0 or rows[index - 1].page != row.page
    entitled = match and re.match(r"\s*(?:$|[:–—(-]|zu[rm]?\b|[A-ZÄÖÜ„\"])", match["title"])
    if match and entitled and not front and (score >= 3 or (top and not ended(row.text))):
        return Heading(Level.ANNEX, index, index + 1, match["number"] or "")
    known = plain(row.text) in listed and (style.marked(row) >= 2 or top)
    if known or (_PLAIN.match(row.text) and score >= 3):
        return Heading(Level.PLAIN, index, index + 1)
    return None


def _title_end(rows: Sequence[Row], heading: Heading, limit: int, style: Style) -> int:
    """The end of the heading with the rows that follow it and are its title, or the rest of it."""
    end = heading.start + 1
    if heading.rest != ("", ""):
        return end
    alone = _bare(rows[heading.start].text, heading.level)
    while end < min(limit, heading.start + _TITLE_ROWS):
        before, row = rows[end - 1], rows[end]
        apart = row.page != before.page or row.bottom - before.bottom > 2.6 * style.pitch
        if apart or re.match(r"\(\d+\w?\)", row.text) or row.words[0].superscript:
            break
        if style.marked(row) >= 2:
            if not alone and (
                not style.like(before, row) or (style.gap(before, row) and not style.centred(row))
            ):
                break
        elif not (alone and end == heading.start + 1 and _titular(rows, end, limit, style)):
            break
        end += 1
    return end


def _bare(text: str, level: Level) -> bool:
    """Whether a heading is a number without a title."""
    if level is Level.DIVISION:
        return any(pattern.fullmatch(text.rstrip(" :")) for pattern in _DIVISIONS.values())
    pattern = {Level.SECTION: SECTION, Level.ARTICLE: _ARTICLE, Level.ANNEX: _ANNEX}.get(level)
    match = pattern.match(text) if pattern else None
    return match is not None and not match["title"].strip(" .:–-")


def _titular(rows: Sequence[Row], index: int, limit: int, style: Style) -> bool:
    """Whether an unmarked row below a bare number is its title: short, no sentence, new text follows."""
    row = rows[index]
    if ended(row.text) or not row.text[:1].isupper() or index + 1 >= limit:
        return False
    return style.room(row, rows[index + 1])
