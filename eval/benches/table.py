"""A benchmark's outcome: a table with its title and how it was measured."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

Cell = str | int | float
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under columns; `how` says what was measured and how often."""

    title: str
    how: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def markdown(table: Table) -> str:
    """The table as Markdown."""
    lines = [f"## {table.title}", "", table.how, "", f"| {' | '.join(table.columns)} |"]
    lines.append("|" + "---|" * len(table.columns))
    lines += [f"| {' | '.join(_shown(cell) for cell in row)} |" for row in table.rows]
    return "\n".join([*lines, ""])


def timed(work: Callable[[], _T]) -> tuple[_T, float]:
    """What a call gives, and how many seconds it takes."""
    started = time.perf_counter()
    outcome = work()
    return outcome, time.perf_counter() - started


def percentiles(values: Iterable[float]) -> tuple[float, float, float]:
    """p50, p95 and p99."""
    p50, p95, p99 = np.percentile(list(values), (50, 95, 99))
    return float(p50), float(p95), float(p99)


def _shown(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    return f"{cell:,.0f}" if abs(cell) >= 100 or cell == int(cell) else f"{cell:.3g}"
