"""Is the question answered here at all? Decided before anything is phrased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Notice, Outcome, Passage
from assistant.search.query import Query
from ingest.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a question: outcome, the refusal or question asked back, and notices."""

    outcome: Outcome
    message: str = ""
    notices: tuple[Notice, ...] = ()


def decide(query: Query, own: str, passages: Sequence[Passage], corpus: Corpus) -> Verdict:
    """Refuse when nothing is found."""
    return Verdict(Outcome.ANSWERED if passages else Outcome.REFUSED)
