"""Layout of a document: what repeats on every page, rows and columns, lines joined to running text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.formats.page import Line, Page, Word
from ingest.records import Dropped

_MARGIN = 0.12  # share of the page height at top and bottom in which heads and feet stand
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:(?:Seite|S\.|Page)\s*)?(\d{1,4})(?:\s*(?:von|/|of)\s*\d{1,4})?[-–—\s.]*", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:^|\W)(?:www\.|https?:/{0,2})$|(?:www\.|://)\S*[./_=?&-]$")
_HEADING = re.compile(r"(?:Zu )?§|Anlage|Anhang|Art(?:ikel|\.)|\(\d")
_HYPHENS = "-\u00ad\u2010"
_SUSPENDED = ("und", "oder", "bzw.", "sowie", "u.", "o.", "and", "or", "bis", "als", "noch", "/")

_Numbered = tuple[int, Line]  # a line with its index on the page


@dataclass(frozen=True, slots=True)
class Row:
    """The words on one baseline of one column, left to right, with the indexes of their lines on the page.

    left, right: the margins of the column; shift: how far the column lies right of the first one
    gaps: the space between the lines that make up the row
    """

    page: int
    lines: tuple[int, ...]
    words: tuple[Word, ...]
    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool
    left: float
    right: float
    shift: float = 0.0
    gaps: tuple[float, ...] = ()

    @property
    def height(self) -> float:
        """Height of the row in points."""
        return self.bottom - self.top


def running(pages: Sequence[Page]) -> dict[tuple[int, int], Dropped]:
    """Running heads, feet and page numbers, by page number and index of the line on its page.

    A line in the margin of its page is one when it also stands there on more than half of the left or right
    pages (at least two), the page number aside, or when it is outermost and nothing but a number that counts
    the pages.
    """
    seen: dict[str, set[int]] = defaultdict(set)
    margin = [(p, i, line) for p in pages for i, line in enumerate(p.lines) if _in_margin(p, line)]
    for page, _, line in margin:
        for pattern in _patterns(page, line):
            seen[pattern].add(page.number)
    found: dict[tuple[int, int], Dropped] = {}
    first = Counter(_counts_from(page, line) for page, _, line in margin)
    for page, index, line in margin:
        start = _counts_from(page, line)
        side = page.number % 2
        least = max(1.5, sum(p.number % 2 == side for p in pages) / 2)
        often = max(sum(n % 2 == side for n in seen[pattern]) for pattern in _patterns(page, line))
        everywhere = max(len(seen[pattern]) for pattern in _patterns(page, line))
        if start is not None and (start == 1 or first[start] > 1) and _outermost(page, line):
            found[page.number, index] = Dropped(page.number, line.text, "page number")
        elif often > least or everywhere > max(1.5, len(pages) / 2):
            reason = "running head" if line.top < page.height / 2 else "running foot"
            found[page.number, index] = Dropped(page.number, line.text, reason)
    return found


def _in_margin(page: Page, line: Line) -> bool:
    return line.bottom < _MARGIN * page.height or line.top > (1 - _MARGIN) * page.height


def _counts_from(page: Page, line: Line) -> int | None:
    """If the line is only a number that could be the page's, the number of the first page by that count."""
    match = _PAGE_NUMBER.fullmatch(line.text)
    return int(match[1]) - page.number + 1 if match else None


def _patterns(page: Page, line: Line) -> tuple[str, ...]:
    """Place and wording of a line, and the same with its numbers counted from the page's."""
    place = f"@{round((line.top / page.height) * 40)}"
    wording = line.text.casefold()
    if _HEADING.match(line.text):
        return (wording + place,)
    counted = re.sub(r"\d{1,4}", lambda number: f"#{int(number[0]) - page.number}", wording)
    return wording + place, counted + place


def _outermost(page: Page, line: Line) -> bool:
    others = [o for o in page.lines if o is not line and not _PAGE_NUMBER.fullmatch(o.text)]
    above = sum(o.bottom < line.top for o in others)
    return above <= 2 or above >= len(others) - 2


def rows(page: Page, skip: Iterable[int] = ()) -> tuple[Row, ...]:
    """The lines of a page as rows in reading order; columns of running text are read one after the other."""
    skipped = set(skip)
    numbered = [(i, line) for i, line in enumerate(page.lines) if i not in skipped]
    found: list[Row] = []
    first = min((line.x0 for _, line in numbered), default=0.0)
    for part, left, right in _columns(numbered):
        part.sort(key=lambda item: (item[1].bottom, item[1].x0))
        groups: list[list[_Numbered]] = []
        for item in part:
            same = groups and abs(groups[-1][0][1].bottom - item[1].bottom) < 0.35 * item[1].size
            if same and all(_beside(item[1], other) for _, other in groups[-1]):
                groups[-1].append(item)
            else:
                groups.append([item])
        found.extend(_row(page.number, group, left, right, left - first) for group in groups)
    return tuple(found)


def _beside(one: Line, other: Line) -> bool:
    return one.x0 >= other.x1 - 1 or one.x1 <= other.x0 + 1


def _row(page: int, group: list[_Numbered], left: float, right: float, shift: float) -> Row:
    group.sort(key=lambda item: item[1].x0)
    lines = [line for _, line in group]
    main = max(lines, key=lambda line: len(line.text))
    return Row(
        page=page,
        lines=tuple(i for i, _ in group),
        words=tuple(word for line in lines for word in line.words),
        text=" ".join(line.text for line in lines),
        x0=lines[0].x0,
        top=min(line.top for line in lines),
        x1=max(line.x1 for line in lines),
        bottom=max(line.bottom for line in lines),
        size=main.size,
        bold=2 * sum(len(line.text) for line in lines if line.bold) > sum(len(line.text) for line in lines),
        left=left,
        right=right,
        shift=shift,
        gaps=tuple(b.x0 - a.x1 for a, b in pairwise(lines)),
    )


def _columns(lines: list[_Numbered]) -> list[tuple[list[_Numbered], float, float]]:
    """Parts of a page with their margins, in reading order.

    What spans both columns parts what is above from what is below.
    """
    first, last = min((ln.x0 for _, ln in lines), default=0), max((ln.x1 for _, ln in lines), default=0)
    gutter = _gutter([line for _, line in lines])
    if gutter is None:
        return [(lines, first, last)]
    parts: list[list[_Numbered]] = [[], [], []]
    done: list[list[_Numbered]] = []
    for item in sorted(lines, key=lambda item: (item[1].bottom, item[1].x0)):
        spans = item[1].x0 < gutter - 1 and item[1].x1 > gutter + 1
        if bool(parts[2]) != spans:
            done += parts
            parts = [[], [], []]
        parts[2 if spans else int(item[1].x0 >= gutter - 1)].append(item)
    margins = []
    for part in filter(None, done + parts):
        spans = part[0][1].x0 < gutter - 1 and part[0][1].x1 > gutter + 1
        on_right = part[0][1].x0 >= gutter - 1
        side = [
            ln for _, ln in lines if (ln.x0 >= gutter - 1) == on_right and not ln.x0 < gutter - 1 < ln.x1 - 2
        ]
        left, right = min(ln.x0 for ln in side), max(ln.x1 for ln in side)
        margins.append((part, first, last) if spans else (part, left, right))
    return margins


def _gutter(lines: list[Line]) -> float | None:
    """The x between two columns of running text, or None: a third of the lines on both sides must be long."""
    if len(lines) < 10:
        return None
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    middle = [left + (right - left) * share / 100 for share in range(35, 66)]
    crossings = {x: sum(line.x0 < x < line.x1 for line in lines) for x in middle}
    best = min(middle, key=lambda x: (crossings[x], abs(x - (left + right) / 2)))
    sides = [[ln for ln in lines if ln.x1 <= best], [ln for ln in lines if ln.x0 >= best]]
    if crossings[best] > 0.2 * len(lines) or min(len(side) for side in sides) < 5:
        return None
    for side, width in zip(sides, (best - left, right - best), strict=True):
        if sum(line.x1 - line.x0 > 0.7 * width for line in side) < 0.35 * len(side):
            return None
    return best


def vocabulary(pages: Iterable[Page]) -> Counter[str]:
    """The words of a document that no line break may have cut, case folded, without punctuation."""
    found: Counter[str] = Counter()
    for page in pages:
        for line in page.lines:
            for word in line.words[1:-1] if len(line.words) > 2 else ():
                found[_bare(word.text)] += 1
    return found


def _bare(text: str) -> str:
    return re.sub(r"^\W+|\W+$", "", text).casefold()


def append(text: str, more: str, words: Counter[str]) -> str:
    """Running text with a further line; the result ends with `more`.

    A hyphen that the line break put in is dropped, one of the word itself is kept without a space after it.
    """
    if not text or not more:
        return text + more
    left, right = text.rsplit(None, 1)[-1], more.split(None, 1)[0]
    if _ADDRESS.search(left):
        return text + more
    if left[-1] not in _HYPHENS or _hangs(left, right):
        return f"{text} {more}"
    return (text[:-1] if _mended(left, right, words) else text) + more


def _mended(left: str, right: str, words: Counter[str]) -> bool:
    """Whether the hyphen at the end of a line was put there by the line break only.

    The document's own spelling elsewhere decides; else a small letter that follows says yes, a capital no,
    unless both parts are capitals and make a word, not a number ("KI-ING-", "UM08001b").
    """
    if left.endswith("\u00ad"):
        return True
    first, second = _bare(left.rstrip(_HYPHENS)), _bare(right)
    joined, hyphened = words[first + second], words[f"{first}-{second}"]
    if joined != hyphened:
        return joined > hyphened
    part = left.rstrip(_HYPHENS).rsplit("-", 1)[-1]
    if re.match(r"\W*[A-ZÄÖÜ]{2}", right) and len(right) > 3:
        return part.isupper() and len(part) > 2 and not re.search(r"\d", right)
    return bool(re.match(r"[a-zäöüß]", right)) and not part[-1:].isdigit()


def _hangs(left: str, right: str) -> bool:
    """A hyphen that stands for a part left out ("Noten- und Prüfungs-", "-verfahren"), or a dash."""
    return len(left) < 2 or not left[-2].isalnum() or right in _SUSPENDED or not right[:1].isalnum()


def join(texts: Iterable[str], words: Counter[str]) -> str:
    """Texts of successive lines as one running text, with the hyphens of line breaks mended."""
    out = ""
    for text in texts:
        out = append(out, text, words)
    return out
