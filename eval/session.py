"""One evaluation from its plan to its report: cases in, assistant opened, answers scored."""

from __future__ import annotations

import resource
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.settings import Settings
from eval.cache import Cache, model_version
from eval.cases import Case, CaseError, Conversation, check_unique, load_cases
from eval.report import Report, Setup, figures, score_cases
from eval.run import DEPTH, Taken, Timing, run_cases, select
from eval.scoring import Observation
from eval.subject import TODAY, Subject
from eval.support import GoldPlaces
from ingest import manifest
from ingest.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: see `python -m eval run --help`. No cache folder, no cache."""

    cases: tuple[Path, ...]
    settings: Settings
    only: tuple[tuple[str, str], ...] = ()
    first: int | None = None
    repeat: int = 1
    jobs: int = 1
    cache: Path | None = None


@dataclass(frozen=True, slots=True)
class Timings:
    """What changes from run to run: seconds by case (cached ones are left out) and peak memory in MiB."""

    cases: tuple[Timing, ...]
    memory: int


def measure(plan: Plan) -> tuple[Report, Timings]:
    """Open the assistant and run the plan. Raises ParagrafError for cases or a corpus that cannot be used."""
    from assistant import Assistant

    assistant = Assistant.open(plan.settings)
    conversations = _conversations(plan, outside_ids(assistant.corpus, plan.settings.corpus))
    return evaluate(plan, conversations, assistant)


def evaluate(plan: Plan, conversations: Sequence[Conversation], subject: Subject) -> tuple[Report, Timings]:
    """Put the conversations to a subject and score what it does."""
    corpus = subject.corpus
    GoldPlaces(corpus).check(conversations)
    llm = plan.settings.llm
    model = model_version(llm)
    setup = f"{model} {corpus.fingerprint()} {plan.settings} {TODAY} {DEPTH}"
    cache = Cache(plan.cache, setup) if plan.cache and model else None
    taken = [run_cases(conversations, subject, llm, cache, plan.jobs) for _ in range(plan.repeat)]
    runs = [[item.observation for item in run] for run in taken]
    results = score_cases(_turns(conversations), runs, corpus)
    report = Report(_setup(plan, runs[0], corpus), figures(results), results)
    return report, _timings(taken)


def outside_ids(corpus: Corpus, folder: Path) -> Mapping[str, str]:
    """What case files may call a regulation: its id, or an outside id of the manifest in `folder`, if any."""
    names = {id_: id_ for id_ in corpus.regulations}
    if (folder / "manifest.toml").exists():
        for entry in manifest.load(folder):
            if entry.regulation.id in corpus.regulations:
                names |= dict.fromkeys(entry.outside_ids, entry.regulation.id)
    return names


def _conversations(plan: Plan, names: Mapping[str, str]) -> tuple[Conversation, ...]:
    conversations = tuple(c for path in plan.cases for c in load_cases(path, names))
    check_unique(conversations)
    chosen = select(conversations, plan.only, plan.first)
    if not chosen:
        raise CaseError("No case fits the selection.", "Select less narrowly.")
    return chosen


def _turns(conversations: Sequence[Conversation]) -> list[tuple[Case, bool]]:
    return [(case, len(c.turns) > 1) for c in conversations for case in c.turns]


def _setup(plan: Plan, observations: Sequence[Observation], corpus: Corpus) -> Setup:
    answers = [seen.answer for seen in observations if seen.answer]
    selection = [f"{field}={value}" for field, value in plan.only]
    return Setup(
        cases=tuple(path.name for path in plan.cases),
        selection=" ".join([*selection, *([f"first {plan.first}"] if plan.first else [])]),
        llm=plan.settings.llm,
        repeat=plan.repeat,
        corpus=corpus.fingerprint(),
        index=_all({answer.index_fingerprint for answer in answers}),
        prompt=_all({answer.prompt_hash for answer in answers}),
        retrievers=tuple(sorted({name for a in answers for p in a.passages for name, _ in p.ranks})),
    )


def _all(values: set[str]) -> str:
    return " ".join(sorted(values - {""}))


def _timings(runs: Sequence[Sequence[Taken]]) -> Timings:
    cases = tuple(item.timing for run in runs for item in run if item.timing)
    return Timings(cases, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
