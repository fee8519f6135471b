"""Which programmes a text names, in any usual form and with slips of the pen."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import Stemmer

from assistant.search.analysis import is_stop_word, normal
from ingest.corpus import Corpus
from ingest.records import Regulation

_WORD = re.compile(r"[^\W_]+")
_SHORTEST_INFLECTED = 6  # shorter names must be written exactly: "CAS" is not "case"
_SHORTEST_TWO_SLIPS = 9
_SPELLINGS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, slots=True)
class Named:
    """Programmes named by `text[start:end]`; () for a name of programmes of several institutions."""

    start: int
    end: int
    programmes: tuple[str, ...]


class ProgrammeNames:
    """The names of all programmes of a corpus; one that several institutions share points to none of them."""

    def __init__(self, corpus: Corpus) -> None:
        owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for regulation in corpus.regulations.values():
            for programme in regulation.programmes:
                for name in (programme.id, programme.title, *programme.names, *_shared_names(regulation)):
                    owners[_key(name)].add(programme.id)
        siblings = [frozenset(p.id for p in r.programmes) for r in corpus.regulations.values()]
        self._owners = {
            key: tuple(sorted(ids)) if any(ids <= family for family in siblings) else ()
            for key, ids in owners.items()
            if key
        }
        self._longest = max(map(len, self._owners), default=0)
        single = sorted(key[0] for key, ids in self._owners.items() if len(key) == 1 and ids)
        self._slippable = [name for name in single if len(name) >= _SHORTEST_INFLECTED]
        self._stems = {_stem(name): name for name in self._slippable}
        self._known = {_folded(word) for p in corpus.provisions() for word in _WORD.findall(p.text)} - set(
            self._slippable
        )

    def find(self, text: str) -> tuple[Named, ...]:
        """Every name in `text`, longest first taken, in order of the text."""
        words = [(w.start(), w.end(), _folded(w.group())) for w in _WORD.finditer(text)]
        found: list[Named] = []
        free = [True] * len(words)
        for size in range(min(self._longest, len(words)), 0, -1):
            for first in range(len(words) - size + 1):
                run = words[first : first + size]
                key = tuple(word for _, _, word in run)
                programmes = self._owners[key] if key in self._owners else self._nearly(key)
                if programmes is not None and all(free[first : first + size]):
                    free[first : first + size] = [False] * size
                    found.append(Named(run[0][0], run[-1][1], programmes))
        return tuple(sorted(found, key=lambda named: named.start))

    def pointing(self, text: str) -> tuple[Named, ...]:
        """The names in `text` that say which programmes are meant."""
        return tuple(named for named in self.find(text) if named.programmes)

    def _nearly(self, key: tuple[str, ...]) -> tuple[str, ...] | None:
        """The owners of the one-word name that `key` inflects or misspells, None when there is none."""
        word = key[0]
        if len(key) > 1 or len(word) < _SHORTEST_INFLECTED - 1 or is_stop_word(word):
            return None
        if name := self._stems.get(_stem(word)):
            return self._owners[(name,)]
        if word in self._known:
            return None
        for name in self._slippable:
            slips = 2 if len(name) >= _SHORTEST_TWO_SLIPS else 1
            if within(word, name, slips):
                return self._owners[(name,)]
        return None


def within(a: str, b: str, slips: int) -> bool:
    """Whether at most `slips` letters must be put in, left out, changed or swapped to turn `a` into `b`."""
    if abs(len(a) - len(b)) > slips or a[0] != b[0]:
        return False
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1] <= slips


def _shared_names(regulation: Regulation) -> Iterator[str]:
    """Names of the institution and of the regulation; they stand for all its programmes."""
    yield regulation.id
    yield regulation.short_name
    yield regulation.institution
    yield from re.split(r"[,/]", regulation.institution)


def _key(name: str) -> tuple[str, ...]:
    return tuple(_folded(word) for word in _WORD.findall(name))


def _folded(word: str) -> str:
    return normal(word).casefold().translate(_SPELLINGS)


_GERMAN = Stemmer.Stemmer("german")


def _stem(word: str) -> str:
    return str(_GERMAN.stemWord(word))
