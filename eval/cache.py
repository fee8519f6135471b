"""Answers kept between runs, under a key made of everything that can change them."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.answer import Turn
from assistant.settings import ROOT
from eval.cases import Case
from eval.scoring import Observation
from ingest.storage import write_atomically

_PRODUCT = ("ingest", "assistant")
_OBSERVATION = TypeAdapter(Observation)


def model_version(llm: str) -> str | None:
    """What tells a language model from another state of itself; None when nothing here can.

    What "auto" takes and what a server answers with may change without a trace, so neither is cached.
    """
    folder = Path(llm).expanduser()
    if folder.is_dir():
        files = sorted(file for file in folder.rglob("*") if file.is_file())
        return " ".join([llm, *(f"{f.name} {f.stat().st_size} {f.stat().st_mtime_ns}" for f in files)])
    return None if llm == "auto" or "://" in llm else llm


class Cache:
    """Observations in a folder, one file each; a key covers code, models, packages, corpus and question.

    setup: what distinguishes this run from another with the same code (corpus, language model, settings)
    """

    def __init__(self, folder: Path, setup: str) -> None:
        self._folder = folder
        self._setup = f"{setup} {product_version()} {_packages()}"

    def get(self, case: Case, history: Sequence[Turn]) -> Observation | None:
        """What was kept for a question in its conversation; None when nothing was or it is damaged."""
        try:
            kept = _OBSERVATION.validate_json(self._file(case, history).read_bytes())
        except (OSError, ValidationError):
            return None
        return kept

    def put(self, case: Case, history: Sequence[Turn], observation: Observation) -> None:
        """Keep a result; one with an error is not kept, so that it is tried again."""
        if observation.error:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self._file(case, history), _OBSERVATION.dump_json(observation).decode())

    def _file(self, case: Case, history: Sequence[Turn]) -> Path:
        question = [case.id, case.question, case.programme, [asdict(turn) for turn in history]]
        key = hashlib.sha256(json.dumps([self._setup, question]).encode()).hexdigest()
        return self._folder / f"{key}.json"


@lru_cache(maxsize=1)
def product_version() -> str:
    """SHA-256, in hex digits, over every file of the product that can change an answer."""
    digest = hashlib.sha256()
    for folder in _PRODUCT:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _packages() -> str:
    installed = sorted(f"{d.metadata['Name']}=={d.version}" for d in metadata.distributions())
    return hashlib.sha256("\n".join([platform.python_version(), *installed]).encode()).hexdigest()
