"""Late interaction, checked against the definition on a corpus small enough to go through."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.search.encoder import SHIPPED, StaticEncoder, unit
from assistant.search.interaction import FLOOR, LateInteraction, Matcher
from assistant.search.query import Query
from ingest.corpus import Corpus
from tests.assistant.search.tiny import corpus

QUESTION = "How long may I work on the master's thesis?"


@pytest.fixture(scope="module")
def static() -> StaticEncoder:
    return StaticEncoder(SHIPPED)


def test_the_index_finds_what_going_through_every_text_finds(static: StaticEncoder) -> None:
    matcher = Matcher.of(corpus(), static)
    tokens, _ = matcher.match(QUESTION)
    asked = static.table[static.tokens([QUESTION])[0]]
    for at, text in enumerate(matcher.segments.texts):
        cosines = unit(asked) @ unit(static.table[static.tokens([text])[0]]).T
        best = np.where(cosines > FLOOR, cosines, 0).max(axis=1)
        np.testing.assert_allclose(tokens.found[:, at], best, atol=1e-5)


def test_an_english_question_finds_the_german_sentence(static: StaticEncoder) -> None:
    hit = LateInteraction(Matcher.of(corpus(), static)).search(Query(QUESTION, "en", ("sued-bio",)), 1)[0]
    assert (hit.provision, hit.sentence) == ("po-suedheim/8/1", 0)


def test_the_best_sentence_of_a_provision_is_named(static: StaticEncoder) -> None:
    retriever = LateInteraction(Matcher.of(corpus(), static))
    query = Query("Wie lange dauert eine Klausur?", "de")
    scores = retriever.sentence_scores(query, ["po-nordstadt/3/1"])[0]
    assert len(scores) == 2
    assert scores[1] > scores[0]


def test_an_empty_corpus_has_no_hits(static: StaticEncoder) -> None:
    assert LateInteraction(Matcher.of(Corpus([]), static)).search(Query(QUESTION, "en"), 5) == []
