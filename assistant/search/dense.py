"""Dense retrieval: vectors of whole provisions and of their sentences, kept in Chroma."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.search.encoder import Encoder
from assistant.search.query import Hit, Query
from assistant.search.segments import heading, whole
from assistant.search.vectors import VectorStore
from ingest.corpus import Corpus
from ingest.records import Provision

_PROVISIONS, _SENTENCES = "provisions", "sentences"
_PER_HIT = 4  # sentences asked for per hit wanted, since several belong to one provision
_MOST = 400
_BATCH = 2000


def build_dense(corpus: Corpus, encoder: Encoder, store: VectorStore) -> None:
    """Writes the vectors of all provisions and sentences. What a killed build left is written over."""
    provisions = corpus.provisions()
    texts = {_PROVISIONS: ((p, 0, whole(p)) for p in provisions), _SENTENCES: _sentences(provisions)}
    for name, rows in texts.items():
        store.create(name)
        _fill(store, name, encoder, list(rows))


def is_built(corpus: Corpus, store: VectorStore) -> bool:
    """Whether the store has the vectors of all provisions and sentences."""
    return all(store.count(name) == size for name, size in _sizes(corpus).items())


def _sizes(corpus: Corpus) -> dict[str, int]:
    provisions = corpus.provisions()
    return {_PROVISIONS: len(provisions), _SENTENCES: sum(len(p.sentences) for p in provisions)}


def _sentences(provisions: Iterable[Provision]) -> Iterable[tuple[Provision, int, str]]:
    for provision in provisions:
        above = heading(provision)
        for index, sentence in enumerate(provision.sentences):
            yield provision, index, f"{above}\n{provision.text[sentence.start : sentence.end]}"


def _fill(
    store: VectorStore, name: str, encoder: Encoder, rows: Sequence[tuple[Provision, int, str]]
) -> None:
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        store.add(
            name,
            [f"{provision.id}#{index}" for provision, index, _ in batch],
            encoder.passages([text for _, _, text in batch]),
            [provision.regulation for provision, _, _ in batch],
        )


def open_dense(corpus: Corpus, encoder: Encoder, store: VectorStore) -> DenseRetriever:
    """The retriever over what `build_dense` wrote. Raises SearchIndexError when that is not all there."""
    store.require(_sizes(corpus))
    return DenseRetriever(corpus, encoder, store)


class DenseRetriever:
    """A `Retriever`: half the cosine of the whole provision, half that of its best sentence."""

    name = "dense"

    def __init__(self, corpus: Corpus, encoder: Encoder, store: VectorStore) -> None:
        self._corpus = corpus
        self._encoder = encoder
        self._store = store

    def search(self, query: Query, k: int) -> list[Hit]:
        """The best `k` provisions of the query's programmes with their best sentence."""
        if k <= 0:
            return []
        vector = self._encoder.questions([query.topic or query.text])
        regulations = sorted({p.regulation for p in self._corpus.provisions(query.programmes)})
        if not regulations or not vector.any():
            return []
        only = regulations if query.programmes else None

        def nearest(name: str, count: int) -> list[tuple[str, int, float]]:
            found = self._store.nearest(name, vector, min(count, _MOST), only)
            split = ((id_.rpartition("#"), score) for id_, score in found)
            return [(provision, int(sentence), score) for (provision, _, sentence), score in split]

        whole = {p: score for p, _, score in nearest(_PROVISIONS, k)}
        best: dict[str, tuple[float, int]] = {}
        for provision, sentence, score in nearest(_SENTENCES, _PER_HIT * k):
            best.setdefault(provision, (score, sentence))
        floor = min(whole.values(), default=0.0), min((score for score, _ in best.values()), default=0.0)
        hits = []
        for provision in sorted(whole.keys() | best.keys()):
            score, sentence = best.get(provision, (floor[1], -1))
            hits.append(Hit(provision, (whole.get(provision, floor[0]) + score) / 2, sentence))
        return sorted(hits, key=lambda hit: (-hit.score, hit.provision))[:k]
