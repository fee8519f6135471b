"""References to provisions as quantities: "§ 16 Abs. 4 (1) Satz 3", "§§ 13 Abs. 7 und § 15", "Section 9(1)"."""

from __future__ import annotations

import re

from assistant.quantities.record import Quantity, Reader, Sort

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


def _references(match: re.Match[str]) -> list[Quantity]:
    """One reference for each provision named; what follows "und" or a comma keeps the § before it."""
    steps = dict.fromkeys(_STEPS, "")
    made: list[dict[str, str]] = []
    step, through = "section", False
    mark = ""
    for token in _TOKEN.finditer(match.group()):
        kind, word = token.lastgroup or "", token.group().strip(" ()")
        if kind in _STEPS:
            step = kind
            mark = "A" if kind == "section" and word.startswith("An") else mark if kind != "section" else ""
        elif kind == "through":
            through = True
        else:
            if kind == "bracket":
                step = "item" if steps["subsection"] else "subsection"
            value = mark + word if step == "section" else word
            if made and not any(steps[s] for s in _STEPS[_STEPS.index(step) :]):
                made.pop()
            made += _between(steps, step, value) if through else []
            steps = {s: v if _STEPS.index(s) < _STEPS.index(step) else "" for s, v in steps.items()}
            steps[step] = value
            made.append(steps)
            through = False
    return [Quantity(Sort.REFERENCE, "/".join(place.values())) for place in made]


def _between(steps: dict[str, str], step: str, last: str) -> list[dict[str, str]]:
    """The places between the one read before and `last`: "Abs. 1 bis 4" names 2 and 3 as well."""
    begin, end = re.sub(r"\D", "", steps[step]), re.sub(r"\D", "", last)
    mark = "A" if last.startswith("A") else ""
    numbers = range(int(begin) + 1, int(end)) if begin and end else range(0)
    return [steps | {step: f"{mark}{n}"} for n in numbers]


READERS: tuple[Reader, ...] = ((_REFERENCE, _references),)
