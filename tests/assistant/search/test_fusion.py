from __future__ import annotations

from assistant.search.fusion import WEIGHTS, heights, interleave, ordered, total
from assistant.search.query import Hit


def test_a_height_lies_between_the_best_and_the_last_hit() -> None:
    found = {"lexical": [Hit("a", 9.0), Hit("b", 6.0), Hit("c", 5.0)], "dense": []}
    assert heights(found) == {"a": {"lexical": 1.0}, "b": {"lexical": 0.25}, "c": {"lexical": 0.0}}


def test_one_wild_retriever_cannot_outweigh_all_others() -> None:
    sane = [Hit("good", 2.0), Hit("bad", 1.0)]
    found = {
        "lexical": sane,
        "ngrams": sane,
        "interaction": sane,
        "dense": [Hit("bad", 1e9), Hit("good", 0.0)],
    }
    scores = {provision: total(parts) for provision, parts in heights(found).items()}
    assert ordered(scores)[0][0] == "good"
    assert scores["bad"] <= WEIGHTS["dense"]


def test_a_single_hit_counts_fully() -> None:
    assert heights({"lexical": [Hit("a", 0.3)]}) == {"a": {"lexical": 1.0}}


def test_ties_are_broken_by_id() -> None:
    assert ordered({"b": 1.0, "a": 1.0, "c": 2.0}) == [("c", 2.0), ("a", 1.0), ("b", 1.0)]


def test_groups_take_turns() -> None:
    strong = [("a1", 9.0), ("a2", 8.0), ("a3", 7.0)]
    weak = [("b1", 1.0)]
    assert [provision for provision, _ in interleave([strong, weak])] == ["a1", "b1", "a2", "a3"]
