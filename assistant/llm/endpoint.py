"""A language model behind an OpenAI-compatible server (Ollama, llama.cpp, vLLM), within limits of time and size."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI
from openai import OpenAIError
from pydantic import SecretStr

from assistant.settings import Settings
from ingest.errors import ModelError

LARGEST = 2_000_000
"""Bytes of an answer, with all that the protocol puts around the words."""


class _Bounded(httpx.SyncByteStream):
    """The bytes of a response until its time is over or they are too many; then OSError."""

    def __init__(self, stream: httpx.SyncByteStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for piece in self._stream:
            size += len(piece)
            if time.monotonic() > self._deadline:
                raise TimeoutError("the answer took too long")
            if size > LARGEST:
                raise OSError("the answer is too long")
            yield piece

    def close(self) -> None:
        self._stream.close()


def _begin(request: httpx.Request) -> None:
    """Turns the time a server may be silent into a deadline for all it says."""
    request.extensions["deadline"] = time.monotonic() + request.extensions["timeout"]["read"]


def _bound(response: httpx.Response) -> None:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise OSError("the answer is compressed")  # its size could not be told
    deadline = response.request.extensions["deadline"]
    response.request.extensions["timeout"]["read"] = max(deadline - time.monotonic(), 0.1)
    assert isinstance(response.stream, httpx.SyncByteStream)
    response.stream = _Bounded(response.stream, deadline)


@cache
def _client() -> httpx.Client:
    """One for all questions, since certificates take time to load."""
    return httpx.Client(event_hooks={"request": [_begin], "response": [_bound]})


class Endpoint(ChatOpenAI):
    """LangChain's OpenAI client, its errors mapped to ModelError; no retries, so that nobody waits twice."""

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        try:
            finished = False
            for chunk in super()._stream(messages, stop=stop, run_manager=run_manager, **kwargs):
                finished = finished or bool((chunk.generation_info or {}).get("finish_reason"))
                yield chunk
            if not finished:
                raise OSError("the answer broke off")
        except (OpenAIError, OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise ModelError(
                f"The language model server at {self.openai_api_base} failed: "
                f"{type(error).__name__}: {str(error)[:200]}",
                "Check that the server runs, or use --llm none.",
            ) from error


def open_endpoint(url: str, settings: Settings) -> BaseChatModel:
    """A chat model for "http://host:port/v1#model". Nothing is sent before the first question.

    Raises ModelError when that is no address.
    """
    address, _, model = url.partition("#")
    try:
        parts = urlsplit(address)
        known = bool(parts.hostname) and parts.port != 0
        httpx.URL(address)
    except (ValueError, httpx.InvalidURL):
        known = False
    if not known:
        raise ModelError(
            f"{address!r} is not the address of a language model server.",
            "Write it like http://127.0.0.1:8000/v1#model, or use --llm none.",
        )
    return Endpoint(
        base_url=address,
        model=model or "default",
        api_key=SecretStr(settings.llm_api_key or "none"),
        temperature=0,
        max_completion_tokens=settings.llm_max_tokens,
        timeout=settings.llm_time_limit_s,
        max_retries=0,
        default_headers={"Accept-Encoding": "identity"},
        http_client=_client(),
        streaming=True,
        disable_streaming=False,
    )
