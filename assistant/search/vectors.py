"""Vectors in Chroma: embedded in a folder, or in a server on a private network.

Chroma keeps and compares vectors made here and gets nothing else: no texts and no embedding function. It sends
no telemetry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

from assistant.search.encoder import Floats
from assistant.search.index import FULL
from ingest.errors import SearchIndexError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_SPACE = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 400, "num_threads": 1}}
DIGITS = 6  # of a cosine; the server rounds the ones behind
_GREETING_S = 5.0  # how long the server may take to say its version
_ANSWER_S = 60.0  # and to answer anything else
_BATCH = 2000  # ids asked for at once
_NO_SPACE = re.compile("disk is full|no space left|quota exceeded", re.IGNORECASE)
_VERSION = "1."  # of the server's interface


class VectorStore:
    """Named collections of vectors. Safe to use from several threads.

    Every method raises SearchIndexError when Chroma cannot be reached or read; the next call connects anew,
    so a server may go and come back.
    """

    def __init__(self, place: str, mend: str, connect: Callable[[], ClientAPI], prefix: str = "") -> None:
        """`place` names the store in errors; `prefix` stands before the name of every collection."""
        self._place = place
        self._mend = mend
        self._connect = connect
        self._prefix = prefix
        self._client: ClientAPI | None = None
        self._opened: dict[str, Collection] = {}
        self._sizes: Mapping[str, int] = {}

    def create(self, name: str) -> None:
        """Make a collection; one that is there stays as it is."""
        with self._use() as client:
            client.get_or_create_collection(
                self._prefix + name, embedding_function=None, configuration=_SPACE
            )

    def add(self, name: str, ids: Sequence[str], vectors: Floats) -> None:
        """Put vectors (ids, dimensions) into a collection; the same id again replaces."""
        with self._use() as client:
            self._get(client, name).upsert(ids=list(ids), embeddings=vectors)

    def count(self, name: str) -> int:
        """How many vectors a collection has, 0 when it does not exist."""
        from chromadb.errors import NotFoundError

        with self._use() as client:
            try:
                return int(self._get(client, name).count())
            except NotFoundError:
                return 0

    def require(self, sizes: Mapping[str, int]) -> None:
        """Insist that the collections have so many vectors: now, and whenever they are connected to anew."""
        self._sizes = sizes
        self._opened = {}
        with self._use() as client:
            for name in sizes:
                self._whole(client, name)

    def nearest(self, name: str, vector: Floats, count: int) -> list[tuple[str, float]]:
        """(id, cosine) of the vectors of a collection nearest to `vector` (1, dimensions), best first, ties by id."""
        with self._use() as client:
            found = self._whole(client, name).query(
                query_embeddings=vector, n_results=count, include=["distances"]
            )
        pairs = zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True)
        scores = ((id_, round(1 - distance, DIGITS)) for id_, distance in pairs)
        return sorted(scores, key=lambda pair: (-pair[1], pair[0]))

    def vectors(self, name: str, ids: Sequence[str]) -> Floats:
        """(ids, dimensions) the vectors of these ids, each of them once, as they were added."""
        rows: dict[str, Floats] = {}
        with self._use() as client:
            collection = self._whole(client, name)
            for start in range(0, len(ids), _BATCH):
                found = collection.get(ids=list(ids[start : start + _BATCH]), include=["embeddings"])
                rows.update(zip(found["ids"], found["embeddings"], strict=True))
            if missing := [id_ for id_ in ids if id_ not in rows]:
                raise ValueError(f"{len(missing)} vectors of {name} are missing")
        return np.array([rows[id_] for id_ in ids], dtype=np.float32)

    def _get(self, client: ClientAPI, name: str) -> Collection:
        return client.get_collection(self._prefix + name, embedding_function=None)

    def _whole(self, client: ClientAPI, name: str) -> Collection:
        """The collection, known to have the size required."""
        opened = self._opened.get(name)
        if opened is None:
            opened = self._get(client, name)
            wanted = self._sizes.get(name)
            if wanted is not None and (there := opened.count()) != wanted:
                raise ValueError(f"it has {there} vectors of {name}, expected {wanted}")
            self._opened[name] = opened
        return opened

    @contextmanager
    def _use(self) -> Iterator[ClientAPI]:
        """The client, connected; given up when it fails."""
        try:
            with _Told(self._place, self._mend):
                self._client = self._client or self._connect()
                yield self._client
        except SearchIndexError:
            self._client = None
            self._opened = {}
            raise


class _Told:
    """Tells what Chroma and the connection raise as SearchIndexError."""

    def __init__(self, place: str, mend: str) -> None:
        self._place = place
        self._mend = mend

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        from chromadb.errors import ChromaError
        from httpx import HTTPError

        known = isinstance(error, (ChromaError, HTTPError, ValueError, OSError))
        if known or type(error) is Exception:  # a bare one: the answer of the server was none of Chroma's
            said = " ".join(str(error).split())[:200]
            mend = FULL if _NO_SPACE.search(said) else self._mend
            raise SearchIndexError(f"{self._place} cannot be used: {said}.", mend) from error


def in_folder(folder: Path) -> VectorStore:
    """The embedded store whose files are in `folder`."""

    def connect() -> ClientAPI:
        import chromadb
        from chromadb.config import Settings

        return chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))

    mend = f"Delete {folder} and run `python -m assistant index`."
    return VectorStore(f"The vector index in {folder}", mend, connect)


def on_server(url: str, fingerprint: str) -> VectorStore:
    """The collections of one index on the Chroma server at `url` ("http://chroma:8000").

    Their names hold the fingerprint, so the vectors of another corpus or model are never used.
    Raises SearchIndexError when `url` is no such address.
    """
    try:
        address = urlsplit(url)
        known = address.scheme in ("http", "https") and address.hostname and address.port != 0
    except ValueError:
        known = False
    if not known:
        raise SearchIndexError(
            f"{url!r} is not the address of a Chroma server.",
            "Set PARAGRAF_CHROMA_URL to one like http://chroma:8000.",
        )

    def connect() -> ClientAPI:
        import chromadb
        import httpx
        from chromadb.config import Settings

        said = httpx.get(f"{url.rstrip('/')}/api/v2/version", timeout=_GREETING_S)
        version = said.raise_for_status().json()
        if not str(version).startswith(_VERSION):
            raise ValueError(f"its version is {version!r}, expected {_VERSION}x")
        client = chromadb.HttpClient(url.rstrip("/"), settings=Settings(anonymized_telemetry=False))
        client._server._session.timeout = _ANSWER_S  # has no setting; without it a hung server hangs us
        return client

    place = f"The Chroma server at {address.netloc.rpartition('@')[2]}"
    mend = "Start it and run `python -m assistant index`, or correct PARAGRAF_CHROMA_URL."
    return VectorStore(place, mend, connect, f"paragraf-{fingerprint}-")
