"""The texts that are searched: each provision as a whole, and each of its sentences."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from assistant.search.query import Hit
from ingest.corpus import Corpus

Scores: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Unit:
    """A text to search; not the text to quote.

    provision: id of the provision it belongs to
    sentence:  index of the sentence, -1 for the whole provision
    heading:   heading path and label
    text:      the whole text with its notes, or the one sentence
    language:  of the regulation
    """

    provision: str
    sentence: int
    heading: str
    text: str
    language: str

    @property
    def searched(self) -> str:
        """Heading and text: what retrievers read."""
        return f"{self.heading}\n{self.text}"


class UnitTable:
    """All units of a corpus, with the way from their scores to hits.

    wholes:    one unit a provision, in the order of the corpus
    sentences: the units of all sentences, in the same order
    """

    def __init__(self, corpus: Corpus) -> None:
        wholes: list[Unit] = []
        sentences: list[Unit] = []
        owners: list[int] = []
        for provision in corpus.provisions():
            language = corpus.regulations[provision.regulation].language
            heading = " · ".join(dict.fromkeys((*provision.heading_path, provision.label)))
            for n, s in enumerate(provision.sentences):
                sentence = provision.text[s.start : s.end]
                sentences.append(Unit(provision.id, n, heading, sentence, language))
            owners += [len(wholes)] * len(provision.sentences)
            text = "\n".join((provision.text, *provision.notes))
            wholes.append(Unit(provision.id, -1, heading, text, language))
        self.wholes = tuple(wholes)
        self.sentences = tuple(sentences)
        self._owners = np.array(owners, dtype=np.int64)
        self._first = np.searchsorted(self._owners, np.arange(len(wholes) + 1))
        self._position = {unit.provision: n for n, unit in enumerate(wholes)}
        regulations = corpus.regulations.values()
        self._regulation = np.repeat(np.arange(len(regulations)), [len(r.provisions) for r in regulations])
        self._programmes = tuple(frozenset(p.id for p in r.programmes) for r in regulations)

    def whole(self, provision: str) -> Unit:
        """The unit of the whole provision of that id."""
        return self.wholes[self._position[provision]]

    def sentences_of(self, provision: str) -> slice:
        """Where the units of its sentences stand in `sentences`."""
        position = self._position[provision]
        return slice(self._first[position], self._first[position + 1])

    def best_sentence_scores(self, sentences: Scores) -> Scores:
        """(provisions,): for each provision the highest of its sentences' scores, 0 without sentences."""
        best = np.zeros(len(self.wholes), dtype=np.float32)
        np.maximum.at(best, self._owners, sentences)
        return best

    def hits(self, scores: Scores, sentences: Scores, programmes: Collection[str], k: int) -> list[Hit]:
        """The `k` best provisions of the programmes, each with its best sentence; ties by id, no score of 0.

        scores:    (provisions,) to order by
        sentences: (sentences,) to choose the best sentence by
        """
        allowed = np.where(self._among(programmes), scores, 0)
        count = min(k, int(np.count_nonzero(allowed > 0)))
        if not count:
            return []
        least = np.partition(allowed, -count)[-count]
        chosen = np.flatnonzero(allowed >= least)
        order = sorted(chosen.tolist(), key=lambda n: (-float(allowed[n]), self.wholes[n].provision))[:count]
        return [
            Hit(self.wholes[n].provision, float(allowed[n]), self._best_sentence(n, sentences)) for n in order
        ]

    def _among(self, programmes: Collection[str]) -> npt.NDArray[np.bool_]:
        """(provisions,): whether each belongs to one of the programmes; True for all when () is given."""
        regulations = [not programmes or not own.isdisjoint(programmes) for own in self._programmes]
        return np.array(regulations, dtype=bool)[self._regulation]

    def _best_sentence(self, whole: int, sentences: Scores) -> int:
        own = sentences[self._first[whole] : self._first[whole + 1]]
        return int(own.argmax()) if own.size else -1
