"""Which sentences answer the question: not whole pages, but never a sentence without what limits it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from assistant import rows
from assistant.answer import Passage
from assistant.quantities import Sort, quantities
from assistant.search.query import Ask, Query
from ingest.corpus import Corpus
from ingest.records import Provision

BUDGET = 130
"""Words that are quoted at most, unless the best provision alone needs more."""
_WHOLE = 30
"""Words up to which a provision is shown whole."""
_LIST = 90
"""Words up to which a list is shown whole."""
_SPREAD = 4.0
_FLOOR = 0.3
_ASKED = 1.3
_FEWEST = 4


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Neighbouring sentences of one provision that are shown together.

    sentences: indexes into the provision's sentences, in order, without gaps; () for all of it
    scope:     indexes of other sentences that say what these apply to
    """

    provision: Provision
    sentences: tuple[int, ...]
    scope: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    provision: Provision
    sentences: frozenset[int]
    weight: float


def choose(query: Query, passages: Sequence[Passage], corpus: Corpus) -> tuple[Excerpt, ...]:
    """The excerpts to show: regulations and provisions best first, sentences in the document's order."""
    candidates = sorted(_candidates(query, passages, corpus), key=lambda c: -c.weight)
    taken: dict[str, frozenset[int]] = {}
    words = 0
    for candidate in _fair(candidates, query, corpus):
        provision = candidate.provision
        sentences = taken.get(provision.id, frozenset()) | candidate.sentences
        cost = _cost(provision, sentences) - _cost(provision, taken.get(provision.id))
        if not taken or words + cost <= BUDGET:
            taken[provision.id] = sentences
            words += cost
    return tuple(e for key in _in_order(taken) for e in _excerpts(corpus.provision(key), taken[key]))


def blocks(provision: Provision) -> tuple[tuple[int, ...], ...]:
    """The sentences of a provision in groups that make sense alone: all of a row or of a short provision,
    a short list with its lead-in, the sentences of one list item, else one sentence each."""
    everything = tuple(range(len(provision.sentences)))
    if provision.cells or len(provision.text.split()) <= _WHOLE:
        return (everything,)
    found: list[tuple[int, ...]] = []
    at = 0
    while at < len(everything):
        size = max(1, _list_size(provision, at), _item_size(provision, at))
        found.append(everything[at : at + size])
        at += size
    return tuple(found)


def needed(provision: Provision, sentences: Iterable[int]) -> tuple[int, ...]:
    """The other sentences without which these would say something else: scope, and lead-ins of lists."""
    chosen = set(sentences)
    wanted = {*provision.scope} if chosen else set()
    for i in chosen:
        depth = len(provision.sentences[i].item)
        for before in range(i - 1, -1, -1):
            if len(provision.sentences[before].item) < depth:
                depth = len(provision.sentences[before].item)
                if not provision.text[: provision.sentences[before].end].rstrip().endswith("."):
                    wanted.add(before)
    return tuple(sorted(wanted - chosen))


def _candidates(query: Query, passages: Sequence[Passage], corpus: Corpus) -> Iterator[_Candidate]:
    """Every block of the provisions found, weighted by provision, sentence, and whether it gives what is asked."""
    top = max((p.score for p in passages), default=0.0)
    for passage in passages:
        provision = corpus.provision(passage.provision)
        matches = dict(zip(passage.sentences, passage.sentence_scores, strict=True))
        near = math.exp((passage.score - top) / _SPREAD)
        for block in blocks(provision):
            match = max((matches.get(i, 0.0) for i in block), default=0.0)
            text = _words(provision, block)
            if len(text.split()) < _FEWEST and not provision.cells:
                continue
            asked = _ASKED if _gives(query.asks, text) else 1.0
            yield _Candidate(provision, frozenset(block), near * (_FLOOR + match) * asked)


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


def _excerpts(provision: Provision, sentences: frozenset[int]) -> Iterator[Excerpt]:
    scope = needed(provision, sentences)
    run: list[int] = []
    for i in sorted(sentences):
        if run and i > run[-1] + 1:
            yield Excerpt(provision, tuple(run), scope)
            run = []
        run.append(i)
    yield Excerpt(provision, tuple(run), scope)


def _list_size(provision: Provision, at: int) -> int:
    """Sentences of the short list whose lead-in stands at `at`, lead-in included; 0 for none."""
    depth = len(provision.sentences[at].item)
    if not _words(provision, [at]).rstrip().endswith(":"):
        return 0
    size = 1
    while at + size < len(provision.sentences) and len(provision.sentences[at + size].item) > depth:
        size += 1
    return size if _length(provision, range(at, at + size)) <= _LIST else 0


def _item_size(provision: Provision, at: int) -> int:
    item = provision.sentences[at].item
    size = 1
    while item and at + size < len(provision.sentences) and provision.sentences[at + size].item == item:
        size += 1
    return size if _length(provision, range(at, at + size)) <= _LIST else 1


def _cost(provision: Provision, sentences: frozenset[int] | None) -> int:
    """Words it takes to show the sentences with what they need; None is nothing, an empty set everything."""
    if sentences is None:
        return 0
    if provision.cells:
        return len(rows.readable(provision, "de").split())
    if not sentences:
        return len(provision.text.split())
    return _length(provision, (*sentences, *needed(provision, sentences)))


def _length(provision: Provision, sentences: Iterable[int]) -> int:
    return len(_words(provision, sentences).split())


def _words(provision: Provision, sentences: Iterable[int]) -> str:
    spans = [provision.text[provision.sentences[i].start : provision.sentences[i].end] for i in sentences]
    return " ".join(spans) or provision.text
