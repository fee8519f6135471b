"""The report of a run: one record that every view is made of, as JSON in stable order."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant import refusal
from assistant.answer import Answer
from assistant.search.understand import understand
from eval.cases import Case, CaseError, Expected
from eval.metrics import METRICS
from eval.metrics.retrieval import rank
from eval.scoring import Exam, Metric, Observation, Score, answer_text
from eval.statistics import interval
from eval.support import GoldPlaces, Unit
from ingest.corpus import Corpus
from ingest.storage import write_atomically

DIGITS = 6
WHOLE = "all"


@dataclass(frozen=True, slots=True)
class Setup:
    """What was measured.

    cases:     names of the case files; these and `llm` must agree for two reports to be compared
    selection: the part of them that was asked, "" for all
    llm:       the language model asked for, "none" when quoting
    corpus, index, prompt: fingerprints, "" where there is none
    retrievers: those that found something, by name
    """

    cases: tuple[str, ...]
    selection: str
    llm: str
    repeat: int
    corpus: str
    index: str
    prompt: str
    retrievers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A gold provision of a case: whether it was cited, and its rank among those found (0: not found)."""

    label: str
    cited: bool
    rank: int


@dataclass(frozen=True, slots=True)
class Result:
    """One case with what came of it.

    answerable: how likely the product took it to be that the passages answer it, 0 to 1
    """

    id: str
    kind: str
    lang: str
    dialogue: bool
    question: str
    programme: str | None
    expected: Expected
    ideal: str
    outcome: str
    answer: str
    citations: tuple[str, ...]
    wanted: tuple[Wanted, ...]
    answerable: float
    error: str
    scores: Mapping[str, Score]

    @property
    def correct(self) -> bool:
        """The verdict; with repetitions, right every time."""
        return self.scores["correct"].value == 1.0

    def scopes(self) -> tuple[str, ...]:
        """The groups of cases it counts in."""
        form = "dialogue" if self.dialogue else "question"
        return (WHOLE, f"kind/{self.kind}", f"language/{self.lang}", f"form/{form}")


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric over the `n` cases of a scope; no interval when there are too few of them to tell."""

    metric: str
    scope: str
    value: float
    n: int
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a run found out, without anything that changes from run to run."""

    setup: Setup
    figures: tuple[Figure, ...]
    results: tuple[Result, ...]
    reason: str = ""

    def figure(self, metric: str, scope: str = WHOLE) -> Figure | None:
        """The figure of a metric; None when no case of the scope has it."""
        return next((f for f in self.figures if (f.metric, f.scope) == (metric, scope)), None)

    def scopes(self) -> tuple[str, ...]:
        """All scopes, the whole first, then in order of name."""
        return (WHOLE, *sorted({scope for r in self.results for scope in r.scopes()} - {WHOLE}))


_REPORT = TypeAdapter(Report)


def score_cases(
    cases: Sequence[tuple[Case, bool]], runs: Sequence[Sequence[Observation]], corpus: Corpus
) -> tuple[Result, ...]:
    """The results of cases (each with whether it is a turn of a dialogue), averaged over the runs."""
    places = GoldPlaces(corpus)
    results = []
    for n, (case, dialogue) in enumerate(cases):
        units = places.units(case)
        observed = [run[n] for run in runs]
        scores = _average([_scores(case, units, seen, corpus) for seen in observed])
        results.append(_result(case, dialogue, units, observed[0], scores, corpus))
    return tuple(results)


def figures(results: Sequence[Result]) -> tuple[Figure, ...]:
    """Every metric over every scope that has a case for it, in order of metric and scope."""
    scopes = sorted({scope for result in results for scope in result.scopes()})
    made = (_figure(metric, scope, results) for metric in METRICS for scope in scopes)
    return tuple(figure for figure in made if figure is not None)


def write_report(report: Report, path: Path) -> None:
    """Write the report as JSON, a line for each figure and each case: the same bytes for the same report."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content: dict[str, object] = _REPORT.dump_python(report, mode="json")
    write_atomically(
        path, "{\n" + ",\n".join(_field(name, value) for name, value in content.items()) + "\n}\n"
    )


def read_report(path: Path) -> Report:
    """A report that was written before. Raises CaseError when there is none or it is damaged."""
    try:
        return _REPORT.validate_json(path.read_bytes())
    except OSError as error:
        raise CaseError(f"There is no report {path}.", "Run `python -m eval run` first.") from error
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]["msg"]
        raise CaseError(f"{path} is not a report: {problem}.", "Run `python -m eval run` again.") from error


def baseline_path(llm: str) -> Path:
    """The committed baseline of a language model: eval/baseline.none.json."""
    name = re.sub(r"[^\w.-]+", "-", llm)
    return Path(__file__).with_name(f"baseline.{name}.json")


def _field(name: str, value: object) -> str:
    if not isinstance(value, list):
        return f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
    items = ",\n".join(json.dumps(item, ensure_ascii=False) for item in value)
    return f"{json.dumps(name)}: [\n{items}\n]"


def _scores(case: Case, units: tuple[Unit, ...], seen: Observation, corpus: Corpus) -> dict[str, Score]:
    exam = Exam(case, units, seen.found, seen.answer, corpus) if seen.answer else None
    scored = ((metric.name, metric.of(exam, case, seen.error)) for metric in METRICS)
    return {name: score for name, score in scored if score is not None}


def _average(runs: Sequence[Mapping[str, Score]]) -> dict[str, Score]:
    """The mean of the scores of each metric, with the first reason that any run gives."""
    names = dict.fromkeys(name for run in runs for name in run)
    averaged = {}
    for name in names:
        scores = [run[name] for run in runs if name in run]
        value = sum(score.value for score in scores) / len(scores)
        weight = sum(score.weight for score in scores) / len(scores)
        reason = next((score.reason for score in scores if score.reason), "")
        averaged[name] = Score(round(value, DIGITS), round(weight, DIGITS), reason)
    return averaged


def _answerable(answer: Answer, corpus: Corpus) -> float:
    """What the product's decision to refuse rests on, made again from the answer's own record."""
    asked = understand(answer.understood or answer.question, corpus)
    query = replace(asked, programmes=answer.programmes, language=answer.language)
    return round(refusal.answerable(query, answer.question, answer.passages, corpus), DIGITS)


def _result(
    case: Case,
    dialogue: bool,
    units: tuple[Unit, ...],
    seen: Observation,
    scores: Mapping[str, Score],
    corpus: Corpus,
) -> Result:
    answer = seen.answer
    cited = {citation.provision for citation in answer.citations} if answer else set()
    return Result(
        id=case.id,
        kind=case.kind,
        lang=case.lang,
        dialogue=dialogue,
        question=case.question,
        programme=case.programme,
        expected=case.expected,
        ideal=case.answer,
        outcome=answer.outcome.value if answer else "no result",
        answer=answer_text(answer) if answer else "",
        citations=tuple(citation.label for citation in answer.citations) if answer else (),
        wanted=tuple(
            Wanted(" = ".join(unit.labels), not cited.isdisjoint(unit.places), rank(unit, seen.found) or 0)
            for unit in (units if case.expected is not Expected.REFUSE else ())
        ),
        answerable=_answerable(answer, corpus) if answer else 0.0,
        error=seen.error,
        scores=scores,
    )


def _figure(metric: Metric, scope: str, results: Sequence[Result]) -> Figure | None:
    scores = [r.scores[metric.name] for r in results if scope in r.scopes() and metric.name in r.scores]
    if not any(score.weight for score in scores):
        return None
    pairs = [(score.value, score.weight) for score in scores]
    sure = interval(pairs, metric.combine)
    low, high = (round(sure[0], DIGITS), round(sure[1], DIGITS)) if sure else (None, None)
    return Figure(metric.name, scope, round(metric.figure(pairs), DIGITS), len(scores), low, high)
