"""What every retriever promises, and what the lexical ones and the look-up add."""

from __future__ import annotations

import pytest

from assistant.search.lexical import gram_retriever, stem_retriever
from assistant.search.query import Query, Retriever
from assistant.search.reference import ReferenceRetriever, only_a_reference
from assistant.search.units import UnitTable
from ingest.corpus import Corpus
from tests.assistant.search.tiny import corpus

ODD = ["", "   ", "???", "§", "\x00", "🎓" * 50, "a" * 10_000, "Klausur " * 500, "' OR 1=1 --", "\ud800"]


def stems(of: Corpus) -> Retriever:
    return stem_retriever(UnitTable(of))


def ngrams(of: Corpus) -> Retriever:
    return gram_retriever(UnitTable(of))


MAKERS = [stems, ngrams, ReferenceRetriever]


@pytest.mark.parametrize("make", MAKERS)
class TestEveryRetriever:
    @pytest.mark.parametrize("text", ODD)
    def test_never_raises_on_odd_text(self, make, text: str) -> None:
        assert isinstance(make(corpus()).search(Query(text, "de"), 5), list)

    def test_finds_nothing_in_an_empty_corpus(self, make) -> None:
        assert make(Corpus([])).search(Query("Klausur § 3", "de"), 5) == []

    def test_gives_at_most_k_best_first_ties_by_id(self, make) -> None:
        hits = make(corpus()).search(Query("§ 3 und § 7 Wiederholung der Prüfung", "de"), 2)
        assert len(hits) == 2
        assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.provision))

    def test_keeps_to_the_programmes(self, make) -> None:
        hits = make(corpus()).search(Query("§ 7 Wiederholung", "de", ("sued-bio",)), 10)
        assert hits
        assert all(hit.provision.startswith("po-suedheim/") for hit in hits)

    def test_gives_the_same_twice(self, make) -> None:
        query = Query("§ 4 Wiederholung", "de")
        assert make(corpus()).search(query, 10) == make(corpus()).search(query, 10)


@pytest.mark.parametrize("make", [stems, ngrams])
def test_the_best_sentence_is_named(make) -> None:
    best = make(corpus()).search(Query("Wie lange dauert eine Klausur?", "de"), 1)[0]
    assert (best.provision, best.sentence) == ("po-nordstadt/3/1", 1)


def test_an_english_question_finds_german_words_by_its_expansions() -> None:
    expansions = (("resit", "Wiederholungsprüfung"), ("oral", "mündlich"))
    hits = stems(corpus()).search(Query("oral resit", "en", expansions=expansions), 1)
    assert hits[0].provision == "po-suedheim/7/1"


def test_alternatives_of_a_word_are_not_added_up() -> None:
    once = Query("Prüfung", "de", expansions=(("Prüfung", "Klausur"),))
    often = Query("Prüfung", "de", expansions=(("Prüfung", "Klausur"), ("Prüfung", "Klausuren")))
    assert stems(corpus()).search(once, 5) == stems(corpus()).search(often, 5)


def test_ngrams_forgive_a_typo_that_stems_do_not() -> None:
    query = Query("Gebürh", "de")
    assert stems(corpus()).search(query, 1) == []
    assert ngrams(corpus()).search(query, 1)[0].provision == "po-suedheim/9/1"


def test_a_reference_finds_exactly_what_it_means() -> None:
    hits = ReferenceRetriever(corpus()).search(Query("§ 4 Abs. 1 Satz 2 Nordstadt", "de"), 10)
    assert [(hit.provision, hit.sentence) for hit in hits] == [("po-nordstadt/4/1", 1)]


@pytest.mark.parametrize(
    ("text", "only"),
    [("§ 4 Abs. 1", True), ("Anlage 2 KI-07", True), ("Was steht in § 4 zur Klausur?", False)],
)
def test_a_question_may_be_only_a_reference(text: str, only: bool) -> None:
    assert only_a_reference(Query(text, "de")) is only
