"""Fits when to refuse: `python -m assistant.models.recipe.refusal ANSWERABLE.jsonl UNANSWERABLE.tsv`.

ANSWERABLE:   lines with "question", "programme" and "expected" (what is "refuse" counts as unanswerable)
UNANSWERABLE: lines of language, programme and question, parted by tabs

Prints both error rates at several thresholds by cross-validation and writes models/refusal/weights.json.
"""

from __future__ import annotations

import json
import sys
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import refusal
from assistant.search import Searcher
from assistant.search.understand import understand
from assistant.settings import Settings
from ingest.corpus import Corpus

STRENGTH = 0.1
ROUNDS = 5
FOLDS = 8
THRESHOLD = 0.4


def read(answerable: Path, unanswerable: Path) -> list[tuple[str, str, bool]]:
    """(question, programme, is it answered)."""
    cases = []
    for line in answerable.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        cases.append((case["question"], case["programme"] or "", case["expected"] != "refuse"))
    for line in unanswerable.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            _, programme, question = line.split("\t")
            cases.append((question, programme, False))
    return cases


def measure(cases: list[tuple[str, str, bool]]) -> NDArray[np.float64]:
    """(cases, features)"""
    settings = Settings.from_env()
    corpus = Corpus.load(settings.corpus)
    searcher = Searcher.open(corpus, settings)
    rows = []
    for question, programme, _ in cases:
        query = understand(question, corpus, programme or None)
        rows.append(astuple(refusal.features(query, question, searcher.find(query, 20), corpus)))
    return np.array(rows, dtype=np.float64)


def fit(rows: NDArray[np.float64], answered: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    """Weights and bias of a regularised logistic regression whose classes weigh the same."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2000).fit(rows, answered)
    return model.coef_[0], float(model.intercept_[0])


def held_out(rows: NDArray[np.float64], answered: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(cases,) the probability that each gets from models that have not seen it."""
    likely = np.zeros(len(rows))
    for seed in range(ROUNDS):
        part = np.random.default_rng(seed).permutation(len(rows)) % FOLDS
        for fold in range(FOLDS):
            weights, bias = fit(rows[part != fold], answered[part != fold])
            likely[part == fold] += 1 / (1 + np.exp(-(rows[part == fold] @ weights + bias))) / ROUNDS
    return likely


def main(answerable: str, unanswerable: str) -> None:
    """Fit, print error rates, write the weights."""
    cases = read(Path(answerable), Path(unanswerable))
    answered = np.array([case[2] for case in cases])
    raw = measure(cases)
    means, spreads = raw.mean(axis=0), raw.std(axis=0) + 1e-6
    rows = (raw - means) / spreads
    likely = held_out(rows, answered)
    for threshold in (0.3, 0.35, 0.4, 0.45, 0.5):
        wrong, right = (likely < threshold)[answered].mean(), (likely < threshold)[~answered].mean()
        print(f"threshold {threshold}: answerable refused {wrong:.1%}, unanswerable refused {right:.1%}")
    weights, bias = fit(rows, answered)
    made = {
        "features": [field.name for field in fields(refusal.Features)],
        "means": np.round(means, 5).tolist(),
        "spreads": np.round(spreads, 5).tolist(),
        "weights": np.round(weights, 5).tolist(),
        "bias": round(bias, 5),
        "threshold": THRESHOLD,
    }
    refusal.WEIGHTS.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
