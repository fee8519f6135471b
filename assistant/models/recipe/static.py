"""Trains the shipped token table, or one that has not seen the questions of a fold.

python -m assistant.models.recipe.static --dictionary FILE --training DIR --out DIR [--without FOLD]

FILE is usr/share/trans/de-en of the Debian package trans-de-en. About 25 minutes on two cores; the first
stage is kept beside the output folder and used again by the next call.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from assistant.models.recipe import dictionary, finetuning, pretraining, questions, vocabulary
from assistant.models.recipe.dictionary import Entry
from assistant.models.recipe.questions import Training
from assistant.models.recipe.saving import save

TOKENS = 48_000
DIMENSIONS = 256


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the arguments, trains both stages and writes the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dictionary", type=Path, required=True)
    parser.add_argument("--training", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--without", type=int, choices=range(questions.FOLDS))
    chosen = parser.parse_args(arguments)
    torch.use_deterministic_algorithms(True)
    entries = list(dictionary.read(chosen.dictionary))
    training = questions.load(chosen.training)
    tokenizer, rows = first_stage(entries, training, chosen.out.parent / "dictionary-stage")
    if chosen.without is not None:
        training = training.without(chosen.without)
    table = finetuning.train(tokenizer, rows, training, entries, finetuning.Plan())
    print(f"weights {save(tokenizer, table.numpy(), chosen.out)}")


def first_stage(entries: Sequence[Entry], training: Training, folder: Path) -> tuple[Tokenizer, torch.Tensor]:
    """Tokenizer and table after the dictionary, from `folder` when they are there."""
    tokens, weights = folder / "tokenizer.json", folder / "rows.pt"
    if not weights.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        tokenizer = vocabulary.train(_texts(entries, training), TOKENS)
        tokenizer.save(str(tokens))
        torch.save(pretraining.train(tokenizer, entries, DIMENSIONS, pretraining.Plan()), weights)
    return Tokenizer.from_file(str(tokens)), torch.load(weights, weights_only=True)


def _texts(entries: Sequence[Entry], training: Training) -> Iterable[str]:
    """The vocabulary's source: the dictionary, and regulations and questions four times."""
    for entry in entries:
        yield "; ".join(entry.german)
        yield "; ".join(entry.english)
    for _ in range(4):
        for passage in training.passages.values():
            yield passage.heading
            yield passage.text
        for question in training.questions:
            yield question.text
            yield question.answer


if __name__ == "__main__":
    main()
