"""The arguments of `ask`, `find` and `show`, checked before Gradio sees them: it prints what it cannot use."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping


def _text(value: object) -> bool:
    return isinstance(value, str)


def _programme(value: object) -> bool:
    return value is None or isinstance(value, str)


def _count(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def _history(value: object) -> bool:
    """Turns are flat, so that none of them passes for one of Gradio's files."""
    return value is None or (isinstance(value, list) and all(_turn(turn) for turn in value))


def _turn(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(part, str) or (isinstance(part, list) and all(isinstance(word, str) for word in part))
        for part in value.values()
    )


CALLS: Mapping[str, Mapping[str, Callable[[object], bool]]] = {
    "ask": {"question": _text, "programme": _programme, "history": _history},
    "find": {"question": _text, "programme": _programme, "k": _count},
    "show": {"reference": _text},
}
"""For every endpoint, in the order of registration, its parameters and what they may be; the first is required."""


def parsed(body: bytes) -> object:
    """The JSON sent. Raises ValueError when it is none, too deep, or has text that is no Unicode."""
    try:
        sent: object = json.loads(body)
        json.dumps(sent, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError as error:
        raise ValueError("too deep") from error
    return sent


def usable(path: str, sent: object) -> bool:
    """Whether a call at `path` (/gradio_api/call/NAME, .../call/v2/NAME, .../queue/join) has the right arguments."""
    if not isinstance(sent, dict):
        return False
    *_, kind, name = path.rstrip("/").split("/")
    if name == "join":
        number = sent.get("fn_index")
        if type(number) is not int or not 0 <= number < len(CALLS) or not _text(sent.get("session_hash")):
            return False
        name = list(CALLS)[number]
    checks = CALLS.get(name)
    if not checks:
        return False
    if kind == "v2":
        required = next(iter(checks))
        return required in sent and all(key in checks and checks[key](value) for key, value in sent.items())
    data = sent.get("data")
    return (
        isinstance(data, list)
        and len(data) == len(checks)
        and all(check(value) for check, value in zip(checks.values(), data, strict=True))
    )
