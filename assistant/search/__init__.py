"""Search: references, words, vectors and late interaction, fused into one order.

searcher = Searcher.open(corpus, settings)
passages = searcher.find(understand("Can I resit a Klausur orally?", corpus), 10)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.answer import Passage
from assistant.search.following import FIRST, follow
from assistant.search.fusion import heights, interleave, ordered, total
from assistant.search.query import Ask, Hit, Query, Reranker, Retriever, SentenceScorer
from assistant.search.reader import READ
from assistant.search.reference import ReferenceRetriever, only_a_reference

if TYPE_CHECKING:
    from assistant.search.arms import Arms, Near
    from assistant.search.reader import Reader
    from assistant.settings import Settings
    from ingest.corpus import Corpus

__all__ = ["Searcher"]

_DEPTH = 100  # hits asked of each retriever
_RERANKED = 40
FUSED = 0.5  # share of the fused score beside the score of the reranker
READING = 0.6  # share of the score of the reader beside both: best on regulations that no model had seen
_COMPARED = 8  # programmes that are searched one by one


@dataclass(frozen=True, slots=True)
class _Found:
    """The candidates of one search: their order, what each retriever gave, and its ranks."""

    order: Sequence[tuple[str, float]]
    parts: Mapping[str, Mapping[str, float]]
    ranks: Mapping[str, Sequence[tuple[str, int]]]


class Searcher:
    """Finds the provisions that answer a question. Safe to use from several threads.

    fingerprint: of the index that is searched
    notices:     what is missing here, one sentence each
    """

    def __init__(self, corpus: Corpus, arms: Arms) -> None:
        self._corpus = corpus
        self._arms = arms
        self._references = ReferenceRetriever(corpus)
        self.fingerprint = arms.fingerprint
        self.notices = arms.notices

    @classmethod
    def open(
        cls, corpus: Corpus, settings: Settings, say: Callable[[str], None] = lambda _: None
    ) -> Searcher:
        """Everything that can search this corpus here; `say` hears that an index is being built."""
        from assistant.search.arms import open_arms

        return cls(corpus, open_arms(corpus, settings, say))

    def find(self, query: Query, k: int, models: bool = True, read: bool = False) -> tuple[Passage, ...]:
        """The `k` best provisions: those the question refers to first; with `models` False by words only.

        With `read` the first ones are read by the reader, which takes longer than all the rest. A question about
        several programmes gets provisions of each of them in turn.
        """
        meant = [hit.provision for hit in self._references.search(query, k)]
        if meant and only_a_reference(query):
            return self._passages(query, _Found([(p, 1.0) for p in meant], {}, {}), meant)
        found = [self._search(part, _DEPTH, models, read) for part in self._parts(query)]
        best = interleave([one.order for one in found])
        order = [(p, best[0][1] if best else 1.0) for p in meant]
        order += [(provision, score) for provision, score in best if provision not in meant]
        merged = _Found(
            order[:k],
            {p: parts for one in found for p, parts in one.parts.items()},
            {p: ranks for one in found for p, ranks in one.ranks.items()},
        )
        return self._passages(query, merged, meant)

    def score(self, query: Query, provisions: Iterable[str]) -> tuple[Passage, ...]:
        """Just these provisions, scored as `find` scores them, best first."""
        wanted = set(provisions)
        owners = {p.id for name in wanted for p in self._corpus.regulation_of(name).programmes}
        everything = replace(query, programmes=tuple(sorted(owners)))
        found = self._search(everything, len(self._corpus.provisions()), models=True)
        lowest = min((score for _, score in found.order), default=0.0)
        scores = dict.fromkeys(wanted, lowest) | {p: s for p, s in found.order if p in wanted}
        return self._passages(query, replace(found, order=ordered(scores)), ())

    def _parts(self, query: Query) -> list[Query]:
        """One query for each programme that is compared, if they are not too many; else the query itself."""
        compared = query.programmes
        if not compared and Ask.COMPARISON in query.asks:
            compared = tuple(programme.id for programme in self._corpus.programmes())
        if not 1 < len(compared) <= _COMPARED:
            return [query]
        return [replace(query, programmes=(programme,)) for programme in compared]

    def _search(self, query: Query, depth: int, models: bool, read: bool = False) -> _Found:
        arms: tuple[Retriever, ...] = (*self._arms.words, *(self._arms.models if models else ()))
        hits = {arm.name: arm.search(query, depth) for arm in arms}
        reranker, reader = (self._arms.reranker, self._arms.reader) if models else (None, None)
        near = self._arms.near(self._candidates(query, hits)) if models and self._arms.near else None
        if near:
            reranker, reader = near.reranker, near.reader
            hits[near.interaction.name] = near.interaction.search(query, depth)
        parts = heights(hits)
        ranks: dict[str, list[tuple[str, int]]] = {}
        for name, own in hits.items():
            for rank, hit in enumerate(own, start=1):
                ranks.setdefault(hit.provision, []).append((name, rank))
        order = ordered({provision: total(shares) for provision, shares in parts.items()})
        for name, own in hits.items():  # how strong, beside how high: what a refusal is decided by
            for hit in own:
                parts[hit.provision][f"{name} raw"] = hit.score
        found = _Found(order, parts, ranks)
        if not reranker:
            return found
        found = self._reranked(query, found, reranker, reader if read else None)
        return self._following(query, found, near)

    def _candidates(self, query: Query, hits: Mapping[str, Sequence[Hit]]) -> list[str]:
        """What of a large collection is compared term by term: the chosen programmes' provisions, if few, else hits."""
        from assistant.search.arms import LARGE

        allowed = self._corpus.regulations_of(query.programmes)
        if sum(len(regulation.provisions) for regulation in allowed) <= LARGE:
            return [provision.id for regulation in allowed for provision in regulation.provisions]
        return list(dict.fromkeys(hit.provision for own in hits.values() for hit in own))

    def _reranked(self, query: Query, found: _Found, reranker: Reranker, reader: Reader | None) -> _Found:
        """The first `_RERANKED` by the reranker's score with a share of the fused one, the others behind as they were.

        On regulations it has not seen the reranker alone is as good; the share leans on the retrievers for the
        rows of tables, which it was not trained on. The best of those are read, if there is a reader.
        """
        head, tail = found.order[:_RERANKED], found.order[_RERANKED:]
        first = [
            Passage(p, score, ranks=tuple(found.ranks[p]), parts=tuple(found.parts[p].items()))
            for p, score in head
        ]
        parts = dict(found.parts)
        scores = {provision: FUSED * score for provision, score in head}
        for hit in reranker.order(query, first):
            scores[hit.provision] += hit.score
            parts[hit.provision] = {**parts[hit.provision], reranker.name: hit.score}
        if reader and scores:
            chosen = [provision for provision, _ in ordered(scores)[:READ]]
            read = self._read(query, chosen, reader)
            least = min(read.values())
            for provision in scores:
                scores[provision] += READING * read.get(provision, least)
            for provision, score in read.items():
                parts[provision] = {**parts[provision], "reader": score}
        best = ordered(scores)
        lowest = min((score for _, score in best), default=0.0)
        highest = max((score for _, score in tail), default=0.0)
        order = best + [(provision, lowest + score - highest - 1) for provision, score in tail]
        return _Found(order, parts, found.ranks)

    def _read(self, query: Query, provisions: Sequence[str], reader: Reader) -> dict[str, float]:
        """What the reader says of each: of a German question also in the provision's own words, if the terms know them.

        The better reading counts, since the reader has seen few German synonyms.
        """
        read = dict(zip(provisions, map(float, reader.scores(query, provisions)), strict=True))
        others: dict[str, list[str]] = {}
        for provision in provisions if query.language == "de" else ():
            if (words := self._in_words_of(provision, query)) != (query.topic or query.text):
                others.setdefault(words, []).append(provision)
        for words, own in others.items():
            again = reader.scores(replace(query, topic=words), own)
            read |= {p: max(read[p], float(score)) for p, score in zip(own, again, strict=True)}
        return read

    def _in_words_of(self, provision: str, query: Query) -> str:
        """The question with the words for which the provision has another one of the same term replaced by that."""
        text = query.topic or query.text
        for words, form in self._arms.words[0].matches(query, provision):
            place = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)
            text = place.sub(form.replace("\\", ""), text)
        return text

    def _following(self, query: Query, found: _Found, near: Near | None) -> _Found:
        """The same with what the first ones refer to, where the question found them, behind them."""
        own = self._sentence_scores(query, [provision for provision, _ in found.order[:FIRST]], near)
        best = {p: max(range(len(scores)), key=scores.__getitem__) for p, scores in own.items() if scores}
        added = follow(found.order, best, self._corpus)
        scores = {provision: score + added.get(provision, 0.0) for provision, score in found.order}
        parts = {p: {**found.parts[p], "referred to": more} for p, more in added.items()}
        return replace(found, order=ordered(scores), parts={**found.parts, **parts})

    def _passages(self, query: Query, found: _Found, meant: Sequence[str]) -> tuple[Passage, ...]:
        """Passages in the order found, with their sentences, best first, and the words that matched."""
        ids = [provision for provision, _ in found.order]
        scores = self._sentence_scores(query, ids)
        named = dict(self._corpus.find_reference(query.text, query.programmes)) if meant else {}
        passages = []
        for provision, score in found.order:
            own = scores[provision]
            first = named.get(provision, ())
            best = sorted(range(len(own)), key=lambda n: (n not in first, -own[n], n))
            ranks = tuple(found.ranks.get(provision, ()))
            if provision in meant:
                ranks = (("reference", meant.index(provision) + 1), *ranks)
            passages.append(
                Passage(
                    provision=provision,
                    score=score,
                    sentences=tuple(best),
                    ranks=ranks,
                    parts=tuple(found.parts.get(provision, {}).items()),
                    terms=self._arms.words[0].matches(query, provision),
                    sentence_scores=tuple(own[n] for n in best),
                )
            )
        return tuple(passages)

    def _sentence_scores(
        self, query: Query, provisions: Sequence[str], near: Near | None = None
    ) -> dict[str, list[float]]:
        """For each provision the score of each sentence: the mean of all scorers, each with maximum 1.

        near: of a large collection, where the provisions were compared already
        """
        arms = (*self._arms.words, *self._arms.models)
        scorers: list[SentenceScorer] = [arm for arm in arms if isinstance(arm, SentenceScorer)]
        if self._arms.near and provisions:
            scorers.append((near or self._arms.near(provisions)).interaction)
        sums = {p: [0.0] * len(self._corpus.provision(p).sentences) for p in provisions}
        for scorer in scorers:
            found = scorer.sentence_scores(query, provisions)
            highest = max((s for scores in found for s in scores), default=0.0) or 1.0
            for p, scores in zip(provisions, found, strict=True):
                sums[p] = [a + s / highest / len(scorers) for a, s in zip(sums[p], scores, strict=True)]
        return sums
