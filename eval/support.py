"""Where the gold quotes of a case stand in the corpus: provisions, and sentences within them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from eval.cases import Case, CaseError, Conversation, GoldCitation
from eval.matching import find_quote, holds_row
from ingest.corpus import Corpus
from ingest.records import Provision


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing the answer must rest on: a gold citation, or several interchangeable ones.

    labels: of its citations
    places: provisions that hold one of its quotes, each with the indexes of the sentences the quote covers
    """

    labels: tuple[str, ...]
    regulations: frozenset[str]
    places: Mapping[str, frozenset[int]]


class GoldPlaces:
    """Finds gold quotes in a corpus; every quote is looked up once."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._known: dict[GoldCitation, Mapping[str, frozenset[int]]] = {}

    def units(self, case: Case) -> tuple[Unit, ...]:
        """The units of a case in the order of its citations; those of a group are joined."""
        groups: dict[str, list[GoldCitation]] = {}
        for number, citation in enumerate(case.citations):
            groups.setdefault(citation.group or f"\0{number}", []).append(citation)
        return tuple(self._unit(citations) for citations in groups.values())

    def check(self, conversations: Sequence[Conversation]) -> None:
        """Raises CaseError with every quote and programme that the corpus does not have."""
        programmes = {programme.id for programme in self._corpus.programmes()}
        problems = []
        for case in (turn for conversation in conversations for turn in conversation.turns):
            if case.programme is not None and case.programme not in programmes:
                problems.append(f"{case.place}: there is no programme {case.programme!r}")
            problems += [
                f"{case.place}: {citation.regulation} does not say “{citation.quote}”"
                for citation in case.citations
                if not self._places(citation) and not self._printed_elsewhere(citation)
            ]
        if problems:
            raise CaseError("\n".join(problems) + ".", "Quote the documents verbatim.")

    def _unit(self, citations: Sequence[GoldCitation]) -> Unit:
        places: dict[str, frozenset[int]] = {}
        for citation in citations:
            for provision, sentences in self._places(citation).items():
                places[provision] = places.get(provision, frozenset()) | sentences
        return Unit(
            tuple(citation.label for citation in citations),
            frozenset(citation.regulation for citation in citations),
            MappingProxyType(places),
        )

    def _places(self, citation: GoldCitation) -> Mapping[str, frozenset[int]]:
        if citation not in self._known:
            found = {}
            for provision in self._corpus.regulations[citation.regulation].provisions:
                sentences = _sentences(citation, provision)
                if sentences is not None:
                    found[provision.id] = sentences
            self._known[citation] = MappingProxyType(found)
        return self._known[citation]

    def _printed_elsewhere(self, citation: GoldCitation) -> bool:
        """True for words of the document that stand in no single provision: they count, and are never hit."""
        regulation = self._corpus.regulations[citation.regulation]
        parts = (part for p in regulation.provisions for part in (*p.heading_path, p.text, *p.notes))
        printed = "\n".join((*parts, *(dropped.text for dropped in regulation.dropped)))
        return find_quote(citation.quote, printed) is not None


def _sentences(citation: GoldCitation, provision: Provision) -> frozenset[int] | None:
    """Indexes of the sentences that carry the quote; None when the provision does not hold it."""
    span = find_quote(citation.quote, provision.text)
    if span is not None:
        start, end = span
        return frozenset(n for n, s in enumerate(provision.sentences) if s.start < end and start < s.end)
    if citation.label.startswith("Anlage") and holds_row(citation.quote, provision.text):
        return frozenset(range(len(provision.sentences)))
    return None
