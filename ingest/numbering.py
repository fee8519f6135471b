"""The numbering a document prints, read without any layout: the yardstick for the sections found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

_HEADING = re.compile(
    r"^[ \t]*§[ \t\u00a0]*(?P<number>\d+)(?P<letter>[a-z]?)[ \t\u00a0.:]*"
    r"(?P<rest>$|(?!(?:Abs|Absatz|Absätze|Satz|Nr|und|bis|oder)\b)[A-ZÄÖÜ„\"(–-]\D.*$)",
    re.MULTILINE,
)
_SUPPLEMENT = re.compile(r"^[ \t]*Zu[ \t\u00a0]*§[ \t\u00a0]*(\d+[a-z]?)\b", re.MULTILINE)
_LAW = re.compile(r"[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]*(?:O|G|GB|V|VO)\b")


def printed_sections(pages: Sequence[str]) -> list[str]:
    """The headings § 1, § 2, § 2a, § 3 ... in the plain text of the pages; parts may begin again at § 1.

    A contents page, that is a first row all of which comes again in the second, counts once.
    In an order that supplements another ("Zu § 4"), the sections it supplements.
    """
    text = "\n".join(pages)
    supplements = _SUPPLEMENT.findall(text)
    if supplements:
        return [number for number, _ in groupby(supplements)]
    headings = [(int(h["number"]), h["letter"]) for h in _HEADING.finditer(text) if not _LAW.match(h["rest"])]
    first = 1 if (1, "") in headings else min((number for number, _ in headings), default=1)
    rows = _rows(headings, first)
    if len(rows) > 1 and set(rows[0]) <= set(rows[1]):
        rows = rows[1:]
    return [f"{number}{letter}" for row in rows for number, letter in row]


def _rows(headings: Sequence[tuple[int, str]], first: int) -> list[list[tuple[int, str]]]:
    """Unbroken rows of headings; what does not continue a row is a wrapped reference."""
    rows: list[list[tuple[int, str]]] = []
    for number, letter in headings:
        last, last_letter = rows[-1][-1] if rows else (first - 1, "")
        if (number, letter) == (first, ""):
            rows.append([(number, letter)])
        elif rows and (
            (number == last + 1 and letter in ("", "a")) or (number == last and letter > last_letter)
        ):
            rows[-1].append((number, letter))
    return rows
