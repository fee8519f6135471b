"""Finding the right place: the product against the pipeline of a tutorial, on the gold questions."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from assistant import Assistant
from assistant.search import encoder
from assistant.settings import Settings
from eval.benches.table import Table, percentiles, timed
from eval.cases import Case, Expected, load_cases
from eval.matching import find_quote
from eval.metrics.retrieval import rank
from eval.recipe.tutorial import Tutorial
from eval.session import outside_ids
from eval.support import GoldPlaces
from ingest.corpus import Corpus

GOLD = Path(__file__).parent.parent / "gold.jsonl"
TOP = 5


def bench(settings: Settings) -> Table:
    """Recall@5 by language, build time and time to evidence of both."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        assistant, built = timed(lambda: Assistant.open(replace(settings, index=folder / "index")))
        model = encoder.load(settings.embedding_model)
        files = sorted((settings.corpus / "pdf").glob("*.pdf"))
        tutorial, copied = timed(lambda: Tutorial(files, model, folder / "tutorial"))
        corpus, places = assistant.corpus, GoldPlaces(assistant.corpus)
        gold = load_cases(GOLD, outside_ids(corpus, settings.corpus))
        cases = [c.turns[0] for c in gold if c.turns[0].expected is not Expected.REFUSE]
        rows = (
            _row("Paragraf", built, cases, lambda case: _ours(assistant, places, case)),
            _row("tutorial", copied, cases, lambda case: _theirs(tutorial, corpus, case)),
        )
    return Table(
        "Against the pipeline of a tutorial",
        f"{len(cases)} gold questions, the same embedding model; pages cut every 1000 characters with 200 of"
        " overlap, Chroma, nearest chunks. A quote counts when one piece holds it whole.",
        ("pipeline", "recall@5 German", "recall@5 English", "index build, s", "evidence p50, ms"),
        rows,
    )


def _row(
    name: str, built: float, cases: Sequence[Case], find: Callable[[Case], float]
) -> tuple[str | float, ...]:
    """The cells of one pipeline; `find` looks for a case and gives the share of its quotes found."""
    shares: dict[str, list[float]] = {"de": [], "en": []}
    times = []
    for case in cases:
        share, time = timed(partial(find, case))
        shares[case.lang].append(share)
        times.append(time)
    means = (sum(values) / len(values) for values in (shares["de"], shares["en"]))
    return (name, *means, built, 1000 * percentiles(times)[0])


def _ours(assistant: Assistant, places: GoldPlaces, case: Case) -> float:
    found = tuple(p.provision for p in assistant.find(case.question, TOP, case.programme, True))
    units = places.units(case)
    return sum(rank(unit, found) is not None for unit in units) / len(units)


def _theirs(tutorial: Tutorial, corpus: Corpus, case: Case) -> float:
    chunks = tutorial.find(case.question, TOP)
    groups: dict[str, list[bool]] = {}
    for number, citation in enumerate(case.citations):
        file = Path(corpus.regulations[citation.regulation].source.file).name
        hit = any(c.file == file and find_quote(citation.quote, c.text) is not None for c in chunks)
        groups.setdefault(citation.group or str(number), []).append(hit)
    return sum(map(any, groups.values())) / len(groups)
