"""BM25 over provisions and over their sentences: one retriever over stems, one over character n-grams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from assistant.search.analysis import Analyzer, content_words, grams, is_stop_word, tokens
from assistant.search.bm25 import Bm25ByText, Bm25Index, Reading, highest, reading
from assistant.search.query import Hit, Query
from assistant.search.units import Unit, UnitTable

TermsOf: TypeAlias = Callable[[str, str], Sequence[str]]

_EXPANSION_WEIGHT = 0.7
_SENTENCE_WEIGHT = 0.5
_EXACT = 1000  # provisions whose alternatives are compared one by one; more are first cut down roughly


@dataclass(frozen=True, slots=True)
class Concept:
    """Words of the question that mean one thing, and other ways to say it, each with a weight."""

    words: str
    alternatives: tuple[tuple[str, float], ...]


@lru_cache(maxsize=64)
def concepts(query: Query) -> tuple[Concept, ...]:
    """What a query asks about: expanded phrases first, then the remaining content words."""
    topic = query.topic or query.text
    expanded: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for words, expansion in query.expansions:
        expanded[words].append((expansion, _EXPANSION_WEIGHT))
    found = [
        Concept(" ".join(group), (*((words, 1.0) for words in group), *dict.fromkeys(others)))
        for group, others in _said_twice(expanded)
    ]
    covered = {token.casefold() for words in expanded for token in tokens(words)}
    rest = dict.fromkeys(word for word in content_words(topic) if word.casefold() not in covered)
    return (*found, *(Concept(word, ((word, 1.0),)) for word in rest))


def _said_twice(
    expanded: Mapping[str, Sequence[tuple[str, float]]],
) -> list[tuple[list[str], list[tuple[str, float]]]]:
    """Phrases of the question with their expansions, those that share one ("how long", "lasts") together."""
    groups: list[tuple[list[str], list[tuple[str, float]]]] = []
    for words, others in expanded.items():
        home = next((group for group in groups if not set(others).isdisjoint(group[1])), None)
        if home is None:
            groups.append(([words], list(others)))
        else:
            home[0].append(words)
            home[1].extend(others)
    return groups


class LexicalRetriever:
    """BM25 over whole provisions plus BM25 of their best sentence; a `Retriever`."""

    def __init__(self, name: str, table: UnitTable, terms_of: TermsOf) -> None:
        """`terms_of(token, language)` makes the index terms of a token."""
        self.name = name
        self._table = table
        self._terms_of = terms_of
        self._numbers: dict[str, int] = {}
        sentences, wholes = self._index(table.sentences), self._index(table.wholes)
        few = len(table.wholes) <= _EXACT
        self._wholes = wholes
        self._of_wholes: Bm25Index | Bm25ByText = wholes if few else wholes.by_text()
        self._of_sentences: Bm25Index | Bm25ByText = sentences if few else sentences.by_text()
        self._terms = lru_cache(maxsize=10_000)(self._terms_of_text)
        self._reading = lru_cache(maxsize=64)(self._read)
        self._terms_in = lru_cache(maxsize=4096)(self._terms_of_provision)

    def search(self, query: Query, k: int) -> list[Hit]:
        """At most `k` provisions that share a term with the query or its expansions."""
        table, question = self._table, self._reading(concepts(query), _languages(query))
        wholes = table.among(query.programmes)
        if len(wholes) > _EXACT:
            wholes = wholes[highest(self._wholes.rough(question)[wholes], _EXACT)]
        sentences, owners = table.sentences_of_all(wholes)
        single = self._of_sentences.exact(question, sentences)
        best_of_each = np.zeros(len(wholes), dtype=np.float32)
        np.maximum.at(best_of_each, owners, single)
        scores = self._of_wholes.exact(question, wholes) + _SENTENCE_WEIGHT * best_of_each
        first = np.searchsorted(owners, np.arange(len(wholes) + 1))
        hits = []
        for n in table.best(wholes, scores, k):
            own = single[first[n] : first[n + 1]]
            best = int(own.argmax()) if own.size else -1
            hits.append(Hit(table.wholes[wholes[n]].provision, float(scores[n]), best))
        return hits

    def sentence_scores(self, query: Query, provisions: Sequence[str]) -> list[Sequence[float]]:
        """For each provision (by id) the BM25 scores of its sentences."""
        places = [self._table.sentences_of(provision) for provision in provisions]
        question = self._reading(concepts(query), _languages(query))
        scores = self._of_sentences.exact(question, np.concatenate([*places, np.zeros(0, np.int64)]))
        return [part.tolist() for part in np.split(scores, np.cumsum([len(own) for own in places]))[:-1]]

    def matches(self, query: Query, provision: str) -> tuple[tuple[str, str], ...]:
        """(words of the query, the alternative of them that the provision has all terms of)."""
        own = self._terms_in(provision)
        found: list[tuple[str, str]] = []
        for concept in concepts(query):
            for text, _ in concept.alternatives:
                read = (self._terms(text, language) for language in _languages(query))
                if any(terms and own.issuperset(terms) for terms in read):
                    found.append((concept.words, text))
                    break
        return tuple(found)

    def _terms_of_text(self, text: str, language: str) -> tuple[str, ...]:
        """The distinct index terms of a text, in its order."""
        return tuple(dict.fromkeys(t for token in tokens(text) for t in self._terms_of(token, language)))

    def _terms_of_provision(self, provision: str) -> frozenset[str]:
        unit = self._table.whole(provision)
        return frozenset(self._terms_of_text(unit.searched, unit.language))

    def _index(self, units: Sequence[Unit]) -> Bm25Index:
        """The index of these units; terms that are new get the next numbers."""
        known: dict[tuple[str, str], list[int]] = {}

        @lru_cache(maxsize=1000)
        def read(text: str, language: str) -> list[int]:
            terms: list[int] = []
            for token in tokens(text):
                if (token, language) not in known:
                    known[token, language] = [
                        self._numbers.setdefault(term, len(self._numbers))
                        for term in self._terms_of(token, language)
                    ]
                terms += known[token, language]
            return terms

        texts = [read(unit.heading, unit.language) + read(unit.text, unit.language) for unit in units]
        return Bm25Index(texts, len(self._numbers))

    def _read(self, wanted: Sequence[Concept], languages: Sequence[str]) -> Reading:
        """Concepts in the terms of the index; long alternatives do not outweigh short ones."""
        found = []
        for concept in wanted:
            alternatives: dict[tuple[int, ...], float] = {}
            for text, weight in concept.alternatives:
                for language in languages:
                    terms = self._terms(text, language)
                    known = tuple(self._numbers[term] for term in terms if term in self._numbers)
                    if known:
                        value = weight / len(terms) ** 0.5
                        alternatives[known] = max(value, alternatives.get(known, 0.0))
            if alternatives:
                found.append(tuple(alternatives.items()))
        return reading(found)


def _languages(query: Query) -> tuple[str, ...]:
    """The languages the words of a query may be in."""
    return ("de",) if query.language == "de" else ("de", "en")


def stem_retriever(table: UnitTable) -> LexicalRetriever:
    """Over stems and the parts of compounds."""
    analyzer = Analyzer(unit.searched for unit in table.wholes)
    return LexicalRetriever("lexical", table, analyzer.terms)


def gram_retriever(table: UnitTable) -> LexicalRetriever:
    """Over character n-grams: finds words in spite of typos and inside compounds."""
    return LexicalRetriever("ngrams", table, lambda token, _: () if is_stop_word(token) else grams(token))
