"""BM25 over provisions and over their sentences: one retriever over stems, one over character n-grams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import bm25s
import numpy as np

from assistant.search.analysis import Analyzer, content_words, grams, is_stop_word, tokens
from assistant.search.query import Hit, Query
from assistant.search.units import Scores, Unit, UnitTable

TermsOf: TypeAlias = Callable[[str, str], Sequence[str]]

_EXPANSION_WEIGHT = 0.7
_SENTENCE_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Concept:
    """Words of the question that mean one thing, and other ways to say it, each with a weight."""

    words: str
    alternatives: tuple[tuple[str, float], ...]


def concepts(query: Query) -> tuple[Concept, ...]:
    """What a query asks about: expanded phrases first, then the remaining content words."""
    topic = query.topic or query.text
    expanded: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for words, expansion in query.expansions:
        expanded[words].append((expansion, _EXPANSION_WEIGHT))
    found = [Concept(words, ((words, 1.0), *others)) for words, others in expanded.items()]
    covered = {token.casefold() for words in expanded for token in tokens(words)}
    rest = dict.fromkeys(word for word in content_words(topic) if word.casefold() not in covered)
    return (*found, *(Concept(word, ((word, 1.0),)) for word in rest))


class LexicalIndex:
    """One BM25 index over texts."""

    def __init__(self, units: Sequence[Unit], terms_of: TermsOf) -> None:
        """`terms_of(token, language)` makes the index terms of a token."""
        self._terms_of = terms_of
        self._size = len(units)
        numbers: dict[str, int] = {}
        rows = [
            [
                numbers.setdefault(term, len(numbers))
                for token in tokens(unit.searched)
                for term in terms_of(token, unit.language)
            ]
            for unit in units
        ]
        self._numbers = numbers
        self._bm25 = bm25s.BM25(method="lucene")
        if numbers:
            self._bm25.index((rows, numbers), show_progress=False)

    def terms(self, text: str, language: str) -> tuple[str, ...]:
        """The distinct index terms of a text, in its order."""
        return tuple(dict.fromkeys(t for token in tokens(text) for t in self._terms_of(token, language)))

    def best(self, concept: Concept, languages: Sequence[str]) -> Scores:
        """(texts,): the score of the best alternative of a concept, read in the best fitting language."""
        best = np.zeros(self._size, dtype=np.float32)
        for text, weight in concept.alternatives:
            for language in languages:
                terms = self.terms(text, language)
                known = [self._numbers[term] for term in terms if term in self._numbers]
                if known:
                    scores = self._bm25.get_scores_from_ids(known)
                    np.maximum(best, scores * (weight / len(terms) ** 0.5), out=best)
        return best


class LexicalRetriever:
    """BM25 over whole provisions plus BM25 of their best sentence; a `Retriever`."""

    def __init__(self, name: str, table: UnitTable, terms_of: TermsOf) -> None:
        self.name = name
        self._table = table
        self._wholes = LexicalIndex(table.wholes, terms_of)
        self._sentences = LexicalIndex(table.sentences, terms_of)
        self._scores = lru_cache(maxsize=8)(self._score)

    def search(self, query: Query, k: int) -> list[Hit]:
        """At most `k` provisions that share a term with the query or its expansions."""
        wholes, sentences = self._scores(query)
        total = wholes + _SENTENCE_WEIGHT * self._table.best_sentence_scores(sentences)
        return self._table.hits(total, sentences, query.programmes, k)

    def sentence_scores(self, query: Query, provision: str) -> Sequence[float]:
        """The BM25 score of each sentence of a provision."""
        scores: list[float] = self._scores(query)[1][self._table.sentences_of(provision)].tolist()
        return scores

    def matches(self, query: Query, provision: str) -> tuple[tuple[str, str], ...]:
        """(words of the query, the alternative of them that the provision contains all terms of)."""
        unit = self._table.whole(provision)
        own = set(self._wholes.terms(unit.searched, unit.language))
        found: list[tuple[str, str]] = []
        for concept in concepts(query):
            for text, _ in concept.alternatives:
                read = (self._wholes.terms(text, language) for language in _languages(query))
                if any(terms and own.issuperset(terms) for terms in read):
                    found.append((concept.words, text))
                    break
        return tuple(found)

    def _score(self, query: Query) -> tuple[Scores, Scores]:
        languages = _languages(query)
        wholes = np.zeros(len(self._table.wholes), dtype=np.float32)
        sentences = np.zeros(len(self._table.sentences), dtype=np.float32)
        for concept in concepts(query):
            wholes += self._wholes.best(concept, languages)
            sentences += self._sentences.best(concept, languages)
        return wholes, sentences


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
