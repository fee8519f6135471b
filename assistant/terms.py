"""Terms of higher education in both languages and in everyday words: reads terms.tsv, expands questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import Stemmer

from assistant.search.analysis import is_stop_word, tokens
from ingest.errors import CorpusError

FILE = Path(__file__).with_name("terms.tsv")
_MEND = "Write German forms, a tab, English forms and if needed a tab and everyday forms, separated by ';'."
_LONGEST_ABBREVIATION = 6


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its German, its English, its everyday forms and abbreviations."""

    german: tuple[str, ...]
    english: tuple[str, ...]
    everyday: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """The forms that a regulation may use: German, English, abbreviations; not everyday words."""
        return (*self.german, *self.english, *(form for form in self.everyday if _is_abbreviation(form)))


class Terms:
    """All terms, found in a text by any of their forms."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._found: dict[tuple[str, ...], list[Term]] = defaultdict(list)
        for term in terms:
            for key in {_key(form) for form in (*term.german, *term.english, *term.everyday)}:
                self._found[key].append(term)
        self._longest = max(map(len, self._found), default=0)

    @classmethod
    def load(cls, file: Path = FILE) -> Terms:
        """The terms of a file. Raises CorpusError that names the line when one is not as it must be."""
        return cls(read_terms(file))

    def expand(self, text: str) -> tuple[tuple[str, str], ...]:
        """(words of the text, another form of the term they name), longest terms first taken."""
        words = tokens(text)
        keys = [_stem(word) for word in words]
        expansions: dict[tuple[str, str], None] = {}
        free = [True] * len(words)
        for size in range(min(self._longest, len(words)), 0, -1):
            for start in range(len(words) - size + 1):
                key, span = tuple(keys[start : start + size]), slice(start, start + size)
                if key in self._found and all(free[span]):
                    free[span] = [False] * size
                    phrase = " ".join(words[span])
                    for term in self._found[key]:
                        expansions |= {(phrase, form): None for form in term.written if _key(form) != key}
        return tuple(expansions)


def read_terms(file: Path) -> tuple[Term, ...]:
    """The terms of a file, in its order. Raises CorpusError that names the line."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"The terms in {file} cannot be read: {error}.", "Restore the file.") from error
    return tuple(
        _term(line, f"{file.name}, line {number}")
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.startswith("#")
    )


def _term(line: str, where: str) -> Term:
    columns = [[form.strip() for form in column.split(";")] for column in line.split("\t")]
    if len(columns) not in (2, 3):
        raise CorpusError(f"{where}: expected 2 or 3 columns, found {len(columns)}.", _MEND)
    forms = [form for column in columns for form in column]
    if not all(forms):
        raise CorpusError(f"{where}: an empty form.", _MEND)
    if doubled := next((form for n, form in enumerate(forms) if form in forms[:n]), ""):
        raise CorpusError(f"{where}: {doubled!r} stands there twice.", "Delete one of the two.")
    if stop := next((form for form in forms if is_stop_word(form)), ""):
        raise CorpusError(f"{where}: {stop!r} stands in almost every question.", "Delete it.")
    return Term(*(tuple(column) for column in columns))


def _is_abbreviation(form: str) -> bool:
    return len(form) <= _LONGEST_ABBREVIATION and any(c.isupper() for c in form[1:])


def _key(form: str) -> tuple[str, ...]:
    return tuple(_stem(word) for word in tokens(form))


@cache
def _stemmers() -> Sequence[Stemmer.Stemmer]:
    return Stemmer.Stemmer("english"), Stemmer.Stemmer("german")


@cache
def _stem(word: str) -> str:
    """A key that inflected forms of a word share, whichever of the two languages it is in."""
    english, german = _stemmers()
    return str(german.stemWord(english.stemWord(word.casefold())))
