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
from eval.benches import generating, growth, nearest, reading, starting, tutorial, unseen
from eval.benches.table import Table, markdown
from eval.cases import CaseError
from ingest.storage import write_atomically


@dataclass(frozen=True, slots=True)
class Options:
    """What benchmarks need.

    sizes:    numbers of provisions to grow to
    training: folder of the training questions, which are not in the repository; None when it is not there
    folds:    folder of the models made without one fold of them each
    """

    settings: Settings
    sizes: Sequence[int]
    training: Path | None = None
    folds: Path | None = None


def _unseen(options: Options) -> Table:
    if options.training is None or options.folds is None:
        raise CaseError(
            "The questions on other regulations are not in the repository.",
            "Name their folder with --training, and that of the models with --folds.",
        )
    return unseen.bench(options.training, options.folds)


BENCHES: Mapping[str, Callable[[Options], Table]] = {
    "tutorial": lambda options: tutorial.bench(options.settings),
    "unseen": _unseen,
    "reading": lambda options: reading.bench(options.settings),
    "growth": lambda options: growth.bench(options.settings, options.sizes),
    "nearest": lambda options: nearest.bench(options.settings, options.sizes),
    "starting": lambda options: starting.bench(options.settings),
    "generating": lambda options: generating.bench(options.settings),
}
EVERYWHERE = tuple(name for name in BENCHES if name != "unseen")


@dataclass(frozen=True, slots=True)
class Measured:
    """A table, the machine it was measured on, and how many processes wanted to run when it began."""

    table: Table
    machine: str
    load: float


_MEASURED = TypeAdapter(dict[str, Measured])


def bench(folder: Path, only: Sequence[str], options: Options) -> None:
    """Measure the benches named, or all that need nothing else; write `folder`/bench.md and bench.json.

    Those that are not measured stay as they were.
    """
    folder.mkdir(parents=True, exist_ok=True)
    measured = _read(folder / "bench.json")
    for name in only or EVERYWHERE:
        load = round(os.getloadavg()[0], 1)
        measured[name] = Measured(BENCHES[name](options), _machine(), load)
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
