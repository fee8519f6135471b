"""Clauses of German and English rules, and whether they allow, demand, deny, restrict or except."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Flag, auto


class Force(Flag):
    """What a clause says about its matter; HINT: words that may stand behind a demand or a restriction."""

    MAY = auto()
    MUST = auto()
    NOT = auto()
    ONLY = auto()
    EXCEPT = auto()
    HINT = auto()
    MODAL_NOT = auto()


def any_of(*patterns: str) -> re.Pattern[str]:
    """Any of the words, as whole words in any case."""
    return re.compile(rf"\b(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)


NEUTRAL = any_of(
    r"nicht[ -](?:mit )?[„\"“»]?(?:ausreichend|bestanden|bestehen|genügend)\w*",
    r"nicht (?:spätestens|rechtzeitig|fristgerecht|fristgemäß|innerhalb)|(?:schlechter|besser) als",
    r"Nichtbestehens?|nicht zu vertreten\w*|nicht nur|not (?:just|only)|whether or not|ohne weiteres|noch nicht",
    r"not yet|not (?:\w+ ){0,2}(?:on|in) time|nicht \w{4,}e[rnms]? (?-i:[A-ZÄÖÜ])\w+",
    r"(?:no|not) (?:later|earlier|sooner|more|less|fewer|longer) than|nicht (?:mehr|länger|später|weniger|früher) als",
    r"not exceed\w*|(?:nicht|not) (?:über|unter)schreiten",
    r"(?:have|has|had|did|do|does|is|was|are)(?: not|n't) (?:yet |been )?(?:pass(?:ed)?|sufficient)",
    r"not (?:passed|sufficient)|nothing but",
)
MAY_WORDS = (
    r"kann|können|könnte\w*|darf|dürfen|möglich|Möglichkeit|berechtigt|gestattet|zulässig|wahlweise|optional",
    r"freiwillig\w*|erlaubt",
    r"may|can|could|allowed|possible|permitted|entitled|option|voluntar(?:y|ily)|free to",
)
MUST_WORDS = (
    r"muss|müssen|musst|verpflichtet|verpflichtend\w*|obligatorisch\w*|zwingend\w*|erforderlich|notwendig",
    r"must|have to|has to|had to|needs? to|required|obliged|obligatory|mandatory|compulsory|shall|necessary",
)
CLAIMS: tuple[tuple[Force, re.Pattern[str]], ...] = (
    (Force.MAY, any_of(*MAY_WORDS)),
    (Force.MUST, any_of(*MUST_WORDS)),
    (
        Force.NOT,
        re.compile(
            r"\b(?:nicht|kein\w*|niemals|nie|weder|ausgeschlossen|unzulässig|untersagt|verboten|not|no|never|none|neither|excluded"
            r"|impossible|prohibited|forbidden|cannot)\b|n[’']t\b",
            re.IGNORECASE,
        ),
    ),
    (
        Force.MODAL_NOT,
        re.compile(
            r"\b(?:may|must|can|could|need|do|does|shall|is|are) ?(?:not|n[’']t)\b|\bcannot\b"
            r"|\b(?:kann|können|darf|dürfen|muss|müssen|ist|sind|bedarf)\b[^,;]*?\b(?:nicht|kein\w*)\b",
            re.IGNORECASE,
        ),
    ),
    (Force.ONLY, any_of(r"nur|lediglich|ausschließlich|allein|only|solely|exclusively")),
    (Force.EXCEPT, any_of(r"außer|ausgenommen|es sei denn|mit Ausnahme|except|unless|with the exception")),
)
GROUNDS: tuple[tuple[Force, re.Pattern[str]], ...] = (
    (
        Force.MAY,
        any_of(
            *MAY_WORDS,
            r"\w*fähig|befähigt|steht (?:\w+ ){0,3}(?:frei|offen)|wählbar\w*|wählen|zugelassen|statt|oder",
            r"beschränkt|höchstens|bis zu",
        ),
    ),
    (
        Force.MUST,
        any_of(
            *MUST_WORDS,
            r"hat|haben|sind|ist zu|zu \w+en|\w+zu\w+en|Pflicht\w*|\w*pflichtig|bedarf|bedürfen|Voraussetzung\w*",
            r"setzt|wer|soll\w*",
        ),
    ),
    (
        Force.NOT,
        re.compile(
            r"\b(?:nicht|kein\w*|niemals|nie|weder|ohne|ausgeschlossen\w*|un(?:zulässig|möglich|verändert|berührt|abhängig)\w*"
            r"|untersagt|verboten|versag\w+|verweiger\w+|abgelehnt|ablehn\w+|erl(?:ischt|oschen)|verlier\w+|verlust|verzicht\w*|befrei\w+"
            r"|entf(?:ällt|allen)|entbehrlich|kostenlos|stattdessen|außer|not|no|never|none|without|excluded|free)\b"
            r"|\w+los(?:e[nrms]?)?\b|\w*ausschluss\w*|\w*freie?[nrms]?\b|n[’']t\b",
            re.IGNORECASE,
        ),
    ),
    (
        Force.ONLY,
        any_of(
            r"nur|lediglich|ausschließlich|allein\w*|einzig\w*|erst|einmal|einmalig\w*|only|solely|exclusively"
        ),
    ),
    (
        Force.EXCEPT,
        any_of(
            r"außer|ausgenommen|es sei denn|Ausnahme\w*|anderes|andere[nrs]?|abweichend\w*|hiervon|davon|soweit|sofern",
            r"unbeschadet|except|unless",
        ),
    ),
    (
        Force.HINT,
        re.compile(
            r"\b(?:höchstens|maximal|max|beschränk\w*|begrenz\w*|spätestens|frühestens|mindestens|mind|wenigstens|bis|innerhalb|sofern|wenn"
            r"|soweit|falls|jeweils|je|Antrag|Genehmigung|Zustimmung|Nachweis\w*|Fall|Fälle|beratend\w*|vor|anstelle|statt"
            r"|fehl\w*|letzt\w*|endgültig\w*|scheide\w*|sperr\w*|at most|limit\w*|at least|within|until|if|maximum"
            r"|minimum)\b|\w*frist\w*|\w*einvernehmen\w*",
            re.IGNORECASE,
        ),
    ),
)
_DENIAL = re.compile(
    r"\b(?:kann|können|darf|dürfen|ist|sind|wird|werden|besteht|bestehen|findet|gilt|hat|haben)\b[^,;:]*?"
    r"\b(?:nicht|kein\w*|ausgeschlossen|unzulässig|untersagt)\b",
    re.IGNORECASE,
)
NEGATION = re.compile(r"\b(?:nicht|kein\w*|nie(?:mals)?|weder|not|no|never|cannot)\b|n[’']t\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a text.

    words:   stems of its content words
    denied:  its predicate is denied
    negated: it holds a word of negation
    """

    force: Force
    words: frozenset[str]
    denied: bool
    negated: bool


def clauses(text: str, signs: Iterable[tuple[Force, re.Pattern[str]]], border: str) -> tuple[Clause, ...]:
    """The parts of a text between the borders, each with the force that the signs give it."""
    made = []
    for part in re.split(border, text):
        told = NEUTRAL.sub(" ", part)
        force = Force(0)
        for sign, pattern in signs:
            force |= sign if pattern.search(told) else Force(0)
        words = frozenset(word[:6] for word in re.findall(r"[a-zäöüß]{4,}", part.casefold()))
        if words:
            made.append(Clause(force, words, bool(_DENIAL.search(told)), bool(NEGATION.search(told))))
    return tuple(made)
