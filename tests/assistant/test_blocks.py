"""Blocks of sentences, on the provisions whose lists break when they are cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.blocks import blocks, long_lists, needed, words
from assistant.search.understand import understand
from ingest.corpus import Corpus

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus.load(ROOT / "corpus")


def test_the_end_of_a_list_is_never_alone_and_its_items_bring_it(corpus: Corpus) -> None:
    provision = corpus.provision("nordakademie-po-maki/4/2")
    end = len(provision.sentences) - 1
    assert words(provision, [end]) == "verfügt."
    assert (end,) not in blocks(provision)
    item = next(i for i, s in enumerate(provision.sentences) if s.item)
    assert {0, end} <= set(needed(provision, [item]))


def test_an_item_that_begins_with_its_letter_is_no_end(corpus: Corpus) -> None:
    provision = corpus.provision("bremen-aufnahmeordnung-ai/1/1")
    item = next(i for i, s in enumerate(provision.sentences) if s.item == ("lit. b",))
    assert (item,) in blocks(provision)


def test_in_that_case_comes_with_the_case(corpus: Corpus) -> None:
    provision = corpus.provision("bremen-aufnahmeordnung-ai/1/3")
    assert "sind in diesem Fall" in words(provision, [2])
    assert (1, 2) in blocks(provision)


def test_a_long_list_can_be_shown_whole(corpus: Corpus) -> None:
    provision = corpus.provision("bremen-aufnahmeordnung-ai/1/1")
    assert long_lists(provision) == (tuple(range(len(provision.sentences))),)
    assert long_lists(corpus.provision("nordakademie-po-maki/4/2")) == ()


def test_an_item_with_all_below_it_is_cited_by_its_letter(corpus: Corpus) -> None:
    provision = corpus.provision("bremen-aufnahmeordnung-ai/1/1")
    first = [i for i, s in enumerate(provision.sentences) if s.item[:1] == ("lit. a",)]
    everything = range(len(provision.sentences))
    assert corpus.cite(provision, first).startswith("§ 1 Abs. 1 lit. a AufnO AI Bremen")
    assert corpus.cite(provision, tuple(everything)).startswith("§ 1 Abs. 1 AufnO AI Bremen")


def test_a_name_of_several_programmes_points_to_none_and_is_not_searched_for(corpus: Corpus) -> None:
    query = understand("Can I do the AI master part-time?", corpus)
    assert query.programmes == ()
    assert "master" not in query.topic
