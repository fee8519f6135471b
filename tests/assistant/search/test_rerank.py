"""The ranker: trees walked by hand, the order of its hits, and what is said when its file is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.answer import Passage
from assistant.search.encoder import SHIPPED, StaticEncoder
from assistant.search.features import ALL_NAMES, Features
from assistant.search.interaction import Matcher
from assistant.search.query import Ask, Query
from assistant.search.rerank import SHIPPED as SHIPPED_TREES
from assistant.search.rerank import Ranker, Trees
from ingest.errors import ModelError
from tests.assistant.search.tiny import corpus

STUMP = {
    "features": ["a", "b"],
    "roots": [0, 3],
    "feature": [1, 0, 0, 0],
    "threshold": [0.5, 0.0, 0.0, 0.0],
    "left": [1, 1, 2, 3],
    "right": [2, 1, 2, 3],
    "value": [0.0, -2.0, 2.0, 0.25],
    "depth": 1,
}
IDS = [provision.id for provision in corpus().provisions()]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.of(corpus(), StaticEncoder(SHIPPED))


def ranker(matcher: Matcher) -> Ranker:
    return Ranker(matcher, Trees.read(SHIPPED_TREES / "trees.json", ALL_NAMES))


def test_trees_add_up_the_leaves_a_row_falls_into(tmp_path: Path) -> None:
    (tmp_path / "trees.json").write_text(json.dumps(STUMP))
    trees = Trees.read(tmp_path / "trees.json", ["a", "b"])
    rows = np.array([[9.0, 0.5], [9.0, 0.6]], dtype=np.float32)
    assert trees.sum(rows).tolist() == [-1.75, 2.25]


@pytest.mark.parametrize("text", ["", "{}", "[]", json.dumps({**STUMP, "roots": ["x"]})])
def test_a_damaged_file_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "trees.json").write_text(text)
    with pytest.raises(ModelError):
        Trees.read(tmp_path / "trees.json", ["a", "b"])


def test_trees_for_other_features_are_refused(tmp_path: Path) -> None:
    (tmp_path / "trees.json").write_text(json.dumps(STUMP))
    with pytest.raises(ModelError, match="other features"):
        Trees.read(tmp_path / "trees.json", ["b", "a"])


def test_the_ranker_puts_the_answering_provision_first_whatever_came_first(matcher: Matcher) -> None:
    query = Query("How high is the tuition fee?", "en", asks=(Ask.FEE,))
    hits = ranker(matcher).order(query, [Passage(id_, 0.0) for id_ in IDS])
    assert hits[0].provision == "po-suedheim/9/1"
    assert sorted(hit.provision for hit in hits) == sorted(IDS)


def test_a_fee_asked_for_and_named_is_seen(matcher: Matcher) -> None:
    passages = [Passage("po-suedheim/9/1", 1.0), Passage("po-suedheim/7/1", 1.0)]
    asked = Features(matcher).of(Query("Was kostet das Studium?", "de", asks=(Ask.FEE,)), passages)
    assert asked[:, ALL_NAMES.index("asks fee")].tolist() == [1.0, -1.0]


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "🎓" * 50])
def test_odd_text_is_ranked_too(matcher: Matcher, text: str) -> None:
    assert len(ranker(matcher).order(Query(text, "de"), [Passage(id_, 0.0) for id_ in IDS])) == len(IDS)
