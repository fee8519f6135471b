"""Is the question answered here at all? Decided before anything is phrased, from features of the search result.

The weights are those of a logistic regression (models/refusal, with its recipe); no single score decides.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import Path

from assistant import topics
from assistant.answer import Passage
from assistant.search.lexical import concepts
from assistant.search.query import Query
from assistant.topics import Place, Topic
from ingest.corpus import Corpus

WEIGHTS = Path(__file__).resolve().parent / "models" / "refusal" / "weights.json"
_TOP = 8
_ELSEWHERE = re.compile(
    r"\b(?:TU|LMU|ETH|FU|RWTH|KIT|TUM|FH|HTW|Uni(?:versität|versity(?: of)?)?|Hochschule|[Cc]ollege)\s+"
    r"(?P<name>[A-ZÄÖÜ]\w{2,})|\bat (?P<place>[A-ZÄÖÜ]\w{3,})"
)


@dataclass(frozen=True, slots=True)
class Features:
    """What a search result tells about whether the question is answered; numbers about 0 to 1, higher is more.

    interaction:  mean strength of late interaction in the best five provisions
    dense:        cosine of the best provision
    lexical:      logarithm of the best BM25 score
    covered:      share of the question's concepts that the best provision has, itself or translated
    covered_by:   the same for the best five together
    concepts:     logarithm of their number
    missing:      number of concepts that none of the five has
    agreement:    share of the retrievers that have the best provision among their first three
    programme:    1 when a programme is chosen or named
    reference:    1 when the question names a provision or module number that exists
    elsewhere:    1 when it names an institution that has no regulation here
    topic:        1 when it has a topic of the list
    unsettled:    1 when it has a topic on which the regulations have no word
    all_unsettled: 1 when all its topics are such
    aside:        1 when the best provisions have no word on a topic that is settled elsewhere in them
    off:          1 when it has a topic that no regulation settles
    """

    interaction: float
    dense: float
    lexical: float
    covered: float
    covered_by: float
    concepts: float
    missing: float
    agreement: float
    programme: float
    reference: float
    elsewhere: float
    topic: float
    unsettled: float
    all_unsettled: float
    aside: float
    off: float


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression over standardised features; below `threshold` a question is refused."""

    names: tuple[str, ...]
    means: tuple[float, ...]
    spreads: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    threshold: float


def answerable(query: Query, own: str, passages: Sequence[Passage], corpus: Corpus) -> float:
    """How likely it is that the passages answer the question, 0 to 1.

    own: the words of this turn alone; a follow-up is judged by what it asks, not by what was asked before
    """
    if not passages:
        return 0.0
    model = _weights()
    values = astuple(features(query, own, passages, corpus))
    score = model.bias + sum(
        weight * (value - mean) / spread
        for value, mean, spread, weight in zip(values, model.means, model.spreads, model.weights, strict=True)
    )
    return 1 / (1 + math.exp(-score))


def threshold() -> float:
    """The likelihood below which a question is refused."""
    return _weights().threshold


def features(query: Query, own: str, passages: Sequence[Passage], corpus: Corpus) -> Features:
    """The features of a search result; `passages` best first."""
    asked = [concept.words for concept in concepts(query)] or [""]
    first = passages[0] if passages else Passage("", 0.0)
    best = {word for word, _ in first.terms}
    five = {word for passage in passages[:5] for word, _ in passage.terms}
    ranks = dict(first.ranks)
    found = topics.asked(own)
    open_topics = topics.unsettled(found, corpus, query.programmes)
    near = "\n".join(_words(corpus, passage) for passage in passages[:_TOP])
    beside = [t for t in found if t not in open_topics and not t.settled.search(near)]
    return Features(
        interaction=_mean([_strength(p, "interaction") for p in passages[:5]]),
        dense=max((_strength(p, "dense") for p in passages), default=0.0),
        lexical=math.log1p(max((_strength(p, "lexical") for p in passages), default=0.0)),
        covered=sum(word in best for word in asked) / len(asked),
        covered_by=sum(word in five for word in asked) / len(asked),
        concepts=math.log(len(asked)),
        missing=float(sum(word not in five for word in asked)),
        agreement=_mean([float(rank <= 3) for name, rank in ranks.items() if name != "reference"]),
        programme=float(bool(query.programmes)),
        reference=float("reference" in ranks),
        elsewhere=float(elsewhere(own, corpus)),
        topic=float(bool(found)),
        unsettled=float(any(topic.place is not Place.NONE for topic in open_topics)),
        all_unsettled=float(bool(found) and len(open_topics) == len(found)),
        aside=float(bool(beside)),
        off=float(any(topic.place is Place.NONE for topic in found)),
    )


def open_topic(query: Query, own: str, corpus: Corpus) -> Topic | None:
    """The first topic of a question on which the regulations searched have no word."""
    return next(iter(topics.unsettled(topics.asked(own), corpus, query.programmes)), None)


def elsewhere(question: str, corpus: Corpus) -> bool:
    """Does the question name an institution that has no regulation here?"""
    known = "\n".join(
        " ".join((r.institution, r.title, *(n for p in r.programmes for n in (p.title, *p.names))))
        for r in corpus.regulations.values()
    ).casefold()
    names = (match["name"] or match["place"] for match in _ELSEWHERE.finditer(question))
    return any(name.casefold() not in known for name in names)


def _words(corpus: Corpus, passage: Passage) -> str:
    provision = corpus.provision(passage.provision)
    return "\n".join((provision.text, *provision.notes))


def _strength(passage: Passage, retriever: str) -> float:
    return dict(passage.parts).get(f"{retriever} raw", 0.0)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


@lru_cache(maxsize=1)
def _weights() -> Weights:
    made = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(
        names=tuple(made["features"]),
        means=tuple(made["means"]),
        spreads=tuple(made["spreads"]),
        weights=tuple(made["weights"]),
        bias=float(made["bias"]),
        threshold=float(made["threshold"]),
    )
