"""The settings of Paragraf: one frozen record, read in the entry points and handed down."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from ingest.errors import ParagrafError

ROOT = Path(__file__).resolve().parent.parent


def _switch(value: str) -> bool:
    return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[value.lower()]


PARSERS: dict[str, Callable[[str], object]] = {
    "Path": lambda value: Path(value).expanduser(),
    "str": str,
    "bool": _switch,
    "int": int,
    "float": float,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, with its default. The environment variable is PARAGRAF_ and the name in capitals.

    corpus:           folder with manifest.toml, pdf/ and built/
    index:            folder in which indexes are kept, each in a subfolder named by its fingerprint
    chroma_url:       a Chroma server on a private network that keeps the vectors, as "http://chroma:8000";
                      "" for the embedded one, in `index`
    embedding_model:  a sentence-transformers model: a folder, or a name in the local Hugging Face cache
    llm:              "auto", "none", or a language model (see `assistant.llm.choose`)
    llm_model:        what "auto" takes; "" for the default of this hardware
    llm_download:     whether "auto" may fetch the model where the hub answers
    llm_api_key:      for a server that asks for one
    llm_max_tokens:   longest answer of the language model
    llm_time_limit_s: seconds after which a language model is stopped
    host, port:       where the web app listens
    frame_ancestors:  who may embed the web app: "'none'", or origins as in Content-Security-Policy
    login:            "name:password" that the web app asks for, "" for none
    mcp:              whether the web app is an MCP server too (needs the package mcp: paragraf[mcp])
    answers_at_once:  answers that are worked out at the same time; others wait
    answers_waiting:  answers running and waiting, after which the web app says that it is busy
    asks_per_minute, requests_per_minute: limits per client
    feedback_days:    how long feedback is kept, 0 for no feedback
    question_days:    how long questions are logged, 0 for never
    records:          the SQLite file of feedback and questions
    """

    corpus: Path = ROOT / "corpus"
    index: Path = ROOT / "var" / "index"
    chroma_url: str = ""
    embedding_model: str = str(ROOT / "assistant" / "models" / "static-de-en")
    llm: str = "auto"
    llm_model: str = ""
    llm_download: bool = True
    llm_api_key: str = ""
    llm_max_tokens: int = 400
    llm_time_limit_s: float = 120.0
    host: str = "127.0.0.1"
    port: int = 7860
    frame_ancestors: str = "'none'"
    login: str = ""
    mcp: bool = False
    answers_at_once: int = 4
    answers_waiting: int = 100
    asks_per_minute: int = 30
    requests_per_minute: int = 600
    feedback_days: int = 90
    question_days: int = 0
    records: Path = ROOT / "var" / "records.sqlite"

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Settings from PARAGRAF_* variables; what is not set, or empty, keeps its default.

        Raises ParagrafError for a value of the wrong type.
        """
        env = os.environ if env is None else env
        given: dict[str, object] = {}
        for field in fields(cls):
            name = f"PARAGRAF_{field.name.upper()}"
            if not env.get(name):
                continue
            try:
                given[field.name] = PARSERS[str(field.type)](env[name])
            except (KeyError, ValueError) as error:
                raise ParagrafError(
                    f"{name}={env[name]!r} is not a value of type {field.type}.", f"Correct or unset {name}."
                ) from error
        return replace(cls(), **given)  # type: ignore[arg-type]
