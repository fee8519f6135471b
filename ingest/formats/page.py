"""What a document format hands on: pages of positioned lines.

Coordinates are points with the origin at the top left of the page as it is shown (rotation applied).
The vertical extent of a word is taken from its baseline and font size (0.8 above, 0.2 below), not from its
ink, so words of one line share `top` and `bottom`.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.records import Dropped


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a gap. A superscript is a word of its own, even when it touches its neighbours."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool
    superscript: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline without a wide gap; several columns or table cells make several lines.

    `text` is the words joined by single spaces; size and bold are those of most of its letters.
    """

    words: tuple[Word, ...]
    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line drawn horizontally or vertically, or a rectangle as thin as one."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; `fill` is its colour as (red, green, blue), 0 to 255."""

    x0: float
    top: float
    x1: float
    bottom: float
    fill: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `number` counts from 1, lines stand from top to bottom, then left to right.

    dropped: text of the page that no reader can see
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    rules: tuple[Rule, ...] = ()
    boxes: tuple[Box, ...] = ()
    dropped: tuple[Dropped, ...] = ()
