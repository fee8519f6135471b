"""Which programmes a text names, in any usual form and with slips of the pen."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import Stemmer

from assistant.search.analysis import is_stop_word, normal
from ingest.corpus import Corpus
from ingest.records import Programme, Regulation

_WORD = re.compile(r"[^\W_]+")
_SHORTEST_INFLECTED = 6  # shorter names must be written exactly: "CAS" is not "case"
_SHORTEST_TWO_SLIPS = 9
_KINDS = frozenset(
    ("certificate", "course", "kurs", "program", "programm", "programme", "studiengang", "zertifikat")
)
_LEVELS = {level: frozenset((level, f"{level}s", f"{level}studiengang")) for level in ("bachelor", "master")}
_ENDS = _KINDS.union(*_LEVELS.values())  # of a designation: "machine learning" alone may be a module
_THE = frozenset(("das", "dem", "den", "der", "des", "die", "fuers", "im", "the", "this", "zum", "zur"))
_LONGEST_LINK = 2  # words between a kind and its name: "der Master an der NORDAKADEMIE"
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
        self._designations = {p.id: _designation(p) for p in corpus.programmes()}
        self._known = {_folded(word) for p in corpus.provisions() for word in _WORD.findall(p.text)} - set(
            self._slippable
        )

    def find(self, text: str) -> tuple[Named, ...]:
        """Every name in `text` with the words for its kind, longest first taken, in order of the text."""
        words = [(w.start(), w.end(), _folded(w.group())) for w in _WORD.finditer(text)]
        found: list[tuple[int, int, tuple[str, ...]]] = []
        free = [True] * len(words)
        for size in range(min(self._longest, len(words)), 0, -1):
            for first in range(len(words) - size + 1):
                run = words[first : first + size]
                key = tuple(word for _, _, word in run)
                programmes = self._owners[key] if key in self._owners else self._nearly(key)
                if programmes is not None and all(free[first : first + size]):
                    free[first : first + size] = [False] * size
                    found.append((first, first + size, programmes))
        keys = [word for _, _, word in words]
        spans = []
        for first, end, programmes in found:
            own = self._shared(programmes)
            spans.append((_before(keys, first, own), _after(keys, free, end, own), programmes))
        return tuple(Named(words[a][0], words[b - 1][1], programmes) for a, b, programmes in sorted(spans))

    def _shared(self, programmes: Collection[str]) -> frozenset[str]:
        """The words that all of these programmes go by beside their names."""
        return (
            frozenset.intersection(*(self._designations[p] for p in programmes))
            if programmes
            else frozenset()
        )

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


def _before(keys: Sequence[str], first: int, own: Collection[str]) -> int:
    """Where a name begins with the words for its kind before it: "the applied AI master at NORDAKADEMIE"."""
    for link in range(min(_LONGEST_LINK, first) + 1):
        start = first - link
        while start and keys[start - 1] in own:
            start -= 1
        linked = all(map(is_stop_word, keys[first - link : first]))
        if (
            linked
            and 0 < start < first - link
            and keys[start - 1] in _THE
            and keys[first - link - 1] in _ENDS
        ):
            return start
    return first


def _after(keys: Sequence[str], free: Sequence[bool], end: int, own: Collection[str]) -> int:
    """Where a name ends with the words for its kind after it: "Hertie's AI course", but not "HSU master's thesis"."""
    end += keys[end : end + 1] == ["s"]
    after = end
    while after < len(keys) and free[after] and keys[after] in own:
        after += 1
    if keys[after : after + 1] in (["s"], ["thesis"], ["arbeit"]):
        after -= 1
    while after > end and keys[after - 1] not in _ENDS:
        after -= 1
    return max(end, after)


def _designation(programme: Programme) -> frozenset[str]:
    """The words that a programme goes by beside its names: subject, kind and, where it has but one, its level."""
    words = {word for name in (programme.title, *programme.names) for word in _key(name)}
    levels = [
        level for level in _LEVELS if re.search(rf"\b{level[0]}\.|{level}", programme.degree, re.IGNORECASE)
    ]
    every = frozenset().union(*_LEVELS.values())
    known = _LEVELS[levels[0]] if len(levels) == 1 else frozenset()
    return (frozenset(word for word in words if not is_stop_word(word)) - every) | _KINDS | known


def _key(name: str) -> tuple[str, ...]:
    return tuple(_folded(word) for word in _WORD.findall(name))


def _folded(word: str) -> str:
    return normal(word).casefold().translate(_SPELLINGS)


_GERMAN = Stemmer.Stemmer("german")


def _stem(word: str) -> str:
    return str(_GERMAN.stemWord(word))
