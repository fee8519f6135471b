"""Follows references: what a well-placed provision refers to, in the words that were found, comes behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.corpus import Corpus

FIRST = 10  # places whose references are followed
_BEHIND = 0.5  # in scores; with both, the order on regulations that no model had seen is as good as before
_NEAR = 3.0  # what is further behind has little to do with the question


def follow(order: Sequence[tuple[str, float]], best: Mapping[str, int], corpus: Corpus) -> dict[str, float]:
    """What is added to the score of each provision that one of the first refers to.

    Only a reference to a single provision counts, and only in the best sentence: a list of documents to hand in
    refers to many.

    order: (provision id, score), best first
    best:  for each of the first provisions with sentences, the index of its best one
    """
    scores = dict(order)
    added: dict[str, float] = {}
    for name, score in order[:FIRST]:
        if name not in best:
            continue
        provision = corpus.provision(name)
        sentence = provision.sentences[best[name]]
        for reference in provision.references:
            if len(reference.target) != 1 or not sentence.start <= reference.start < sentence.end:
                continue
            (target,) = reference.target
            if target in scores and _BEHIND < score - scores[target] < _NEAR:
                added[target] = max(added.get(target, 0.0), score - _BEHIND - scores[target])
    return added
