"""Writing with the small real model: first token, tokens a second, memory; in a process of its own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from assistant import Assistant
from assistant.answer import Evidence
from assistant.llm import choose
from assistant.settings import Settings
from eval.benches.table import Cell, Table, percentiles
from eval.subject import TODAY

MODEL = "smollm2"
TOKENS = 120
QUESTIONS = (
    "Can I resit a Klausur orally?",
    "Wie lange dauert die Bachelor-Arbeit?",
    "When do I have to apply in Bremen?",
    "Was kostet das Zertifikat der Leuphana?",
)


def bench(settings: Settings) -> Table:
    """One row for the small model, or one that says why there is none."""
    command = [sys.executable, "-m", "eval.benches.generating", str(settings.corpus), str(settings.index)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        row: tuple[Cell, ...] = (MODEL, done.stderr.strip().splitlines()[-1], "", "", "")
    else:
        row = tuple(json.loads(done.stdout))
    return Table(
        "Writing with the small model",
        f"{len(QUESTIONS)} questions, greedy, at most {TOKENS} tokens, on the CPU; evidence is what comes first.",
        ("model", "evidence p50, ms", "first token p50, s", "tokens a second", "memory, MiB"),
        (row,),
    )


def measure(settings: Settings) -> tuple[Cell, ...]:
    """The row, measured in this process."""
    assistant = Assistant.open(settings)
    model = choose(settings, MODEL).model
    assert model is not None
    evidence, first, tokens, writing = [], [], 0, 0.0
    for question in QUESTIONS:
        started = time.perf_counter()
        for event in assistant.ask(question, today=TODAY, llm=MODEL):
            if isinstance(event, Evidence):
                evidence.append(time.perf_counter() - started)
        started = time.perf_counter()
        pieces = [(time.perf_counter(), str(piece.content)) for piece in model.stream(question)]
        first.append(pieces[0][0] - started)
        tokens += model.get_num_tokens("".join(text for _, text in pieces))
        writing += pieces[-1][0] - pieces[0][0]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    return (MODEL, 1000 * percentiles(evidence)[0], percentiles(first)[0], tokens / writing, memory)


if __name__ == "__main__":
    corpus, index = map(Path, sys.argv[1:])
    settings = replace(Settings(), corpus=corpus, index=index, llm_max_tokens=TOKENS, llm_time_limit_s=600.0)
    print(json.dumps(measure(settings)))
