"""Evidence as citations and, without a language model, as an answer that quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant import rows
from assistant.answer import Citation
from assistant.evidence import Excerpt
from assistant.verify import Ground
from ingest.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Proof:
    """Citations, each with what a statement may rest on; the two tuples are aligned.

    excerpts: for each excerpt the indexes of its citations, the one with the answer first
    """

    citations: tuple[Citation, ...]
    grounds: tuple[Ground, ...]
    excerpts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before verification; `numbers` are indexes of citations."""

    text: str
    numbers: tuple[int, ...]
    case: str = ""


def cite(excerpts: Sequence[Excerpt], corpus: Corpus, language: str) -> Proof:
    """The citations of the excerpts, each once: the sentences themselves, then their scope."""
    citations: list[Citation] = []
    grounds: list[Ground] = []
    places: list[tuple[int, ...]] = []
    for excerpt in excerpts:
        own = []
        for sentences in (excerpt.sentences, *_runs(excerpt.scope)):
            citation = _citation(excerpt, sentences, corpus, language)
            if citation not in citations:
                citations.append(citation)
                grounds.append(_ground(excerpt, citation, corpus))
            own.append(citations.index(citation))
        places.append(tuple(own))
    return Proof(tuple(citations), tuple(grounds), tuple(places))


def quote(excerpts: Sequence[Excerpt], proof: Proof, corpus: Corpus, language: str) -> tuple[Draft, ...]:
    """One statement for each excerpt: the quoted words, under what they apply to."""
    drafts = []
    for excerpt, numbers in zip(excerpts, proof.excerpts, strict=True):
        scope = " ".join(proof.citations[n].quote for n in numbers[1:])
        regulation = corpus.regulations[excerpt.provision.regulation].short_name if excerpt.named else ""
        group = rows.group(excerpt.provision) if excerpt.provision.cells else ""
        case = " – ".join(part for part in (regulation, group, " ".join(scope.split()).rstrip(":")) if part)
        drafts.append(Draft(_shown(excerpt, proof.citations[numbers[0]], language), numbers, case))
    return tuple(drafts)


def _shown(excerpt: Excerpt, citation: Citation, language: str) -> str:
    return rows.readable(excerpt.provision, language) if excerpt.provision.cells else citation.quote


def _citation(excerpt: Excerpt, sentences: tuple[int, ...], corpus: Corpus, language: str) -> Citation:
    provision = excerpt.provision
    if provision.cells:
        sentences = ()
    chosen = [provision.sentences[i] for i in sentences]
    return Citation(
        provision.id,
        corpus.cite(provision, sentences, language),
        rows.quoted(provision) if provision.cells else corpus.quote(provision, sentences),
        sentences,
        tuple(sorted({s.page for s in chosen})) or provision.pages,
    )


def _ground(excerpt: Excerpt, citation: Citation, corpus: Corpus) -> Ground:
    provision = excerpt.provision
    extra = "\n".join((*provision.heading_path, *provision.notes, *(c.column for c in provision.cells)))
    return Ground(provision.id, citation.label, citation.quote, provision.text, extra)


def _runs(sentences: Sequence[int]) -> list[tuple[int, ...]]:
    """Sentence indexes cut where one is left out."""
    runs: list[tuple[int, ...]] = []
    for i in sentences:
        if runs and i == runs[-1][-1] + 1:
            runs[-1] += (i,)
        else:
            runs.append((i,))
    return runs
