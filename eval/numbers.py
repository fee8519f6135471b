"""The numbers a text states, whatever their form: "zwei", "2", "31. Juli", "6.840", "1,5".

Written apart from the product's own verification: a gate that calls what it checks cannot catch it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from eval.matching import normalise

_WORDS = {
    2: "zwei zweite zweiten zweiter zweites zweimal two second twice",
    3: "drei dritte dritten dritter drittes dreimal three third thrice",
    4: "vier vierte vierten vierter viertes four fourth",
    5: "fünf fünfte fünften fünfter fünftes five fifth",
    6: "sechs sechste sechsten sechster sechstes six sixth",
    7: "sieben siebte siebten siebter siebtes seven seventh",
    8: "acht achte achten achter achtes eight eighth",
    9: "neun neunte neunten neunter neuntes nine ninth",
    10: "zehn zehnte zehnten zehnter zehntes ten tenth",
    11: "elf elfte elften eleven eleventh",
    12: "zwölf zwölfte zwölften twelve twelfth",
    13: "dreizehn thirteen",
    14: "vierzehn fourteen",
    15: "fünfzehn fifteen",
    16: "sechzehn sixteen",
    18: "achtzehn eighteen",
    20: "zwanzig twenty",
    24: "vierundzwanzig twenty-four",
    30: "dreißig thirty",
}
_MONTHS = [
    "januar january",
    "februar february",
    "märz march",
    "april",
    "mai",
    "juni june",
    "juli july",
    "august",
    "september",
    "oktober october",
    "november",
    "dezember december",
]
_VALUE = {word: float(number) for number, words in _WORDS.items() for word in words.split()}
_VALUE |= {word: float(n) for n, words in enumerate(_MONTHS, start=1) for word in words.split()}
_DATE = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?(?!\d)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_WORD = re.compile(r"[a-zäöüß]+(?:-[a-z]+)?")
_MARK = re.compile(r"\[\d+\]")


def numbers(text: str) -> frozenset[float]:
    """Every number `text` states in digits or words; the marks of citations, "[1]", are none."""
    plain = normalise(_MARK.sub(" ", text))
    found = {_VALUE[word] for word in _WORD.findall(plain) if word in _VALUE}
    for date in _DATE.finditer(plain):
        found.update(float(part) for part in date.groups() if part)
    for number in _NUMBER.findall(_DATE.sub(" ", plain)):
        found.add(_value(number))
    return frozenset(found)


def unsupported(statement: str, sources: Iterable[str]) -> tuple[float, ...]:
    """The numbers of `statement` that none of `sources` states, ascending."""
    known: set[float] = set()
    for source in sources:
        known |= numbers(source)
    return tuple(sorted(numbers(statement) - known))


def _value(number: str) -> float:
    if _THOUSANDS.fullmatch(number):
        return float(re.sub(r"[.,]", "", number))
    whole, *parts = re.split(r"[.,]", number)
    return float(f"{whole}.{''.join(parts)}") if parts else float(whole)
