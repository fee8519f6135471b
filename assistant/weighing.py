"""How well each part of what was found answers the question: provision, sentence, and what is asked for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant import regimes, rows
from assistant.answer import Passage
from assistant.blocks import blocks, leads, long_lists, words
from assistant.contrast import conflicts, unasked
from assistant.quantities import Sort, quantities
from assistant.search.query import Ask, Query
from ingest.corpus import Corpus
from ingest.records import Provision, ProvisionKind

_FALL = 3.0  # a provision at the lowest score of those found counts e^-3 of the best
_FLOOR = 0.3  # a sentence without any match, where a full match is 1
_AFTER, _BEFORE = 0.7, 0.5  # the share of a sentence's match that the next, the previous one has as well
_ASKED = 1.5  # gives a quantity of the sort that is asked for
_ELSE = 0.5  # speaks of another case than the question
_SPECIAL = 0.7  # speaks of a special case that the question does not name
_AROUND = 0.5  # titles, opening and closing formulas
_KNOWN, _OTHER_ROW = 0.75, 0.3  # share of a title that names a module; rows of other modules then
_NAMED = 0.6  # the row of a module that is named, at least
_MEMBER = 0.95  # the rows under a group heading that was found
_PARALLEL = 0.85  # the weaker of parallel rules, at least
_OTHER_CASE = 0.4  # parallel rules for other modules than the one named
_AGAIN = 0.8  # each further block of one provision
_LEAST = 0.05  # weaker than this share of the best is not shown


@dataclass(frozen=True, slots=True)
class Candidate:
    """A block of sentences that may be shown; `sentences` are indexes, all of them for a row.

    whole: it is a long list, which says less in parts
    """

    provision: Provision
    sentences: frozenset[int]
    weight: float
    whole: bool = False


def weigh(query: Query, passages: Sequence[Passage], corpus: Corpus) -> list[Candidate]:
    """Every block of the provisions found that is worth showing, best first."""
    found = _side_by_side(list(_candidates(query, passages, corpus)), module_numbers(query, passages, corpus))
    return _spread(sorted(found, key=lambda c: -c.weight))


def module_numbers(query: Query, passages: Sequence[Passage], corpus: Corpus) -> tuple[str, ...]:
    """The numbers of the modules that the question names, by number or by title."""
    provisions = (corpus.provision(passage.provision) for passage in passages)
    return tuple(n for p in provisions if p.cells and (n := rows.number_in(p, query.text)))


def _candidates(query: Query, passages: Sequence[Passage], corpus: Corpus) -> Iterator[Candidate]:
    """Every block of the provisions found, weighted by provision, sentence, and whether it gives what is asked."""
    provisions = [corpus.provision(passage.provision) for passage in passages]
    named = {p.id: rows.named(p, query.text) for p in provisions if p.cells}
    known = max(named.values(), default=0.0) >= _KNOWN
    for passage, provision, height in zip(passages, provisions, _heights(passages), strict=True):
        matches = _matches(passage)
        members = rows.members(provision, corpus.same_section(provision))
        near = math.exp(-_FALL * (1 - height))
        if provision.kind is ProvisionKind.OTHER and not members:
            near *= _AROUND
        if provision.cells and known and named[provision.id] < _KNOWN:
            near *= _OTHER_ROW
        elif provision.cells and rows.telling(provision, query.text):
            near = max(near, _NAMED)
        opening = words(provision, (0,)) if provision.sentences else ""
        for block, telling in _parts(provision, Ask.REQUIREMENT in query.asks):
            match = max((matches[i] for i in telling), default=0.0)
            listed = Ask.REQUIREMENT in query.asks and leads(provision, block[0]) if block else False
            asked = _ASKED if listed or _gives(query.asks, words(provision, block)) else 1.0
            context = _context(provision, block)
            fits = _ELSE if conflicts(query.text, context, opening) else 1.0
            fits *= _SPECIAL if unasked(query.text, context) else 1.0
            weight = near * (_FLOOR + match) * asked * fits
            yield Candidate(provision, frozenset(block), weight, telling != block)
            for row in members:
                yield Candidate(row, frozenset(range(len(row.sentences))), _MEMBER * weight)


def _parts(provision: Provision, lists: bool) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Each block with the sentences it is judged by; with `lists` also long lists as a whole, by their lead-in."""
    yield from ((block, block) for block in blocks(provision))
    if lists:
        yield from ((whole, whole[:1]) for whole in long_lists(provision))


def _context(provision: Provision, block: Iterable[int]) -> str:
    """The block with its headings and scope."""
    scope = words(provision, provision.scope) if provision.scope else ""
    return "\n".join((*provision.heading_path, scope, words(provision, block)))


def _heights(passages: Sequence[Passage]) -> list[float]:
    """For each passage 0 to 1: where its score lies between the lowest and the best."""
    scores = [p.score for p in passages] or [0.0]
    low, high = min(scores), max(scores)
    return [(p.score - low) / (high - low or 1.0) for p in passages]


def _matches(passage: Passage) -> list[float]:
    """How well each sentence matches; what follows or precedes a good one partly shares in it."""
    own = [0.0] * len(passage.sentences)
    for sentence, score in zip(passage.sentences, passage.sentence_scores, strict=True):
        own[sentence] = score
    before, after = [0.0, *own[:-1]], [*own[1:], 0.0]
    return [max(s, _AFTER * b, _BEFORE * a) for s, b, a in zip(own, before, after, strict=True)]


_ASKED_UNITS = {
    Ask.FEE: {"euro"},
    Ask.DURATION: {"day", "week", "month", "year", "hour", "minute", "semester", "trimester"},
}


def _gives(asks: Sequence[Ask], text: str) -> bool:
    """Does the text hold a quantity of the sort that is asked for?"""
    found = quantities(text) if asks else ()
    for ask in asks:
        if ask is Ask.DATE and any(q.sort is Sort.DATE for q in found):
            return True
        if ask is Ask.NUMBER and any(q.sort is Sort.NUMBER for q in found):
            return True
        if any(q.unit in _ASKED_UNITS.get(ask, ()) for q in found):
            return True
    return False


def _side_by_side(candidates: Sequence[Candidate], numbers: Sequence[str]) -> list[Candidate]:
    """The candidates with parallel rules weighing alike, or those for the module that is named above others."""
    provisions = {c.provision.id: c.provision for c in candidates}
    best: dict[str, float] = {}
    for c in candidates:
        best[c.provision.id] = max(best.get(c.provision.id, 0.0), c.weight)
    factors: dict[str, float] = {}
    for group in regimes.groups(provisions.values()):
        top = max(best[p.id] for p in group)
        fitting = {p.id for p in group if regimes.applies(p, numbers)}
        for p in group:
            least = top if p.id in fitting else 0.0 if fitting else _PARALLEL * top
            other = _OTHER_CASE if fitting and p.id not in fitting else 1.0
            factors[p.id] = other * max(1.0, least / best[p.id])
    return [replace(c, weight=c.weight * factors.get(c.provision.id, 1.0)) for c in candidates]


def _spread(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates in a new order, in which each further block of one provision counts less."""
    seen: Counter[str] = Counter()
    weighed = []
    for candidate in candidates:
        weighed.append(replace(candidate, weight=candidate.weight * _AGAIN ** seen[candidate.provision.id]))
        seen[candidate.provision.id] += 1
    least = _LEAST * candidates[0].weight if candidates else 0.0
    return sorted((c for c in weighed if c.weight >= least), key=lambda c: -c.weight)
