"""A collection cut for matching: each provision as its heading, its notes and its sentences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ingest.corpus import Corpus
from ingest.records import Provision

HEADING = -1
OTHER = -2  # notes, or a text without sentences


class Segments:
    """The segments of provisions, in corpus order; the first segment of a provision is its heading.

    provisions: in corpus order
    first:      (provisions + 1,) provision `i` has the segments `first[i]:first[i + 1]`
    sentence:   (segments,) index of the sentence, HEADING or OTHER
    texts:      (segments,)
    """

    def __init__(self, corpus: Corpus, provisions: Sequence[Provision] | None = None) -> None:
        """Of all provisions of the corpus, or of some."""
        self._corpus = corpus
        self.provisions = tuple(corpus.provisions() if provisions is None else provisions)
        cuts = [_cut(provision) for provision in self.provisions]
        self.first = np.cumsum([0, *map(len, cuts)], dtype=np.int64)
        self.sentence = np.array([index for cut in cuts for index, _ in cut], dtype=np.int32)
        self.texts = tuple(text for cut in cuts for _, text in cut)
        self.positions = {provision.id: i for i, provision in enumerate(self.provisions)}
        numbers = {name: n for n, name in enumerate(dict.fromkeys(p.regulation for p in self.provisions))}
        self._regulation = np.array([numbers[p.regulation] for p in self.provisions], dtype=np.int64)
        self._programmes = [frozenset(p.id for p in corpus.regulations[name].programmes) for name in numbers]

    def of(self, positions: NDArray[np.int64]) -> Segments:
        """Those of some provisions."""
        return Segments(self._corpus, [self.provisions[at] for at in positions])

    @cached_property
    def owner(self) -> NDArray[np.int32]:
        """(segments,) the position of the provision each belongs to."""
        return np.repeat(np.arange(len(self.provisions), dtype=np.int32), np.diff(self.first))

    def allowed(self, programmes: Collection[str]) -> NDArray[np.int64]:
        """Positions of the provisions whose regulation belongs to one of the programmes; () allows all."""
        wanted = [not programmes or not own.isdisjoint(programmes) for own in self._programmes]
        return np.flatnonzero(np.array(wanted, dtype=np.bool_)[self._regulation])


def heading(provision: Provision) -> str:
    """The headings above a provision; for a row also its column heads."""
    parts = (*provision.heading_path, *(cell.column for cell in provision.cells))
    return " · ".join(dict.fromkeys(part for part in parts if part))


def whole(provision: Provision) -> str:
    """Heading, text and notes of a provision in one."""
    return "\n".join(part for part in (heading(provision), provision.text, *provision.notes) if part)


def _cut(provision: Provision) -> list[tuple[int, str]]:
    cut = [(HEADING, heading(provision))]
    if provision.notes:
        cut.append((OTHER, " ".join(provision.notes)))
    if not provision.sentences:
        cut.append((OTHER, provision.text))
    return cut + [(index, provision.text[s.start : s.end]) for index, s in enumerate(provision.sentences)]
