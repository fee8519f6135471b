"""Dates, school years and times of day as quantities: "31. Juli", "July 31st", "31.07.", "2024/25", "6 p.m."."""

from __future__ import annotations

import re

from assistant.quantities.numerals import ANY_UNIT, MONTHS
from assistant.quantities.record import Quantity, Reader, Sort

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?:\d{4}|\d{2}(?!\d))"


def _date(year: str | None, month: int, day: str | None) -> list[Quantity]:
    if not 1 <= month <= 12 or not 0 <= int(day or 0) <= 31:
        return []
    full = f"20{year}" if year and len(year) == 2 else year
    return [Quantity(Sort.DATE, f"{int(full or 0)}-{month}-{int(day or 0)}")]


def _day_and_month(match: re.Match[str]) -> list[Quantity]:
    """ "31.07." is a date; "2.6." at the end of a sentence is rather a grade."""
    day, month, year = match.groups()
    if not year and len(day) == 1 and len(month) == 1 and int(day) < 6:
        return [Quantity(Sort.NUMBER, f"{day}.{month}")]
    return _date(year, int(month), day)


def _clock(match: re.Match[str]) -> list[Quantity]:
    hour, minute, half, *plain = match.groups()
    hour, minute = int(hour or plain[0]), minute or plain[1] or "00"
    return [Quantity(Sort.CODE, f"{hour % 12 + 12 if (half or 'a')[0] == 'p' else hour}:{minute}")]


def _school_year(match: re.Match[str]) -> list[Quantity]:
    first, second = match.group(1), match.group(2)
    return [Quantity(Sort.NUMBER, first), Quantity(Sort.NUMBER, first[: 4 - len(second)] + second)]


READERS: tuple[Reader, ...] = (
    (re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b"), lambda m: _date(m[1], int(m[2]), m[3])),
    (re.compile(rf"(?<![\w.,])(\d\d?)\.\s?(\d\d?)\.\s?({_YEAR})?"), _day_and_month),
    (
        re.compile(rf"\b(\d\d?)\.?\s?[–-]\s?(\d\d?)\.?\s+({_MONTH})\b(?:\s*(\d{{4}}))?"),
        lambda m: _date(m[4], MONTHS[m[3]], m[1]) + _date(m[4], MONTHS[m[3]], m[2]),
    ),
    (
        re.compile(rf"\b(\d\d?)(?:\.|st|nd|rd|th)?\s*(?:of\s+)?({_MONTH})\b\.?,?(?:\s*(\d{{4}}))?"),
        lambda m: _date(m[3], MONTHS[m[2]], m[1]),
    ),
    (
        re.compile(rf"\b({_MONTH})\s+(\d\d?)(?:st|nd|rd|th)?\b(?!\s*(?:{ANY_UNIT})\b)(?:,?\s*(\d{{4}}))?"),
        lambda m: _date(m[3], MONTHS[m[1]], m[2]),
    ),
    (re.compile(rf"\b({_MONTH})\.?\s+(\d{{4}})\b"), lambda m: _date(m[2], MONTHS[m[1]], None)),
    (
        re.compile(rf"\b(?!May\b|March\b|Mar\b|Jan\b)({_MONTH})\b(?!-)"),
        lambda m: _date(None, MONTHS[m[1]], None),
    ),
    (
        re.compile(r"\b([Ii]n|[Bb]y|until|since|from|of|and|or) (May|March)\b"),
        lambda m: _date(None, MONTHS[m[2]], None),
    ),
    (re.compile(r"\b(20\d\d)\s?[/–-]\s?(\d\d|20\d\d)\b"), _school_year),
    (re.compile(r"\b(\d\d?)(?:[:.](\d\d))?\s?(Uhr|[ap]\.?m\b\.?)|\b(\d\d?):(\d\d)\b"), _clock),
)
