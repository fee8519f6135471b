"""Numbers, dates, periods and references of a text in one form for both languages.

"zwei Wochen", "2 weeks" and "zweiwöchig" are the same quantity; so are "31. Juli", "July 31st" and "31.07.",
"1,5" and "1.5", "6 LP" and "6 ECTS credits".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from assistant.quantities import dates, numbers, references
from assistant.quantities.record import Quantity, Sort

__all__ = ["Quantity", "Sort", "quantities", "supports"]

_READERS = (*dates.READERS, *references.READERS, *numbers.READERS)


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities of a text in order of their place. What one reader has read, no other reads again."""
    found: list[Quantity] = []
    rest = text
    for pattern, read in _READERS:
        spans = []
        for match in pattern.finditer(rest):
            made = [replace(q, start=match.start(), end=match.end()) for q in read(match)]
            found += made
            spans += [match.span()] if made else []
        for start, end in spans:
            rest = rest[:start] + " " * (end - start) + rest[end:]
    found.sort(key=lambda q: (q.start, q.end, q.value))
    return tuple(_bounded(_shared_units(found, rest), rest))


def supports(evidence: Iterable[Quantity], claim: Quantity) -> bool:
    """Does one of the evidence's quantities say what the claim says?"""
    if claim.sort is Sort.ARTICLE and not claim.unit:
        return True
    same = [q for q in evidence if _same(q, claim)]
    units = {q.unit for q in same if q.unit}
    return bool(same) and (not claim.unit or not units or claim.unit in units)


def _same(evidence: Quantity, claim: Quantity) -> bool:
    if claim.sort is Sort.DATE:
        return evidence.sort is Sort.DATE and _fits(evidence.value.split("-"), claim.value.split("-"), "0")
    if claim.sort is Sort.REFERENCE:
        return evidence.sort is Sort.REFERENCE and _fits(
            evidence.value.split("/"), claim.value.split("/"), ""
        )
    if claim.sort is Sort.CODE:
        return evidence.sort is Sort.CODE and evidence.value == claim.value
    if evidence.sort is Sort.DATE:  # the year of a date
        return claim.value == evidence.value.split("-")[0]
    if evidence.value != claim.value or not _sorts_agree(evidence.sort, claim.sort):
        return False
    return not (evidence.bound and claim.bound and evidence.bound != claim.bound)


def _fits(evidence: list[str], claim: list[str], unsaid: str) -> bool:
    return all(c in (unsaid, e) for e, c in zip(evidence, claim, strict=True))


def _sorts_agree(evidence: Sort, claim: Sort) -> bool:
    if Sort.EITHER in (evidence, claim):
        return {evidence, claim} <= {Sort.EITHER, Sort.NUMBER, Sort.ORDINAL}
    cardinal = {Sort.NUMBER, Sort.ARTICLE}
    return evidence == claim or {evidence, claim} <= cardinal


_RANGE = re.compile(
    r"\s*(?:bis|to|–|-|und|and|oder|or|bzw\.|,|zu|resp\.)?\s*(?:zu|to)?\s*"
    r"(?:mindestens|mind\.|höchstens|maximal|max\.|at least|at most|up to|a maximum of|no more than|spätestens)?\s*"
)


def _shared_units(found: list[Quantity], text: str) -> list[Quantity]:
    """A number without a unit takes that of the number it stands in a range or list with ("10 bis 20 Minuten")."""
    for n in range(len(found) - 2, -1, -1):
        here, after = found[n], found[n + 1]
        plain = (
            here.sort in (Sort.NUMBER, Sort.EITHER)
            and not here.unit
            and after.sort is Sort.NUMBER
            and after.unit
        )
        if plain and _RANGE.fullmatch(text[here.end : after.start]):
            found[n] = replace(here, unit=after.unit, sort=Sort.NUMBER)
    return found


_BOUNDS = tuple(
    (bound, re.compile(rf"(?:{words})\s*(?:einer?\s|a\s|the\s)?$", re.IGNORECASE))
    for bound, words in (
        (
            "max",
            r"höchstens|maximal|max\.|bis zu|nicht (?:mehr|länger) als|weniger als|up to|at most"
            r"|maximum of|(?:no|not) (?:more|longer) than|less than|fewer than|no longer than|not exceed(?:ing)?",
        ),
        (
            "min",
            r"mindestens|mind\.|wenigstens|minimal|mehr als|at least|(?:no|not) less than|more than|minimum of",
        ),
    )
)


_THROUGH = re.compile(r"\s*(?:bis|to|–|-)\s*")


def _bounded(found: list[Quantity], text: str) -> list[Quantity]:
    """Numbers with the bound that stands before them ("höchstens 60", "at least two") or that a range makes them."""
    made = [replace(q, bound=_bound(text[: q.start])) if q.sort is Sort.NUMBER else q for q in found]
    for n, (low, high) in enumerate(pairwise(made)):
        if low.sort is high.sort is Sort.NUMBER and low.unit == high.unit != "" and _range(text, low, high):
            made[n] = replace(low, bound=low.bound or "min")
            made[n + 1] = replace(high, bound=high.bound or "max")
    return made


def _bound(before: str) -> str:
    return next((bound for bound, pattern in _BOUNDS if pattern.search(before[-25:])), "")


def _range(text: str, low: Quantity, high: Quantity) -> bool:
    """ "10 bis 20", "zwischen 10 und 20", "between 10 and 20"."""
    between = text[low.end : high.start]
    if re.search(r"(?:zwischen|between)\s*$", text[: low.start], re.IGNORECASE):
        return bool(re.fullmatch(r"\s*(?:und|and)\s*", between))
    return bool(_THROUGH.fullmatch(between))
