"""Dense retrieval: vectors of whole provisions and of their sentences, kept in Chroma on disk.

Only the embedded client is used, with vectors made here: no server, no telemetry, nothing is downloaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.search.encoder import Encoder, Floats
from assistant.search.query import Hit, Query
from assistant.search.segments import heading, whole
from ingest.corpus import Corpus
from ingest.errors import SearchIndexError
from ingest.records import Provision

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_PROVISIONS, _SENTENCES = "provisions", "sentences"
_SPACE = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 400, "num_threads": 1}}
_PER_HIT = 4  # sentences asked for per hit wanted, since several belong to one provision
_MOST = 400
_BATCH = 2000


def _client(folder: Path) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))


def build_dense(corpus: Corpus, encoder: Encoder, folder: Path) -> None:
    """Writes the vectors of all provisions and sentences into `folder`, which must be new or empty."""
    client = _client(folder)
    provisions = corpus.provisions()
    texts = {_PROVISIONS: ((p, 0, whole(p)) for p in provisions), _SENTENCES: _sentences(provisions)}
    for name, rows in texts.items():
        collection = client.create_collection(name, embedding_function=None, configuration=_SPACE)
        _fill(collection, encoder, list(rows))


def _sentences(provisions: Iterable[Provision]) -> Iterable[tuple[Provision, int, str]]:
    for provision in provisions:
        above = heading(provision)
        for index, sentence in enumerate(provision.sentences):
            yield provision, index, f"{above}\n{provision.text[sentence.start : sentence.end]}"


def _fill(collection: Collection, encoder: Encoder, rows: Sequence[tuple[Provision, int, str]]) -> None:
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        collection.add(
            ids=[f"{provision.id}#{index}" for provision, index, _ in batch],
            embeddings=encoder.passages([text for _, _, text in batch]),
            metadatas=[
                {"regulation": provision.regulation, "sentence": index} for provision, index, _ in batch
            ],
        )


def open_dense(corpus: Corpus, encoder: Encoder, folder: Path) -> DenseRetriever:
    """The retriever over what `build_dense` wrote. Raises SearchIndexError when it is not there."""
    from chromadb.errors import ChromaError

    mend = "Run `python -m assistant index`."
    if not (folder / "chroma.sqlite3").is_file():
        raise SearchIndexError(f"There are no vectors in {folder}.", mend)
    try:
        client = _client(folder)
        found = [client.get_collection(name, embedding_function=None) for name in (_PROVISIONS, _SENTENCES)]
    except (ChromaError, ValueError, OSError) as error:
        raise SearchIndexError(f"The vectors in {folder} cannot be read: {error}.", mend) from error
    return DenseRetriever(corpus, encoder, *found)


class DenseRetriever:
    """A `Retriever`: half the cosine of the whole provision, half that of its best sentence."""

    name = "dense"

    def __init__(
        self, corpus: Corpus, encoder: Encoder, provisions: Collection, sentences: Collection
    ) -> None:
        self._corpus = corpus
        self._encoder = encoder
        self._provisions = provisions
        self._sentences = sentences

    def search(self, query: Query, k: int) -> list[Hit]:
        """The best `k` provisions of the query's programmes with their best sentence."""
        if k <= 0:
            return []
        vector = self._encoder.questions([query.topic or query.text])
        regulations = sorted({p.regulation for p in self._corpus.provisions(query.programmes)})
        if not regulations or not vector.any():
            return []
        whole = {p: score for p, _, score in _nearest(self._provisions, vector, regulations, k)}
        best: dict[str, tuple[float, int]] = {}
        for provision, sentence, score in _nearest(self._sentences, vector, regulations, _PER_HIT * k):
            best.setdefault(provision, (score, sentence))
        floor = min(whole.values(), default=0.0), min((score for score, _ in best.values()), default=0.0)
        hits = []
        for provision in sorted(whole.keys() | best.keys()):
            score, sentence = best.get(provision, (floor[1], -1))
            hits.append(Hit(provision, (whole.get(provision, floor[0]) + score) / 2, sentence))
        return sorted(hits, key=lambda hit: (-hit.score, hit.provision))[:k]


def _nearest(
    collection: Collection, vector: Floats, regulations: Sequence[str], count: int
) -> list[tuple[str, int, float]]:
    """(provision, sentence, cosine) of the nearest entries, best first, ties by id."""
    found = collection.query(
        query_embeddings=vector,
        n_results=min(count, _MOST),
        where={"regulation": {"$in": list(regulations)}},
        include=["distances"],
    )
    pairs = zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True)
    ranked = sorted(((1 - distance, name) for name, distance in pairs), key=lambda pair: (-pair[0], pair[1]))
    split = ((name.rpartition("#"), score) for score, name in ranked)
    return [(provision, int(sentence), score) for (provision, _, sentence), score in split]
