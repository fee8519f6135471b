"""What a small language model learns to answer: questions with short numbered sources, as the product sends them."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant import prompt
from assistant.models.recipe.questions import Passage, Question, Training, fold_of, twins

WORDS = 50
"""Words of a source; the evidence stays whole."""
ABSENT = 0.08
"""The share of questions whose provision is left out, so that the sources do not answer them."""
_NEAR = 4

_BORDER = re.compile(r"(?<=[.;:])\s+")
_SECTION = re.compile(r"§\s*\d+[a-z]?\b")
_SUBSECTION = re.compile(r"\((\d+[a-z]?)\)")


@dataclass(frozen=True, slots=True)
class Example:
    """A question, its sources, and what is to be written.

    right: the number of the source that answers it; 0 for none, whose `target` is `prompt.NOT_ANSWERED`
    """

    question: Question
    sources: tuple[prompt.Source, ...]
    right: int
    target: str

    def messages(self) -> list[tuple[str, str]]:
        """As the product sends them."""
        return prompt.messages(
            self.question.text, self.question.language, self.sources, lambda text: len(text.split())
        )


def training_examples(training: Training, without: Sequence[int], count: int, seed: int) -> list[Example]:
    """Up to `count` examples from other folds, both languages alike, all the questions that have no answer."""
    rng = random.Random(seed)
    made = _Maker(training, rng)
    pools: dict[str, list[Question]] = {"de": [], "en": [], "": []}
    for question in training.questions:
        if fold_of(training.passages[question.pid].file) not in without:
            pools[question.language if question.answerable else ""].append(question)
    for pool in pools.values():
        rng.shuffle(pool)
    each = (count - len(pools[""])) // 2
    chosen = [*pools[""][:count], *pools["de"][: max(0, each)], *pools["en"][: max(0, each)]]
    rng.shuffle(chosen)
    return [made(q, q.answerable and rng.random() < ABSENT) for q in chosen]


def held_out_examples(training: Training, folds: Sequence[int], count: int, seed: int) -> list[Example]:
    """`count` examples of the folds held out: of each fold and language alike, one in five without an answer."""
    rng = random.Random(seed)
    made = _Maker(training, rng)
    pools: dict[tuple[int, str, bool], list[Question]] = defaultdict(list)
    for question in training.questions:
        fold = fold_of(training.passages[question.pid].file)
        if fold in folds:
            pools[fold, question.language, question.answerable].append(question)
    each = count / (2 * len(folds))
    chosen = [
        question
        for (_, _, answerable), pool in sorted(pools.items())
        for question in rng.sample(pool, min(len(pool), round(each * (0.8 if answerable else 0.2))))
    ]
    return [made(question, False) for question in chosen]


class _Maker:
    """Makes examples; each draws its neighbours and their order from `rng`."""

    def __init__(self, training: Training, rng: random.Random) -> None:
        self._passages = training.passages
        self._twins = twins(training.passages)
        self._files: dict[str, list[str]] = defaultdict(list)
        for pid, passage in training.passages.items():
            self._files[passage.file].append(pid)
        self._rng = rng

    def __call__(self, question: Question, absent: bool) -> Example:
        own = self._passages[question.pid]
        near = self._neighbours(question.pid)
        shown = self._rng.sample(near, min(len(near), self._rng.choice((1, 2))))
        if not absent or not shown:
            shown.insert(self._rng.randint(0, len(shown)), own)
        right = shown.index(own) + 1 if question.answerable and own in shown else 0
        sources = tuple(
            prompt.Source(
                n, label(passage), "in force", self._text(passage, question if n == right else None)
            )
            for n, passage in enumerate(shown, 1)
        )
        target = f"{question.answer} [{right}]" if right else prompt.NOT_ANSWERED
        return Example(question, sources, right, target)

    def _text(self, passage: Passage, question: Question | None) -> str:
        """What is shown of a passage: about the evidence of the question, or about any of its sentences."""
        evidence = question.evidence if question else self._rng.choice(_BORDER.split(passage.text))
        return excerpt(passage.text, evidence)

    def _neighbours(self, pid: str) -> list[Passage]:
        """Passages that stand near in the same file and do not repeat this one."""
        file = self._files[self._passages[pid].file]
        at = file.index(pid)
        near = file[max(0, at - _NEAR) : at + _NEAR + 1]
        return [self._passages[other] for other in near if other not in self._twins[pid]]


def label(passage: Passage) -> str:
    """As the product would cite it, as far as the heading tells."""
    section = _SECTION.search(passage.heading)
    if not section:
        return passage.heading
    subsection = _SUBSECTION.match(passage.text)
    return section.group() + (f" Abs. {subsection.group(1)}" if subsection else "")


def excerpt(text: str, evidence: str) -> str:
    """The sentences that hold the evidence, and neighbours up to WORDS words; from the beginning if none does."""
    pieces = _BORDER.split(text)
    spans = list(_spans(text, pieces))
    at = max(0, text.find(evidence))
    end = at + max(1, len(evidence))
    kept = [i for i, (a, b) in enumerate(spans) if a < end and b > at] or [0]
    first, last = kept[0], kept[-1]
    size = sum(len(pieces[i].split()) for i in range(first, last + 1))
    while True:
        wider = [i for i in (last + 1, first - 1) if 0 <= i < len(pieces)]
        fit = [i for i in wider if size + len(pieces[i].split()) <= WORDS]
        if not fit:
            return " ".join(" ".join(pieces[first : last + 1]).split())
        size += len(pieces[fit[0]].split())
        first, last = min(first, fit[0]), max(last, fit[0])


def _spans(text: str, pieces: Sequence[str]) -> Iterator[tuple[int, int]]:
    begin = 0
    for piece in pieces:
        begin = text.index(piece, begin)
        yield begin, begin + len(piece)
        begin += len(piece)
