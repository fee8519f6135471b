"""Where the provisions of a regulation stand by their printed labels, and which of them a label means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.labels import Label, parse
from ingest.records import Provision, Regulation

Target = tuple[str, tuple[int, ...]]

_LEADS = re.compile(r"|[^§,]{1,30}, ")  # what may stand before the place in a label: "Artikel 1, § 3"


@dataclass(frozen=True, slots=True)
class Place:
    """A provision with its printed label taken apart."""

    provision: Provision
    label: Label


def places(regulation: Regulation) -> tuple[Place, ...]:
    """The provisions of a regulation that a reference can name by section or annex."""
    return tuple(
        Place(provision, labels[0])
        for provision in regulation.provisions
        if (labels := parse(provision.label)) and _LEADS.fullmatch(provision.label[: labels[0].start])
    )


def matching(typed: Label, among: Iterable[Place]) -> Iterator[Target]:
    """The places a label means, with the sentences it names (() = all of the provision)."""
    for place in among:
        sentences = _sentences(typed, place)
        if sentences is not None:
            yield place.provision.id, sentences


def _sentences(typed: Label, place: Place) -> tuple[int, ...] | None:
    """Indexes of the sentences that `typed` names in a provision: () for all of it, None if it names none."""
    own = place.label
    if typed.annex != own.annex or (typed.section and typed.section != own.section):
        return None
    if typed.annex and not typed.section:
        return ()
    deeper = typed.levels[len(own.levels) :]
    items = (*(f"Nr. {n}" for n in deeper), *typed.items)
    if any(a != b for a, b in zip(typed.levels, own.levels, strict=False)):
        return None
    if any(a != b for a, b in zip(items, own.items, strict=False)):
        return None
    items = items[len(own.items) :]
    groups = typed.sentences
    if groups and own.sentences and groups[0] == own.sentences[0]:
        groups = groups[1:]
    if groups and own.levels and not typed.levels:
        return None  # a § of several subsections has no sentences of its own
    if not items and not groups:
        return ()
    return _in_provision(place, items, groups) or None


def _in_provision(
    place: Place, items: tuple[str, ...], groups: tuple[tuple[int, ...], ...]
) -> tuple[int, ...]:
    own = place.label.items
    paths = [s.item[len(own) :] if s.item[: len(own)] == own else s.item for s in place.provision.sentences]
    inside = [n for n, path in enumerate(paths) if path[: len(items)] == items]
    if not groups:
        return tuple(inside)
    sentences = place.provision.sentences
    chosen: list[int] = []
    for number in groups[-1]:
        same = [n for n in inside if paths[n] == items and sentences[n].number == number]
        chosen += [n for n in same if sentences[n].printed] or same
    return tuple(chosen)
