"""Command line of the assistant: ask | find | compare | show | index | fetch."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.settings import Settings
from ingest.errors import ModelError, ParagrafError, QuestionError

if TYPE_CHECKING:
    from assistant.search import Searcher
    from ingest.corpus import Corpus


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0, or 2 with one line: what is wrong and its mend."""
    options = _parser().parse_args(arguments)
    commands: dict[str, Callable[[Settings, argparse.Namespace], int]] = {
        "ask": _ask,
        "find": _find,
        "compare": _compare,
        "show": _show,
        "index": _index,
        "fetch": _fetch,
    }
    try:
        return commands[options.command](Settings.from_env(), options)
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
    asking = commands.add_parser("ask", help="answer a question with citations")
    asking.add_argument("question")
    asking.add_argument(
        "--llm", metavar="NAME", help="language model: none, auto or a name (default: PARAGRAF_LLM)"
    )
    asking.add_argument("--today", type=_day, metavar="DATE", help="the day deadlines are compared with")
    finding = commands.add_parser("find", help="find the provisions for a question")
    finding.add_argument("question")
    finding.add_argument("-k", type=_count, default=5, metavar="N", help="how many (default: 5)")
    finding.add_argument("--why", action="store_true", help="show ranks, score parts and matched terms")
    for command in (asking, finding):
        command.add_argument("--programme", metavar="ID", help="only the regulations of this programme")
        command.add_argument("--json", action="store_true", help="print JSON")
    comparing = commands.add_parser(
        "compare", help="find the provisions of several programmes on one subject"
    )
    comparing.add_argument("question")
    comparing.add_argument("programmes", nargs="+", metavar="ID", help="ids of the programmes")
    comparing.add_argument("-k", type=_count, default=2, metavar="N", help="how many of each (default: 2)")
    showing = commands.add_parser("show", help='show what a reference means, as in: show "§ 16 Abs. 4 HSU"')
    showing.add_argument("reference")
    commands.add_parser("index", help="build the search index if it is missing or stale")
    fetching = commands.add_parser("fetch", help="download a language model from the Hugging Face hub")
    fetching.add_argument("name", metavar="NAME")
    return parser


def _find(settings: Settings, options: argparse.Namespace) -> int:
    from assistant import printing
    from assistant.search.understand import understand

    corpus = _corpus(settings, [options.programme] if options.programme else [])
    query = understand(options.question, corpus, options.programme)
    passages = _searcher(corpus, settings).find(query, options.k, read=True)
    if options.json:
        _print_json([asdict(p) | {"label": corpus.cite(p.provision)} for p in passages])
        return 0
    if options.why:
        print(printing.question(query), end="\n\n")
    print(printing.passages(corpus, passages, query, options.why))
    _print_standing(corpus, (passage.provision for passage in passages), query.language)
    return 0


def _compare(settings: Settings, options: argparse.Namespace) -> int:
    from assistant import printing
    from assistant.search.understand import understand

    corpus = _corpus(settings, options.programmes)
    searcher = _searcher(corpus, settings)
    asked = understand(options.question, corpus)
    titles = {programme.id: programme.title for programme in corpus.programmes()}
    for programme in dict.fromkeys(options.programmes):
        query = replace(asked, programmes=(programme,))
        print(f"{titles[programme]} ({programme})\n")
        passages = searcher.find(query, options.k, read=True)
        print(printing.passages(corpus, passages, query, why=False))
        _print_standing(corpus, (passage.provision for passage in passages), query.language)
        print()
    return 0


def _print_standing(corpus: Corpus, provisions: Iterable[str], language: str) -> None:
    """What a reader has to know of the regulations of these provisions."""
    from assistant.notices import standing

    shown = dict.fromkeys(corpus.regulation_of(provision).id for provision in provisions)
    notices = dict.fromkeys(
        n for name in shown for n in standing(corpus.regulations[name], language, date.today())
    )
    print("".join(f"\n! {notice.text}" for notice in notices), end="\n" if notices else "")


def _ask(settings: Settings, options: argparse.Namespace) -> int:
    from assistant import Assistant, llm, printing
    from assistant.export import to_json

    llm.prepare(settings, options.llm)
    assistant = Assistant.open(settings)
    for notice in assistant.searcher.notices:
        _say(notice)
    answer = assistant.ask(
        options.question, programme=options.programme, today=options.today, llm=options.llm
    ).answer
    if options.json:
        print(to_json(answer, assistant.corpus))
    else:
        print(printing.answer(answer))
    return 0


def _show(settings: Settings, options: argparse.Namespace) -> int:
    from assistant import printing
    from assistant.notices import absent
    from assistant.search.reference import meaning

    corpus = _corpus(settings)
    meant = meaning(corpus, options.reference)
    for provision, sentences in meant.found:
        print(printing.provision(corpus, provision, sentences), end="\n\n")
    _print_standing(corpus, (provision for provision, _ in meant.found), "en")
    for missing in meant.missing:
        _say(absent(corpus, missing, "en"))
    return 0


def _index(settings: Settings, options: argparse.Namespace) -> int:
    corpus = _corpus(settings)
    searcher = _searcher(corpus, settings)
    print(f"index {searcher.fingerprint}: {len(corpus.provisions())} provisions, ready in {settings.index}")
    return 0


def _fetch(settings: Settings, options: argparse.Namespace) -> int:
    from assistant.llm import store

    found = store.fetch(options.name)
    if found is None:
        raise ModelError("No model hub answers from here.", "Connect to the network and try again.")
    print(f"{options.name} is on this machine.")
    return 0


def _corpus(settings: Settings, programmes: Sequence[str] = ()) -> Corpus:
    """The built corpus. Raises QuestionError when it has none of these programmes."""
    from ingest.corpus import Corpus

    corpus = Corpus.load(settings.corpus)
    known = [p.id for p in corpus.programmes()]
    for programme in programmes:
        if programme not in known:
            raise QuestionError(f"There is no programme {programme!r}.", f"Take one of {', '.join(known)}.")
    return corpus


def _searcher(corpus: Corpus, settings: Settings) -> Searcher:
    """What searches the corpus; says what is missing here."""
    from assistant.search import Searcher

    searcher = Searcher.open(corpus, settings, _say)
    for notice in searcher.notices:
        _say(notice)
    return searcher


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
