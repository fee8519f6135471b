"""Measures a small language model on questions of files held out, before and after verification.

python -m assistant.models.recipe.reading --training DIR --folds FOLD ... [--model NAME] [--count N]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING

from assistant import llm, prompt
from assistant.grounding import ungrounded
from assistant.llm import store
from assistant.models.recipe import questions
from assistant.models.recipe.examples import Example, held_out_examples
from assistant.search.analysis import language as language_of
from assistant.settings import Settings
from assistant.verify import Ground, unsupported, verify

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

SEED = 11
LONGEST = 120  # tokens of an answer


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model wrote for an example.

    drafts: its statements; none when it refuses
    kept:   those that verification lets through
    """

    example: Example
    drafts: tuple[prompt.Draft, ...]
    kept: tuple[prompt.Draft, ...]
    seconds: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints each answer, then the figures for both languages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--training", type=Path, required=True)
    parser.add_argument("--folds", type=int, nargs="+", choices=range(questions.FOLDS), required=True)
    parser.add_argument("--model", default=store.ADAPTED)
    parser.add_argument("--count", type=int, default=80)
    chosen = parser.parse_args(arguments)
    examples = held_out_examples(questions.load(chosen.training), chosen.folds, chosen.count, SEED)
    model = llm.choose(Settings(llm_max_tokens=LONGEST, llm_time_limit_s=600), chosen.model).model
    if model is None:
        parser.error(f"{chosen.model} is no language model")
    readings = []
    for example in examples:
        readings.append(read(model, example))
        print(f"{example.question.text}\n  wanted  {example.target}", flush=True)
        for draft in readings[-1].drafts:
            print(
                f"  {'kept  ' if draft in readings[-1].kept else 'removed'} {draft.text} {list(draft.numbers)}"
            )
    for language in ("de", "en"):
        print(language)
        for name, figure in figures([r for r in readings if r.example.question.language == language]).items():
            print(f"  {name:46}{figure:8.2f}")


def read(model: BaseChatModel, example: Example) -> Reading:
    """Asks the model, and verifies what it writes as the product does."""
    begin = time.monotonic()
    pieces = (str(chunk.content) for chunk in model.stream(example.messages()))
    drafts = tuple(prompt.drafts(pieces))
    seconds = time.monotonic() - begin
    refused = next((n for n, draft in enumerate(drafts) if prompt.NOT_ANSWERED in draft.text), len(drafts))
    kept = tuple(draft for draft in drafts[:refused] if not reasons(draft, example))
    return Reading(example, drafts[:refused], kept, seconds)


def reasons(draft: prompt.Draft, example: Example) -> tuple[str, ...]:
    """Why the product would not show the statement."""
    offered = {source.number: source for source in example.sources}
    if any(number not in offered for number in draft.numbers):
        return ("not among the sources",)
    cited = [offered[number] for number in draft.numbers]
    grounds = [Ground(str(s.number), s.label, s.text, s.text) for s in cited]
    if language_of(draft.text) != example.question.language:
        return ("not in the language of the question",)
    return verify(draft.text, grounds, frozenset(map(str, offered))) or ungrounded(
        draft.text, grounds, example.question.language
    )


def figures(readings: Sequence[Reading]) -> dict[str, float]:
    """Shares of the questions unless said otherwise; not a number where there is nothing to measure."""
    answerable = [r for r in readings if r.example.right]
    answered = [r for r in answerable if r.drafts]
    numeric = [r for r in answerable if unsupported(r.example.question.answer, "")]
    strange = [r for r in readings if not r.example.right]
    drafts = [(d, r) for r in readings for d in r.drafts]
    return {
        "questions": len(readings),
        "answerable refused": _share([not r.drafts for r in answerable]),
        "unanswerable refused": _share([not r.drafts for r in strange]),
        "unanswerable with a statement kept": _share([bool(r.kept) for r in strange]),
        "answered in the right language": _share([_language(r) for r in answered]),
        "answered with the right source only": _share([_cites(r, r.drafts) for r in answered]),
        "all numbers of the written answer": _share([_numbers(r, r.drafts) for r in numeric]),
        "the same in what is kept": _share([_numbers(r, r.kept) for r in numeric]),
        "answerable with a statement kept": _share([bool(r.kept) for r in answerable]),
        "statements removed (of statements)": _share([d not in r.kept for d, r in drafts]),
        "words (median of answers)": median([len(_text(r.drafts).split()) for r in answered] or [0]),
        "seconds (median)": median([r.seconds for r in readings] or [0]),
    }


def _share(values: Sequence[bool]) -> float:
    return mean(values) if values else float("nan")


def _text(drafts: Sequence[prompt.Draft]) -> str:
    return "\n".join(draft.text for draft in drafts)


def _language(reading: Reading) -> bool:
    return language_of(_text(reading.drafts)) == reading.example.question.language


def _cites(reading: Reading, drafts: Sequence[prompt.Draft]) -> bool:
    return {number for draft in drafts for number in draft.numbers} == {reading.example.right}


def _numbers(reading: Reading, drafts: Sequence[prompt.Draft]) -> bool:
    return not unsupported(reading.example.question.answer, _text(drafts))


if __name__ == "__main__":
    main()
