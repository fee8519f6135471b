"""Finds the provisions that a typed reference means, or says that it means nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.labels import Label, after, parse
from ingest.places import Target, matching, places
from ingest.records import Kind, Provision, ProvisionKind, Regulation

_LAW = re.compile(r"\s*,?\s*(?:(?:der|des|of the)\s+)?([A-ZÄÖÜ][A-Za-zÄÖÜäöüß]*(?:O|G|GB|V|VO))\b")
_WORD = re.compile(r"[^\W_]+")
_LONGEST_NAME = 12


@dataclass(frozen=True, slots=True)
class Missing:
    """A reference to nothing.

    text:       the reference as written
    regulation: the short name of the one regulation that was searched, the name of a regulation that is
                not in the corpus ("APO"), or "" when none of several regulations has the place
    near:       ids of the provisions that come closest: the same section, or the row in another annex
    """

    text: str
    regulation: str
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LookUp:
    """What the references of a text mean; both fields are () when the text has no reference.

    found:   provision ids in corpus order, each with sentence indexes, () for the whole provision
    missing: references that name a place that does not exist
    """

    found: tuple[Target, ...] = ()
    missing: tuple[Missing, ...] = ()


class Finder:
    """The printed labels and the names of a set of regulations, ready for look-ups."""

    def __init__(self, regulations: Iterable[Regulation]) -> None:
        self._regulations = tuple(regulations)
        self._order = {r.id: n for n, r in enumerate(self._regulations)}
        self._places = {r.id: places(r) for r in self._regulations}
        self._names = _distinctive_names(self._regulations)
        self._missing_names = tuple(sorted({name for r in self._regulations for name in r.supplements}))
        self._rows = _rows(self._regulations)
        self._shapes = {_shape(name) for name in self._rows}

    def look_up(self, text: str, among: Sequence[Regulation] = ()) -> LookUp:
        """What the references in `text` mean.

        Regulations named in the text decide where to look, else `among`, else all are searched.
        """
        labels = parse(text)
        where = self.named(text) or among or self._regulations
        rows = self._rows_named(text, labels, where)
        parts = [rows] + [
            self._place_named(text, label, zone, where)
            for label, zone in zip(labels, self._zones(text, labels), strict=True)
            if not (label.annex and rows.found)
        ]
        found = [target for part in parts for target in part.found]
        missing = dict.fromkeys(missing for part in parts for missing in part.missing)
        return LookUp(self._in_order(found), tuple(missing))

    def named(self, text: str) -> tuple[Regulation, ...]:
        """The regulations named in `text` by a name that no other regulation has."""
        ids = {self._names[name] for _, _, name in _phrases(text) if name in self._names}
        return tuple(self._regulations[n] for n in sorted(self._order[name] for name in ids))

    def _in_order(self, found: Sequence[Target]) -> tuple[Target, ...]:
        """Each provision once, in corpus order, with all its sentences; the whole of it if that was meant."""
        chosen: dict[str, set[int]] = {}
        for provision_id, sentences in found:
            chosen.setdefault(provision_id, set()).update(sentences)
        whole = {provision_id for provision_id, sentences in found if not sentences}
        touched = sorted({self._order[name.partition("/")[0]] for name in chosen})
        order = [p.id for n in touched for p in self._regulations[n].provisions if p.id in chosen]
        return tuple((i, () if i in whole else tuple(sorted(chosen[i]))) for i in order)

    def _zones(self, text: str, labels: tuple[Label, ...]) -> tuple[tuple[str, str], ...]:
        """For each label the words that may name its regulation, and the words directly after it."""
        following = after(text, labels)
        if not labels or not self.named(text[: labels[0].start]):
            return tuple(zip(following, following, strict=True))
        ends = [0, *(max(lb.end for lb in labels if lb.start <= other.start) for other in labels)]
        before = [text[end : lb.start] for end, lb in zip(ends, labels, strict=False)]
        return tuple(zip(before, following, strict=True))

    def _place_named(
        self, text: str, label: Label, zone: tuple[str, str], where: Sequence[Regulation]
    ) -> LookUp:
        """What one label means in the regulations named around it, else in `where`."""
        written = text[label.start : label.end]
        if other := self._other_regulation(zone[1]):
            return LookUp(missing=(Missing(written, other),))
        where = self.named(zone[0]) or where
        among = [place for r in where for place in self._places[r.id]]
        if label.supplementing and any(place.label.supplementing for place in among):
            among = [place for place in among if place.label.supplementing]
        if found := tuple(matching(label, among)):
            return LookUp(found)
        same = (label.annex, label.section)
        near = [p.provision.id for p in among if label.section and (p.label.annex, p.label.section) == same]
        return LookUp(missing=(Missing(written, _only_name(where), tuple(near)),))

    def _other_regulation(self, following: str) -> str:
        """The name of a regulation outside the corpus that stands directly after a reference."""
        for name in self._missing_names:
            if re.match(rf"\W*(?:der |des |of the )?{re.escape(name)}\b", following, re.IGNORECASE):
                return name
        law = _LAW.match(following)
        known = law and any(law[1].casefold() in name for name in self._names)
        return law[1] if law and not known else ""

    def _rows_named(self, text: str, labels: Sequence[Label], where: Sequence[Regulation]) -> LookUp:
        """The annex rows whose module number stands in `text`, or whose title does after an annex."""
        annexes = {label.annex: label for label in labels if label.annex}
        allowed = {regulation.id for regulation in where}
        found: list[Target] = []
        missing: list[Missing] = []
        taken: set[int] = set()
        for start, end, words in sorted(_phrases(text), key=lambda p: (p[0] - p[1], p[0])):
            name, span = "".join(words), range(start, end)
            if not taken.isdisjoint(span) or not (annexes or _is_number(name)):
                continue
            rows = [p for p in self._rows.get(name, ()) if p.regulation in allowed]
            chosen = [p for p in rows if not annexes or _annex(p) in annexes] or rows
            found += [(row.id, ()) for row in chosen]
            if rows and annexes and _annex(chosen[0]) not in annexes:
                written = ", ".join(text[label.start : label.end] for label in annexes.values())
                near = tuple(row.id for row in rows)
                missing.append(Missing(f"{written}, {text[start:end]}", "", near))
            elif not rows and _is_number(name) and _shape(name) in self._shapes:
                missing.append(Missing(text[start:end], _only_name(where)))
            elif not rows:
                continue
            taken.update(span)
        return LookUp(tuple(found), tuple(missing))


def _only_name(regulations: Sequence[Regulation]) -> str:
    """The short name of the regulation where there is but one."""
    return regulations[0].short_name if len(regulations) == 1 else ""


def _distinctive_names(regulations: Sequence[Regulation]) -> dict[tuple[str, ...], str]:
    """The names (as casefolded words) that belong to one regulation only, with its id."""
    owners: dict[tuple[str, ...], set[str]] = {}
    for regulation in regulations:
        for name in _names(regulation):
            words = tuple(_WORD.findall(name.casefold()))
            owners.setdefault(words, set()).add(regulation.id)
    return {words: min(ids) for words, ids in owners.items() if len(ids) == 1 and words}


def _names(regulation: Regulation) -> Iterator[str]:
    yield regulation.id
    yield regulation.title
    yield regulation.short_name
    yield from (word for word in regulation.short_name.split() if len(word) > 2)
    yield regulation.institution
    for programme in regulation.programmes:
        yield from (programme.id, programme.title, *programme.names)


def _rows(regulations: Sequence[Regulation]) -> dict[str, list[Provision]]:
    """Annex rows by the joined words of the number or title they are labelled with."""
    rows: dict[str, list[Provision]] = {}
    for row in (p for r in regulations if r.kind is not Kind.BROCHURE for p in r.provisions):
        if row.kind is ProvisionKind.ROW:
            names = [row.label.partition(",")[2]]
            if _is_number(_joined(names[0])):
                names += [cell.text for cell in row.cells[1:2]]
            for name in dict.fromkeys(map(_joined, names)):
                rows.setdefault(name, []).append(row)
    return rows


def _annex(row: Provision) -> str:
    return next((label.annex for label in parse(row.label)), "")


def _joined(name: str) -> str:
    return "".join(_WORD.findall(name.casefold()))


def _phrases(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Every run of words of `text` up to the longest name: start, end and the casefolded words."""
    words = [(w.start(), w.end(), w.group().casefold()) for w in _WORD.finditer(text)]
    for first in range(len(words)):
        for last in range(first, min(first + _LONGEST_NAME, len(words))):
            run = words[first : last + 1]
            yield run[0][0], run[-1][1], tuple(word for _, _, word in run)


def _is_number(name: str) -> bool:
    """Whether a joined name looks like a module number: short runs of letters and at least two digits."""
    letters = re.findall(r"[^\W\d]+", name)
    return 0 < max(map(len, letters), default=0) <= 12 and sum(c.isdigit() for c in name) >= 2


def _shape(name: str) -> str:
    return re.sub(r"\d", "0", name)
