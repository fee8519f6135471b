"""The marks of list items: "1.", "a)", "aa)", "II.", "•", and how an item is cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.formats.page import Word

_MARKS = {
    "Nr.": re.compile(r"(\d{1,2}(?:\.\d{1,2})*)(?:[.)]|(?<=\.\d))(?=\D|$)"),
    "lit.": re.compile(r"(?!\w\. ?\w\.)\(?([a-z]|([a-z])\2)(?:\)|\.(?=\s|$|[A-ZÄÖÜ]))"),
    "roman": re.compile(r"(?!\w\. ?\w\.)\(?([IVX]{1,5}|[ivx]{1,5})(?:\)|\.)(?=\s|$|[A-ZÄÖÜ])"),
    "Spiegelstrich": re.compile(r"([•\-–—])(?=\s|$)(?!.* [-–—]$)"),
}
_MONTHS = re.compile(
    r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Trimester|Semester|"
    r"Fachsemester|Studien\w+|Jahrgang)\b"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark at the beginning of a text.

    kind: "Nr.", "lit.", "roman" or "Spiegelstrich"; value: its place in the list, 1 for a dash
    printed: number or letter without punctuation; end: where the text after the mark begins
    """

    kind: str
    value: int
    printed: str
    end: int

    def label(self, value: int) -> str:
        """How the item is cited, `value` being its place in the list."""
        if self.kind == "Spiegelstrich":
            return f"Spiegelstrich {value}"
        return f"{'Nr.' if self.kind == 'roman' else self.kind} {self.printed}"


def marks(text: str) -> Iterator[Mark]:
    """What the beginning of a text can be as a mark: "i)" is a letter or a roman number."""
    for kind, pattern in _MARKS.items():
        match = pattern.match(text)
        if match and not (kind == "Nr." and _MONTHS.match(text[match.end() :].strip())):
            yield Mark(kind, _value(kind, match[1]), match[1], match.end())


def without(words: Sequence[Word], count: int) -> list[Word]:
    """The words left when the first `count` letters of their text (joined by spaces) are taken away."""
    at = 0
    for position, word in enumerate(words):
        if at + len(word.text) > count:
            rest = word.text[max(0, count - at) :]
            return [replace(word, text=rest), *words[position + 1 :]]
        at += len(word.text) + 1
    return []


def _value(kind: str, printed: str) -> int:
    if kind == "Nr.":
        return int(printed.split(".")[-1])
    if kind == "lit.":
        return ord(printed[0]) - ord("a") + 1
    if kind == "roman":
        digits = [{"I": 1, "V": 5, "X": 10}[letter] for letter in printed.upper()]
        return sum(-d if d < max(digits[i:]) else d for i, d in enumerate(digits))
    return 1
