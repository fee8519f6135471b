"""Trains the ranker on features of questions whose regulation the token table has not seen.

python -m assistant.models.recipe.ranker --training DIR --folds DIR --out assistant/models/ranker
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from assistant.answer import Passage
from assistant.models.recipe import regulations
from assistant.models.recipe.memory import MemoryStore
from assistant.models.recipe.questions import Question, Training, fold_of, load, twins
from assistant.search.dense import build_dense, open_dense
from assistant.search.encoder import Floats, StaticEncoder
from assistant.search.features import ALL_NAMES, Features
from assistant.search.fusion import heights, ordered, total
from assistant.search.interaction import LateInteraction, Matcher
from assistant.search.lexical import gram_retriever, stem_retriever
from assistant.search.query import Query, Retriever
from assistant.search.understand import understand
from assistant.search.units import UnitTable
from ingest.corpus import Corpus

if TYPE_CHECKING:
    import lightgbm

DEPTH = 100  # as the search has it
CANDIDATES = 40


@dataclass(frozen=True, slots=True)
class Group:
    """The candidates of one question.

    rows:   (candidates, features)
    labels: (candidates,) 1 where the provision answers the question, 0 where not, -1 where it may
    fused:  (candidates,) the score before ranking
    """

    question: Question
    fold: int
    alone: bool
    rows: Floats
    labels: Floats
    fused: Floats


@dataclass(frozen=True, slots=True)
class Searched:
    """A question of a fold with the candidates that the retrievers found.

    alone:  searched in its own regulation, not among others
    labels: see `Group`
    """

    question: Question
    alone: bool
    matcher: Matcher
    query: Query
    found: Sequence[Passage]
    labels: Floats


def search(training: Training, fold: int, encoder: StaticEncoder) -> Iterator[Searched]:
    """Each question of a fold, every other one searched in its own regulation alone."""
    same = twins(training.passages)
    files = sorted({passage.file for passage in training.passages.values() if fold_of(passage.file) == fold})
    for file in files:
        corpus = regulations.collection(training, file)
        asked = [q for q in training.questions if training.passages[q.pid].file == file]
        matcher = Matcher.of(corpus, encoder)
        retrievers = _retrievers(corpus, encoder, matcher)
        for number, question in enumerate(asked):
            alone = number % 2 == 0
            query = replace(
                understand(question.text, corpus),
                programmes=(regulations.regulation_id(file),) if alone else (),
                topic="",
            )
            found = _candidates(retrievers, query)
            yield Searched(question, alone, matcher, query, found, _labels(question, found, training, same))


def groups(training: Training, fold: int, encoder: StaticEncoder) -> Iterator[Group]:
    """One group for each question of a fold."""
    features: dict[Matcher, Features] = {}
    for one in search(training, fold, encoder):
        if one.matcher not in features:
            features = {one.matcher: Features(one.matcher)}
        rows = features[one.matcher].of(one.query, one.found)
        fused = np.array([passage.score for passage in one.found], dtype=np.float32)
        yield Group(one.question, fold, one.alone, rows, one.labels, fused)


def _retrievers(corpus: Corpus, encoder: StaticEncoder, matcher: Matcher) -> tuple[Retriever, ...]:
    table, store = UnitTable(corpus), MemoryStore()
    build_dense(corpus, encoder, store)
    dense = open_dense(corpus, encoder, store)
    return stem_retriever(table), gram_retriever(table), dense, LateInteraction(matcher)


def _candidates(retrievers: Sequence[Retriever], query: Query) -> list[Passage]:
    """What the search would hand to the ranker."""
    parts = heights({retriever.name: retriever.search(query, DEPTH) for retriever in retrievers})
    order = ordered({provision: total(shares) for provision, shares in parts.items()})
    return [Passage(p, score, parts=tuple(parts[p].items())) for p, score in order[:CANDIDATES]]


def _labels(
    question: Question, found: Sequence[Passage], training: Training, same: dict[str, frozenset[str]]
) -> Floats:
    """1 for the question's provision or one that holds its evidence, -1 for other editions of it."""
    evidence = _plain(question.evidence)
    labels = []
    for passage in found:
        pid = passage.provision.rpartition("/")[2]
        holds = pid == question.pid or evidence in _plain(training.passages[pid].text)
        right = question.answerable and holds
        labels.append(1.0 if right else -1.0 if question.answerable and pid in same[question.pid] else 0.0)
    return np.array(labels, dtype=np.float32)


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


@dataclass(frozen=True, slots=True)
class Plan:
    """Size of the ranker; `ordered` is how many of the first places it is about."""

    trees: int = 200
    leaves: int = 15
    smallest: int = 100
    rate: float = 0.05
    ordered: int = 10
    seed: int = 7


def fit(found: Sequence[Group], plan: Plan) -> lightgbm.Booster:
    """Trees whose sum puts the candidates that answer a question before the others (LambdaRank)."""
    import lightgbm

    asked = [group for group in found if (group.labels == 1).any()]
    kept = [group.labels >= 0 for group in asked]
    rows = np.concatenate([group.rows[keep] for group, keep in zip(asked, kept, strict=True)])
    labels = np.concatenate([group.labels[keep] for group, keep in zip(asked, kept, strict=True)])
    settings = {
        "objective": "lambdarank",
        "lambdarank_truncation_level": plan.ordered,
        "learning_rate": plan.rate,
        "num_leaves": plan.leaves,
        "min_data_in_leaf": plan.smallest,
        "feature_fraction": 0.4,
        "lambda_l2": 5.0,
        "seed": plan.seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbosity": -1,
    }
    sizes = [int(keep.sum()) for keep in kept]
    return lightgbm.train(settings, lightgbm.Dataset(rows, labels, group=sizes), num_boost_round=plan.trees)


class _Node(TypedDict, total=False):
    """A node of a tree as LightGBM dumps it: an inner node or a leaf."""

    split_feature: int
    threshold: float
    left_child: _Node
    right_child: _Node
    leaf_value: float


class _Nodes:
    """All nodes of all trees in one row; a leaf points to itself."""

    def __init__(self) -> None:
        self.feature: list[int] = []
        self.threshold: list[float] = []
        self.left: list[int] = []
        self.right: list[int] = []
        self.value: list[float] = []
        self.depth = 0

    def add(self, node: _Node, depth: int) -> int:
        """Adds a node with all below it and returns its place."""
        at = len(self.feature)
        self.depth = max(self.depth, depth)
        self.feature.append(node.get("split_feature", 0))
        self.threshold.append(node.get("threshold", 0.0))
        self.value.append(node.get("leaf_value", 0.0))
        self.left.append(at)
        self.right.append(at)
        if "left_child" in node:
            self.left[at] = self.add(node["left_child"], depth + 1)
            self.right[at] = self.add(node["right_child"], depth + 1)
        return at


def export(booster: lightgbm.Booster, file: Path) -> None:
    """Writes the trees as `assistant.search.rerank.Trees` reads them."""
    nodes = _Nodes()
    roots = [nodes.add(tree["tree_structure"], 0) for tree in booster.dump_model()["tree_info"]]
    made = {"features": list(ALL_NAMES), "roots": roots, **vars(nodes)}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def share_found(found: Sequence[Group], scores: Sequence[Floats], k: int) -> float:
    """R@k: the share of answerable questions with a right provision among the first `k`."""
    hits = []
    for group, score in zip(found, scores, strict=True):
        if group.question.answerable:
            order = np.argsort(-score, kind="stable")
            labels = group.labels[order]
            hits.append(bool((labels[labels >= 0][:k] == 1).any()))
    return float(np.mean(hits))


def report(found: Sequence[Group], plan: Plan, folds: Path) -> None:
    """Prints R@5 before and after ranking, each fold ranked by trees that have not seen it.

    Those trees are written beside the fold's table, for measuring what comes after the ranking.
    """
    for fold in sorted({group.fold for group in found}):
        held = [group for group in found if group.fold == fold and len(group.rows)]
        trees = fit([group for group in found if group.fold != fold], plan)
        export(trees, folds / str(fold) / "trees.json")
        ranked = [np.asarray(trees.predict(group.rows), dtype=np.float32) for group in held]
        for language in ("de", "en"):
            own = [i for i, group in enumerate(held) if group.question.language == language]
            asked = [held[i] for i in own]
            before = share_found(asked, [group.fused for group in asked], 5)
            after = share_found(asked, [ranked[i] for i in own], 5)
            print(
                f"fold {fold} {language}: {len(own)} questions, R@5 {before:.3f} -> {after:.3f}", flush=True
            )


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the arguments, collects the candidates of all folds, reports, trains on all and writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--training", type=Path, required=True)
    parser.add_argument(
        "--folds", type=Path, required=True, help="folder with a table 0, 1 ... for each fold"
    )
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    training = load(chosen.training)
    tables = sorted(folder for folder in chosen.folds.iterdir() if folder.name.isdigit())
    found = [g for t in tables for g in groups(training, int(t.name), StaticEncoder(t))]
    report(found, Plan(), chosen.folds)
    export(fit(found, Plan()), chosen.out / "trees.json")


if __name__ == "__main__":
    main()
