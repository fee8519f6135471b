"""What each part of the search adds, on regulations that no model had seen (the training questions, by fold).

Needs what is not in the repository: the training questions, for each fold a table and trees made without it
(`assistant.models.recipe.static`, `assistant.models.recipe.ranker`) and, in the folder `reader`, a reader made without
some of them (`assistant.models.recipe.reader --without`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.models.recipe import questions
from assistant.models.recipe.questions import Training
from assistant.models.recipe.ranker import Group, search, share_found
from assistant.search import FUSED, READING, reader
from assistant.search.encoder import Floats, StaticEncoder
from assistant.search.features import ALL_NAMES, ARMS, Features
from assistant.search.fusion import total
from assistant.search.interaction import Matcher
from assistant.search.reader import READ, Reader
from assistant.search.rerank import Trees
from eval.benches.table import Cell, Table

COLUMNS = ("what searches", *(f"{name} R@{k}" for name in ("German", "English") for k in (1, 5, 10)))


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates of one question, with their scores after the ranker and, where it was asked, after the reader."""

    group: Group
    ranked: Floats
    read: Floats | None


Scoring = Callable[[Found], Floats]


def bench(training: Path, folds: Path) -> Table:
    """A row for each retriever alone, all together, all but one, with the ranker, and with the reader."""
    known = questions.load(training)
    unread = _unread(folds / "reader")
    found = [one for fold in range(questions.FOLDS) for one in _found(known, fold, folds, fold in unread)]
    ways: dict[str, Scoring] = {f"{arm} alone": _heights((arm,)) for arm in ARMS}
    ways["all four, fused"] = lambda one: one.group.fused
    ways |= {f"fused, without {arm}": _heights([other for other in ARMS if other != arm]) for arm in ARMS}
    ways["all four, then the ranker"] = lambda one: one.ranked
    rows = [_row(name, found, way) for name, way in ways.items()]
    if read := [one for one in found if one.read is not None]:
        where = f"{len(read)} of them, from sources the reader had not seen either"
        rows.append(_row(f"{where}: ranker", read, lambda one: one.ranked))
        rows.append(_row(f"{where}: then the reader", read, _after_reading))
    counted = {lang: sum(one.group.question.language == lang for one in found) for lang in ("de", "en")}
    return Table(
        "What each part adds, on regulations not seen",
        f"{counted['de']} German and {counted['en']} English questions on other universities, federal law and"
        " brochures; every regulation searched with a token table and trees made without its source. Half of the"
        " questions are searched in their own regulation, half in five.",
        COLUMNS,
        tuple(rows),
    )


def _unread(folder: Path) -> frozenset[int]:
    """The folds that the reader in a folder was made without; none when there is no reader."""
    file = folder / "without"
    return frozenset(map(int, file.read_text(encoding="utf-8").split())) if file.is_file() else frozenset()


def _found(known: Training, fold: int, folds: Path, is_read: bool) -> Iterator[Found]:
    """What is found for the answerable questions of a fold."""
    trees = Trees.read(folds / str(fold) / "trees.json", ALL_NAMES)
    session = reader.load(folds / "reader") if is_read else None
    made: dict[Matcher, Features] = {}
    for one in search(known, fold, StaticEncoder(folds / str(fold))):
        if not one.question.answerable or not one.found:
            continue
        if one.matcher not in made:
            made = {one.matcher: Features(one.matcher)}
        fused = np.array([passage.score for passage in one.found], dtype=np.float32)
        rows = made[one.matcher].of(one.query, one.found)
        ranked = np.asarray(trees.sum(rows) + FUSED * fused, dtype=np.float32)
        read = None
        if session:
            first = np.argsort(-ranked, kind="stable")[:READ]
            scores = Reader(one.matcher, session).scores(one.query, [one.found[n].provision for n in first])
            read = ranked + READING * scores.min()
            read[first] = ranked[first] + READING * scores
        yield Found(Group(one.question, fold, one.alone, rows, one.labels, fused), ranked, read)


def _after_reading(one: Found) -> Floats:
    return one.ranked if one.read is None else one.read


def _heights(arms: Sequence[str]) -> Scoring:
    """The fused score of some retrievers, from the features."""
    columns: Mapping[str, int] = {arm: ALL_NAMES.index(arm) for arm in arms}

    def score(one: Found) -> Floats:
        rows = ({arm: float(row[n]) for arm, n in columns.items()} for row in one.group.rows)
        return np.array([total(row) for row in rows], dtype=np.float32)

    return score


def _row(name: str, found: Sequence[Found], way: Scoring) -> tuple[Cell, ...]:
    cells: list[Cell] = [name]
    for language in ("de", "en"):
        own = [one for one in found if one.group.question.language == language]
        groups, scores = [one.group for one in own], [way(one) for one in own]
        cells += [share_found(groups, scores, k) for k in (1, 5, 10)]
    return tuple(cells)
