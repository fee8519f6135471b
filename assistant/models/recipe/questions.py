"""The training questions and the provisions they were written for, in folds that hold out whole files."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Passage:
    """One provision of a training regulation; `file` names the regulation."""

    pid: str
    file: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answer and the verbatim `evidence` in provision `pid`."""

    pid: str
    language: str
    style: str
    text: str
    answer: str
    evidence: str

    @property
    def answerable(self) -> bool:
        """False for questions on the provision's subject that it does not answer."""
        return self.style != "unanswerable"


@dataclass(frozen=True, slots=True)
class Training:
    """Passages by pid and all questions, in file order."""

    passages: dict[str, Passage]
    questions: tuple[Question, ...]

    def without(self, fold: int) -> Training:
        """Everything but the questions whose file is in `fold`; passages stay (their text is public)."""
        kept = tuple(q for q in self.questions if fold_of(self.passages[q.pid].file) != fold)
        return Training(self.passages, kept)


def fold_of(file: str) -> int:
    """The fold of a file: whole sources, and Ulm by faculty, so that editions of one order stay together."""
    source, _, name = file.partition("/")
    if source == "ulm":
        return 0 if name.startswith(("NAWI", "LEHRAMT", "fspo")) else 1
    return {"bund": 2, "brochure": 3}.get(source, 4)


def load(folder: Path) -> Training:
    """Reads `provisions.jsonl` and `questions.jsonl`."""
    rows = [json.loads(line) for line in (folder / "provisions.jsonl").open(encoding="utf-8")]
    passages = {row["pid"]: Passage(row["pid"], row["file"], row["heading"], row["text"]) for row in rows}
    rows = [json.loads(line) for line in (folder / "questions.jsonl").open(encoding="utf-8")]
    questions = tuple(
        Question(row["pid"], row["lang"], row["style"], row["question"], row["answer"], row["evidence"])
        for row in rows
    )
    return Training(passages, questions)


def twins(passages: dict[str, Passage]) -> dict[str, frozenset[str]]:
    """For each passage itself and those that share half of its runs of four words.

    Editions of one order repeat each other: the same rule in another edition is not a wrong hit.
    """
    runs = {pid: _runs(passage.text) for pid, passage in passages.items()}
    holders: dict[str, list[str]] = defaultdict(list)
    for pid, own in runs.items():
        for run in own:
            holders[run].append(pid)
    found = {}
    for pid, own in runs.items():
        shared = Counter(other for run in own for other in holders[run])
        close = (other for other, count in shared.items() if 2 * count > min(len(own), len(runs[other])))
        found[pid] = frozenset([pid, *close])
    return found


def _runs(text: str) -> frozenset[str]:
    words = text.split()
    return frozenset(" ".join(words[i : i + 4]) for i in range(max(1, len(words) - 3)))
