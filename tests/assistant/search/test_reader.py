"""The reader: what it is given to read, the order that comes of it, and what is said when its file is wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.search import Searcher, arms, reader
from assistant.search.arms import Arms, with_matcher
from assistant.search.encoder import SHIPPED, StaticEncoder
from assistant.search.features import ALL_NAMES
from assistant.search.interaction import Matcher
from assistant.search.lexical import gram_retriever, stem_retriever
from assistant.search.query import Query
from assistant.search.reader import Reader, padded, pairs
from assistant.search.rerank import SHIPPED as RANKER
from assistant.search.rerank import Trees
from assistant.search.understand import understand
from assistant.search.units import UnitTable
from ingest.errors import ModelError
from tests.assistant.search.tiny import corpus

QUESTION = "How long may I work on the master's thesis?"
IDS = [provision.id for provision in corpus().provisions()]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.of(corpus(), StaticEncoder(SHIPPED))


def test_of_a_long_provision_the_nearest_sentences_are_read(
    matcher: Matcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = matcher.encoder
    provision = max(corpus().provisions(), key=lambda p: len(p.sentences))
    sentences = [provision.text[s.start : s.end] for s in provision.sentences]
    assert len(sentences) > 1
    tokens = [one.tolist() for one in encoder.tokens(sentences)]
    for nearest in range(len(sentences)):
        monkeypatch.setattr(reader, "_TEXT", len(tokens[nearest]))
        ((question, passage),) = pairs(matcher, Query(sentences[nearest], "de"), [provision.id])
        assert question == tokens[nearest][:32]
        assert passage[-len(tokens[nearest]) :] == tokens[nearest]


def test_pairs_are_padded_with_both_parts_closed() -> None:
    ids, parts = padded([([5], [6, 7]), ([5], [6])], 9)
    assert ids.tolist() == [[8, 5, 9, 6, 7, 9], [8, 5, 9, 6, 9, 0]]
    assert parts.tolist() == [[0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 0]]


def test_what_answers_is_scored_highest(matcher: Matcher) -> None:
    scores = Reader(matcher, reader.load(reader.SHIPPED)).scores(Query(QUESTION, "en"), IDS)
    assert IDS[int(np.argmax(scores))] == "po-suedheim/8/1"


def test_scores_do_not_depend_on_what_else_is_read(matcher: Matcher) -> None:
    own = Reader(matcher, reader.load(reader.SHIPPED))
    query = Query(QUESTION, "en")
    together = own.scores(query, IDS)
    np.testing.assert_allclose(own.scores(query, IDS[::-1]), together[::-1], atol=0.15)
    assert own.scores(query, []).shape == (0,)


@pytest.mark.parametrize("large", [0, 3000])
def test_only_who_asks_for_it_waits_for_the_reader(monkeypatch: pytest.MonkeyPatch, large: int) -> None:
    monkeypatch.setattr(arms, "LARGE", large)
    of, table = corpus(), UnitTable(corpus())
    words = Arms((stem_retriever(table), gram_retriever(table)))
    trees = Trees.read(RANKER / "trees.json", ALL_NAMES)
    opened = with_matcher(words, Matcher.of(of, StaticEncoder(SHIPPED)), trees, reader.load(reader.SHIPPED))
    searcher, query = Searcher(of, opened), understand(QUESTION, of)
    quick, read = searcher.find(query, 3), searcher.find(query, 3, read=True)
    assert "reader" not in dict(quick[0].parts)
    assert "reader" in dict(read[0].parts)
    assert read[0].provision == "po-suedheim/8/1"


def test_a_missing_or_damaged_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="No reader can be read"):
        reader.load(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"x")
    with pytest.raises(ModelError, match="Restore assistant/models/reader"):
        reader.load(tmp_path)
