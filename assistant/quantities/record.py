"""One quantity of a text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """What sort of quantity it is."""

    DATE = "date"
    REFERENCE = "reference"
    CODE = "code"
    NUMBER = "number"
    ORDINAL = "ordinal"
    EITHER = "number or ordinal"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a text, `text[start:end]`.

    value: a number as decimal digits ("1.5"); a date as "year-month-day" with 0 for what is not said;
           a reference as "§/subsection/item/sentence" with "" for what is not said; a code in capitals
    unit:  of a number or ordinal, "" when none is recognised
    bound: "min", "max" or ""
    """

    sort: Sort
    value: str
    unit: str = ""
    bound: str = ""
    start: int = 0
    end: int = 0


Reader = tuple[re.Pattern[str], Callable[[re.Match[str]], list[Quantity]]]
"""A way in which quantities are written, and what they are; no quantity when the match means none."""
