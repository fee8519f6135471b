"""Do the cited words carry the words of a statement? For what a model phrased; quotes carry themselves."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from assistant.search.encoder import SHIPPED, StaticEncoder, unit

LEAST = {"de": 0.44, "en": 0.26}
"""The smallest share by language of the statement, for German sources. By tables that had not seen them, 2 % of the
written answers to other regulations lie below it, and 84 % of the German and 82 % of the English ones when held
against another provision of the same regulation (`python -m assistant.models.recipe.grounding`)."""

_ADDRESS = re.compile(r"(?:https?|ftp|javascript|data|mailto):\S+|\bwww\.\S+|\S+@\S+\.\w+", re.IGNORECASE)
_MARKUP = re.compile(r"<[/!a-zA-Z]|!?\[[^\]]*\]\(|```|&[a-z]+;|&#")


def ungrounded(statement: str, quoted: str, language: str) -> tuple[str, ...]:
    """The reasons for which the statement brings in something foreign; () when it does not.

    quoted: the cited words with labels and legend
    Raises ModelError when the shipped table is missing.
    """
    reasons = [f"address not in the cited text: {a}" for a in _ADDRESS.findall(statement) if a not in quoted]
    if _MARKUP.search(statement):
        reasons.append("markup")
    share = carried(statement, quoted, _encoder())
    if share < LEAST[language]:
        reasons.append(f"words not borne by the cited text ({share:.2f} < {LEAST[language]:.2f})")
    return tuple(reasons)


def carried(statement: str, quoted: str, table: StaticEncoder) -> float:
    """How far the quoted words carry the statement's, 0 to 1, across German and English.

    The mean, weighted by the statement's tokens, of the highest cosine each has among the quoted tokens.
    """
    said, source = (table.table[ids] for ids in table.tokens([statement, quoted]))
    weights = np.linalg.norm(said, axis=1)
    if not weights.sum() or not len(source):
        return 0.0
    best = (unit(said) @ unit(source).T).max(axis=1)
    return float((weights * best).sum() / weights.sum())


@lru_cache(maxsize=1)
def _encoder() -> StaticEncoder:
    return StaticEncoder(SHIPPED)
