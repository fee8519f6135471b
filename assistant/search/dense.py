"""Dense retrieval: vectors of whole provisions and of their sentences, kept in Chroma."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from assistant.search.encoder import Encoder, Floats, unit
from assistant.search.fusion import ordered
from assistant.search.query import Hit, Query
from assistant.search.segments import heading, whole
from assistant.search.vectors import DIGITS, VectorStore
from ingest.corpus import Corpus
from ingest.records import Provision, Regulation

_PROVISIONS, _SENTENCES = "provisions", "sentences"
_PER_HIT = 4  # sentences asked for per hit wanted, since several belong to one provision
_MOST = 400
_BATCH = 2000
_KEPT = 128  # regulations whose vectors of one collection stay in memory once they were chosen


def build_dense(corpus: Corpus, encoder: Encoder, store: VectorStore) -> None:
    """Writes the vectors of all provisions and sentences. What a killed build left is written over."""
    for name in (_PROVISIONS, _SENTENCES):
        store.create(name)
        texts = _texts(name, corpus.provisions())
        while batch := list(islice(texts, _BATCH)):
            store.add(name, [id_ for id_, _ in batch], encoder.passages([text for _, text in batch]))


def is_built(corpus: Corpus, store: VectorStore) -> bool:
    """Whether the store has the vectors of all provisions and sentences."""
    return all(store.count(name) == size for name, size in _sizes(corpus).items())


def _sizes(corpus: Corpus) -> dict[str, int]:
    provisions = corpus.provisions()
    return {_PROVISIONS: len(provisions), _SENTENCES: sum(len(p.sentences) for p in provisions)}


def _texts(name: str, provisions: Iterable[Provision]) -> Iterator[tuple[str, str]]:
    """(id, text) of everything that a collection holds of these provisions."""
    for provision in provisions:
        if name == _PROVISIONS:
            yield f"{provision.id}#0", whole(provision)
            continue
        above = heading(provision)
        for index, sentence in enumerate(provision.sentences):
            yield f"{provision.id}#{index}", f"{above}\n{provision.text[sentence.start : sentence.end]}"


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
        self._vectors = lru_cache(maxsize=_KEPT)(self._read)

    def search(self, query: Query, k: int) -> list[Hit]:
        """The best `k` provisions of the query's programmes with their best sentence."""
        if k <= 0:
            return []
        vector = self._encoder.questions([query.topic or query.text])
        regulations = self._corpus.regulations_of(query.programmes)
        if not regulations or not vector.any():
            return []

        def nearest(name: str, count: int) -> list[tuple[str, int, float]]:
            if query.programmes:
                found = self._nearest_of(regulations, name, vector, count)
            else:
                found = self._store.nearest(name, vector, min(count, _MOST))
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

    def _nearest_of(
        self, regulations: Sequence[Regulation], name: str, vector: Floats, count: int
    ) -> list[tuple[str, float]]:
        """As `VectorStore.nearest`, of some regulations: a filter costs Chroma more than comparing their vectors."""
        scores: dict[str, float] = {}
        for regulation in regulations:
            ids, vectors = self._vectors(name, regulation.id)
            scores.update(zip(ids, (round(float(c), DIGITS) for c in vectors @ vector[0]), strict=True))
        return ordered(scores)[:count]

    def _read(self, name: str, regulation: str) -> tuple[tuple[str, ...], Floats]:
        """The ids of a regulation's vectors and the vectors, as unit rows."""
        ids = tuple(id_ for id_, _ in _texts(name, self._corpus.regulations[regulation].provisions))
        return ids, unit(self._store.vectors(name, ids))
