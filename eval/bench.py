"""All benchmarks in one run, side by side, as JSON and Markdown with the machine they ran on."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from assistant.settings import Settings
from eval.benches import generating, growth, nearest, reading, starting, tutorial
from eval.benches.table import Table, markdown
from ingest.storage import write_atomically


def bench(folder: Path, sizes: Sequence[int], settings: Settings) -> None:
    """Measure everything and write `folder`/bench.md and bench.json."""
    benches: tuple[Callable[[], Table], ...] = (
        lambda: tutorial.bench(settings),
        lambda: reading.bench(settings),
        lambda: growth.bench(settings, sizes),
        lambda: nearest.bench(settings, sizes),
        lambda: starting.bench(settings),
        lambda: generating.bench(settings),
    )
    tables = []
    for run in benches:
        tables.append(run())
        print(markdown(tables[-1]), file=sys.stderr, flush=True)
    machine = _machine()
    text = "\n".join(
        ["# Benchmarks", "", f"`python -m eval bench` on {machine}.", "", *map(markdown, tables)]
    )
    content = {"machine": machine, "tables": [asdict(table) for table in tables]}
    write_atomically(folder / "bench.md", text)
    write_atomically(folder / "bench.json", json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _machine() -> str:
    processor, memory = platform.machine(), ""
    cpu, meminfo = Path("/proc/cpuinfo"), Path("/proc/meminfo")
    if cpu.exists() and (name := re.search(r"model name\s*:\s*(.+)", cpu.read_text())):
        processor = name.group(1)
    if meminfo.exists() and (size := re.search(r"MemTotal:\s*(\d+)", meminfo.read_text())):
        memory = f", {int(size.group(1)) / 2**20:.0f} GiB"
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{processor}, {os.cpu_count()} cores{memory}, {system}"
