"""Texts to vectors: the shipped static table without torch, or a bigger sentence-transformers model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelError

Floats = NDArray[np.float32]
SHIPPED = Path(__file__).resolve().parent.parent / "models" / "static-de-en"


class Encoder(Protocol):
    """A model that turns texts into unit vectors.

    fingerprint: changes whenever the vectors change; part of the index's fingerprint
    """

    fingerprint: str
    dimensions: int

    def questions(self, texts: Sequence[str]) -> Floats:
        """(texts, dimensions), rows of length 1 (or 0 for a text without a known token)."""
        ...

    def passages(self, texts: Sequence[str]) -> Floats:
        """As `questions`, for the texts to be found."""
        ...


def unit(rows: Floats) -> Floats:
    """The rows scaled to length 1; rows of zeros stay."""
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-12), dtype=np.float32)


class StaticEncoder:
    """A static token table: a text's vector is the mean of its tokens' rows, scaled to length 1.

    table:     (tokens, dimensions); the length of a row is the token's weight
    continues: (tokens,) True for a piece that continues a word ("##ung")
    """

    def __init__(self, folder: Path) -> None:
        """Reads `model.safetensors` (8-bit rows with a scale each) and `tokenizer.json`.

        Raises ModelError when the files are missing or damaged.
        """
        from safetensors import SafetensorError
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        weights, vocabulary = folder / "model.safetensors", folder / "tokenizer.json"
        try:
            tensors = load_file(weights)
            rows = tensors["embeddings"].astype(np.float32) * tensors["weights"][:, None]
            self._tokenizer = Tokenizer.from_str(vocabulary.read_text(encoding="utf-8"))
            digest = hashlib.sha256(weights.read_bytes() + vocabulary.read_bytes())
        except (OSError, KeyError, ValueError, SafetensorError) as error:
            raise ModelError(
                f"No static model can be read from {folder}: {error}.",
                "Restore the folder from the repository, or set PARAGRAF_EMBEDDING_MODEL.",
            ) from error
        self.fingerprint = f"static-{digest.hexdigest()[:16]}"
        self.table: Floats = rows
        self.dimensions = self.table.shape[1]
        pieces = map(self.piece, range(len(self.table)))
        self.continues = np.fromiter((piece.startswith("##") for piece in pieces), dtype=np.bool_)

    def tokens(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """The token ids of each text."""
        readable = [text.encode("utf-8", "replace").decode() for text in texts]  # lone surrogates
        encodings = self._tokenizer.encode_batch_fast(readable, add_special_tokens=False)
        return [np.array(encoding.ids, dtype=np.int32) for encoding in encodings]

    def piece(self, token: int) -> str:
        """The text of a token; "##" in front says that it continues a word."""
        return str(self._tokenizer.id_to_token(token))

    def questions(self, texts: Sequence[str]) -> Floats:
        """Mean of the tokens' rows, length 1."""
        return unit(np.stack([self._mean(ids) for ids in self.tokens(texts)])) if texts else self.table[:0]

    passages = questions

    def _mean(self, ids: NDArray[np.int32]) -> Floats:
        if not len(ids):
            return np.zeros(self.dimensions, dtype=np.float32)
        return np.asarray(self.table[ids].mean(axis=0), dtype=np.float32)


def load(model: str) -> Encoder:
    """The encoder of a folder or of a name in the local Hugging Face cache; never from the network.

    Raises ModelError when there is no such model.
    """
    folder = Path(model)
    if _is_static(folder):
        return StaticEncoder(folder)
    from assistant.search.transformer import TransformerEncoder

    return TransformerEncoder(model)


def _is_static(folder: Path) -> bool:
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        return bool(modules) and str(modules[0]["type"]).endswith("StaticEmbedding")
    except (OSError, ValueError, KeyError, TypeError):
        return False
