"""Gives an English sentence transformer the vocabulary of the shipped table, German and English.

A token that both vocabularies have keeps its vector; every other one begins as the mean of the English tokens
whose rows in the dictionary's table are nearest to its own (after WECHSEL, Minixhofer et al. 2022). Then the
dictionary's German and English words are drawn to what the untouched model makes of the English one (after Reimers
and Gurevych 2020).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy, normalize
from transformers import BertModel

from assistant.models.recipe.dictionary import Entry
from assistant.models.recipe.pretraining import SCALE

_NEAREST, _SHARPNESS = 10, 0.1
_LONGEST = 14  # tokens of an expression
_ROWS = 4000  # compared at once
_SPECIAL = {"[PAD]": 0, "[UNK]": 1}


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes of the model and of its first stage.

    layers: those of the English model that are kept
    rank:   numbers a token is kept in, before they are widened to what the layers take
    close:  weight of the distance to the English model's vectors beside telling expressions apart
    """

    layers: tuple[int, ...] = (0, 2, 3, 5)
    rank: int = 128
    tokens: int = 160
    steps: int = 400
    batch: int = 128
    rate: float = 2e-4
    token_rate: float = 2e-3
    close: float = 5.0
    seed: int = 3


class Student:
    """The English model, the tokenizer of the table, and the model that learns to read with it."""

    def __init__(self, start: Path, tokenizer: Tokenizer, rows: torch.Tensor, plan: Plan) -> None:
        """`start` is the folder of the English model; `rows` are the table after the dictionary alone."""
        self.tokenizer = tokenizer
        self._plan = plan
        self._english = Tokenizer.from_file(str(start / "tokenizer.json"))
        self._english.no_padding()
        self._english.no_truncation()
        self._teacher = BertModel.from_pretrained(start, add_pooling_layer=False).eval()
        self.model = BertModel.from_pretrained(start, add_pooling_layer=False)
        self.model.encoder.layer = torch.nn.ModuleList(self.model.encoder.layer[n] for n in plan.layers)
        self.model.config.num_hidden_layers = len(plan.layers)
        self.model.embeddings.word_embeddings = factored(self._first_rows(rows), plan.rank)
        self._shorten(plan.tokens)
        for module in self.model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0

    def _first_rows(self, rows: torch.Tensor) -> torch.Tensor:
        """(tokens + 2, hidden) the vectors the tokens begin with, then those of [CLS] and [SEP]."""
        english, own = self._english.get_vocab(), self.tokenizer.get_vocab()
        vectors = self._teacher.embeddings.word_embeddings.weight.detach()
        both = sorted((n, english[token]) for token, n in own.items() if token in english)
        here, there = (torch.tensor(side) for side in zip(*both, strict=True))
        near, made = normalize(rows.float(), dim=1), torch.zeros(len(rows), vectors.shape[1])
        for start in range(0, len(rows), _ROWS):
            cosines, nearest = (near[start : start + _ROWS] @ near[here].T).topk(min(_NEAREST, len(here)))
            shares = torch.softmax(cosines / _SHARPNESS, dim=1)
            made[start : start + _ROWS] = (shares[:, :, None] * vectors[there[nearest]]).sum(1)
        made[here] = vectors[there]
        for token, n in _SPECIAL.items():
            made[n] = vectors[english[token]]
        return torch.cat([made, vectors[[english["[CLS]"], english["[SEP]"]]]])

    def _shorten(self, tokens: int) -> None:
        """Cuts the positions that no text here reaches."""
        embeddings = self.model.embeddings
        kept = embeddings.position_embeddings.weight[:tokens].detach().clone()
        embeddings.position_embeddings = torch.nn.Embedding.from_pretrained(kept, freeze=False)
        embeddings.position_ids = torch.arange(len(kept))[None]
        embeddings.token_type_ids = torch.zeros(1, len(kept), dtype=torch.long)
        self.model.config.max_position_embeddings = len(kept)

    def train(self, entries: Sequence[Entry]) -> None:
        """Draws both languages of the dictionary to the English model's vectors."""
        plan, rng = self._plan, random.Random(self._plan.seed)
        optimiser = optimiser_of(self.model, plan.rate, plan.token_rate)
        pool = [index for index, entry in enumerate(entries) for _ in range(4 if entry.study else 1)]
        aim = torch.arange(plan.batch).repeat(2)
        for step in range(plan.steps):
            warm(optimiser, step, plan.steps)
            chosen = [entries[rng.choice(pool)] for _ in range(plan.batch)]
            english = [rng.choice(entry.english) for entry in chosen]
            german = [rng.choice(entry.german) for entry in chosen]
            with torch.no_grad():
                wanted = self._vectors(self._teacher, self._english, english)
            got = self._vectors(self.model, self.tokenizer, german + english)
            loss = cross_entropy(SCALE * got @ wanted.T, aim)
            loss = loss + plan.close * (1 - (got * wanted.repeat(2, 1)).sum(1)).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            if step % 50 == 0:
                print(f"dictionary step {step}: loss {loss.item():.3f}", flush=True)

    def _vectors(self, model: BertModel, tokenizer: Tokenizer, texts: Sequence[str]) -> torch.Tensor:
        """(texts, hidden) unit means of the last layer."""
        own = tokenizer is self.tokenizer
        vocabulary = tokenizer.get_vocab()
        begin = tokenizer.get_vocab_size() if own else vocabulary["[CLS]"]
        end = begin + 1 if own else vocabulary["[SEP]"]
        encodings = tokenizer.encode_batch(list(texts), add_special_tokens=False)
        rows = [torch.tensor([begin, *encoding.ids[:_LONGEST], end]) for encoding in encodings]
        ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = model(input_ids=ids, attention_mask=(ids > 0).long()).last_hidden_state.float()
        return normalize((hidden * (ids > 0)[:, :, None]).sum(1), dim=1)


def factored(vectors: torch.Tensor, rank: int) -> torch.nn.Sequential:
    """Token vectors as the product of a narrow table and a matrix, by singular values."""
    left, sizes, right = torch.linalg.svd(vectors, full_matrices=False)
    narrow = torch.nn.Embedding.from_pretrained(left[:, :rank] * sizes[:rank], freeze=False, padding_idx=0)
    wide = torch.nn.Linear(rank, vectors.shape[1], bias=False)
    wide.weight.data.copy_(right[:rank].T)
    return torch.nn.Sequential(narrow, wide)


def optimiser_of(model: torch.nn.Module, rate: float, token_rate: float) -> torch.optim.AdamW:
    """AdamW with a rate of its own for the token vectors, which are seen so rarely."""
    parts: dict[bool, list[torch.nn.Parameter]] = {True: [], False: []}
    for name, parameter in model.named_parameters():
        parts["word_embeddings.0" in name].append(parameter)
    groups = [{"params": parts[True], "lr": token_rate}, {"params": parts[False], "lr": rate}]
    return torch.optim.AdamW(groups, weight_decay=0.0)


def warm(optimiser: torch.optim.Optimizer, step: int, steps: int) -> None:
    """Sets the rates of a step: rising over the first ones, then falling to 0."""
    for group in optimiser.param_groups:
        highest = group.setdefault("highest", group["lr"])
        group["lr"] = highest * min(1.0, (step + 1) / 40) * (1 - step / steps)
