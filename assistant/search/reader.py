"""A small transformer that reads question and provision together: the last word on the first candidates."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.search.encoder import Floats
from assistant.search.interaction import Matcher
from assistant.search.query import Query
from ingest.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

SHIPPED = Path(__file__).resolve().parent.parent / "models" / "reader"
READ = 20  # candidates that are read
_QUESTION, _HEADING, _TEXT = 32, 16, 76  # tokens
_AT_ONCE = 7
_SPINNING = "session.intra_op.allow_spinning"  # of threads that wait; it would slow whatever comes next

Pair = tuple[list[int], list[int]]
"""Token ids of a question, and of the heading and the text of a provision."""


def pairs(matcher: Matcher, query: Query, provisions: Sequence[str]) -> list[Pair]:
    """What is read for each provision (by id): of a long one the sentences nearest to the question, in their order."""
    text = query.topic or query.text
    segments, encoder = matcher.segments, matcher.encoder
    tokens, words = matcher.match(text)
    scores = tokens.headed + words.headed
    question = encoder.tokens([text])[0][:_QUESTION].tolist()
    made = []
    for at in (segments.positions[provision] for provision in provisions):
        first, last = segments.first[at : at + 2]
        heading, *bodies = encoder.tokens(segments.texts[first:last])
        kept: list[int] = []
        room = _TEXT
        for n in np.argsort(-scores[first + 1 : last], kind="stable").tolist():
            if not kept or len(bodies[n]) <= room:
                kept.append(n)
                room -= len(bodies[n])
        body = [token for n in sorted(kept) for token in bodies[n].tolist()]
        made.append((question, heading[:_HEADING].tolist() + body[:_TEXT]))
    return made


def padded(read: Sequence[Pair], end: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(pairs, tokens) ids as the model takes them, and which part each belongs to; `end` closes a part.

    Every pair begins with `end` - 1; 0 fills up.
    """
    rows = [([end - 1, *question, end], [*passage, end]) for question, passage in read]
    ids = np.zeros((len(rows), max(len(q) + len(p) for q, p in rows)), dtype=np.int64)
    parts = np.zeros_like(ids)
    for row, (question, passage) in enumerate(rows):
        ids[row, : len(question) + len(passage)] = question + passage
        parts[row, len(question) : len(question) + len(passage)] = 1
    return ids, parts


class Reader:
    """Scores provisions for one question; the scores mean nothing beyond it."""

    def __init__(self, matcher: Matcher, session: InferenceSession) -> None:
        self._matcher = matcher
        self._session = session
        self._end = len(matcher.encoder.table) + 1

    def scores(self, query: Query, provisions: Sequence[str]) -> Floats:
        """(provisions,) for provisions by id."""
        read = pairs(self._matcher, query, provisions)
        found = np.zeros(len(read), dtype=np.float32)
        by_length = sorted(range(len(read)), key=lambda n: len(read[n][1]))
        for start in range(0, len(read), _AT_ONCE):
            chosen = by_length[start : start + _AT_ONCE]
            ids, parts = padded([read[n] for n in chosen], self._end)
            found[chosen] = self._session.run(None, {"ids": ids, "parts": parts})[0]
        return found


def load(folder: Path) -> InferenceSession:
    """The model in `folder`. Raises ModelError when it is missing or damaged."""
    import onnxruntime

    try:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.add_session_config_entry(_SPINNING, "0")
        return onnxruntime.InferenceSession(
            (folder / "model.onnx").read_bytes(), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # onnxruntime raises what it likes
        raise ModelError(
            f"No reader can be read from {folder}: {error}.",
            "Restore assistant/models/reader from the repository.",
        ) from error
