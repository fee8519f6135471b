"""`python -m eval run | compare | accept | bench | make-cases`: exits 1 when the gate is red, 2 on errors."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import ROOT, Settings
from ingest.errors import ParagrafError

if TYPE_CHECKING:
    from eval.report import Report

HERE = Path(__file__).parent
OUT = ROOT / "var" / "eval"
FIELDS = ("kind", "language", "id")
BENCHES = ("tutorial", "unseen", "reading", "growth", "nearest", "starting", "generating")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status."""
    options = parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except ParagrafError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python -m eval", description="Proves the assistant on every change.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _add_run(commands.add_parser("run", help="put the cases to the assistant and write the reports"))
    compare = commands.add_parser("compare", help="hold the last run against the baseline; exit 1 when red")
    _add_folders(compare)
    compare.set_defaults(command=_compare)
    accept = commands.add_parser("accept", help="make the last run the baseline")
    _add_folders(accept)
    accept.add_argument("--reason", required=True, help="why the difference is right; goes into the commit")
    accept.set_defaults(command=_accept)
    draft = commands.add_parser("make-cases", help="draft cases from a regulation for a person to review")
    draft.add_argument("regulation", help="id of a built regulation")
    draft.add_argument("--count", type=int, default=20, help="how many (default: %(default)s)")
    draft.add_argument("--llm", default="none", help="model that drafts the questions (default: left empty)")
    draft.add_argument("--corpus", type=Path, help="corpus folder")
    draft.set_defaults(command=_make_cases)
    bench = commands.add_parser("bench", help="measure speed, and against a tutorial's pipeline")
    bench.add_argument("--out", type=Path, default=HERE, help="folder for bench.md and bench.json")
    bench.add_argument("--only", nargs="+", default=[], choices=BENCHES, help="default: all but unseen")
    bench.add_argument("--sizes", type=int, nargs="+", default=[500, 10_000, 100_000], metavar="N")
    bench.add_argument("--training", type=Path, help="for unseen: folder of the training questions")
    bench.add_argument("--folds", type=Path, help="for unseen: folder of the models made without a fold each")
    bench.set_defaults(command=_bench)
    return top


def _add_run(run: argparse.ArgumentParser) -> None:
    run.add_argument(
        "--cases", type=Path, action="append", metavar="FILE", help="default: gold and dialogues"
    )
    run.add_argument("--corpus", type=Path, metavar="DIR", help="corpus folder")
    run.add_argument("--llm", default="none", metavar="none|auto|NAME", help="default: %(default)s")
    run.add_argument(
        "--only", action="append", default=[], type=_condition, metavar="kind=annex|language=de|id=g001"
    )
    run.add_argument("--first", type=_positive, metavar="N", help="only the first N conversations")
    run.add_argument(
        "--repeat", type=_positive, default=1, metavar="N", help="average over N runs, without cache"
    )
    run.add_argument("--jobs", type=_positive, default=1, metavar="N", help="conversations at a time")
    run.add_argument("--no-cache", action="store_true", help="ask every question anew")
    _add_folders(run)
    run.set_defaults(command=_run)


def _add_folders(command: argparse.ArgumentParser) -> None:
    command.add_argument("--out", type=Path, default=OUT, metavar="DIR", help="folder of the reports")
    command.add_argument("--baseline", type=Path, metavar="FILE", help="default: eval/baseline.LLM.json")


def _condition(text: str) -> tuple[str, str]:
    field, equals, value = text.partition("=")
    if field not in FIELDS or not equals or not value:
        raise argparse.ArgumentTypeError(f"expected {', '.join(FIELDS)} = value, found {text!r}")
    return field, value


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a number from 1, found {text}")
    return number


def _run(options: argparse.Namespace) -> int:
    from eval import session, views
    from eval.compare import alike
    from eval.views import console

    plan = session.Plan(
        cases=tuple(options.cases or (HERE / "gold.jsonl", HERE / "dialogues.jsonl")),
        settings=_settings(options),
        only=tuple(options.only),
        first=options.first,
        repeat=options.repeat,
        jobs=options.jobs,
        cache=None if options.no_cache or options.repeat > 1 else OUT / "cache",
    )
    report, timings = session.measure(plan)
    baseline = _read_baseline(options, report.setup.llm)
    if baseline and not alike(baseline, report):
        baseline = None
    views.write_all(report, timings, baseline, options.out)
    print(console.summary(report))
    print(f"\nReports: {options.out}/report.html, report.md, report.json, junit.xml, timings.json")
    return 0


def _compare(options: argparse.Namespace) -> int:
    from eval.compare import Comparison, check, compare, read_gate
    from eval.report import read_report
    from eval.views import console

    report, gate = read_report(options.out / "report.json"), read_gate()
    baseline = _read_baseline(options, report.setup.llm)
    outcome = compare(baseline, report, gate) if baseline else Comparison(check(report, gate))
    print(console.comparison(outcome, report))
    return 1 if outcome.red else 0


def _accept(options: argparse.Namespace) -> int:
    from eval.compare import accept, compare, read_gate
    from eval.report import baseline_path, read_report, write_report
    from eval.views import console

    report, gate = read_report(options.out / "report.json"), read_gate()
    accepted = accept(report, options.reason, gate)
    baseline = _read_baseline(options, report.setup.llm)
    path = options.baseline or baseline_path(report.setup.llm)
    write_report(accepted, path)
    if baseline:
        print(console.comparison(compare(baseline, report, gate), report), end="\n\n")
    print(f"{path} is the baseline now. Put this line into the commit message:\n")
    print(f"Evaluation-baseline: {accepted.reason}")
    return 0


def _make_cases(options: argparse.Namespace) -> int:
    from assistant.llm import choose
    from eval.drafts import draft_cases
    from ingest.corpus import Corpus

    settings = _settings(options)
    model = choose(settings).model
    ask = (lambda prompt: str(model.invoke(prompt).content)) if model else None
    for line in draft_cases(Corpus.load(settings.corpus), options.regulation, options.count, ask):
        print(line)
    return 0


def _bench(options: argparse.Namespace) -> int:
    from eval.bench import Options, bench

    settings = replace(Settings.from_env(), llm="none")
    bench(options.out, options.only, Options(settings, options.sizes, options.training, options.folds))
    return 0


def _settings(options: argparse.Namespace) -> Settings:
    settings = replace(Settings.from_env(), llm=options.llm)
    return replace(settings, corpus=options.corpus) if options.corpus else settings


def _read_baseline(options: argparse.Namespace, llm: str) -> Report | None:
    from eval.report import baseline_path, read_report

    path = options.baseline or baseline_path(llm)
    return read_report(path) if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
