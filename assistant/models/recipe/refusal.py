"""Fits when to refuse, on questions about the corpus and about regulations the models have not seen.

python -m assistant.models.recipe.refusal --cases CASES.jsonl --unanswerable FILE.tsv --training DIR --folds DIR

CASES: lines with "question", "programme" and "expected" (what is "refuse" counts as unanswerable)
FILE:  lines of language, programme and question, parted by tabs
DIR:   the training questions, and the folder of tables and trees that the ranker's recipe leaves

A training question asked where its own regulation stands counts as answerable, one asked where only
regulations of another fold stand as not. Prints both error rates by cross-validation, the training questions
held out by file, and writes models/refusal/weights.json.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import refusal
from assistant.models.recipe.questions import FOLDS, Training, fold_of, load
from assistant.models.recipe.unseen import Shelf, shelves
from assistant.search import Searcher
from assistant.search.understand import understand
from assistant.settings import Settings
from ingest.corpus import Corpus

STRENGTH = 0.1
PARTS = 8
OF_UNSEEN = 0.2  # the weight of the questions about other regulations
A_FOLD = 160  # questions of a fold with an answer; half as many without
THRESHOLD = 0.35
_FOUND = 20
_ULM = (0, 1)  # folds of one university, whose orders answer the same questions


@dataclass(frozen=True, slots=True)
class Cases:
    """Search results with what is known of them.

    rows:     (cases, features)
    answered: (cases,) whether the question is answered
    group:    (cases,) the fold that is held out with it
    """

    rows: NDArray[np.float64]
    answered: NDArray[np.bool_]
    group: NDArray[np.int64]


def about_the_corpus(cases: Path, unanswerable: Path) -> Cases:
    """The questions about the shipped corpus, in parts drawn at random."""
    asked = []
    for line in cases.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        asked.append((case["question"], case["programme"] or "", case["expected"] != "refuse"))
    for line in unanswerable.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            _, programme, question = line.split("\t")
            asked.append((question, programme, False))
    settings = Settings.from_env()
    corpus = Corpus.load(settings.corpus)
    searcher = Searcher.open(corpus, settings)
    rows = []
    for question, programme, _ in asked:
        query = understand(question, corpus, programme or None)
        rows.append(astuple(refusal.features(query, question, searcher.find(query, _FOUND), corpus)))
    parts = np.random.default_rng(0).permutation(len(asked)) % PARTS
    return Cases(np.array(rows, dtype=np.float64), np.array([case[2] for case in asked]), parts)


def about_others(training: Training, folds: Path) -> Cases:
    """Training questions asked where their regulation stands, and where it does not."""
    rows, answered, group = [], [], []
    files = [sum(1 for _ in _files(training, fold)) for fold in range(FOLDS)]
    for shelf in shelves(training, folds):
        rng = random.Random(shelf.programme)
        size = max(1, A_FOLD // files[shelf.fold])
        for text, is_answered in _asked(shelf, training, size, rng):
            query = shelf.query(text, rng)
            found = shelf.searcher.find(query, _FOUND)
            rows.append(astuple(refusal.features(query, text, found, shelf.corpus)))
            answered.append(is_answered)
            group.append(shelf.fold)
    return Cases(np.array(rows, dtype=np.float64), np.array(answered), np.array(group))


def _files(training: Training, fold: int) -> set[str]:
    return {p.file for p in training.passages.values() if fold_of(p.file) == fold}


def _asked(shelf: Shelf, training: Training, size: int, rng: random.Random) -> list[tuple[str, bool]]:
    near = _ULM if shelf.fold in _ULM else (shelf.fold,)
    own = [q.text for q in shelf.own if q.answerable]
    foreign = [
        q.text
        for q in training.questions
        if q.answerable and fold_of(training.passages[q.pid].file) not in near
    ]
    return [
        *((text, True) for text in rng.sample(own, min(size, len(own)))),
        *((text, False) for text in rng.sample(foreign, max(1, size // 2))),
    ]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A regularised logistic regression over standardised features."""

    means: NDArray[np.float64]
    spreads: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float

    def likely(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """(rows,) the probability that each is answered."""
        scores = (rows - self.means) / self.spreads @ self.weights + self.bias
        return np.asarray(1 / (1 + np.exp(-scores)))


def fit(corpus: Cases, others: Cases) -> Fitted:
    """Both sorts of questions by their share, answered and unanswered ones weighing the same in each."""
    from sklearn.linear_model import LogisticRegression

    rows = np.vstack([corpus.rows, others.rows])
    answered = np.concatenate([corpus.answered, others.answered])
    shares = [(1 - OF_UNSEEN) * _balanced(corpus.answered), OF_UNSEEN * _balanced(others.answered)]
    means, spreads = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    model.fit((rows - means) / spreads, answered, sample_weight=np.concatenate(shares) * len(corpus.rows))
    return Fitted(means, spreads, model.coef_[0], float(model.intercept_[0]))


def _balanced(answered: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.asarray(np.where(answered, 0.5 / answered.sum(), 0.5 / (~answered).sum()))


def without(cases: Cases, group: int) -> Cases:
    """The cases but those of a group."""
    kept = cases.group != group
    return Cases(cases.rows[kept], cases.answered[kept], cases.group[kept])


def held_out(cases: Cases, fitted: Callable[[Cases], Fitted]) -> NDArray[np.float64]:
    """(cases,) the probability that each gets from a model that has not seen its group."""
    likely = np.zeros(len(cases.rows))
    for group in sorted(set(cases.group.tolist())):
        own = cases.group == group
        likely[own] = fitted(without(cases, group)).likely(cases.rows[own])
    return likely


def report(name: str, cases: Cases, likely: NDArray[np.float64]) -> None:
    """Prints both error rates at several thresholds."""
    for threshold in (0.25, 0.3, 0.35, 0.4, 0.45, 0.5):
        refused = likely < threshold
        wrong, right = refused[cases.answered].mean(), refused[~cases.answered].mean()
        print(f"{name}, {threshold}: answerable refused {wrong:.1%}, unanswerable refused {right:.1%}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, fit, print error rates, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name in ("cases", "unanswerable", "training", "folds"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    corpus = about_the_corpus(chosen.cases, chosen.unanswerable)
    others = about_others(load(chosen.training), chosen.folds)
    report("corpus", corpus, held_out(corpus, lambda kept: fit(kept, others)))
    report("other regulations", others, held_out(others, lambda kept: fit(corpus, kept)))
    fitted = fit(corpus, others)
    made = {
        "features": [field.name for field in fields(refusal.Features)],
        "means": np.round(fitted.means, 5).tolist(),
        "spreads": np.round(fitted.spreads, 5).tolist(),
        "weights": np.round(fitted.weights, 5).tolist(),
        "bias": round(fitted.bias, 5),
        "threshold": THRESHOLD,
    }
    refusal.WEIGHTS.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
