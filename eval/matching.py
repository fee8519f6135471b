"""When a fact, a forbidden string or a quote occurs in a text.

The rules are those published with the gold set: facts match as whole words and whole numbers after
normalisation, quotes match by letters and digits only, table rows by their cells in order.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), "")
_MARKDOWN = dict.fromkeys(map(ord, "*_#"), "")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_SINGLE_QUOTES = dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u02bc`\u00b4"), "'")
_DOUBLE_QUOTES = dict.fromkeys(map(ord, "\u201c\u201d\u201e\u00ab\u00bb"), '"')
_UNIFORM = {**_INVISIBLE, **_MARKDOWN, **_DASHES, **_SINGLE_QUOTES, **_DOUBLE_QUOTES}
_SPACED_RANGE = re.compile(r"(?<=[\d.])\s*-\s*(?=\d)")
_WORD = re.compile(r"\w+")


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """The form in which an answer and a fact are compared: folded case, one kind of dash, quote and blank."""
    uniform = unicodedata.normalize("NFKC", text).translate(_UNIFORM)
    return _SPACED_RANGE.sub("-", " ".join(uniform.split()).casefold())


@lru_cache(maxsize=16384)
def _pattern(phrase: str) -> re.Pattern[str]:
    before, after = "", ""
    if phrase[0].isalnum():
        before = r"(?<!\w)(?<!\d[.,])" if phrase[0].isdigit() else r"(?<!\w)"
    if phrase[-1].isalnum():
        after = r"(?!\w)(?![.,]\d)" if phrase[-1].isdigit() else r"(?!\w)"
    return re.compile(before + re.escape(phrase) + after)


def occurs(phrase: str, text: str) -> bool:
    """True when `phrase` stands in `text` as whole words and whole numbers ("5 LP" is not in "15 LP")."""
    wanted = normalise(phrase)
    return bool(wanted) and _pattern(wanted).search(normalise(text)) is not None


def missing_facts(facts: tuple[tuple[str, ...], ...], text: str) -> tuple[tuple[str, ...], ...]:
    """The fact groups none of whose alternatives occurs in `text`."""
    return tuple(group for group in facts if not any(occurs(phrase, text) for phrase in group))


def find_quote(quote: str, text: str) -> tuple[int, int] | None:
    """Where `quote` stands in `text` (start, end), by letters and digits only; None when it does not."""
    wanted, _ = _letters(quote)
    letters, places = _letters(text)
    start = letters.find(wanted)
    if not wanted or start < 0:
        return None
    return places[start], places[start + len(wanted) - 1] + 1


@lru_cache(maxsize=4096)
def _letters(text: str) -> tuple[str, tuple[int, ...]]:
    """The letters and digits of `text` in their compared form, and the place of each in `text`."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", character).casefold():
            if letter.isalnum():
                letters.append(letter)
                places.append(place)
    return "".join(letters), tuple(places)


def holds_row(quote: str, text: str) -> bool:
    """True when the cells of a table row stand in `text` in order and close together.

    The names of the columns may stand between them: "LP: 4 | S: D" holds "4 D".
    """
    cells, words = _WORD.findall(normalise(quote)), _WORD.findall(normalise(text))
    reach = 3 * len(cells) + 15
    for start, word in enumerate(words):
        if cells and word == cells[0]:
            rest = iter(words[start : start + reach])
            if all(cell in rest for cell in cells):
                return True
    return False
