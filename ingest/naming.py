"""Names and ids of provisions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.records import Provision

CODE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w./-]+(?: [\w./-]+)?$")  # a module number: "MB 01901", "WS16P15"
_NUMBER = re.compile(r"[\d.]{1,5}$")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LONG = 80  # letters; a longer title is cited by its first clause


def slug(text: str) -> str:
    """Lower-case words joined by hyphens, umlauts spelt out: "MB 01901" -> "mb-01901"; "x" for none."""
    plain = text.lower().translate(_UMLAUTS)
    return re.sub(r"[\W_]+", "-", plain).strip("-") or "x"


def distinct(provisions: Sequence[Provision]) -> tuple[Provision, ...]:
    """The provisions with "~2", "~3" ... after an id that came before."""
    seen: dict[str, int] = {}
    unique = []
    for provision in provisions:
        seen[provision.id] = count = seen.get(provision.id, 0) + 1
        unique.append(provision if count == 1 else replace(provision, id=f"{provision.id}~{count}"))
    return tuple(unique)


def row_name(texts: Sequence[str]) -> str:
    """What a row is cited by: its module number, its running number and title, or its title."""
    if CODE.match(texts[0]):
        return texts[0]
    numbered = len(texts) > 1 and _NUMBER.match(texts[0])
    name = texts[1] if numbered else texts[0]
    if len(name) > _LONG:
        name = re.split(r", |; |\. (?=[A-Z])", name, maxsplit=1)[0]
    if len(name) > _LONG:
        name = name[:_LONG].rsplit(" ", 1)[0] + " …"
    return f"{texts[0]} {name}" if numbered else name
