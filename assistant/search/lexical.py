"""BM25 over provisions and over their sentences: one retriever over stems, one over character n-grams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
        self._numbers: dict[str, int] = {}
        rows = [
            [
                self._numbers.setdefault(term, len(self._numbers))
                for token in tokens(unit.searched)
                for term in terms_of(token, unit.language)
            ]
            for unit in units
        ]
        self._bm25 = bm25s.BM25(method="lucene")
        if self._numbers:
            self._bm25.index((rows, self._numbers), show_progress=False)

    def best(self, concept: Concept, languages: Sequence[str]) -> Scores:
        """(texts,): the score of the best alternative of a concept, read in the best fitting language."""
        best = np.zeros(self._size, dtype=np.float32)
        for text, weight in concept.alternatives:
            for language in languages:
                terms = dict.fromkeys(t for token in tokens(text) for t in self._terms_of(token, language))
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

    def search(self, query: Query, k: int) -> list[Hit]:
        """At most `k` provisions that share a term with the query or its expansions."""
        languages = ("de",) if query.language == "de" else ("de", "en")
        wholes = np.zeros(len(self._table.wholes), dtype=np.float32)
        sentences = np.zeros(len(self._table.sentences), dtype=np.float32)
        for concept in concepts(query):
            wholes += self._wholes.best(concept, languages)
            sentences += self._sentences.best(concept, languages)
        total = wholes + _SENTENCE_WEIGHT * self._table.best_sentence_scores(sentences)
        return self._table.hits(total, sentences, query.programmes, k)


def stem_retriever(table: UnitTable) -> LexicalRetriever:
    """Over stems and the parts of compounds."""
    analyzer = Analyzer(unit.searched for unit in table.wholes)
    return LexicalRetriever("lexical", table, analyzer.terms)


def gram_retriever(table: UnitTable) -> LexicalRetriever:
    """Over character n-grams: finds words in spite of typos and inside compounds."""
    return LexicalRetriever("ngrams", table, lambda token, _: () if is_stop_word(token) else grams(token))
