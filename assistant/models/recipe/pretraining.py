"""First stage: word meanings in both languages, from the dictionary alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer

from assistant.models.recipe.dictionary import Entry

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
SCALE = 20.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes of the first stage; `typos` is the share of pairs with one mistyped letter."""

    steps: int = 2500
    batch: int = 2048
    rate: float = 2e-2
    typos: float = 0.1
    seed: int = 3


def mistyped(text: str, rng: random.Random) -> str:
    """The text with one letter dropped, doubled, replaced or swapped with the next."""
    if len(text) < 5:
        return text
    at = rng.randrange(1, len(text) - 1)
    return rng.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + rng.choice(_LETTERS) + text[at + 1 :],
            text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :],
        )
    )


def pair(entry: Entry, rng: random.Random) -> tuple[str, str]:
    """Two expressions of the same meaning: a translation, or now and then two synonyms."""
    side = rng.random()
    for words, limit in ((entry.german, 0.15), (entry.english, 0.25)):
        if side < limit and len(words) > 1:
            left, right = rng.sample(words, 2)
            return left, right
    return rng.choice(entry.german), rng.choice(entry.english)


def bags(tokenizer: Tokenizer, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids of all texts in one row, and the offset at which each text begins."""
    ids = [encoding.ids or [1] for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False)]
    lengths = torch.tensor([0] + [len(row) for row in ids[:-1]])
    return torch.tensor([token for row in ids for token in row]), lengths.cumsum(0)


def contrast(left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """Symmetric InfoNCE with the other pairs of the batch as negatives; rows need not be unit length."""
    left, right = (torch.nn.functional.normalize(side, dim=1) for side in (left, right))
    scores = SCALE * left @ right.T
    aim = torch.arange(len(left))
    loss = torch.nn.functional.cross_entropy
    return (loss(scores, aim) + loss(scores.T, aim)) / 2


def train(tokenizer: Tokenizer, entries: Sequence[Entry], dimensions: int, plan: Plan) -> torch.Tensor:
    """The token table (tokens x dimensions) after the dictionary."""
    rng = random.Random(plan.seed)
    torch.manual_seed(plan.seed)
    table = torch.nn.EmbeddingBag(tokenizer.get_vocab_size(), dimensions, mode="mean", sparse=True)
    torch.nn.init.normal_(table.weight, std=dimensions**-0.5)
    optimiser = torch.optim.SparseAdam(table.parameters(), lr=plan.rate)
    pool = [index for index, entry in enumerate(entries) for _ in range(4 if entry.study else 1)]
    for step in range(plan.steps):
        optimiser.param_groups[0]["lr"] = plan.rate * (1 - step / plan.steps)
        pairs = [pair(entries[rng.choice(pool)], rng) for _ in range(plan.batch)]
        left = [mistyped(a, rng) if rng.random() < plan.typos else a for a, _ in pairs]
        loss = contrast(table(*bags(tokenizer, left)), table(*bags(tokenizer, [b for _, b in pairs])))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 100 == 0:
            print(f"dictionary step {step}: loss {loss.item():.3f}", flush=True)
    return table.weight.detach()
