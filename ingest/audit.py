"""A regulation checks itself: numbering, contents page, page order, conservation of text, odd words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from ingest.conservation import balance
from ingest.labels import parse
from ingest.places import Place, places
from ingest.reading import PageText
from ingest.records import Finding, Kind, Provision, Regulation, Resolution

_MOST_LOST = 0.005
_PLACEHOLDER = re.compile(r"\bX{2,}\b|\b(?:am|vom|Nr\.)\s+,|_{3,}|\.{5,}|…{2,}")
_HYPHEN_LEFT = re.compile(
    r"\w+[a-zäöüß]-\s(?!und\b|oder\b|bzw|sowie\b|bis\b|als\b|u\.|o\.|and\b|or\b)[a-zäöüß]+"
)


def audit(regulation: Regulation, pages: Sequence[PageText] = ()) -> tuple[Finding, ...]:
    """Everything odd about a regulation; with `pages` also whether text was lost. Errors mean misreading."""
    findings = [
        *_sections(regulation),
        *_subsections(regulation),
        *_sentences(regulation),
        *_contents(regulation),
        *_page_order(regulation),
        *_references(regulation),
        *_words(regulation),
    ]
    if pages:
        findings += _conservation(regulation, pages)
    return tuple(findings)


def sections(regulation: Regulation) -> list[str]:
    """The numbers of the sections in document order, those of annexes with sections of their own too."""
    return [number for _, number in _numbered(regulation)]


def _numbered(regulation: Regulation) -> list[tuple[str, str]]:
    """Annex and number of each section in document order, once for every run of provisions."""
    labels = [place.label for place in places(regulation) if place.label.section]
    return [key for key, _ in groupby((label.annex, label.section) for label in labels)]


def _sections(regulation: Regulation) -> Iterator[Finding]:
    found = _numbered(regulation)
    for key in sorted(
        {key for key in found if found.count(key) > 1}, key=lambda key: (key[0], _order(key[1]))
    ):
        yield Finding("warning", "section-twice", f"§ {key[1]} begins {found.count(key)} times.")
    if any(place.label.supplementing for place in places(regulation)) or regulation.kind is Kind.BROCHURE:
        return
    for _, group in groupby(found, key=lambda key: key[0]):
        expected = 1
        for _, number in group:
            value = _order(number)[0]
            if value > expected:
                yield Finding("error", "section-gap", f"§ {expected} is missing before § {number}.")
            expected = max(expected, value + 1)


def _order(number: str) -> tuple[int, str]:
    digits = re.match(r"\d+", number)
    return int(digits.group()) if digits else 0, number


def _subsections(regulation: Regulation) -> Iterator[Finding]:
    """Gaps and repetitions in the innermost numbers of one section."""

    def outer(place: Place) -> tuple[str, ...]:
        return (place.label.annex, place.label.section, *place.label.levels[:-1])

    numbered = [p for p in places(regulation) if p.label.levels and p.label.section]
    for _, group in groupby(numbered, key=outer):
        same = list(group)
        if (
            same[0].label.supplementing
            and len(same[0].label.levels) == 1
            and not _bracketed(same[0].provision)
        ):
            continue
        numbers = [int(p.label.levels[-1]) for p in same]
        if numbers[0] != 1:
            yield _gap(same[0].provision, "1", str(numbers[0]))
        for (before, _), (after, place) in pairwise(zip(numbers, same, strict=True)):
            if after not in (before, before + 1):
                yield _gap(place.provision, str(before + 1), str(after))


def _bracketed(provision: Provision) -> bool:
    return provision.label.endswith(")")


def _gap(provision: Provision, expected: str, found: str) -> Finding:
    message = f"{provision.label}: number {expected} expected, {found} found."
    return Finding("warning", "subsection-gap", message, provision.id)


def _sentences(regulation: Regulation) -> Iterator[Finding]:
    for provision in regulation.provisions:
        end = 0
        for sentence in provision.sentences:
            if not end <= sentence.start < sentence.end <= len(provision.text):
                yield Finding("error", "sentence-span", "Sentences overlap or are empty.", provision.id)
            end = sentence.end
        printed = [(s.item, s.number) for s in provision.sentences if s.printed]
        for (before_item, before), (item, number) in pairwise(printed):
            if item == before_item and number != before + 1:
                message = f"{provision.label}: sentence {before + 1} expected, {number} printed."
                yield Finding("note", "sentence-gap", message, provision.id)


def _contents(regulation: Regulation) -> Iterator[Finding]:
    """The sections of the contents page against those found."""
    listed = {
        label.section
        for dropped in regulation.dropped
        if "contents" in dropped.reason
        for label in parse(dropped.text)
        if label.section and not label.levels
    }
    if not listed:
        return
    found = set(sections(regulation))
    for number in sorted(listed - found, key=_order):
        yield Finding("error", "contents", f"§ {number} stands on the contents page and was not found.")
    for number in sorted(found - listed, key=_order):
        yield Finding("warning", "contents", f"§ {number} was found and is not on the contents page.")


def _page_order(regulation: Regulation) -> Iterator[Finding]:
    for before, after in pairwise(p for p in regulation.provisions if p.pages):
        if after.pages[0] < before.pages[0]:
            message = f"{after.label} on page {after.pages[0]} stands after page {before.pages[0]}."
            yield Finding("warning", "page-order", message, after.id)


def _references(regulation: Regulation) -> Iterator[Finding]:
    for provision in regulation.provisions:
        for reference in provision.references:
            if reference.resolution is Resolution.NOT_FOUND:
                written = provision.text[reference.start : reference.end]
                message = f"{provision.label} refers to {written}, which does not exist."
                yield Finding("warning", "reference-not-found", message, provision.id)


def _words(regulation: Regulation) -> Iterator[Finding]:
    for provision in regulation.provisions:
        for found in _PLACEHOLDER.finditer(provision.text):
            message = f"{provision.label} has the placeholder {found.group()!r}."
            yield Finding("note", "placeholder", message, provision.id)
        for found in _HYPHEN_LEFT.finditer(provision.text):
            yield Finding("warning", "hyphen-left", f"{provision.label}: {found.group()!r}.", provision.id)
        if "\u00ad" in provision.text:
            yield Finding("error", "soft-hyphen", f"{provision.label} holds a soft hyphen.", provision.id)


def _conservation(regulation: Regulation, pages: Sequence[PageText]) -> Iterator[Finding]:
    for page in pages:
        if page.lines and not page.plain.strip():
            message = f"Page {page.number} has text that the second reader does not see."
            yield Finding("note", "not-compared", message)
    words = balance(regulation, [page.plain for page in pages])
    for code, odd, what in (
        ("text-lost", words.lost, "are in no provision and not dropped"),
        ("text-twice", words.twice, "stand in more places than on the pages"),
    ):
        if odd:
            severity = "error" if len(odd) > _MOST_LOST * words.words else "note"
            message = f"{len(odd)} of {words.words} words {what}: {', '.join(odd[:20])}."
            yield Finding(severity, code, message)
    for word in words.glued:
        yield Finding("warning", "words-glued", f"{word!r} is two words on the page.")
