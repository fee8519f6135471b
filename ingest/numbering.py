"""The numbering a document prints, read without any layout: the yardstick for the sections found."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADING = re.compile(
    r"^[ \t]*(?:Zu[ \t\u00a0]*)?§[ \t\u00a0]*(?P<number>\d+)(?P<letter>[a-z]?)[ \t\u00a0.:]*"
    r"(?P<rest>$|(?!Abs|Satz|Nr|und\b|bis\b|oder\b|ff)[A-ZÄÖÜ„\"(–-].*$)",
    re.MULTILINE,
)
_LAW = re.compile(r"[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]*(?:O|G|GB|V|VO)\b")


def printed_sections(pages: Sequence[str]) -> list[str]:
    """The unbroken row § 1, § 2, § 2a, § 3 ... of headings in the plain text of the pages."""
    row: list[tuple[int, str]] = []
    for found in _HEADING.finditer("\n".join(pages)):
        number, letter = int(found["number"]), found["letter"]
        last, last_letter = row[-1] if row else (0, "")
        follows = (number == last + 1 and letter in ("", "a")) or (number == last and letter > last_letter)
        if follows and not _LAW.match(found["rest"]):
            row.append((number, letter))
    return [f"{number}{letter}" for number, letter in row]
