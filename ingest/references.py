"""Finds the references in provisions and resolves them, without ever guessing.

A reference leads to provisions of the same regulation, to a regulation outside the corpus, or to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ingest.labels import Label, after, parse, parse_inside
from ingest.places import Place, Target, matching, places
from ingest.records import Provision, Reference, Regulation, Resolution

_ABBREVIATION = r"[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]*(?:O|G|GB|V|VO)"
_OTHER = re.compile(
    rf"""\s*,?\s* (?:(?:der|des|dem|den|aus\ der|of\ the)\s+)?
    (?: (?P<short>{_ABBREVIATION}) (?![\w])
      | (?P<long> (?:[A-ZÄÖÜ][\w-]+\s+){{0,3}}?
          [A-ZÄÖÜ]?[\w-]*(?:[Gg]esetz(?:es|e|s)? | [Gg]esetzbuch(?:e?s)? | [Oo]rdnung | [Ss]atzung
            | [Rr]ichtlinien? | [Vv]ertrag(?:e?s)?)\b)
    )""",
    re.VERBOSE,
)
_SHORT_IN_BRACKETS = re.compile(r"[^()§;]{0,120}?\((?P<short>[^()\s]{2,30})\)")
_OWN = re.compile(
    r"\s*,?\s*(?:dieser|der vorliegenden|of these|of this)\s+\w*(?:[Oo]rdnung|[Ss]atzung|regulation)"
)
_SUPPLEMENT = re.compile(r"\s*de[rs]\s+(?:[\w.-]+\s+){1,3}")
_PRECEDENCE = re.compile(r"\b(?:geh(?:en|t)\b.*\bvor\b|Vorrang|vorrangig|take[s]? precedence)")


@dataclass(frozen=True, slots=True)
class _Order:
    """What resolving needs to know of a regulation."""

    regulation: Regulation
    places: tuple[Place, ...]
    parent: str  # the regulation that a bare § means where this one does not supplement it, or ""
    precedes: frozenset[str]  # regulations that take precedence over this one, by its own words


def resolve(regulation: Regulation) -> Regulation:
    """The regulation with the references of every provision."""
    own = places(regulation)
    supplementing = any(place.label.supplementing for place in own)
    order = _Order(
        regulation,
        own,
        regulation.supplements[0] if supplementing and regulation.supplements else "",
        frozenset(_preceding(regulation)),
    )
    provisions = tuple(replace(p, references=tuple(_references(p, order))) for p in regulation.provisions)
    return replace(regulation, provisions=provisions)


def _references(provision: Provision, order: _Order) -> Iterator[Reference]:
    """The references of one provision in order of their place."""
    text = provision.text
    own = next(iter(parse(provision.label)), None)
    labels = _merge_supplements(text, parse_inside(text))
    zones = after(text, labels)
    found: list[Reference] = []
    for _, group in groupby(zip(labels, zones, strict=True), key=lambda pair: pair[0].start):
        same = list(group)
        found.append(_resolve([label for label, _ in same], same[-1][1], provision, own, order))
    taken = [range(r.start, r.end + len(r.regulation) + 8) for r in found if r.regulation]
    for name in order.regulation.supplements:
        for mention in re.finditer(rf"\b{re.escape(name)}\b", text):
            if not any(mention.start() in span for span in taken):
                found.append(_missing(mention.start(), mention.end(), name, order))
    yield from sorted(found, key=lambda reference: (reference.start, reference.end))


def _merge_supplements(text: str, labels: Sequence[Label]) -> tuple[Label, ...]:
    """ "Absatz 3 der Ergänzenden Bestimmungen zu § 13 Absatz 1" becomes one label."""
    merged: list[Label] = []
    for label in labels:
        before = merged[-1] if merged else None
        if (
            before
            and not before.section
            and label.supplementing
            and _SUPPLEMENT.fullmatch(text[before.end : label.start])
        ):
            levels = label.levels + before.levels
            merged[-1] = replace(
                before, end=label.end, section=label.section, levels=levels, supplementing=True
            )
        else:
            merged.append(label)
    return tuple(merged)


def _resolve(
    labels: Sequence[Label], following: str, provision: Provision, own: Label | None, order: _Order
) -> Reference:
    """One reference, which may name several places that begin at the same point."""
    start, end = labels[0].start, max(label.end for label in labels)
    if other := _other_regulation(following, order.regulation):
        return _missing(start, end, other, order)
    targets: list[str] = []
    for label in labels:
        places_meant = list(_targets(label, provision, own, order))
        if not places_meant:
            if (
                order.parent
                and not label.annex
                and not label.supplementing
                and (label.section or label.levels)
            ):
                return _missing(start, end, order.parent, order)
            return Reference(start, end, Resolution.NOT_FOUND)
        targets += [provision_id for provision_id, _ in places_meant]
    return Reference(start, end, Resolution.RESOLVED, tuple(dict.fromkeys(targets)))


def _targets(label: Label, provision: Provision, own: Label | None, order: _Order) -> Iterator[Target]:
    """The places of the same regulation that a label means, seen from `provision`."""
    if not label.section and not label.annex:
        if own is None or not own.section:
            return
        if not label.levels:
            label = replace(own, items=own.items + label.items, sentences=label.sentences)
        else:
            levels = own.levels[: -len(label.levels)] + label.levels
            label = replace(label, annex=own.annex, section=own.section, levels=levels)
    found = list(matching(replace(label, annex=own.annex), order.places)) if own and not label.annex else []
    for provision_id, sentences in found or matching(label, order.places):
        if not (label.sentences or label.items) or _exact(provision_id, label, order):
            yield provision_id, sentences


def _exact(provision_id: str, label: Label, order: _Order) -> bool:
    """Whether a provision stands where a reference to its sentence or item says: no level is left out."""
    place = next(place for place in order.places if place.provision.id == provision_id)
    return len(place.label.levels) <= len(label.levels)


def _other_regulation(following: str, regulation: Regulation) -> str:
    """The name of the other regulation that the words after a reference begin with, else ""."""
    for name in regulation.supplements:
        if re.match(rf"\s*,?\s*(?:(?:der|des)\s+)?{re.escape(name)}\b", following):
            return name
    if _OWN.match(following):
        return ""
    named = _OTHER.match(following)
    if not named:
        return ""
    if named["short"]:
        return "" if named["short"] in _own_words(regulation) else named["short"]
    if named["long"] in _own_words(regulation):
        return ""
    bracketed = _SHORT_IN_BRACKETS.match(following, named.end())
    return bracketed["short"] if bracketed else named["long"]


def _own_words(regulation: Regulation) -> frozenset[str]:
    """Words that name the regulation itself."""
    return frozenset(re.findall(r"[\w-]+", f"{regulation.short_name} {regulation.title}"))


def _preceding(regulation: Regulation) -> Iterator[str]:
    """The other regulations of which some sentence says that they take precedence."""
    for provision in regulation.provisions:
        for sentence in provision.sentences:
            text = provision.text[sentence.start : sentence.end]
            if _PRECEDENCE.search(text):
                yield from (name for name in regulation.supplements if name in text)


def _missing(start: int, end: int, name: str, order: _Order) -> Reference:
    return Reference(
        start, end, Resolution.MISSING_REGULATION, regulation=name, precedence=name in order.precedes
    )
