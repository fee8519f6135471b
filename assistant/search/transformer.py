"""A multilingual sentence-transformers model (multilingual-e5, bge-m3 ...) as an encoder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.search.encoder import Floats
from ingest.errors import ModelError


def _is_here(model: str) -> bool:
    """Whether the model is a folder, or in the local cache under its name."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    if model and Path(model).is_dir():
        return True
    names = (model,) if "/" in model else (model, f"sentence-transformers/{model}")
    try:
        return any(isinstance(try_to_load_from_cache(name, "config.json"), str) for name in names)
    except HFValidationError:
        return False


class TransformerEncoder:
    """A model that lies on this machine; it is never fetched, and never runs code of its own."""

    def __init__(self, model: str) -> None:
        """Raises ModelError when the model is not on this machine or cannot be loaded."""
        mend = "Set PARAGRAF_EMBEDDING_MODEL to a model folder, or unset it to use the shipped model."
        if not _is_here(model):
            raise ModelError(f"There is no embedding model {model!r} on this machine.", mend)
        from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(
                model, device="cpu", local_files_only=True, trust_remote_code=False
            )
        except (OSError, ValueError, KeyError, TypeError, ImportError) as error:
            raise ModelError(
                f"The embedding model {model!r} cannot be loaded: {error}.",
                mend,
            ) from error
        self.fingerprint = f"transformer-{model}"
        self.dimensions = int(self._model.get_sentence_embedding_dimension() or 0)
        self._question, self._passage = self._prompts(model)

    def _prompts(self, model: str) -> tuple[str, str]:
        """The words a model expects before questions and passages: its own prompts, or those of E5."""
        own = {name: prompt for name, prompt in self._model.prompts.items() if prompt}
        if "query" in own:
            return own["query"], own.get("passage", own.get("document", ""))
        is_e5 = "e5" in model.lower().replace("\\", "/").rstrip("/").split("/")[-1].split("-")
        return ("query: ", "passage: ") if is_e5 else ("", "")

    def questions(self, texts: Sequence[str]) -> Floats:
        """Unit vectors of questions."""
        return self._encode([self._question + text for text in texts])

    def passages(self, texts: Sequence[str]) -> Floats:
        """Unit vectors of texts to be found."""
        return self._encode([self._passage + text for text in texts])

    def _encode(self, texts: list[str]) -> Floats:
        rows = self._model.encode(texts, prompt="", normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(rows, dtype=np.float32).reshape(len(texts), self.dimensions)
