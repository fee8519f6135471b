"""Errors on standard error without their words, in which a question may stand: only their type and place."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from types import SimpleNamespace

_FRAMES = 4  # innermost ones that are told


def place(error: BaseException) -> str:
    """The type of an error and where it arose: "KeyError: chat.py 52 ask < api.py 31 ask"."""
    frames = traceback.extract_tb(error.__traceback__)[: -_FRAMES - 1 : -1]
    return f"{type(error).__name__}: " + " < ".join(
        f"{Path(frame.filename).name} {frame.lineno} {frame.name}" for frame in frames
    )


def install() -> None:
    """Make Gradio, which prints tracebacks, and uvicorn, which logs them, tell the place only."""
    from gradio import queueing, routes

    for module in (queueing, routes):
        setattr(module, "traceback", SimpleNamespace(print_exc=_tell))  # noqa: B010
    for name in ("uvicorn.error", "asyncio"):
        logging.getLogger(name).addFilter(_without_words)


def _tell() -> None:
    if error := sys.exc_info()[1]:
        print(place(error), file=sys.stderr)


def _without_words(record: logging.LogRecord) -> bool:
    if record.exc_info and record.exc_info[1]:
        record.msg, record.args = f"{record.name}: {place(record.exc_info[1])}", ()
        record.exc_info = record.exc_text = None
    return True
