"""The product's search over training regulations that neither its token table nor its ranker has seen."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.models.recipe import regulations
from assistant.models.recipe.memory import MemoryStore
from assistant.models.recipe.questions import FOLDS, Question, Training, fold_of
from assistant.search import Searcher
from assistant.search.arms import Arms, with_matcher
from assistant.search.dense import build_dense, open_dense
from assistant.search.encoder import StaticEncoder
from assistant.search.features import ALL_NAMES
from assistant.search.interaction import Matcher
from assistant.search.lexical import gram_retriever, stem_retriever
from assistant.search.query import Query
from assistant.search.rerank import Trees
from assistant.search.understand import understand
from assistant.search.units import UnitTable
from ingest.corpus import Corpus

_CHOSEN = 0.7  # share of the questions that are asked with the programme chosen


@dataclass(frozen=True, slots=True)
class Shelf:
    """A regulation among others of its fold, with what searches them; `own` are the questions written for it."""

    fold: int
    programme: str
    corpus: Corpus
    searcher: Searcher
    own: tuple[Question, ...]

    def query(self, text: str, rng: random.Random) -> Query:
        """A question as the product understands it, mostly with the regulation's programme chosen."""
        programmes = (self.programme,) if rng.random() < _CHOSEN else ()
        return replace(understand(text, self.corpus), programmes=programmes, topic="")


def shelves(training: Training, folds: Path) -> Iterator[Shelf]:
    """Every regulation, searched with the table and the trees in `folds` that were made without its fold."""
    for fold in range(FOLDS):
        encoder = StaticEncoder(folds / str(fold))
        for file in sorted({p.file for p in training.passages.values() if fold_of(p.file) == fold}):
            corpus = regulations.collection(training, file)
            own = tuple(q for q in training.questions if training.passages[q.pid].file == file)
            searcher = Searcher(corpus, _arms(corpus, encoder, folds / str(fold)))
            yield Shelf(fold, regulations.regulation_id(file), corpus, searcher, own)


def _arms(corpus: Corpus, encoder: StaticEncoder, trees: Path) -> Arms:
    table, store = UnitTable(corpus), MemoryStore()
    build_dense(corpus, encoder, store)
    arms = Arms((stem_retriever(table), gram_retriever(table)), (open_dense(corpus, encoder, store),))
    return with_matcher(arms, Matcher.of(corpus, encoder), Trees.read(trees / "trees.json", ALL_NAMES))
