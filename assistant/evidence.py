"""Which sentences answer the question: not whole pages, but never a sentence without what limits it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from assistant import regimes, rows
from assistant.answer import Passage
from assistant.blocks import blocks, length, needed, words
from assistant.contrast import conflicts
from assistant.quantities import Sort, quantities
from assistant.search.query import Ask, Query
from ingest.corpus import Corpus
from ingest.records import Provision, ProvisionKind

BUDGET = 130
"""Words that are quoted at most, unless the best provision alone needs more."""
_FALL = 4.0
_FLOOR = 0.1
_ASKED = 1.3
_AFTER = 0.7
_BEFORE = 0.5
_LEAST = 0.05
_AGAIN = 0.8
_KNOWN = 0.75
_OTHER_ROW = 0.3
_MEMBER = 0.95
_ELSE = 0.7
_PARALLEL = 0.85
_OTHER_CASE = 0.4
_AROUND = 0.5


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Neighbouring sentences of one provision that are shown together.

    sentences: indexes into the provision's sentences, in order, without gaps; () for all of it
    scope:     indexes of other sentences that say what these apply to
    named:     the reader has to be told which regulation it is
    """

    provision: Provision
    sentences: tuple[int, ...]
    scope: tuple[int, ...] = ()
    named: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    provision: Provision
    sentences: frozenset[int]
    weight: float


def choose(query: Query, passages: Sequence[Passage], corpus: Corpus) -> tuple[Excerpt, ...]:
    """The excerpts to show: regulations and provisions best first, sentences in the document's order."""
    found = list(_candidates(query, passages, corpus))
    candidates = sorted(_side_by_side(found, query), key=lambda c: -c.weight)
    taken: dict[str, frozenset[int]] = {}
    used = 0
    for candidate in _fair(_spread(candidates), query, corpus):
        provision = candidate.provision
        sentences = taken.get(provision.id, frozenset()) | candidate.sentences
        cost = _cost(provision, sentences) - _cost(provision, taken.get(provision.id))
        if not taken or used + cost <= BUDGET:
            taken[provision.id] = sentences
            used += cost
    named = not query.programmes or len({key.split("/")[0] for key in taken}) > 1
    return tuple(e for key in _in_order(taken) for e in _excerpts(corpus.provision(key), taken[key], named))


def _side_by_side(candidates: Sequence[_Candidate], query: Query) -> list[_Candidate]:
    """The candidates with parallel rules weighing alike, or those for the module that is named above others."""
    provisions = {c.provision.id: c.provision for c in candidates}
    numbers = [n for p in provisions.values() if p.cells and (n := rows.number_in(p, query.text))]
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


def _spread(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The candidates in a new order, in which each further block of one provision counts less."""
    seen: Counter[str] = Counter()
    weighed = []
    for candidate in candidates:
        weighed.append(replace(candidate, weight=candidate.weight * _AGAIN ** seen[candidate.provision.id]))
        seen[candidate.provision.id] += 1
    least = _LEAST * candidates[0].weight if candidates else 0.0
    return sorted((c for c in weighed if c.weight >= least), key=lambda c: -c.weight)


def _candidates(query: Query, passages: Sequence[Passage], corpus: Corpus) -> Iterator[_Candidate]:
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
        for block in blocks(provision):
            match = max((matches[i] for i in block), default=0.0)
            asked = _ASKED if _gives(query.asks, words(provision, block)) else 1.0
            fits = _ELSE if conflicts(query.text, _context(provision, block)) else 1.0
            weight = near * (_FLOOR + match) * asked * fits
            yield _Candidate(provision, frozenset(block), weight)
            for row in members:
                yield _Candidate(row, frozenset(range(len(row.sentences))), _MEMBER * weight)


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


def _fair(candidates: Sequence[_Candidate], query: Query, corpus: Corpus) -> Iterator[_Candidate]:
    """The candidates best first; of several programmes, in turn one of each."""
    if len(query.programmes) < 2 and Ask.COMPARISON not in query.asks:
        return iter(candidates)
    lanes: dict[str, list[_Candidate]] = {}
    for candidate in candidates:
        regulation = candidate.provision.regulation
        if not query.programmes or any(
            p.id in query.programmes for p in corpus.regulations[regulation].programmes
        ):
            lanes.setdefault(regulation, []).append(candidate)
    turns = chain.from_iterable(zip_longest(*lanes.values()))
    return (candidate for candidate in turns if candidate)


def _in_order(taken: dict[str, frozenset[int]]) -> list[str]:
    """Provisions of one regulation, and within it of one section, side by side; else as they were taken."""
    regulations = list(dict.fromkeys(key.split("/")[0] for key in taken))
    sections = list(dict.fromkeys(_section(key) for key in taken))
    return sorted(taken, key=lambda k: (regulations.index(k.split("/")[0]), sections.index(_section(k)), k))


def _section(provision_id: str) -> str:
    return "/".join(provision_id.split("/")[:2]).split(".")[0]


def _excerpts(provision: Provision, sentences: frozenset[int], named: bool) -> Iterator[Excerpt]:
    scope = needed(provision, sentences)
    run: list[int] = []
    for i in sorted(sentences):
        if run and i > run[-1] + 1:
            yield Excerpt(provision, tuple(run), scope, named)
            run = []
        run.append(i)
    yield Excerpt(provision, tuple(run), scope, named)


def _cost(provision: Provision, sentences: frozenset[int] | None) -> int:
    """Words it takes to show the sentences with what they need; None is nothing, an empty set everything."""
    if sentences is None:
        return 0
    if provision.cells:
        return len(rows.readable(provision, "de").split())
    if not sentences:
        return len(provision.text.split())
    return length(provision, (*sentences, *needed(provision, sentences)))
