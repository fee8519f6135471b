"""A large collection is searched by candidates; what comes of it is what reading everything gives."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.search import Searcher, arms, lexical
from assistant.search.arms import Arms, with_matcher
from assistant.search.bm25 import Bm25Index, highest, reading
from assistant.search.encoder import SHIPPED, StaticEncoder
from assistant.search.features import ALL_NAMES
from assistant.search.interaction import LateInteraction, Matcher
from assistant.search.lexical import gram_retriever, stem_retriever
from assistant.search.query import Query
from assistant.search.rerank import SHIPPED as RANKER
from assistant.search.rerank import Trees
from assistant.search.understand import understand
from assistant.search.units import UnitTable
from tests.assistant.search.tiny import corpus

QUESTION = "How long may I work on the master's thesis?"


def test_candidates_get_the_scores_they_have_in_the_whole() -> None:
    whole = Matcher.of(corpus(), StaticEncoder(SHIPPED))
    ids = ["po-suedheim/8/1", "po-nordstadt/3/1"]
    query = Query(QUESTION, "en")
    read = LateInteraction(whole.among(ids)).sentence_scores(query, ids)
    for own, expected in zip(read, LateInteraction(whole).sentence_scores(query, ids), strict=True):
        np.testing.assert_allclose(own, expected, atol=1e-5)


def test_a_large_collection_finds_the_same_first(monkeypatch: pytest.MonkeyPatch) -> None:
    of, trees = corpus(), Trees.read(RANKER / "trees.json", ALL_NAMES)
    table = UnitTable(of)
    small = Arms((stem_retriever(table), gram_retriever(table)))

    def first(large: int) -> tuple[str, bool]:
        monkeypatch.setattr(arms, "LARGE", large)
        opened = with_matcher(small, Matcher.of(of, StaticEncoder(SHIPPED)), trees)
        return Searcher(of, opened).find(understand(QUESTION, of), 3)[0].provision, bool(opened.near)

    assert first(3000) == ("po-suedheim/8/1", False)
    assert first(0) == ("po-suedheim/8/1", True)


def test_weights_by_text_give_what_weights_by_term_give() -> None:
    index = Bm25Index([[0, 1], [1, 2, 2], [0], [3, 1], [2]], 4)
    question = reading([[([0, 2], 1.0), ([1], 0.5)], [([3], 1.0)]])
    texts = np.array([0, 1, 3])
    read = index.exact(question, texts)
    np.testing.assert_allclose(index.by_text().exact(question, texts), read)
    assert read.min() > 0


def test_the_highest_are_taken_in_order_of_the_texts() -> None:
    assert highest(np.array([0, 3, 1, 3, 2, 1], dtype=np.float32), 4).tolist() == [1, 2, 3, 4]
    assert highest(np.zeros(3, dtype=np.float32), 3).tolist() == [0, 1, 2]


def test_a_large_collection_finds_by_words_what_a_small_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    table, query = UnitTable(corpus()), understand(QUESTION, corpus())
    small = [stem_retriever(table).search(query, 2), gram_retriever(table).search(query, 2)]
    monkeypatch.setattr(lexical, "_EXACT", 5)
    large = [stem_retriever(table).search(query, 2), gram_retriever(table).search(query, 2)]
    assert large == small
    assert all(len(hits) == 2 for hits in large)
