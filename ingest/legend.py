"""The legend of an annex: codes and their meanings, and what the codes of one row mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.formats.page import Line
from ingest.layout import join

HEADING = re.compile(
    r"(Abkürzung(en|sverzeichnis)?|Legende|Zeichenerklärung|Erläuterung(en)?|Abbreviations|Key)\s*:?$"
)
_VARIABLE = re.compile(r"\(([a-z])\)$")
_SIGN = re.compile(r"\s*[=:]\s|\s+[–-]\s+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One code and its meaning as printed: "K (x)", "Klausur x Minuten"."""

    code: str
    meaning: str

    def uses(self, text: str) -> list[str]:
        """What this code means in `text`, for each form it has there: "K (120) = Klausur 120 Minuten"."""
        variable = _VARIABLE.search(self.code)
        if variable is None:
            return [f"{self.code} = {self.meaning}"] if re.search(_whole(re.escape(self.code)), text) else []
        stem = re.escape(self.code[: variable.start()].strip())
        form = _whole(stem + r"\s*(?:\((\d+)\)|(\d+))")
        value = re.compile(_whole(variable[1]))
        hits = re.finditer(form, text)
        return [f"{hit[0]} = {value.sub(hit[1] or hit[2], self.meaning)}" for hit in hits]


def entries(lines: Sequence[Line], words: Counter[str]) -> tuple[Entry, ...]:
    """Codes and meanings of the lines below a legend's heading, printed in two columns or as "K = Klausur".

    A line that begins at the meanings' column continues the meaning above it.
    """
    found: list[tuple[str, list[str]]] = []
    for row in _rows(lines):
        code, meaning = _parted(row)
        if code and meaning:
            found.append((code, [meaning]))
        elif found:
            found[-1][1].append(meaning or code)
    return tuple(Entry(code, join(meaning, words)) for code, meaning in found)


def expansions(legend: Sequence[Entry], heads: Sequence[str], values: Sequence[str]) -> tuple[str, ...]:
    """What a row's codes mean, in the legend's order: heads that are codes, and codes in its values."""
    notes = []
    for entry in legend:
        if entry.code in heads:
            notes.append(f"{entry.code} = {entry.meaning}")
        else:
            notes += [note for value in values for note in entry.uses(value)]
    return tuple(dict.fromkeys(notes))


def _whole(pattern: str) -> str:
    return rf"(?<!\w){pattern}(?!\w)"


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines on one baseline together, from left to right."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and abs(rows[-1][0].bottom - line.bottom) < line.size / 2 and line.x0 > rows[-1][-1].x1:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _parted(row: Sequence[Line]) -> tuple[str, str]:
    if len(row) > 1:
        return row[0].text, " ".join(line.text for line in row[1:])
    line = row[0]
    gaps = [(after.x0 - before.x1, at) for at, (before, after) in enumerate(pairwise(line.words), 1)]
    widest = max(gaps, default=(0.0, 0))
    if widest[0] > line.size * 0.8:
        return _joined(line, 0, widest[1]), _joined(line, widest[1], None)
    parts = _SIGN.split(line.text, maxsplit=1)
    return (parts[0], parts[1]) if len(parts) == 2 else (line.text, "")


def _joined(line: Line, start: int, end: int | None) -> str:
    return " ".join(word.text for word in line.words[start:end])
