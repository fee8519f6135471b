"""How a provision and some of its sentences are cited, and what they say word for word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from ingest.records import Kind, Provision, ProvisionKind, Regulation, Sentence

_PAGE = {"de": ("S.", "S."), "en": ("p.", "pp.")}
_ENDS_IN_SENTENCE = re.compile(r"Satz \d+$")


def cite(
    regulation: Regulation, provision: Provision, sentences: Sequence[int] = (), language: str = "de"
) -> str:
    """The full label: "Zu § 16 Abs. 4 (2) Satz 3 FSPO KI HSU, S. 9"; `language` only decides "S." or "p."."""
    chosen = [provision.sentences[i] for i in sorted(set(sentences))]
    label = provision.label
    if place := _place(provision, chosen):
        label += (", " if _ENDS_IN_SENTENCE.search(label) else " ") + place
    joint = ", " if regulation.kind is Kind.BROCHURE else " "
    pages = sorted({s.page for s in chosen}) or list(provision.pages)
    one, several = _PAGE[language]
    where = f", {several if len(pages) > 1 else one} {_numbers(pages, '')}" if pages else ""
    return f"{label}{joint}{regulation.short_name}{where}"


def quote(provision: Provision, sentences: Sequence[int] = ()) -> str:
    """The words from the first to the last of `sentences`, verbatim; the whole text for ()."""
    if not sentences:
        return provision.text
    chosen = [provision.sentences[i] for i in sentences]
    return provision.text[min(s.start for s in chosen) : max(s.end for s in chosen)]


def _place(provision: Provision, chosen: Sequence[Sentence]) -> str:
    """Items and sentence numbers: "lit. c Satz 2", "Satz 3 und 4"; "" if there is nothing to tell apart."""
    if provision.kind not in (ProvisionKind.SUBSECTION, ProvisionKind.OTHER):
        return ""
    if len(chosen) == len(provision.sentences):
        return ""
    parts = []
    for item, gathered in groupby(_gathered(provision, chosen), key=lambda s: s.item):
        group = list(gathered)
        unit = [s for s in provision.sentences if s.item == item]
        numbers = [s.number for s in group] if all(_countable(s, unit) for s in group) else []
        words = [*item, f"Satz {_numbers(numbers, ' und ')}" if numbers and len(unit) > 1 else ""]
        parts.append(" ".join(word for word in words if word))
    return ", ".join(part for part in parts if part)


def _gathered(provision: Provision, chosen: Sequence[Sentence]) -> list[Sentence]:
    """The sentences without those inside an item that is cited with all that stands below it."""
    kept = set(chosen)
    for sentence in chosen:
        below = {s for s in provision.sentences if s.item[: len(sentence.item)] == sentence.item != s.item}
        if sentence.item and below <= set(chosen):
            kept -= below
    return [sentence for sentence in chosen if sentence in kept]


def _countable(sentence: Sentence, unit: Sequence[Sentence]) -> bool:
    """False for a counted sentence whose number is printed at another sentence of the same unit."""
    return sentence.printed or not any(s.number == sentence.number and s.printed for s in unit)


def _numbers(numbers: Sequence[int], last: str) -> str:
    """[2, 3, 4] -> "2-4"; [3, 4] -> "3 und 4" with last=" und ", "3-4" with last=""."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    longest = 2 if last else 1
    words: list[str] = []
    for run in runs:
        words += [f"{run[0]}-{run[-1]}"] if len(run) > longest else [str(n) for n in run]
    if len(words) > 1 and last:
        return ", ".join(words[:-1]) + last + words[-1]
    return ", ".join(words)
