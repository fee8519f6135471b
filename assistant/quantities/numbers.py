"""Numbers with their units, ordinals and codes as quantities: "zwei Wochen", "14-week", "5. Trimester", "C1"."""

from __future__ import annotations

import re

from assistant.quantities.numerals import ADJECTIVE, ANY_UNIT, CARDINALS, ORDINALS, adjective_unit, unit_of
from assistant.quantities.record import Quantity, Reader, Sort

_FIGURE = r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?!\d)|\d+[.,]\d+|\d+"
_WORD = "|".join(sorted(CARDINALS, key=len, reverse=True))
_GAP = r"[\s\u00a0-]*(?:\(\w+\)\s*)?"
_ONE = r"(?:eine[nmrs]?|ein|one)"
_CODE = re.compile(
    r"\b(?!EUR|CP|LP|ECTS)[A-ZÄÖÜ]{1,5}(?:-[\w-]*)?[ -]?(?!(?:19|20)\d\d\b)\d[\w-]*"  # MB 01901, WS-12-M-03, C1
    r"|\b(?=\w*\d)(?=\w*[A-Z])[A-Z]\w+"  # WS16P15
    r"|\b[A-Z]\w*-[\w-]*\d[\w-]*"  # KI-GeiSo-02004a
)
_FIRST_WORDS = "|".join(sorted(ORDINALS, key=len, reverse=True))
_HEADS = {"LP": "credit", "CP": "credit", "ECTS": "credit", "Tr": "trimester", "Trimester": "trimester"}


def _number(digits: str) -> str:
    """ "6.840" and "6,840" -> "6840"; "1,5" -> "1.5"; "4,0" -> "4.0", a grade, no count; "01" -> "1"."""
    if re.fullmatch(r"[1-9]\d{0,2}(?:[.,\s]\d{3})+", digits):
        return re.sub(r"\D", "", digits)
    whole, _, fraction = digits.replace(",", ".").partition(".")
    return f"{int(whole)}.{fraction}" if fraction else str(int(whole))


def _measured(match: re.Match[str]) -> list[Quantity]:
    digits = match.group("n")
    value = _number(digits) if digits[0].isdigit() else str(CARDINALS[digits.lower()])
    sign = "euro" if match.group("sign") else ""
    return [Quantity(Sort.NUMBER, value, sign or unit_of(match.group("unit") or ""))]


def _ordinal(match: re.Match[str]) -> list[Quantity]:
    """ "first degree" or "in the first place" counts nothing; "first resit" and "second" do."""
    value, unit = str(ORDINALS[match.group(1).lower()]), unit_of(match.group(2) or "")
    return [Quantity(Sort.ORDINAL, value, unit)] if value != "1" or unit or match.group(3) else []


def _point_after(match: re.Match[str]) -> list[Quantity]:
    """ "5. Trimester" may be an ordinal, or a number at the end of a sentence."""
    return [Quantity(Sort.EITHER, _number(match.group(1)), unit_of(match.group(2) or ""))]


def _word_value(word: str) -> str:
    word = word.rstrip("-").lower()
    return word if word.isdigit() else "1" if word == "ein" else str(CARDINALS[word])


def _claimed_unit(match: re.Match[str]) -> str:
    """ "eine Woche" is a period; "ein Modul" or "ein Semester" is mostly the article."""
    unit = unit_of(match.group(1) or "")
    return unit if unit in ("day", "week", "month", "year", "hour", "minute", "credit", "page") else ""


READERS: tuple[Reader, ...] = (
    (re.compile(r"\[\d+(?:\s*,\s*\d+)*\]"), lambda m: [Quantity(Sort.ARTICLE, "1")]),  # citation marks
    (
        re.compile(r"\b(LP|CP|ECTS|Tr|Trimester):? ?(\d+)\b(?![.,]\d)"),
        lambda m: [Quantity(Sort.NUMBER if _HEADS[m[1]] == "credit" else Sort.EITHER, m[2], _HEADS[m[1]])],
    ),
    (
        re.compile(rf"\b((?:tri|se)mester|year|Semester|Trimester)\s(\d+)\b(?!\s*(?:{ANY_UNIT}))"),
        lambda m: [Quantity(Sort.EITHER, m[2], unit_of(m[1].lower()))],
    ),
    (_CODE, lambda m: [Quantity(Sort.CODE, re.sub(r"[\s-]+", " ", m[0]).upper())]),
    (ADJECTIVE, lambda m: [Quantity(Sort.NUMBER, _word_value(m[1]), adjective_unit(m[2]))]),
    (
        re.compile(
            rf"\b(?:nur|auf|lediglich|höchstens|maximal|genau|only|just|to|at most|exactly)\s{_ONE}\b"
            rf"(?!\s(?:of|der|des|Blick)\b)(?:\s(?:weitere[nrs]?|further|more))?(?:\s({ANY_UNIT})(?!\w))?"
        ),
        lambda m: [Quantity(Sort.NUMBER, "1", unit_of(m[1] or ""))],
    ),
    (re.compile(r"\b(?:once|einmal(?:ig)?\w*)\b"), lambda m: [Quantity(Sort.ARTICLE, "1", "")]),
    (re.compile(r"\b(twice)\b", re.IGNORECASE), lambda m: [Quantity(Sort.NUMBER, "2", "times")]),
    (
        re.compile(rf"\b(\d+)(?:st|nd|rd|th)\b(?:[\s-]({ANY_UNIT}))?"),
        lambda m: [Quantity(Sort.ORDINAL, _number(m[1]), unit_of(m[2] or ""))],
    ),
    (
        re.compile(
            rf"\b({_FIRST_WORDS})(?!\w)(?:[\s-]({ANY_UNIT})(?!\w))?(?=(\s(?:Wiederhol|Prüfung|re)\w*)?)",
            re.IGNORECASE,
        ),
        _ordinal,
    ),
    (
        re.compile(r"\b(Erst|Zweit|Dritt)(?=versuch|wiederhol|prüf|teilnahme)"),
        lambda m: [Quantity(Sort.ORDINAL, str(ORDINALS[m[1].lower() + "e"]))],
    ),
    (re.compile(rf"(?<![\w.,])(\d\d?)\.(?=\s|$)(?:\s({ANY_UNIT})(?!\w))?"), _point_after),
    (
        re.compile(
            rf"(?P<sign>€\s?|\bEUR\s?)?(?<![\w.,])(?<![A-Za-z]-)(?P<n>{_FIGURE})(?![\w]|[.,]\d)(?:{_GAP}(?P<unit>{ANY_UNIT})(?!\w))?"
        ),
        _measured,
    ),
    (
        re.compile(
            rf"(?P<sign>€)?\b(?P<n>{_WORD})\b(?:{_GAP}(?:weitere[nrs]?\s|further\s|more\s)?(?P<unit>{ANY_UNIT})(?!\w))?",
            re.IGNORECASE,
        ),
        _measured,
    ),
    (
        re.compile(
            rf"\b{_ONE}\b(?:[\s-]+(?:weitere[nrs]?\s|further\s|more\s|einzige[nrs]?\s)?({ANY_UNIT})(?!\w))?",
            re.IGNORECASE,
        ),
        lambda m: [Quantity(Sort.ARTICLE, "1", _claimed_unit(m))],
    ),
)
