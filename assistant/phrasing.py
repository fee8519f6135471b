"""Evidence as an answer phrased by a language model: drafts, of which nothing is shown before it is verified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.evidence import Excerpt
from assistant.prompt import NOT_ANSWERED, Source, drafts, messages
from assistant.quoting import Draft, Proof
from ingest.corpus import Corpus

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_TOKENS_A_WORD = 2.2  # German regulations, tokenisers of small multilingual models


def phrase(
    question: str,
    language: str,
    excerpts: Sequence[Excerpt],
    proof: Proof,
    corpus: Corpus,
    model: BaseChatModel,
) -> Iterator[Draft]:
    """The model's statements as they come, each with the citations of the sources it names.

    A statement that names no source, or one that was not offered, comes without citations.
    Closing the iterator stops the model. Raises ModelError when the model fails.
    """
    sources = tuple(_source(n, excerpt, proof, corpus) for n, excerpt in enumerate(excerpts, start=1))
    stream = model.stream(messages(question, language, sources, _tokens))
    for draft in drafts(str(chunk.content) for chunk in stream):
        if NOT_ANSWERED in draft.text:
            return
        known = all(1 <= n <= len(sources) for n in draft.numbers)
        cited = [c for n in draft.numbers for c in proof.excerpts[n - 1]] if known else []
        yield Draft(draft.text, tuple(dict.fromkeys(cited)))


def _source(number: int, excerpt: Excerpt, proof: Proof, corpus: Corpus) -> Source:
    own, *scope = (proof.citations[i] for i in proof.excerpts[number - 1])
    parts = [*(c.quote for c in scope), own.quote, *excerpt.provision.notes]
    return Source(
        number, own.label, corpus.regulations[excerpt.provision.regulation].status.value, "\n".join(parts)
    )


def _tokens(text: str) -> int:
    """How many tokens a text has, about: evidence is cut before any model is asked to count."""
    return int(len(text.split()) * _TOKENS_A_WORD)
