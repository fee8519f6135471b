"""Reading PDFs: the whole of ingest over the floor, which is what pypdf needs to give the bare text."""

from __future__ import annotations

import resource
import tempfile
from pathlib import Path
from shutil import copytree

from assistant.settings import Settings
from eval.benches.table import Table, timed
from eval.recipe.tutorial import plain_text
from ingest.build import build
from ingest.errors import ParagrafError

ROUNDS = 3


def bench(settings: Settings) -> Table:
    """Seconds, provisions a second and peak memory."""
    files = sorted((settings.corpus / "pdf").glob("*.pdf"))
    floor = min(timed(lambda: [plain_text(file) for file in files])[1] for _ in range(ROUNDS))
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        copytree(settings.corpus, corpus)
        rounds = [timed(lambda: _provisions(corpus)) for _ in range(ROUNDS)]
    provisions, whole = min(rounds, key=lambda outcome: outcome[1])
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Table(
        "Reading the PDFs",
        f"{len(files)} documents; the best of {ROUNDS} rounds; ingest with structure, tables, references,"
        " self-check and a child process for each document.",
        ("what", "seconds", "times the floor", "provisions a second", "peak memory of a child, MiB"),
        (
            ("pypdf, bare text", floor, 1.0, "", ""),
            ("ingest build", whole, whole / floor, provisions / whole, memory),
        ),
    )


def _provisions(corpus: Path) -> int:
    total = 0
    for _, outcome in build(corpus):
        if isinstance(outcome, ParagrafError):
            raise outcome
        total += len(outcome.provisions)
    return total
