"""A language model in this process through transformers: streams, stops, keeps its time limit."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from queue import Empty
from typing import Any

import torch
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    StoppingCriteria,
    StoppingCriteriaList,
    TextIteratorStreamer,
)
from transformers.utils import logging

from assistant.llm.adapter import merge
from assistant.llm.store import Weights
from assistant.settings import Settings
from ingest.errors import ModelError

ROLES = {"system": "system", "human": "user", "ai": "assistant"}
MEND = "Use a smaller model, or --llm none."


class LocalChatModel(BaseChatModel):
    """A transformers causal language model as a LangChain chat model.

    Greedy, one generation at a time (a second caller waits for the first). A consumer that stops reading the
    stream stops the generation. Failures inside the generation are raised in the consumer as ModelError.

    taught: an adapter has taught it the task, so that it is sent no instructions
    """

    name_or_path: str
    taught: bool = False
    max_tokens: int
    time_limit_s: float
    _model: Any = PrivateAttr()
    _tokenizer: Any = PrivateAttr()
    _turn: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "transformers"

    @property
    def context_tokens(self) -> int:
        """How many tokens of prompt fit beside the answer."""
        longest = getattr(self._model.config, "max_position_embeddings", None) or 4096
        return int(longest) - self.max_tokens

    def get_num_tokens(self, text: str) -> int:
        """Length of `text` in tokens of this model."""
        return len(self._tokenizer(text, add_special_tokens=False)["input_ids"])

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(str(c.message.content) for c in self._stream(messages, stop, run_manager, **kwargs))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        inputs = self._encode(messages)
        deadline = time.monotonic() + self.time_limit_s
        if not self._turn.acquire(timeout=self.time_limit_s):
            raise ModelError("The language model is busy with other questions.", "Ask again in a minute.")
        try:
            for text in _until(_without_thoughts(self._run(inputs, deadline)), stop or []):
                if run_manager:
                    run_manager.on_llm_new_token(text)
                yield ChatGenerationChunk(message=AIMessageChunk(content=text))
        finally:
            self._turn.release()

    def _encode(self, messages: list[BaseMessage]) -> Any:
        turns = turns_of([(m.type, str(m.content)) for m in messages], self.taught)
        if self._tokenizer.chat_template:
            inputs = self._tokenizer.apply_chat_template(
                turns,
                add_generation_prompt=True,
                return_dict=True,
                return_tensors="pt",
                enable_thinking=False,
            )
        else:
            text = "\n\n".join(f"{t['role']}: {t['content']}" for t in turns) + "\n\nassistant:"
            inputs = self._tokenizer(text, return_tensors="pt")
        length = inputs["input_ids"].shape[1]
        if length > self.context_tokens:
            raise ModelError(
                f"The prompt has {length} tokens, but {self.name_or_path} reads {self.context_tokens}.", MEND
            )
        return inputs.to(self._model.device)

    def _run(self, inputs: Any, deadline: float) -> Iterator[str]:
        """Pieces of text as they are generated, in a thread of their own."""
        streamer = TextIteratorStreamer(
            self._tokenizer, skip_prompt=True, skip_special_tokens=True, timeout=0.1
        )
        cancelled = threading.Event()
        failure: list[Exception] = []
        worker = threading.Thread(
            target=self._work, args=(inputs, streamer, deadline, cancelled, failure), daemon=True
        )
        worker.start()
        try:
            while True:
                try:
                    yield next(streamer)
                except StopIteration:
                    break
                except Empty:
                    if not worker.is_alive():
                        break
        finally:
            cancelled.set()
            worker.join()
        if failure:
            raise ModelError(
                f"The language model {self.name_or_path} failed: {type(failure[0]).__name__}: "
                f"{str(failure[0])[:200]}",
                MEND,
            ) from failure[0]
        if time.monotonic() > deadline:
            raise ModelError(
                f"The language model {self.name_or_path} did not finish in {self.time_limit_s:.0f} seconds.",
                MEND,
            )

    def _work(
        self,
        inputs: Any,
        streamer: TextIteratorStreamer,
        deadline: float,
        cancelled: threading.Event,
        failure: list[Exception],
    ) -> None:
        try:
            self._model.generate(
                **inputs,
                streamer=streamer,
                do_sample=False,
                max_new_tokens=self.max_tokens,
                stopping_criteria=StoppingCriteriaList([_Stop(cancelled, deadline)]),
                pad_token_id=self._tokenizer.pad_token_id or self._tokenizer.eos_token_id,
            )
        except (RuntimeError, ValueError, TypeError, IndexError, OSError, MemoryError) as error:
            failure.append(error)
        finally:
            streamer.end()


class _Stop(StoppingCriteria):
    """Stops when the reader went away or the time is over; asked after every token."""

    def __init__(self, cancelled: threading.Event, deadline: float) -> None:
        self._cancelled = cancelled
        self._deadline = deadline

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor, **kwargs: Any) -> torch.Tensor:
        stop = self._cancelled.is_set() or time.monotonic() > self._deadline
        return torch.full((input_ids.shape[0],), stop, dtype=torch.bool, device=input_ids.device)


def turns_of(messages: list[tuple[str, str]], taught: bool) -> list[dict[str, str]]:
    """Messages of (role, content) as a chat template takes them; the instructions left empty for a taught model."""
    return [
        {"role": ROLES.get(role, "user"), "content": "" if taught and role == "system" else content}
        for role, content in messages
    ]


def _without_thoughts(pieces: Iterator[str]) -> Iterator[str]:
    """The text without <think>...</think>, however it is cut into pieces."""
    held = ""
    thinking = False
    for piece in pieces:
        held += piece
        while True:
            mark = "</think>" if thinking else "<think>"
            before, found, after = held.partition(mark)
            if not found:
                break
            if not thinking and before:
                yield before
            held, thinking = after.lstrip() if thinking else after, not thinking
        keep = _overlap(held, mark)
        if not thinking and len(held) > keep:
            yield held[: len(held) - keep]
        held = held[len(held) - keep :]
    if held and not thinking:
        yield held


def _overlap(text: str, mark: str) -> int:
    """Length of the longest end of `text` that begins `mark`."""
    return next((n for n in range(min(len(text), len(mark) - 1), 0, -1) if text.endswith(mark[:n])), 0)


def _until(pieces: Iterator[str], stop: list[str]) -> Iterator[str]:
    """The text up to the first stop string."""
    if not stop:
        yield from pieces
        return
    pattern = re.compile("|".join(map(re.escape, stop)))
    text = given = ""
    for piece in pieces:
        text += piece
        if found := pattern.search(text):
            if rest := text[len(given) : found.start()]:
                yield rest
            return
        safe = len(text) - max(_overlap(text, s) for s in stop)
        if new := text[len(given) : safe]:
            yield new
            given = text[:safe]
    if rest := text[len(given) :]:
        yield rest


def _number_format(gpu: bool) -> torch.dtype:
    """bf16 where the hardware computes in it (two to four times as fast on a CPU), else fp32."""
    capable = torch.cpu.get_capabilities()
    fast = gpu or capable.get("amx_bf16") or capable.get("avx512_bf16")
    return torch.bfloat16 if fast else torch.float32


def open_local(weights: Weights, settings: Settings) -> LocalChatModel:
    """Load a model: safetensors or GGUF only, no code from the model's folder, no network.

    Raises ModelError when the files are not a model that transformers can run.
    """
    where: dict[str, str] = {"gguf_file": weights.gguf} if weights.gguf else {"use_safetensors": "True"}
    gpu = torch.cuda.is_available()
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    try:
        tokenizer = AutoTokenizer.from_pretrained(
            weights.folder, local_files_only=True, **({"gguf_file": weights.gguf} if weights.gguf else {})
        )
        loaded = AutoModelForCausalLM.from_pretrained(
            weights.folder,
            local_files_only=True,
            trust_remote_code=False,
            dtype=_number_format(gpu),
            device_map="auto" if gpu else None,
            **where,
        )
        if weights.adapter:
            merge(loaded, weights.adapter)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise ModelError(f"{weights.folder} cannot be loaded: {str(error)[:300]}", MEND) from error
    model = LocalChatModel(
        name_or_path=weights.name,
        taught=weights.adapter is not None,
        max_tokens=settings.llm_max_tokens,
        time_limit_s=settings.llm_time_limit_s,
    )
    model._model = loaded.eval()
    model._tokenizer = tokenizer
    return model
