"""References in a question ("§ 16 Abs. 4 HSU", "Anlage 2 KI-WS-UM10002") find exactly what they mean."""

from __future__ import annotations

from assistant.search.analysis import content_words, is_code
from assistant.search.query import Hit, Query
from ingest.corpus import Corpus
from ingest.labels import parse


class ReferenceRetriever:
    """Looks the references of a question up; a `Retriever`."""

    name = "reference"

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def search(self, query: Query, k: int) -> list[Hit]:
        """The provisions meant, in corpus order, all with score 1; `sentence` is the first one named."""
        found = self._corpus.find_reference(query.text, query.programmes)
        return [Hit(provision, 1.0, sentences[0] if sentences else -1) for provision, sentences in found[:k]]


def only_a_reference(query: Query) -> bool:
    """Whether the question consists of references and names, and asks nothing about them."""
    text = query.topic or query.text
    for label in reversed(parse(text)):
        text = text[: label.start] + text[label.end :]
    return not [word for word in content_words(text) if not is_code(word) and not word.isdigit()]
