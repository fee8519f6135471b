"""A corpus of any size: the committed regulations and copies of them, varied by a seeded script."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from ingest.corpus import Corpus
from ingest.records import Programme, Provision, Regulation
from ingest.storage import to_json

Words = Mapping[int, Sequence[str]]

_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[A-ZÄÖÜ]?[a-zäöüß]{6,}")


def grown(corpus: Corpus, size: int) -> Iterator[Regulation]:
    """Regulations with at least `size` provisions together (all of the corpus at least), in order."""
    words = _words_by_length(corpus)
    provisions = 0
    for number in count():
        for regulation in corpus.regulations.values():
            if number and provisions >= size:
                return
            provisions += len(regulation.provisions)
            yield _copy(regulation, number, words) if number else regulation


def write_corpus(corpus: Corpus, size: int, folder: Path) -> None:
    """Write the grown corpus as `folder`/built, the way a corpus is built."""
    built = folder / "built"
    built.mkdir(parents=True)
    for regulation in grown(corpus, size):
        (built / f"{regulation.id}.json").write_text(to_json(regulation), encoding="utf-8")


def _words_by_length(corpus: Corpus) -> Words:
    words: dict[int, set[str]] = {}
    for provision in corpus.provisions():
        for word in _WORD.findall(provision.text):
            words.setdefault(len(word), set()).add(word)
    return {length: sorted(found) for length, found in words.items()}


def _copy(regulation: Regulation, number: int, words: Words) -> Regulation:
    """The same regulation of another university: other ids and names, other numbers and some other words."""
    draw = random.Random(f"{regulation.id} {number}")
    id_ = f"{regulation.id}-{number}"
    return replace(
        regulation,
        id=id_,
        title=f"{regulation.title} {number}",
        short_name=f"{regulation.short_name} {number}",
        institution=f"Hochschule {number}",
        programmes=tuple(_programme(p, number) for p in regulation.programmes),
        provisions=tuple(_provision(p, regulation.id, id_, words, draw) for p in regulation.provisions),
        dropped=(),
        findings=(),
    )


def _programme(programme: Programme, number: int) -> Programme:
    return replace(programme, id=f"{programme.id}-{number}", names=(f"Hochschule {number}",))


def _provision(provision: Provision, old: str, new: str, words: Words, draw: random.Random) -> Provision:
    return replace(
        provision,
        id=new + provision.id.removeprefix(old),
        regulation=new,
        text=_varied(provision.text, words, draw),
        references=(),
    )


def _varied(text: str, words: Words, draw: random.Random) -> str:
    """The text with other digits and one long word in four replaced by another of the same length."""

    def word(match: re.Match[str]) -> str:
        return match.group() if draw.random() < 0.75 else draw.choice(words[len(match.group())])

    text = _DIGITS.sub(lambda match: "".join(draw.choice("123456789") for _ in match.group()), text)
    return _WORD.sub(word, text)
