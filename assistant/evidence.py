"""Which sentences answer the question: not whole pages, but never a sentence without what limits it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from assistant import regimes, rows
from assistant.answer import Passage
from assistant.blocks import exceptions, length, needed
from assistant.search.query import Ask, Query
from assistant.weighing import Candidate, module_numbers, weigh
from ingest.corpus import Corpus
from ingest.records import Provision

BUDGET = 128
"""Words that are quoted at most, unless the best provision alone needs more."""
TOGETHER = 240
"""Words that are quoted at most where rules stand side by side, which need their scopes and each other."""

_WITH_LIST = 300  # words that are quoted at most with a long list
_FAIR = 0.2  # the share of the best weight of a programme below which nothing of it is compared
_MORE = 2  # programmes compared beyond the first that get a budget of their own
_GOOD = 0.4  # the share of the best weight from which on a long list is shown whole
_STRONG = 0.15  # the share of the best weight from which on a rule brings its parallel ones


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


def choose(
    query: Query, passages: Sequence[Passage], corpus: Corpus, named: bool = False
) -> tuple[Excerpt, ...]:
    """The excerpts to show: regulations and provisions best first, sentences in the document's order.

    named: the reader has to be told which regulation it is, even if there is only one
    """
    candidates = weigh(query, passages, corpus)
    numbers = module_numbers(query, passages, corpus)
    taken: dict[str, frozenset[int]] = {}
    compared = len(query.programmes) if len(query.programmes) > 1 else 1
    budget = BUDGET + min(compared - 1, _MORE) * BUDGET
    for candidate in _fair(candidates, query, corpus):
        companions = _companions(candidate, candidates, numbers)
        wider = _with(taken, [candidate, *companions])
        cost = _total(wider, corpus) - _total(taken, corpus)
        own = length(candidate.provision, candidate.sentences) if companions else cost
        whole = candidate.whole and candidate.weight >= _GOOD * candidates[0].weight
        if not taken or _total(taken, corpus) + own <= (_WITH_LIST if whole else budget):
            taken = wider
            budget = max(budget, min(TOGETHER, budget + cost - own))
    named = named or len({key.split("/")[0] for key in taken}) > 1
    return tuple(
        e for key in _in_order(taken, corpus) for e in _excerpts(corpus.provision(key), taken[key], named)
    )


def _companions(
    candidate: Candidate, candidates: Sequence[Candidate], numbers: Sequence[str]
) -> list[Candidate]:
    """The best blocks of the rules parallel to the candidate's; none where its rule applies to the module named."""
    weak = candidate.weight < _STRONG * candidates[0].weight
    if weak or regimes.applies(candidate.provision, numbers) is not None:
        return []
    best: dict[str, Candidate] = {}
    for other in candidates:
        if regimes.parallel(candidate.provision, other.provision):
            best.setdefault(other.provision.id, other)
    return list(best.values())


def _with(taken: dict[str, frozenset[int]], more: Sequence[Candidate]) -> dict[str, frozenset[int]]:
    """What is taken with these blocks and the exceptions of their provisions added."""
    wider = dict(taken)
    for candidate in more:
        provision = candidate.provision
        sentences = candidate.sentences | frozenset(exceptions(provision))
        wider[provision.id] = wider.get(provision.id, frozenset()) | sentences
    return wider


def _total(taken: dict[str, frozenset[int]], corpus: Corpus) -> int:
    return sum(_cost(corpus.provision(key), sentences) for key, sentences in taken.items())


def _fair(candidates: Sequence[Candidate], query: Query, corpus: Corpus) -> Iterator[Candidate]:
    """The candidates best first; of several programmes, in turn one of each, the weak ones left out."""
    if len(query.programmes) < 2 and Ask.COMPARISON not in query.asks:
        return iter(candidates)
    lanes: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        regulation = candidate.provision.regulation
        if not query.programmes or any(
            p.id in query.programmes for p in corpus.regulations[regulation].programmes
        ):
            lanes.setdefault(regulation, []).append(candidate)
    least = _FAIR if len(lanes) > 1 else 0.0
    fair = ([c for c in lane if c.weight >= least * lane[0].weight] for lane in lanes.values())
    turns = chain.from_iterable(zip_longest(*fair))
    return (candidate for candidate in turns if candidate)


def _in_order(taken: Iterable[str], corpus: Corpus) -> list[str]:
    """Provisions of one regulation, within it of one section, and parallel rules side by side; else as taken."""
    provisions = {key: corpus.provision(key) for key in taken}
    regulations = list(dict.fromkeys(p.regulation for p in provisions.values()))
    sections = list(dict.fromkeys(map(_section, provisions)))
    firsts: dict[str, int] = {}
    for place, (key, provision) in enumerate(provisions.items()):
        beside = (first for o, first in firsts.items() if regimes.parallel(provisions[o], provision))
        firsts[key] = next(beside, place)
    return sorted(
        provisions,
        key=lambda k: (
            regulations.index(provisions[k].regulation),
            sections.index(_section(k)),
            firsts[k],
            k,
        ),
    )


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


def _cost(provision: Provision, sentences: frozenset[int]) -> int:
    """Words it takes to show the sentences with what they need."""
    if provision.cells:
        return len(rows.readable(provision, "de").split())
    return length(provision, (*sentences, *needed(provision, sentences)))
