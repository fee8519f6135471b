"""The Ding dictionary (Debian package trans-de-en, GPL-2+) as groups of words that mean the same.

A line holds forms split by "|", each form synonyms split by ";", German on the left of "::"::

    Wiederholungsprüfung {f}; Nachprüfung {f} [stud.] | ... :: resit exam [Br.]; retake [Br.] | ...
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NOTES = re.compile(r"\{[^}]*\}|\[[^\]]*\]|/[^/\s]{1,12}/(?=\s|$)|<[^>]*>")
_SPACES = re.compile(r"\s+")
_STUDY = re.compile(r"\[(?:stud|school|adm|jur)\.?\]")


@dataclass(frozen=True, slots=True)
class Entry:
    """Words of the same meaning; `study` marks entries tagged as study, school, administration or law."""

    german: tuple[str, ...]
    english: tuple[str, ...]
    study: bool


def _synonyms(form: str) -> tuple[str, ...]:
    plain = (_SPACES.sub(" ", _NOTES.sub(" ", part)).strip() for part in form.split(";"))
    return tuple(word for word in plain if word)


def read(path: Path) -> Iterator[Entry]:
    """The entries of a dictionary file, one for each form, in file order."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            german, separator, english = line.partition("::")
            if line.startswith("#") or not separator:
                continue
            study = bool(_STUDY.search(line))
            for left, right in zip(german.split("|"), english.split("|"), strict=False):
                entry = Entry(_synonyms(left), _synonyms(right), study)
                if entry.german and entry.english:
                    yield entry
