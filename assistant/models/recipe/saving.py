"""Writes a token table as a sentence-transformers model, 8 bits a number."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

_MODULES = """[
  {
    "idx": 0,
    "name": "0",
    "path": "",
    "type": "sentence_transformers.models.StaticEmbedding"
  }
]
"""
_CONFIG = """{
  "model_type": "SentenceTransformer",
  "prompts": {"document": "", "query": ""},
  "default_prompt_name": null,
  "similarity_fn_name": "cosine"
}
"""


def save(tokenizer: Tokenizer, rows: NDArray[np.float32], folder: Path) -> str:
    """Writes the model and returns the SHA-256 of its weights.

    A row is kept as whole numbers from -127 to 127 and one scale: `embeddings * weights[:, None]`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    scales = np.maximum(np.abs(rows).max(axis=1), 1e-8) / 127
    whole = np.round(rows / scales[:, None]).astype(np.int8)
    weights = folder / "model.safetensors"
    save_file({"embeddings": whole, "weights": scales.astype(np.float32)}, weights)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "modules.json").write_text(_MODULES, encoding="utf-8")
    (folder / "config_sentence_transformers.json").write_text(_CONFIG, encoding="utf-8")
    return hashlib.sha256(weights.read_bytes()).hexdigest()
