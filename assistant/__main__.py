"""Command line of the assistant: find | ask | show | index."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from assistant.settings import Settings
from ingest.errors import ParagrafError, QuestionError

if TYPE_CHECKING:
    from ingest.corpus import Corpus


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0, or 2 with one line: what is wrong and its mend."""
    options = _parser().parse_args(arguments)
    try:
        settings = Settings.from_env()
        match options.command:
            case "find":
                return _find(settings, options)
            case "ask":
                return _ask(settings, options)
            case "show":
                return _show(settings, options.reference)
            case _:
                return _index(settings)
    except ParagrafError as error:
        print(f"error: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m assistant", description="Ask the regulations; every statement is cited."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    finding = commands.add_parser("find", help="find the provisions for a question")
    finding.add_argument("-k", type=_count, default=5, metavar="N", help="how many (default: 5)")
    finding.add_argument("--why", action="store_true", help="show ranks, score parts and matched terms")
    asking = commands.add_parser("ask", help="answer a question with citations")
    asking.add_argument(
        "--llm", metavar="NAME", help="language model: none, auto or a name (default: PARAGRAF_LLM)"
    )
    asking.add_argument("--today", type=_day, metavar="DATE", help="the day deadlines are compared with")
    for command in (finding, asking):
        command.add_argument("question")
        command.add_argument("--programme", metavar="ID", help="only the regulations of this programme")
        command.add_argument("--json", action="store_true", help="print JSON")
    showing = commands.add_parser("show", help='show what a reference means, as in: show "§ 16 Abs. 4 HSU"')
    showing.add_argument("reference")
    commands.add_parser("index", help="build the search index if it is missing or stale")
    return parser


def _find(settings: Settings, options: argparse.Namespace) -> int:
    from assistant import printing
    from assistant.search import Searcher
    from assistant.search.understand import understand
    from ingest.corpus import Corpus

    corpus = Corpus.load(settings.corpus)
    _check_programme(corpus, options.programme)
    query = understand(options.question, corpus, options.programme)
    searcher = Searcher.open(corpus, settings, _say)
    for notice in searcher.notices:
        _say(notice)
    passages = searcher.find(query, options.k)
    if options.json:
        _print_json([asdict(p) | {"label": corpus.cite(p.provision)} for p in passages])
        return 0
    if options.why:
        print(printing.question(query), end="\n\n")
    for number, found in enumerate(passages, start=1):
        print(printing.passage(corpus, found, number, query, options.why), end="\n\n")
    if not passages:
        print("Nothing found.")
    return 0


def _ask(settings: Settings, options: argparse.Namespace) -> int:
    from assistant import Assistant, printing

    assistant = Assistant.open(settings)
    answer = assistant.ask(
        options.question, programme=options.programme, today=options.today, llm=options.llm
    ).answer
    if options.json:
        _print_json(asdict(answer))
    else:
        print(printing.answer(answer))
    return 0


def _show(settings: Settings, reference: str) -> int:
    from assistant import printing
    from ingest.corpus import Corpus

    corpus = Corpus.load(settings.corpus)
    meant = corpus.look_up(reference)
    for provision, sentences in meant.found:
        print(printing.provision(corpus, provision, sentences), end="\n\n")
    for missing in meant.missing:
        where = missing.regulation or "any regulation here"
        near = ", ".join(corpus.cite(provision) for provision in missing.near)
        _say(f"{missing.text} does not exist in {where}." + (f" Near it: {near}." if near else ""))
    if not meant.found:
        raise QuestionError(
            f"{reference!r} means no provision here.",
            'Write it like "§ 16 Abs. 4 HSU" or "Anlage 2 KI 11005".',
        )
    return 0


def _index(settings: Settings) -> int:
    from assistant.search import Searcher
    from ingest.corpus import Corpus

    corpus = Corpus.load(settings.corpus)
    searcher = Searcher.open(corpus, settings, _say)
    for notice in searcher.notices:
        _say(notice)
    print(f"index {searcher.fingerprint}: {len(corpus.provisions())} provisions, ready in {settings.index}")
    return 0


def _check_programme(corpus: Corpus, programme: str | None) -> None:
    """Raises QuestionError when there is no programme of that id."""
    known = [p.id for p in corpus.programmes()]
    if programme and programme not in known:
        raise QuestionError(f"There is no programme {programme!r}.", f"Take one of {', '.join(known)}.")


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("expected a number from 1 up")
    return number


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a date like 2026-10-01, found {text!r}") from None


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _say(message: str) -> None:
    print(message, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
