"""A language model behind an OpenAI-compatible server (Ollama, llama.cpp, vLLM)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI
from openai import OpenAIError
from pydantic import SecretStr

from assistant.settings import Settings
from ingest.errors import ModelError


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
    """A chat model for "http://host:port/v1#model". Nothing is sent before the first question."""
    address, _, model = url.partition("#")
    return Endpoint(
        base_url=address,
        model=model or "default",
        api_key=SecretStr(settings.llm_api_key or "none"),
        temperature=0,
        max_completion_tokens=settings.llm_max_tokens,
        timeout=settings.llm_time_limit_s,
        max_retries=0,
        streaming=True,
        disable_streaming=False,
    )
