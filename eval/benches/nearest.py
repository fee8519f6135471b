"""Nearest vectors: comparing every one (brute force) against Chroma's HNSW graph, on the grown corpus."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from assistant.search import dense, encoder
from assistant.search.query import Query
from assistant.search.segments import whole
from assistant.search.vectors import in_folder
from assistant.settings import Settings
from eval.benches.copies import grown
from eval.benches.table import Table, percentiles, timed
from eval.cases import load_cases
from eval.session import outside_ids
from ingest.corpus import Corpus

GOLD = Path(__file__).parent.parent / "gold.jsonl"
K = 10


def bench(settings: Settings, sizes: Sequence[int]) -> Table:
    """Query times of both, and how many of the true nearest the graph gives."""
    corpus = Corpus.load(settings.corpus)
    gold = load_cases(GOLD, outside_ids(corpus, settings.corpus))
    questions = [case.question for conversation in gold for case in conversation.turns]
    rows = tuple(_row(Corpus(grown(corpus, size)), questions, settings) for size in sizes)
    return Table(
        "Brute force or HNSW",
        f"The dense retriever alone, best {K} provisions, vectors of provisions and sentences; brute force is"
        " one matrix product over the provisions.",
        ("provisions", "HNSW build, s", "HNSW p50, ms", "HNSW p95, ms", "brute p50, ms", "brute p95, ms"),
        rows,
    )


def _row(corpus: Corpus, questions: Sequence[str], settings: Settings) -> tuple[float, ...]:
    model = encoder.load(settings.embedding_model)
    texts = [whole(provision) for provision in corpus.provisions()]
    table = model.passages(texts)
    with tempfile.TemporaryDirectory() as folder:
        store = in_folder(Path(folder))
        _, built = timed(lambda: dense.build_dense(corpus, model, store))
        retriever = dense.open_dense(corpus, model, store)
        graph = [timed(partial(retriever.search, Query(question, "de"), K))[1] for question in questions]
    brute = [timed(partial(_compare_all, table, model, question))[1] for question in questions]
    (graph50, graph95, _), (brute50, brute95, _) = percentiles(graph), percentiles(brute)
    return (len(texts), built, *(1000 * time for time in (graph50, graph95, brute50, brute95)))


def _compare_all(table: encoder.Floats, model: encoder.Encoder, question: str) -> list[int]:
    nearest = np.argsort(-(table @ model.questions([question])[0]), kind="stable")
    return [int(row) for row in nearest[:K]]
