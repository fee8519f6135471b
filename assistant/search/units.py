"""The texts that are searched: each provision as a whole, and each of its sentences."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ingest.corpus import Corpus

Scores: TypeAlias = npt.NDArray[np.float32]
Ints: TypeAlias = npt.NDArray[np.int64]


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
    """All units of a corpus.

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

    def sentences_of(self, provision: str) -> Ints:
        """Positions of the sentences of the provision of that id."""
        position = self._position[provision]
        return np.arange(self._first[position], self._first[position + 1])

    def sentences_of_all(self, wholes: Ints) -> tuple[Ints, Ints]:
        """Positions of the sentences of these provisions, and of each the index of its owner in `wholes`."""
        counts = self._first[wholes + 1] - self._first[wholes]
        owners = np.repeat(np.arange(len(wholes)), counts)
        before = np.cumsum(counts) - counts
        return np.arange(counts.sum()) + (self._first[wholes] - before)[owners], owners

    def among(self, programmes: Collection[str]) -> Ints:
        """Positions of the provisions of these programmes, of all for ()."""
        regulations = [not programmes or not own.isdisjoint(programmes) for own in self._programmes]
        return np.flatnonzero(np.array(regulations, dtype=bool)[self._regulation])

    def best(self, wholes: Ints, scores: Scores, k: int) -> list[int]:
        """Indexes into `wholes` of the `k` highest scores above 0, best first, ties by id."""
        count = min(k, int(np.count_nonzero(scores > 0)))
        if count <= 0:
            return []
        least = np.partition(scores, -count)[-count]
        near = np.flatnonzero(scores >= least).tolist()
        return sorted(near, key=lambda n: (-float(scores[n]), self.wholes[wholes[n]].provision))[:count]
