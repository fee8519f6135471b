"""The settings of Paragraf: one frozen record, read in the entry points and handed down."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, with its default. The environment variable is PARAGRAF_ and the name in capitals.

    corpus:          folder with manifest.toml, pdf/ and built/
    index:           folder in which indexes are kept, each in a subfolder named by its fingerprint
    embedding_model: a sentence-transformers model: a folder, or a name in the local Hugging Face cache
    llm:             "auto", "none", or the name of a language model
    """

    corpus: Path = ROOT / "corpus"
    index: Path = ROOT / "var" / "index"
    embedding_model: str = str(ROOT / "assistant" / "models" / "static-de-en")
    llm: str = "auto"

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Settings from PARAGRAF_* variables; what is not set keeps its default."""
        env = os.environ if env is None else env

        def path(name: str, default: Path) -> Path:
            return Path(env.get(f"PARAGRAF_{name}") or default)

        return cls(
            corpus=path("CORPUS", cls().corpus),
            index=path("INDEX", cls().index),
            embedding_model=env.get("PARAGRAF_EMBEDDING_MODEL") or cls().embedding_model,
            llm=env.get("PARAGRAF_LLM") or cls().llm,
        )
