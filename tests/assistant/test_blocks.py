"""Blocks of sentences, on the provisions whose lists break when they are cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.blocks import blocks, long_lists, needed, words
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


def test_a_long_list_can_be_shown_whole(corpus: Corpus) -> None:
    provision = corpus.provision("bremen-aufnahmeordnung-ai/1/1")
    assert long_lists(provision) == (tuple(range(len(provision.sentences))),)
    assert long_lists(corpus.provision("nordakademie-po-maki/4/2")) == ()
