"""Number words, units and months of German and English: the vocabulary of `quantities`."""

from __future__ import annotations

import re
from itertools import product


def _listed(words: str) -> list[str]:
    return words.split()


_GERMAN = _listed(
    "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn"
)
_ENGLISH = _listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_GERMAN_TENS = _listed("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
_ENGLISH_TENS = _listed("twenty thirty forty fifty sixty seventy eighty ninety")


def _cardinals() -> dict[str, int]:
    words = {word: value for value, word in (*enumerate(_GERMAN), *enumerate(_ENGLISH))}
    words |= {tens: 20 + 10 * n for n, tens in (*enumerate(_GERMAN_TENS), *enumerate(_ENGLISH_TENS))}
    for n, unit in product(range(8), range(1, 10)):
        words[f"{_GERMAN[unit]}und{_GERMAN_TENS[n]}"] = 20 + 10 * n + unit
        words[f"{_ENGLISH_TENS[n]}-{_ENGLISH[unit]}"] = 20 + 10 * n + unit
    return words | {"hundert": 100, "hundred": 100, "zweier": 2, "dreier": 3, "zweien": 2, "dreien": 3}


CARDINALS = {word: value for word, value in _cardinals().items() if word not in ("ein", "one")}
"""Number words from two on; one is also the article and is read apart."""

_GERMAN_ORDINALS = _listed("erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft")
_ENGLISH_ORDINALS = _listed(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
)
ORDINALS = {
    f"{stem}{end}": n for n, stem in enumerate(_GERMAN_ORDINALS, 1) for end in ("e", "er", "en", "em", "es")
}
ORDINALS |= {word: n for n, word in enumerate(_ENGLISH_ORDINALS, 1)} | {"erstmalig": 1, "erstmals": 1}

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "Januar January Jan Jänner",
            "Februar February Feb",
            "März March Mrz",
            "April Apr",
            "Mai May",
            "Juni June Jun",
            "Juli July Jul",
            "August Aug",
            "September Sept Sep",
            "Oktober October Okt Oct",
            "November Nov",
            "Dezember December Dez Dec",
        ),
        1,
    )
    for name in names.split()
}

UNITS = (
    ("weekly hour", r"SWS|Semesterwochenstunden?"),
    ("day", r"(?:Werk|Kalender|Arbeits|Wochen)?[Tt]age?[ns]?|(?:working |calendar )?days?"),
    ("week", r"(?:Kalender|Unterrichts)?[Ww]ochen?|weeks?"),
    ("month", r"(?:Kalender)?[Mm]onat(?:e[ns]?|s)?|(?:calendar )?months?"),
    ("year", r"(?:Studien|Kalender)?[Jj]ahr(?:e[ns]?|s)?|(?:academic )?years?"),
    ("hour", r"(?:Zeit|Kontakt)?[Ss]tunden?|Std\.?|(?:contact )?hours?"),
    ("minute", r"[Mm]inuten?|min\b\.?|minutes?|mins?"),
    ("semester", r"(?:Fach|Studien|Bachelor|Master|Regelstudien)?-?[Ss]emestern?s?|semesters?"),
    ("trimester", r"(?:Fach|Bachelor|Master)?-?[Tt]rimestern?s?|trimesters?"),
    (
        "credit",
        r"(?:ECTS-?\s?)?(?:Leistungs|Kredit)-?[Pp]unkte?n?|(?:ECTS[- ]?)?[Cc]redit[- ]?[Pp]oints?"
        r"|ECTS(?:-Punkten?| credits?| points?)?|[Cc]redits?|LP|CP",
    ),
    ("point", r"Punkte?n?|points?|marks?"),
    ("page", r"Seiten?|pages?"),
    ("word", r"Wörtern?|Worten?|words?"),
    ("percent", r"%|v\.\s?H\.?|[Pp]rozent|per\s?cent"),
    ("euro", r"€|EUR\b|[Ee]uros?"),
    ("times", r"[Mm]ale?\b|times\b"),
    ("attempt", r"(?:Prüfungs|Wiederholungs)?[Vv]ersuche?[ns]?|attempts?|tries|try"),
    ("module", r"(?:Wahlpflicht|Pflicht)?-?[Mm]odule?[ns]?|modules?"),
    ("person", r"Personen?|Mitglieder[ns]?|Studierenden?|people|persons?|members?|students?"),
)
"""(unit, pattern of the words for it), the longer words before those they contain."""

_ADJECTIVES = {
    "tägig": "day",
    "wöchig": "week",
    "monatig": "month",
    "jährig": "year",
    "stündig": "hour",
    "minütig": "minute",
    "semestrig": "semester",
    "seitig": "page",
    "mal": "times",
    "malig": "times",
    "fach": "",
}
ADJECTIVE = re.compile(
    r"\b(\d+-?|" + "|".join(sorted((*CARDINALS, "ein"), key=len, reverse=True)) + r")-?"
    r"(" + "|".join(sorted(_ADJECTIVES, key=len, reverse=True)) + r")(?:e[nrms]?)?\b",
    re.IGNORECASE,
)
"""A number and a unit in one word: "achtwöchig", "12-monatige", "dreimal"."""


def adjective_unit(ending: str) -> str:
    """The unit of the ending of such a word: "wöchig" -> "week"."""
    return _ADJECTIVES[ending.lower()]


ANY_UNIT = "|".join(f"(?:{pattern})" for _, pattern in UNITS)
"""A pattern of the words for all units."""
_EACH_UNIT = tuple((name, re.compile(pattern)) for name, pattern in UNITS)


def unit_of(word: str) -> str:
    """The unit a word stands for, "" when it is none."""
    return next((name for name, pattern in _EACH_UNIT if pattern.fullmatch(word)), "")
