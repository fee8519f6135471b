"""Do the cited words carry the words of a statement? For what a model phrased; quotes carry themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from assistant.contrast import states, strangers
from assistant.polarity import opposed
from assistant.quantities import Sort, quantities, supports
from assistant.quantities.numerals import unit_of
from assistant.search.encoder import SHIPPED, StaticEncoder, unit
from assistant.verify import Ground, unsupported
from assistant.wording import unborne

LEAST = {"de": 0.44, "en": 0.26}
"""The smallest share by language of the statement, for German sources. By tables that had not seen them, 2 % of the
written answers to other regulations lie below it, and 84 % of the German and 82 % of the English ones when held
against another provision of the same regulation (`python -m assistant.models.recipe.grounding`)."""

_ADDRESS = re.compile(
    r"(?:https?|ftp|javascript|data|mailto):\S+|\bwww\.\S+|\S+@\S+\.\w+|\b[\w-]{2,}(?:\.[a-z]{2,})+\b(?:/\S*)?",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"(?<=[^\d\s.][.!?;])(?<!Abs\.|bzw\.|lit\.|Art\.|vgl\.|gem\.)(?<!Nr\.)\s+(?=[A-ZÄÖÜ„\"(])|\n"
)
_NEAR = 0.9
"""The share of the closest sentence's closeness from which on another one counts as close."""
_LOST = 0.1
"""The share of the statement's closeness that is lost without a sentence that counts as close too."""
_NOUN = re.compile(r"(?<=[a-zäöüß,] )[A-ZÄÖÜ][\w-]{4,}")
_STEM = 5
_STRANGE = 0.3
"""How close a noun has to come to some cited word."""
_MARKUP = re.compile(r"<\s*[/!a-zA-Z]|!?\[[^\]]*\]\(|```|&[a-z]+;|&#")


def ungrounded(statement: str, grounds: Sequence[Ground], language: str) -> tuple[str, ...]:
    """The reasons for which a model's statement says other than what it cites; () when it does not.

    Stricter than `verify`: in doubt the statement goes, since the words themselves are quoted in its place.
    Raises ModelError when the shipped table is missing.
    """
    quoted = "\n".join(g.quote for g in grounds)
    labels, extra = "\n".join(g.label for g in grounds), "\n".join(g.extra for g in grounds)
    cited = f"{quoted}\n{labels}\n{extra}"
    reasons = [f"address not in the cited text: {a}" for a in _ADDRESS.findall(statement) if a not in cited]
    if _MARKUP.search(statement):
        reasons.append("markup")
    share = carried(statement, cited, _encoder())
    if share < LEAST[language]:
        reasons.append(f"words not borne by the cited text ({share:.2f} < {LEAST[language]:.2f})")
    joined = re.sub(r"(?<=[a-zäöüß])-(?=[a-zäöüß])", "", statement)
    reasons += unsupported(joined, quoted, labels, extra)
    if language == "de":
        reasons += [f"not in the cited text: {n}" for n in _strange_nouns(statement, cited, _encoder())]
    close = nearest(statement, quoted, _encoder())
    reasons += unborne(statement, close, cited)
    reasons += strangers(statement, close, cited)
    reasons += opposed(statement, close)
    return tuple(dict.fromkeys(reasons))


def nearest(statement: str, quoted: str, table: StaticEncoder) -> str:
    """The quoted sentences without which much of the statement would not be carried, one a line, the nearest first.

    Where some have its numbers or dates, only those; where some speak of passing or failing as it does, only those.
    """
    sentences = [s for s in _SENTENCE.split(quoted) if re.search(r"\w", s)]
    values = [q for q in quantities(statement) if q.sort in (Sort.NUMBER, Sort.DATE)]
    having = [[supports(quantities(s), v) for v in values] for s in sentences]
    whole = any(map(all, having))
    kept = [s for s, had in zip(sentences, having, strict=True) if (all(had) if whole else any(had))]
    alike = [s for s in kept or sentences if states(statement) and states(s) == states(statement)]
    return "\n".join(_bearing(statement, alike or kept or sentences, table))


def _bearing(statement: str, sentences: Sequence[str], table: StaticEncoder) -> list[str]:
    if not sentences:
        return []
    said, *sources = (table.table[ids] for ids in table.tokens([statement, *sentences]))
    weights = np.linalg.norm(said, axis=1)
    shares = np.array([(unit(said) @ unit(s).T).max(axis=1, initial=0.0) * weights for s in sources])
    whole = shares.max(axis=0, initial=0.0).sum()
    kept = []
    for n in np.argsort(-shares.sum(axis=1), kind="stable"):
        lost = whole - np.delete(shares, n, axis=0).max(axis=0, initial=0.0).sum()
        near = shares[n].sum() >= _NEAR * shares.sum(axis=1).max()
        if near or lost >= _LOST * whole:
            kept.append(sentences[n])
    return kept


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


def _strange_nouns(statement: str, cited: str, table: StaticEncoder) -> list[str]:
    """German nouns that the cited text has neither as such nor in other words."""
    told = cited.casefold()
    nouns = [
        noun for noun in _NOUN.findall(statement) if noun[:_STEM].casefold() not in told and not unit_of(noun)
    ]
    return [noun for noun in nouns if carried(noun, cited, table) < _STRANGE]


@lru_cache(maxsize=1)
def _encoder() -> StaticEncoder:
    return StaticEncoder(SHIPPED)
