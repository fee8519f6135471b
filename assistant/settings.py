"""The settings of Paragraf: one frozen record, read in the entry points and handed down."""

from __future__ import annotations

import os
import re
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


LIMITS: Mapping[str, tuple[float, float]] = {
    "llm_max_tokens": (1, 100_000),
    "llm_time_limit_s": (0.1, 86_400),
    "port": (1, 65_535),
    "answers_at_once": (1, 1_000),
    "answers_waiting": (1, 100_000),
    "asks_per_minute": (1, 1_000_000),
    "requests_per_minute": (1, 1_000_000),
    "feedback_days": (0, 36_500),
    "question_days": (0, 36_500),
}
"""Numbers from and to which a setting makes sense."""

FORMS: Mapping[str, tuple[str, str]] = {
    "frame_ancestors": (r"[!-+\--:<-~]+( [!-+\--:<-~]+)*", "\"'none'\" or origins with a space between"),
    "login": (r"[^:\x00-\x1f]+:[^\x00-\x1f]+", '"name:password"'),
    "hosts": (r"[\w.:\[\] -]+(,[\w.:\[\] -]+)*", "names with a comma between"),
}
"""What the text of a setting has to match, and how to say it."""

_SECRET = ("login", "llm_api_key")


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
    hosts:            names it may be called by, as "paragraf.example.org,10.0.0.7"; "" for localhost only while
                      `host` is a loopback address, and for any name otherwise
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
    hosts: str = ""
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

        Raises ParagrafError for a value of the wrong type, form or size.
        """
        env = os.environ if env is None else env
        given: dict[str, object] = {}
        for field in fields(cls):
            variable = f"PARAGRAF_{field.name.upper()}"
            if not env.get(variable):
                continue
            try:
                given[field.name] = _value(field.name, str(field.type), env[variable])
            except (KeyError, ValueError, RuntimeError) as error:
                found = "what is set" if field.name in _SECRET else repr(env[variable])
                raise ParagrafError(
                    f"{variable}: expected {_expected(field.name, str(field.type))}, found {found}.",
                    f"Correct or unset {variable}.",
                ) from error
        return replace(cls(), **given)  # type: ignore[arg-type]


def _value(name: str, kind: str, text: str) -> object:
    """The value of a setting. Raises KeyError, ValueError or (a home that is unknown) RuntimeError for a bad text."""
    text.encode()  # a variable that is no UTF-8 cannot be
    value = PARSERS[kind](text)
    if name in FORMS and not re.fullmatch(FORMS[name][0], text):
        raise ValueError(name)
    if name in LIMITS and isinstance(value, int | float):
        low, high = LIMITS[name]
        if not low <= value <= high:
            raise ValueError(name)
    return value


def _expected(name: str, kind: str) -> str:
    if name in LIMITS:
        low, high = LIMITS[name]
        return (
            f"a number from {low:g} to {high:g}"
            if kind == "float"
            else f"a whole number from {low} to {high}"
        )
    return FORMS[name][1] if name in FORMS else f"a value of type {kind}"
