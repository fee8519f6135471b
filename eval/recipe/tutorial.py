"""The pipeline one would copy from a tutorial: pages cut every 1000 characters, embedded, the nearest taken.

RecursiveCharacterTextSplitter 1000/200 over pypdf's text, vectors in Chroma. It knows nothing of §, Absatz or
programme. It stands here only to be compared with; nothing in the product uses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.search.encoder import Encoder
from ingest.errors import ParagrafError

if TYPE_CHECKING:
    from langchain_chroma import Chroma


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of text found, and the PDF file it is from."""

    file: str
    text: str


class _Embeddings:
    """An encoder with the methods that LangChain's stores call."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A vector a text."""
        return [[float(x) for x in row] for row in self._encoder.passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return [float(x) for x in self._encoder.questions([text])[0]]


class Tutorial:
    """Built from PDF files into `folder`."""

    def __init__(self, files: Sequence[Path], encoder: Encoder, folder: Path) -> None:
        try:
            from langchain_chroma import Chroma
            from langchain_text_splitters import RecursiveCharacterTextSplitter
        except ImportError as error:
            raise ParagrafError(
                f"The tutorial's pipeline needs {error.name}.", "Run `pip install langchain-text-splitters`."
            ) from error

        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        pieces = [(file.name, piece) for file in files for piece in splitter.split_text(plain_text(file))]
        self._store: Chroma = Chroma.from_texts(
            [piece for _, piece in pieces],
            _Embeddings(encoder),
            [{"file": name} for name, _ in pieces],
            persist_directory=str(folder),
        )

    def find(self, question: str, k: int) -> tuple[Chunk, ...]:
        """The `k` chunks nearest to a question."""
        found = self._store.similarity_search(question, k=k)
        return tuple(Chunk(str(document.metadata["file"]), document.page_content) for document in found)


def plain_text(file: Path) -> str:
    """The text of a PDF as pypdf gives it, page after page."""
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(file).pages)
