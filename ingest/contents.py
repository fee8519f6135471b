"""Contents pages: rows that only repeat the headings of a regulation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.layout import Row
from ingest.sentences import ended

SECTION = re.compile(r"(?P<about>Zu )?§ ?(?P<number>\d{1,3}(?: ?[a-z](?![\w.)]))?)(?![\d/])(?P<title>.*)$")
REFERENCE = re.compile(
    r"\s*(?:[,;)]|\(\d|(?:Abs|Absatz|Absätze|Satz|Sätze|Nr|Nrn|Nummer|Ziff|Ziffer|Buchst|Buchstabe|Halbsatz|Hs|UAbs)\b|"
    r"[a-zäöüß]|\w*(?:[gG]esetz|HG|VO)\b)"
)
_NAMES = re.compile(
    r"(?:Inhalts?(?:verzeichnis|übersicht)?|Gliederung.*|Übersicht|Contents)\W*$", re.IGNORECASE
)
_LEADER = re.compile(r"(?:\. ?){4,}|…{2,}|_{4,}")


def contents(rows: Sequence[Row]) -> frozenset[int]:
    """Indexes of the rows of contents pages: headings in a row that come again later, with text below."""
    texts = [plain(row.text) for row in rows]
    last = {text: index for index, text in enumerate(texts)}
    found: set[int] = set()
    index = 0
    while index < len(rows):
        entries = _run(rows, index)
        if len(entries) >= 3 and _again(rows, entries):
            start, end = entries[0], entries[-1] + 1
            while start > 0 and _listed(rows, start - 1, texts, last):
                start -= 1
            while end < len(rows) and _listed(rows, end, texts, last):
                end += 1
            found.update(range(start, end))
            index = end
        else:
            index = entries[-1] + 1 if entries else index + 1
    return frozenset(found)


def order(number: str) -> tuple[int, str]:
    """A § number as something that sorts: "16a" after "16"."""
    match = re.match(r"(\d+) ?([a-z]?)", number)
    return (int(match[1]), match[2]) if match else (0, "")


def titles(rows: Sequence[Row], indexes: frozenset[int]) -> frozenset[str]:
    """The headings other than §§ that the contents pages list, as `plain` gives them."""
    texts = (plain(rows[i].text) for i in indexes if not SECTION.match(rows[i].text))
    return frozenset(text for text in texts if text)


def entries(rows: Sequence[Row], indexes: frozenset[int]) -> tuple[str, ...]:
    """The numbers of the §§ that the contents pages list, in their order."""
    matches = (SECTION.match(rows[index].text) for index in sorted(indexes))
    return tuple(match["number"].replace(" ", "") for match in matches if match)


def _run(rows: Sequence[Row], start: int) -> list[int]:
    """Indexes of successive rows from `start` that look like entries "§ n title" with rising numbers."""
    found: list[int] = []
    before = (0, "")
    for index in range(start, len(rows)):
        text = rows[index].text
        match = SECTION.match(text)
        if match and match["title"].strip() and not REFERENCE.match(match["title"]):
            number = order(match["number"])
            if number <= before or (found and number[0] > before[0] + 5):
                break
            found.append(index)
            before = number
        elif not found or index - found[-1] > 3 or (ended(text) and not _LEADER.search(text)):
            break
    return found


def _again(rows: Sequence[Row], found: list[int]) -> bool:
    """Whether most of the §§ listed come again."""
    listed = {order(m["number"]) for m in (SECTION.match(rows[i].text) for i in found) if m}
    later = {order(m["number"]) for m in (SECTION.match(row.text) for row in rows[found[-1] + 1 :]) if m}
    return len(listed & later) >= 0.6 * len(listed)


def _listed(rows: Sequence[Row], index: int, texts: list[str], last: dict[str, int]) -> bool:
    """Whether a row beside entries of a contents page belongs to it."""
    text = rows[index].text
    again = last[texts[index]] > index and not SECTION.match(text)
    return bool(_LEADER.search(text)) or bool(_NAMES.match(text)) or again


def plain(text: str) -> str:
    """A heading without leader dots and page number, case folded."""
    return re.sub(r"[\W\d_]*$", "", _LEADER.split(text)[0]).casefold()
