"""Measures what share of a statement's words the cited ones have to carry (`assistant.grounding.LEAST`).

python -m assistant.models.recipe.grounding --training DIR [--folds DIR]

Prints for each language and threshold how many written answers lie below it: held against their own evidence
(true, so they should not) and against that of another provision of the same regulation (they should). The
shipped table has seen these answers; with --folds each fold is measured by a table that has not.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import grounding
from assistant.models.recipe import questions
from assistant.models.recipe.questions import Question, Training, fold_of, twins
from assistant.search.encoder import SHIPPED, StaticEncoder

SEED = 1
THRESHOLDS = np.arange(0.20, 0.48, 0.02)


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--training", type=Path, required=True)
    parser.add_argument("--folds", type=Path, help="folder with a table 0, 1 ... for each fold")
    chosen = parser.parse_args(arguments)
    training = questions.load(chosen.training)
    shipped = StaticEncoder(SHIPPED)
    tables = {
        fold: StaticEncoder(chosen.folds / str(fold)) if chosen.folds else shipped
        for fold in range(questions.FOLDS)
    }
    for language, least in grounding.LEAST.items():
        own, other = shares(training, tables, language)
        print(f"{language}, {len(own)} answers\nthreshold  true below  others below")
        for threshold in sorted({*THRESHOLDS.round(2).tolist(), least}):
            print(f"{threshold:9.2f}{(own < threshold).mean():12.1%}{(other < threshold).mean():14.1%}")


def shares(
    training: Training, tables: Mapping[int, StaticEncoder], language: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How far the answers are carried by their own provision, and by another of their file."""
    rng = random.Random(SEED)
    close = twins(training.passages)
    files: dict[str, list[Question]] = defaultdict(list)
    for question in training.questions:
        if question.answerable and question.language == language:
            files[training.passages[question.pid].file].append(question)
    own, other = [], []
    for file, asked in files.items():
        table = tables[fold_of(file)]
        for question in asked:
            own.append(grounding.carried(question.answer, _cited(question, training), table))
            if strange := [q for q in asked if q.pid not in close[question.pid]]:
                wrong = _cited(rng.choice(strange), training)
                other.append(grounding.carried(question.answer, wrong, table))
    return np.array(own), np.array(other)


def _cited(question: Question, training: Training) -> str:
    """The evidence and its heading, as a citation has them."""
    return f"{question.evidence}\n{training.passages[question.pid].heading}"


if __name__ == "__main__":
    main()
