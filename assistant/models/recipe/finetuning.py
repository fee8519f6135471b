"""Second stage: which words of a question find which words of a provision, from questions and evidence.

What is trained is what is used: the late interaction between a question and a provision, beside the pooled
vectors, with a weight for every token. Tokens are dropped at random, since without it the table learns the
training questions by heart within a hundred steps.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy, normalize

from assistant.models.recipe import pretraining
from assistant.models.recipe.dictionary import Entry
from assistant.models.recipe.questions import Passage, Question, Training, twins

_LONGEST = 200  # tokens of a passage that are read
_CHUNK = 32  # passages compared at once


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes of the second stage; `dropout` is the share of tokens left out on either side."""

    steps: int = 300
    batch: int = 128
    rate: float = 8e-3
    weight_rate: float = 6e-2
    dropout: float = 0.3
    scale: float = 60.0
    pooled: float = 1.0
    anchor: float = 0.5
    seed: int = 5


class Table(torch.nn.Module):
    """Token vectors and, apart from them, the logarithm of each token's weight."""

    def __init__(self, rows: torch.Tensor, log_weights: torch.Tensor) -> None:
        super().__init__()
        self.rows = torch.nn.Embedding.from_pretrained(rows.clone(), freeze=False, sparse=True)
        self.log_weights = torch.nn.Embedding.from_pretrained(
            log_weights[:, None].clone(), freeze=False, sparse=True
        )

    def forward(self, tokens: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Unit vectors (tokens, dimensions) and weights (tokens,)."""
        return normalize(self.rows(tokens), dim=1), self.log_weights(tokens)[:, 0].exp()

    def export(self) -> torch.Tensor:
        """One row a token, its length being the token's weight."""
        with torch.no_grad():
            return normalize(self.rows.weight, dim=1) * self.log_weights.weight.exp()


def padded(lists: Sequence[list[int]]) -> torch.Tensor:
    """Token ids as one matrix, filled up with -1."""
    width = max(1, *(len(row) for row in lists))
    return torch.tensor([row + [-1] * (width - len(row)) for row in lists])


def dropped(lists: Sequence[list[int]], share: float, rng: random.Random) -> list[list[int]]:
    """The lists with tokens left out at random, at least one kept in each."""
    return [[token for token in row if rng.random() >= share] or row[:1] or [1] for row in lists]


def interaction(
    table: Table, questions: torch.Tensor, passages: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Late-interaction and pooled scores, each (questions, passages), of padded token ids.

    Only distinct tokens are compared; the best partner is chosen without and then scored with gradient.
    """
    used = torch.cat([questions.flatten(), passages.flatten()]).unique()
    used = used[used >= 0]
    vectors, weights = table(used)
    asked = questions.flatten().unique()
    asked = asked[asked >= 0]
    cosines = vectors[torch.searchsorted(used, asked)] @ vectors.T
    with torch.no_grad():
        places = torch.searchsorted(used, passages.clamp(min=0))
        empty = passages < 0
        partners = [
            at.gather(1, cosines[:, at].masked_fill(gone, -2).argmax(2).T).T
            for at, gone in zip(places.split(_CHUNK), empty.split(_CHUNK), strict=True)
        ]
    best = cosines.gather(1, torch.cat(partners, dim=1))
    shares = _counts(questions, asked) * weights[torch.searchsorted(used, asked)]
    late = (shares / shares.sum(1, keepdim=True)) @ best
    rows = vectors * weights[:, None]
    pooled = (
        normalize(_counts(questions, used) @ rows, dim=1) @ normalize(_counts(passages, used) @ rows, dim=1).T
    )
    return late, pooled


def _counts(lists: torch.Tensor, columns: torch.Tensor) -> torch.Tensor:
    """(lists, columns) how often each list holds each token."""
    kept = lists >= 0
    at = torch.searchsorted(columns, lists.clamp(min=0)).clamp(max=len(columns) - 1)
    counts = torch.zeros(len(lists), len(columns))
    return counts.scatter_add_(1, at, kept.float())


class Batches:
    """Draws batches of questions, each with its provision and another one of the same regulation."""

    def __init__(self, tokenizer: Tokenizer, training: Training, plan: Plan) -> None:
        self._plan = plan
        self._tokenizer = tokenizer
        self._passages = training.passages
        self._questions = [question for question in training.questions if question.answerable]
        self._by_file: dict[str, list[str]] = defaultdict(list)
        for passage in training.passages.values():
            self._by_file[passage.file].append(passage.pid)
        self._twins = twins(training.passages)

    def draw(self, rng: random.Random) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Question ids, passage ids, and (questions, passages) which passages must not count as wrong."""
        chosen = rng.sample(self._questions, self._plan.batch)
        asked = [_asked(question, rng) for question in chosen]
        right = [question.pid for question in chosen]
        wrong = [rng.choice(self._by_file[self._passages[pid].file]) for pid in right]
        texts = [_found(self._passages[q.pid], q, rng) for q in chosen]
        texts += [f"{self._passages[pid].heading} {self._passages[pid].text}" for pid in wrong]
        columns = right + wrong
        alike = torch.tensor([[other in self._twins[own] for other in columns] for own in right])
        alike[torch.arange(len(right)), torch.arange(len(right))] = False
        return padded(self._ids(asked, rng)), padded(self._ids(texts, rng)), alike

    def _ids(self, texts: Sequence[str], rng: random.Random) -> list[list[int]]:
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return dropped([encoding.ids[:_LONGEST] for encoding in encodings], self._plan.dropout, rng)


def _asked(question: Question, rng: random.Random) -> str:
    text = question.text if rng.random() < 0.85 else question.answer
    return " ".join(pretraining.mistyped(w, rng) if rng.random() < 0.03 else w for w in text.split())


def _found(passage: Passage, question: Question, rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.25:
        return question.evidence
    return f"{passage.heading} {passage.text if draw > 0.5 else question.evidence}"


def first_weights(tokenizer: Tokenizer, training: Training, rows: torch.Tensor) -> torch.Tensor:
    """Logarithms of the first weights: inverse document frequency, tempered by the rows' lengths."""
    texts = [p.text for p in training.passages.values()] + [q.text for q in training.questions]
    counts = torch.ones(len(rows))
    for encoding in tokenizer.encode_batch(texts, add_special_tokens=False):
        counts[list(set(encoding.ids))] += 1
    rarity = torch.log((len(texts) + 1) / counts)
    lengths = rows.norm(dim=1)
    return torch.log(rarity / rarity.mean()) + 0.5 * torch.log(lengths / lengths.mean() + 1e-3)


def train(
    tokenizer: Tokenizer, rows: torch.Tensor, training: Training, entries: Sequence[Entry], plan: Plan
) -> torch.Tensor:
    """The finished table (tokens, dimensions); the length of a row is the token's weight."""
    rng = random.Random(plan.seed)
    table = Table(rows, first_weights(tokenizer, training, rows))
    optimiser = torch.optim.SparseAdam(
        [
            {"params": list(table.rows.parameters()), "lr": plan.rate},
            {"params": list(table.log_weights.parameters()), "lr": plan.weight_rate},
        ]
    )
    rates = [group["lr"] for group in optimiser.param_groups]
    batches = Batches(tokenizer, training, plan)
    for step in range(plan.steps):
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * (1 - step / plan.steps)
        questions, passages, alike = batches.draw(rng)
        late, pooled = interaction(table, questions, passages)
        aim = torch.arange(len(questions))
        loss = cross_entropy((plan.scale * late).masked_fill(alike, -1e4), aim)
        loss = loss + plan.pooled * cross_entropy((plan.scale * pooled).masked_fill(alike, -1e4), aim)
        loss = loss + plan.anchor * _dictionary_loss(table, tokenizer, entries, rng)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 50 == 0:
            print(f"question step {step}: loss {loss.item():.3f}", flush=True)
    return table.export()


def _dictionary_loss(
    table: Table, tokenizer: Tokenizer, entries: Sequence[Entry], rng: random.Random
) -> torch.Tensor:
    """The first stage's loss on a few pairs, so that the dictionary is not forgotten."""
    pairs = [pretraining.pair(rng.choice(entries), rng) for _ in range(512)]
    sides = []
    for texts in zip(*pairs, strict=True):
        tokens, offsets = pretraining.bags(tokenizer, texts)
        vectors, weights = table(tokens)
        owner = torch.zeros(len(tokens), dtype=torch.long)
        owner[offsets[1:]] = 1
        sums = torch.zeros(len(texts), vectors.shape[1])
        sides.append(sums.index_add(0, owner.cumsum(0), vectors * weights[:, None]))
    return pretraining.contrast(sides[0], sides[1])
