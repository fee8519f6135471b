from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest

from assistant.answer import Passage
from assistant.search import Searcher
from assistant.search.arms import Arms
from assistant.search.lexical import gram_retriever, stem_retriever
from assistant.search.query import Hit, Query, Reranker
from assistant.search.reader import Reader
from assistant.search.understand import understand
from assistant.search.units import UnitTable
from assistant.settings import Settings
from ingest.corpus import Corpus
from tests.assistant.search.tiny import corpus


def searcher(of: Corpus, reranker: Reranker | None = None) -> Searcher:
    table = UnitTable(of)
    return Searcher(of, Arms((stem_retriever(table), gram_retriever(table)), reranker=reranker))


def found(question: str, programme: str | None = None, k: int = 10) -> list[str]:
    of = corpus()
    return [p.provision for p in searcher(of).find(understand(question, of, programme), k)]


def test_a_question_finds_its_provision_in_either_language() -> None:
    assert found("Nicht bestanden: wie oft kann ich wiederholen?")[0] == "po-nordstadt/4/1"
    assert found("How long do I get for the master's thesis?")[0] == "po-suedheim/8/1"


def test_only_a_reference_finds_only_what_it_means() -> None:
    assert found("§ 4 Abs. 1") == ["po-nordstadt/4/1"]


def test_a_reference_in_a_question_comes_first_and_its_sentence_too() -> None:
    of = corpus()
    first, *others = searcher(of).find(understand("Was heißt § 4 Abs. 1 Satz 1 für die Klausur?", of), 5)
    assert (first.provision, first.sentences[0]) == ("po-nordstadt/4/1", 0)
    assert first.ranks[0] == ("reference", 1)
    assert others


def test_a_comparison_gives_evidence_of_each_programme() -> None:
    owners = [
        p.split("/")[0] for p in found("Bearbeitungszeit in Nordstadt und Südheim, Wochen, Seiten?", k=2)
    ]
    assert sorted(owners) == ["po-nordstadt", "po-suedheim"]


def test_a_chosen_programme_keeps_the_others_out() -> None:
    assert {p.split("/")[0] for p in found("Wiederholungsprüfung", "sued-bio")} == {"po-suedheim"}


def test_a_passage_says_why_it_was_found() -> None:
    of = corpus()
    passage = searcher(of).find(understand("oral resit?", of), 1)[0]
    assert passage.provision == "po-suedheim/7/1"
    assert ("resit", "Wiederholungsprüfung") in passage.terms
    assert dict(passage.ranks)["lexical"] == 1
    assert {"lexical", "ngrams"} <= dict(passage.parts).keys()
    assert passage.sentence_scores[0] > 0


def test_given_provisions_are_scored_whether_found_or_not() -> None:
    of = corpus()
    query = understand("mündliche Wiederholungsprüfung", of)
    scored = searcher(of).score(query, ["po-suedheim/9/1", "po-suedheim/7/1"])
    assert [p.provision for p in scored] == ["po-suedheim/7/1", "po-suedheim/9/1"]
    assert scored[0].score > scored[1].score


class Backwards:
    """A reranker that turns the order round."""

    name = "backwards"

    def order(self, query: Query, passages: Sequence[Passage]) -> list[Hit]:
        return [Hit(p.provision, float(n)) for n, p in enumerate(passages)][::-1]


def test_a_reranker_decides_the_order_unless_only_words_are_wanted() -> None:
    of = corpus()
    query = understand("Prüfung Wiederholung", of)
    plain = [p.provision for p in searcher(of).find(query, 10)]
    turned = searcher(of, Backwards()).find(query, 10)
    assert [p.provision for p in turned] == plain[::-1]
    assert "backwards" in dict(turned[0].parts)
    by_words = searcher(of, Backwards()).find(query, 10, models=False)
    assert [p.provision for p in by_words] == plain


class Literal:
    """A reader that knows no synonyms: it counts the words that question and provision share."""

    def __init__(self, of: Corpus) -> None:
        self._corpus = of

    def scores(self, query: Query, provisions: Sequence[str]) -> Sequence[float]:
        asked = set((query.topic or query.text).split())
        return [5.0 * len(asked & set(self._corpus.provision(p).text.split())) for p in provisions]


@pytest.mark.parametrize(
    ("question", "score"), [("Wie geht eine Nachprüfung ?", 5.0), ("How does a Nachprüfung go ?", 0.0)]
)
def test_a_german_question_is_also_read_in_the_words_of_the_provision(question: str, score: float) -> None:
    of = corpus()
    table = UnitTable(of)
    reader = cast("Reader", Literal(of))
    own = Searcher(
        of, Arms((stem_retriever(table), gram_retriever(table)), reranker=Backwards(), reader=reader)
    )
    found = {p.provision: dict(p.parts) for p in own.find(understand(question, of), 10, read=True)}
    assert found["po-suedheim/7/1"]["reader"] == score


def test_nothing_is_found_in_an_empty_corpus() -> None:
    empty = Corpus([])
    assert searcher(empty).find(understand("Klausur § 3", empty), 5) == ()


def test_without_a_model_search_says_so_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.search.arms.SHIPPED", tmp_path / "none")
    of = corpus()
    opened = Searcher.open(of, Settings(index=tmp_path, embedding_model=str(tmp_path / "none")))
    assert len(opened.notices) == 2
    assert opened.find(understand("Gebühr", of), 1)[0].provision == "po-suedheim/9/1"
