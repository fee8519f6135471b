"""How cost grows with the corpus: index, find and quoting answers, a process of its own for each size."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from assistant import Assistant
from assistant.answer import Answer
from assistant.settings import Settings
from eval.benches.copies import write_corpus
from eval.benches.table import Cell, Table, percentiles, timed
from eval.cases import Case, load_cases
from eval.session import outside_ids
from eval.subject import TODAY
from ingest.corpus import Corpus

GOLD = Path(__file__).parent.parent / "gold.jsonl"
WARM = 5
PATIENCE = 3600.0
COLUMNS = (
    "provisions", "load and index, s", "open again, s", "index, MiB", "memory, MiB",
    "find p50, ms", "find p95, ms", "find p99, ms", "answer p50, ms", "answer p95, ms", "answer p99, ms",
)  # fmt: skip


def bench(settings: Settings, sizes: Sequence[int]) -> Table:
    """A row for each number of provisions."""
    return Table(
        "How cost grows",
        "The five documents and copies of them with other names, numbers and words. Each gold question once"
        " over all regulations, without a language model, one at a time; a process for each size.",
        COLUMNS,
        tuple(_row(size, settings.corpus) for size in sizes),
    )


def _row(size: int, corpus: Path) -> tuple[Cell, ...]:
    """`measure` in a process of its own; what kept it from ending, where it did not."""
    command = [sys.executable, "-m", "eval.benches.growth", str(size), str(corpus)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return (size, f"not within {PATIENCE / 60:.0f} minutes", *[""] * (len(COLUMNS) - 2))
    if done.returncode:
        return (size, done.stderr.strip().splitlines()[-1], *[""] * (len(COLUMNS) - 2))
    return tuple(json.loads(done.stdout))


def measure(size: int, corpus: Path) -> tuple[Cell, ...]:
    """One row, measured in this process."""
    small = Corpus.load(corpus)
    gold = load_cases(GOLD, outside_ids(small, corpus))
    cases = [case for conversation in gold for case in conversation.turns]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_corpus(small, size, folder / "corpus")
        settings = replace(Settings(), corpus=folder / "corpus", index=folder / "index", llm="none")
        _, built = timed(lambda: Assistant.open(settings))
        assistant, again = timed(lambda: Assistant.open(settings))
        index = sum(file.stat().st_size for file in (folder / "index").rglob("*") if file.is_file())
        find, ask = _times(assistant, cases)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        provisions = len(assistant.corpus.provisions())
    mebi = index / 2**20, memory / 2**10
    return (provisions, built, again, *mebi, *(1000 * t for t in (*percentiles(find), *percentiles(ask))))


def _times(assistant: Assistant, cases: Sequence[Case]) -> tuple[list[float], list[float]]:
    for case in cases[:WARM]:
        assistant.find(case.question)
    find, ask = [], []
    for case in cases:
        find.append(timed(partial(assistant.find, case.question))[1])
        ask.append(timed(partial(_answer, assistant, case.question))[1])
    return find, ask


def _answer(assistant: Assistant, question: str) -> Answer:
    return assistant.ask(question, today=TODAY, llm="none").answer


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), Path(sys.argv[2]))))
