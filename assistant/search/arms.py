"""Opens what searches a corpus: the retrievers, the reranker, and the index they keep on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.search import index, reader
from assistant.search.encoder import SHIPPED, Encoder, StaticEncoder, load
from assistant.search.features import ALL_NAMES
from assistant.search.interaction import LateInteraction, Matcher
from assistant.search.lexical import LexicalRetriever, gram_retriever, stem_retriever
from assistant.search.query import Reranker, Retriever
from assistant.search.reader import Reader
from assistant.search.rerank import SHIPPED as RANKER
from assistant.search.rerank import Ranker, Trees
from assistant.search.units import UnitTable
from assistant.settings import Settings
from ingest.corpus import Corpus
from ingest.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

LARGE = 3000
"""Provisions up to which all of them are compared with a question, term by term."""


@dataclass(frozen=True, slots=True)
class Near:
    """What compares a question with provisions term by term."""

    interaction: LateInteraction
    reranker: Reranker
    reader: Reader | None

    @classmethod
    def of(cls, matcher: Matcher, trees: Trees, session: InferenceSession | None) -> Near:
        """Over the provisions of one matcher."""
        return cls(
            LateInteraction(matcher), Ranker(matcher, trees), Reader(matcher, session) if session else None
        )


@dataclass(frozen=True, slots=True)
class Arms:
    """What searches a corpus.

    words:       the retrievers that need no model, the one over stems first
    models:      the retrievers that need one; () when none is there
    reranker:    orders the first candidates
    reader:      reads the very first of them
    near:        all that compares term by term, over some provisions, for a collection too large to compare whole
    fingerprint: of the index
    notices:     what is missing, one sentence each
    """

    words: tuple[LexicalRetriever, ...]
    models: tuple[Retriever, ...] = ()
    reranker: Reranker | None = None
    reader: Reader | None = None
    near: Callable[[Sequence[str]], Near] | None = None
    fingerprint: str = ""
    notices: tuple[str, ...] = ()


def open_arms(corpus: Corpus, settings: Settings, say: Callable[[str], None]) -> Arms:
    """All that can search this corpus here; an index that is missing or stale is built, and `say` told."""
    table = UnitTable(corpus)
    words = (stem_retriever(table), gram_retriever(table))
    models: list[Retriever] = []
    notices: list[str] = []
    identity = ""
    try:
        encoder = load(settings.embedding_model)
        identity = encoder.fingerprint
        models.append(_dense(corpus, encoder, settings, say))
    except ModelError as error:
        notices.append(f"Searching without sentence vectors. {error}")
    fingerprint = index.fingerprint(corpus.fingerprint(), identity)
    arms = Arms(words, tuple(models), fingerprint=fingerprint)
    session = None
    try:
        session = reader.load(reader.SHIPPED)
    except ModelError as error:
        notices.append(f"Answering without the reader. {error}")
    try:
        matcher = Matcher.of(corpus, StaticEncoder(SHIPPED), whole=len(corpus.provisions()) <= LARGE)
        arms = with_matcher(arms, matcher, Trees.read(RANKER / "trees.json", ALL_NAMES), session)
    except ModelError as error:
        notices.append(f"Searching without late interaction, ranker and reader. {error}")
    return replace(arms, notices=tuple(notices))


def with_matcher(arms: Arms, matcher: Matcher, trees: Trees, session: InferenceSession | None = None) -> Arms:
    """The arms with what compares term by term: all of a small collection, or what is near in a large one."""
    if len(matcher.segments.provisions) > LARGE:
        return replace(arms, near=lambda provisions: Near.of(matcher.among(provisions), trees, session))
    near = Near.of(matcher, trees, session)
    return replace(arms, models=(*arms.models, near.interaction), reranker=near.reranker, reader=near.reader)


def _dense(corpus: Corpus, encoder: Encoder, settings: Settings, say: Callable[[str], None]) -> Retriever:
    from assistant.search.dense import build_dense, is_built, open_dense
    from assistant.search.vectors import in_folder, on_server

    wanted = index.fingerprint(corpus.fingerprint(), encoder.fingerprint)
    if settings.chroma_url:
        store = on_server(settings.chroma_url, wanted)
        if not is_built(corpus, store):
            say("Building the index.")
            build_dense(corpus, encoder, store)
    else:
        folder = index.ensure(
            settings.index, wanted, lambda empty: build_dense(corpus, encoder, in_folder(empty)), say
        )
        store = in_folder(folder)
    return open_dense(corpus, encoder, store)
