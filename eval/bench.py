"""The benchmarks in one run, side by side, as JSON and Markdown with the machine they ran on."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.settings import Settings
from eval.benches import generating, growth, nearest, reading, starting, tutorial
from eval.benches.table import Table, markdown
from eval.cases import CaseError
from ingest.storage import write_atomically

BENCHES: Mapping[str, Callable[[Settings, Sequence[int]], Table]] = {
    "tutorial": lambda settings, _: tutorial.bench(settings),
    "reading": lambda settings, _: reading.bench(settings),
    "growth": growth.bench,
    "nearest": nearest.bench,
    "starting": lambda settings, _: starting.bench(settings),
    "generating": lambda settings, _: generating.bench(settings),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """A table, the machine it was measured on, and how many processes wanted to run when it began."""

    table: Table
    machine: str
    load: float


_MEASURED = TypeAdapter(dict[str, Measured])


def bench(folder: Path, only: Sequence[str], sizes: Sequence[int], settings: Settings) -> None:
    """Measure the benches named, or all; write `folder`/bench.md and bench.json, the others as they were."""
    folder.mkdir(parents=True, exist_ok=True)
    measured = _read(folder / "bench.json")
    for name in only or BENCHES:
        load = round(os.getloadavg()[0], 1)
        measured[name] = Measured(BENCHES[name](settings, sizes), _machine(), load)
        print(_section(measured[name]), file=sys.stderr, flush=True)
        ordered = {key: measured[key] for key in BENCHES if key in measured}
        text = "\n".join(["# Benchmarks", "", "`python -m eval bench`", "", *map(_section, ordered.values())])
        content = json.dumps(_MEASURED.dump_python(ordered, mode="json"), ensure_ascii=False, indent=1)
        write_atomically(folder / "bench.md", text)
        write_atomically(folder / "bench.json", content + "\n")


def _read(path: Path) -> dict[str, Measured]:
    if not path.exists():
        return {}
    try:
        return _MEASURED.validate_json(path.read_bytes())
    except ValidationError as error:
        raise CaseError(f"{path} holds no benchmarks.", "Delete it and measure again.") from error


def _section(measured: Measured) -> str:
    return f"{markdown(measured.table)}\nOn {measured.machine}; load when it began: {measured.load:g}.\n"


def _machine() -> str:
    processor, memory = platform.machine(), ""
    cpu, meminfo = Path("/proc/cpuinfo"), Path("/proc/meminfo")
    if cpu.exists() and (name := re.search(r"model name\s*:\s*(.+)", cpu.read_text())):
        processor = name.group(1)
    if meminfo.exists() and (size := re.search(r"MemTotal:\s*(\d+)", meminfo.read_text())):
        memory = f", {int(size.group(1)) / 2**20:.0f} GiB"
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{processor}, {os.cpu_count()} cores{memory}, {system}"
