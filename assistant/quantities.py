"""Numbers, dates, periods and references of a text in one form for both languages.

"zwei Wochen", "2 weeks" and "zweiwöchig" are the same quantity; so are "31. Juli", "July 31st" and "31.07.",
"1,5" and "1.5", "6 LP" and "6 ECTS credits".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from assistant.numerals import ADJECTIVE, CARDINALS, MONTHS, ORDINALS, UNITS, adjective_unit, unit_of


class Sort(StrEnum):
    """What sort of quantity it is."""

    DATE = "date"
    REFERENCE = "reference"
    CODE = "code"
    NUMBER = "number"
    ORDINAL = "ordinal"
    EITHER = "number or ordinal"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a text, `text[start:end]`.

    value: a number as decimal digits ("1.5"); a date as "year-month-day" with 0 for what is not said;
           a reference as "§/subsection/item/sentence" with "" for what is not said; a code in capitals
    unit:  of a number or ordinal, "" when none is recognised
    bound: "min", "max" or ""
    """

    sort: Sort
    value: str
    unit: str = ""
    bound: str = ""
    start: int = 0
    end: int = 0


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities of a text in order of their place."""
    found: list[Quantity] = []
    for pattern, read in _READERS:

        def take(match: re.Match[str], read: _Reader = read) -> str:
            made = [replace(q, start=match.start(), end=match.end()) for q in read(match)]
            found.extend(made)
            return " " * len(match.group()) if made else match.group()

        text = pattern.sub(take, text)
    return tuple(_bounded(_shared_units(sorted(found, key=lambda q: (q.start, q.end, q.value)), text), text))


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


_Reader = Callable[[re.Match[str]], list[Quantity]]


def _number(digits: str) -> str:
    """ "6.840" and "6,840" -> "6840"; "1,5" -> "1.5"; "4,0" -> "4.0", a grade, no count; "01" -> "1"."""
    if re.fullmatch(r"[1-9]\d{0,2}(?:[.,\s]\d{3})+", digits):
        return re.sub(r"\D", "", digits)
    whole, _, fraction = digits.replace(",", ".").partition(".")
    return f"{int(whole)}.{fraction}" if fraction else str(int(whole))


def _date(year: str | None, month: int, day: str | None) -> list[Quantity]:
    if not 1 <= month <= 12 or not 0 <= int(day or 0) <= 31:
        return []
    full = f"20{year}" if year and len(year) == 2 else year
    return [Quantity(Sort.DATE, f"{int(full or 0)}-{month}-{int(day or 0)}")]


def _reference(match: re.Match[str]) -> list[Quantity]:
    """One reference for each provision named; what follows "und" or a comma keeps the § before it."""
    steps = dict.fromkeys(_STEPS, "")
    made: list[dict[str, str]] = []
    step, through = "section", False
    for token in _TOKEN.finditer(match.group()):
        kind, word = token.lastgroup or "", token.group().strip(" ()")
        if kind in _STEPS:
            step = kind
            continue
        if kind == "through":
            through = True
            continue
        if kind == "bracket":
            step = "item" if steps["subsection"] else "subsection"
        value = (
            f"A{word}" if step == "section" and match.group()[0] == "A" and match.group()[1] != "r" else word
        )
        if made and not steps[step] and not any(steps[s] for s in _STEPS[_STEPS.index(step) + 1 :]):
            steps[step] = value
            made[-1] = dict(steps)
            continue
        first = int(word) if through and word.isdigit() else 0
        for n in range(int(steps[step].strip("A") or 0) + 1 if first else 0, first):
            made.append(steps | {step: value.rstrip(word) + str(n)})
        steps = {s: v if _STEPS.index(s) < _STEPS.index(step) else "" for s, v in steps.items()} | {
            step: value
        }
        made.append(dict(steps))
        through = False
    return [Quantity(Sort.REFERENCE, "/".join(ref.values())) for ref in made]


_STEPS = ("section", "subsection", "item", "sentence")
_MARKS = {
    "section": r"§§?|\b[Ss]ections?|\bArt(?:ikel|icle|\.)|\b(?:Anlagen?|Annex(?:es)?)\b",
    "subsection": r"\bAbs(?:atz|ätze|\.)|\b[Ss]ubsections?|\b[Pp]aragraphs?",
    "item": r"\bN(?:umme)?rn?\.|\b[Nn]o\.|\blit\.|\bBuchst(?:aben?|\.)|\b[Ll]etters?",
    "sentence": r"\bS(?:atz|ätze)\b|\b[Ss]entences?",
}
_TOKEN = re.compile(
    "|".join(f"(?P<{step}>{mark})" for step, mark in _MARKS.items())
    + r"|(?P<through>\b(?:bis|to)\b)|(?P<bracket>\(\d+\))|(?P<number>\d+[a-z]?)\b|(?P<letter>\b[a-z]\b)"
)
_SECTION = rf"(?:{_MARKS['section']})\s*\d+[a-z]?"
_BELOW = "|".join(_MARKS[step] for step in _STEPS[1:])
_STEP = rf"(?:\s*(?:{_BELOW})\s*(?:\(?\d+\)?|[a-z]\b)|\s*\(\d+\))"
_JOIN = r"\s*(?:,|und|and|or|oder|bzw\.|sowie|bis|to)\s*"
_REFERENCE = re.compile(
    rf"(?:{_SECTION}|(?:{_BELOW})\s*(?:\(?\d+\)?|[a-z]\b)){_STEP}*"
    rf"(?:{_JOIN}(?:{_SECTION}{_STEP}*|{_STEP}+|\d+\b(?!\s*[\wäöü%€.])|[a-z]\b))*"
)

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?:\d{4}|\d{2}(?!\d))"
_FIGURE = r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?!\d)|\d+[.,]\d+|\d+"
_WORD = "|".join(sorted(CARDINALS, key=len, reverse=True))
_GAP = r"[\s\u00a0-]*(?:\(\w+\)\s*)?"
_UNITS = "|".join(f"(?:{pattern})" for _, pattern in UNITS)
_ONE = r"(?:eine[nmrs]?|ein|one)"
_CODE = re.compile(
    r"\b(?!EUR|CP|LP|ECTS)[A-ZÄÖÜ]{1,5}(?:-[\w-]*)?[ -]?(?!(?:19|20)\d\d\b)\d[\w-]*|\b(?=\w*\d)(?=\w*[A-Z])[A-Z]\w+|\b[A-Z][\w]*-[\w-]*\d[\w-]*"
)
_HEADS = {"LP": "credit", "CP": "credit", "ECTS": "credit", "Tr": "trimester", "Trimester": "trimester"}


def _measured(match: re.Match[str]) -> list[Quantity]:
    digits = match.group("n")
    value = _number(digits) if digits[0].isdigit() else str(CARDINALS[digits.lower()])
    sign = "euro" if match.group("sign") else ""
    return [Quantity(Sort.NUMBER, value, sign or unit_of(match.group("unit") or ""))]


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


def _ordinal(match: re.Match[str]) -> list[Quantity]:
    """ "first degree" or "in the first place" counts nothing; "first resit" and "second" do."""
    value, unit = str(ORDINALS[match.group(1).lower()]), unit_of(match.group(2) or "")
    return [Quantity(Sort.ORDINAL, value, unit)] if value != "1" or unit or match.group(3) else []


def _point_after(match: re.Match[str]) -> list[Quantity]:
    """ "5. Trimester" may be an ordinal, or a number at the end of a sentence."""
    return [Quantity(Sort.EITHER, _number(match.group(1)), unit_of(match.group(2) or ""))]


def _school_year(match: re.Match[str]) -> list[Quantity]:
    first, second = match.group(1), match.group(2)
    return [Quantity(Sort.NUMBER, first), Quantity(Sort.NUMBER, first[: 4 - len(second)] + second)]


_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile(r"\[\d+(?:\s*,\s*\d+)*\]"), lambda m: [Quantity(Sort.ARTICLE, "1")]),  # citation marks
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
        re.compile(rf"\b({_MONTH})\s+(\d\d?)(?:st|nd|rd|th)?\b(?!\s*(?:{_UNITS})\b)(?:,?\s*(\d{{4}}))?"),
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
    (_REFERENCE, _reference),
    (re.compile(r"\b(20\d\d)\s?[/–-]\s?(\d\d|20\d\d)\b"), _school_year),
    (re.compile(r"\b(\d\d?)(?:[:.](\d\d))?\s?(Uhr|[ap]\.?m\b\.?)|\b(\d\d?):(\d\d)\b"), _clock),
    (
        re.compile(r"\b(LP|CP|ECTS|Tr|Trimester):? ?(\d+)\b(?![.,]\d)"),
        lambda m: [Quantity(Sort.NUMBER if _HEADS[m[1]] == "credit" else Sort.EITHER, m[2], _HEADS[m[1]])],
    ),
    (
        re.compile(r"\b((?:tri|se)mester|year|Semester|Trimester)\s(\d+)\b(?!\s*(?:%s))" % _UNITS),
        lambda m: [Quantity(Sort.EITHER, m[2], unit_of(m[1].lower()))],
    ),
    (_CODE, lambda m: [Quantity(Sort.CODE, re.sub(r"[\s-]+", " ", m[0]).upper())]),
    (ADJECTIVE, lambda m: [Quantity(Sort.NUMBER, _word_value(m[1]), adjective_unit(m[2]))]),
    (
        re.compile(
            rf"\b(?:nur|auf|lediglich|höchstens|maximal|genau|only|just|to|at most|exactly)\s{_ONE}\b(?!\s(?:of|der|des|Blick)\b)"
            rf"(?:\s(?:weitere[nrs]?|further|more))?(?:\s({_UNITS})(?!\w))?"
        ),
        lambda m: [Quantity(Sort.NUMBER, "1", unit_of(m[1] or ""))],
    ),
    (re.compile(r"\b(?:once|einmal(?:ig)?\w*)\b"), lambda m: [Quantity(Sort.ARTICLE, "1", "")]),
    (re.compile(r"\b(twice)\b", re.IGNORECASE), lambda m: [Quantity(Sort.NUMBER, "2", "times")]),
    (
        re.compile(rf"\b(\d+)(?:st|nd|rd|th)\b(?:[\s-]({_UNITS}))?"),
        lambda m: [Quantity(Sort.ORDINAL, _number(m[1]), unit_of(m[2] or ""))],
    ),
    (
        re.compile(
            rf"\b({'|'.join(sorted(ORDINALS, key=len, reverse=True))})(?!\w)(?:[\s-]({_UNITS})(?!\w))?(?=(\s(?:Wiederhol|Prüfung|re)\w*)?)",
            re.IGNORECASE,
        ),
        _ordinal,
    ),
    (
        re.compile(r"\b(Erst|Zweit|Dritt)(?=versuch|wiederhol|prüf|teilnahme)"),
        lambda m: [Quantity(Sort.ORDINAL, str(ORDINALS[m[1].lower() + "e"]))],
    ),
    (re.compile(rf"(?<![\w.,])(\d\d?)\.(?=\s|$)(?:\s({_UNITS})(?!\w))?"), _point_after),
    (
        re.compile(
            rf"(?P<sign>€\s?|\bEUR\s?)?(?<![\w.,])(?<![A-Za-z]-)(?P<n>{_FIGURE})(?![\w]|[.,]\d)(?:{_GAP}(?P<unit>{_UNITS})(?!\w))?"
        ),
        _measured,
    ),
    (
        re.compile(
            rf"(?P<sign>€)?\b(?P<n>{_WORD})\b(?:{_GAP}(?:weitere[nrs]?\s|further\s|more\s)?(?P<unit>{_UNITS})(?!\w))?",
            re.IGNORECASE,
        ),
        _measured,
    ),
    (
        re.compile(
            rf"\b{_ONE}\b(?:[\s-]+(?:weitere[nrs]?\s|further\s|more\s|einzige[nrs]?\s)?({_UNITS})(?!\w))?",
            re.IGNORECASE,
        ),
        lambda m: [Quantity(Sort.ARTICLE, "1", _claimed_unit(m))],
    ),
)


def _word_value(word: str) -> str:
    word = word.rstrip("-").lower()
    return word if word.isdigit() else "1" if word == "ein" else str(CARDINALS[word])


def _claimed_unit(match: re.Match[str]) -> str:
    """ "eine Woche" is a period; "ein Modul" or "ein Semester" is mostly the article."""
    unit = unit_of(match.group(1) or "")
    return unit if unit in ("day", "week", "month", "year", "hour", "minute", "credit", "page") else ""


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


_BOUNDS = (
    (
        "min",
        re.compile(
            r"(?:mindestens|mind\.|wenigstens|minimal|at least|no less than|not less than|more than|mehr als|minimum of)\s*$",
            re.I,
        ),
    ),
    (
        "max",
        re.compile(
            r"(?:höchstens|maximal|max\.|bis zu|up to|at most|no more than|not more than|nicht mehr als|maximum of|weniger als"
            r"|less than|fewer than|no longer than|not exceed(?:ing)?)\s*(?:einer?\s|a\s|the\s)?$",
            re.I,
        ),
    ),
)


def _bounded(found: list[Quantity], text: str) -> list[Quantity]:
    """Numbers with the bound that stands before them: "höchstens 60", "at least two"."""
    return [
        replace(
            q,
            bound=next(
                (b for b, p in reversed(_BOUNDS) if p.search(text[max(0, q.start - 25) : q.start])), ""
            ),
        )
        if q.sort is Sort.NUMBER
        else q
        for q in found
    ]
