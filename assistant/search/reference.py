"""References in a question ("§ 16 Abs. 4 HSU", "Anlage 2 KI-WS-UM10002") find exactly what they mean."""

from __future__ import annotations

from assistant.notices import absent
from assistant.search.analysis import content_words, is_code
from assistant.search.query import Hit, Query
from ingest.corpus import Corpus
from ingest.errors import QuestionError
from ingest.labels import parse
from ingest.lookup import LookUp


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


def meaning(corpus: Corpus, reference: str) -> LookUp:
    """What a reference means. Raises QuestionError when it means no provision here."""
    meant = corpus.look_up(reference)
    if not meant.found:
        raise QuestionError(
            " ".join(absent(corpus, missing, "en") for missing in meant.missing)
            or f"{reference!r} means no provision here.",
            'Write it like "§ 16 Abs. 4 HSU" or "Anlage 2 KI 11005".',
        )
    return meant
