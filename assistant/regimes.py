"""Rules that stand side by side for different modules or cases: shown together, or only the one that applies."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from assistant.blocks import words
from ingest.records import Provision

_QUOTED = re.compile(r"[„“\"»‚']([^„“”\"«»‚‘']{1,20})[“”\"«‘']")
_WORD = re.compile(r"[^\W\d_]{4,}")
_ALIKE = 0.5


def parallel(one: Provision, other: Provision) -> bool:
    """Do the two rule on the same matter for different cases: side by side, each limited by its first words?"""
    if one.id == other.id or one.id.rpartition("/")[0] != other.id.rpartition("/")[0]:
        return False
    mine, yours = _limit(one), _limit(other)
    return bool(mine and yours) and len(mine & yours) >= _ALIKE * max(len(mine), len(yours))


def applies(provision: Provision, numbers: Collection[str]) -> bool | None:
    """Does the scope name the beginning of one of the module numbers? None when it names none or there are none."""
    prefixes = _QUOTED.findall(_scope(provision))
    if not prefixes or not numbers:
        return None
    return any(number.startswith(prefix) for number in numbers for prefix in prefixes)


def groups(provisions: Iterable[Provision]) -> list[list[Provision]]:
    """The provisions that are parallel to each other, two or more together."""
    made: list[list[Provision]] = []
    for provision in provisions:
        home = next((group for group in made if parallel(group[0], provision)), None)
        if home is None:
            made.append([provision])
        else:
            home.append(provision)
    return [group for group in made if len(group) > 1]


def _scope(provision: Provision) -> str:
    return words(provision, provision.scope) if provision.scope else ""


def _limit(provision: Provision) -> set[str]:
    return {word.casefold() for word in _WORD.findall(_scope(provision))}
