"""Can, must, must not, only, except: does a statement contradict the words it cites?

Code can tell this only where both say it plainly; everything unclear passes. A statement is compared with the parts of
the quoted text that share its words, in another language with all of it. A leading "yes" or "no" answers the question
and says nothing about the text, so it is not looked at.
"""

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


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)


_ANSWER = re.compile(r"\s*(?:yes|no|ja|nein|doch)\b[\s,.:;–-]*", re.IGNORECASE)
_NEUTRAL = _words(
    r"nicht[ -](?:mit )?[„\"“»]?(?:ausreichend|bestanden|bestehen|genügend)\w*",
    r"nicht (?:spätestens|rechtzeitig|fristgerecht|fristgemäß|innerhalb)|(?:schlechter|besser) als",
    r"Nichtbestehens?|nicht zu vertreten\w*|nicht nur|not (?:just|only)|whether or not|ohne weiteres|noch nicht",
    r"not yet",
    r"(?:no|not) (?:later|earlier|sooner|more|less|fewer|longer) than|nicht (?:mehr|länger|später|weniger|früher) als",
    r"not exceed\w*|(?:nicht|not) (?:über|unter)schreiten",
    r"(?:have|has|had|did|do|does|is|was|are)(?: not|n't) (?:yet |been )?(?:pass(?:ed)?|sufficient)",
    r"not (?:passed|sufficient)|nothing but",
)
_MAY = (
    r"kann|können|könnte\w*|darf|dürfen|möglich|Möglichkeit|berechtigt|gestattet|zulässig|wahlweise|optional|freiwillig\w*|erlaubt",
    r"may|can|could|allowed|possible|permitted|entitled|option|voluntar(?:y|ily)|free to",
)
_MUST = (
    r"muss|müssen|musst|verpflichtet|verpflichtend\w*|obligatorisch\w*|zwingend\w*|erforderlich|notwendig",
    r"must|have to|has to|had to|needs? to|required|obliged|obligatory|mandatory|compulsory|shall|necessary",
)
_CLAIMS: tuple[tuple[Force, re.Pattern[str]], ...] = (
    (Force.MAY, _words(*_MAY)),
    (Force.MUST, _words(*_MUST)),
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
    (Force.ONLY, _words(r"nur|lediglich|ausschließlich|only|solely|exclusively")),
    (Force.EXCEPT, _words(r"außer|ausgenommen|es sei denn|mit Ausnahme|except|unless|with the exception")),
)
_GROUNDS: tuple[tuple[Force, re.Pattern[str]], ...] = (
    (
        Force.MAY,
        _words(
            *_MAY,
            r"\w*fähig|befähigt|steht (?:\w+ ){0,3}(?:frei|offen)|wählbar\w*|wählen|zugelassen|statt|oder",
            r"beschränkt|höchstens|bis zu",
        ),
    ),
    (
        Force.MUST,
        _words(
            *_MUST,
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
        _words(
            r"nur|lediglich|ausschließlich|allein\w*|einzig\w*|erst|einmal|einmalig\w*|only|solely|exclusively"
        ),
    ),
    (
        Force.EXCEPT,
        _words(
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
_NEGATION = re.compile(
    r"\b(?:nicht|kein\w*|nie(?:mals)?|weder|not|no|never|cannot)\b|n[’']t\b", re.IGNORECASE
)


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


def _clauses(text: str, signs: Iterable[tuple[Force, re.Pattern[str]]], border: str) -> tuple[Clause, ...]:
    made = []
    for part in re.split(border, text):
        told = _NEUTRAL.sub(" ", part)
        force = Force(0)
        for sign, pattern in signs:
            force |= sign if pattern.search(told) else Force(0)
        words = frozenset(word[:6] for word in re.findall(r"[a-zäöüß]{4,}", part.casefold()))
        if words:
            made.append(Clause(force, words, bool(_DENIAL.search(told)), bool(_NEGATION.search(told))))
    return tuple(made)


_SENTENCE = r"(?<=[.;:!?])\s+(?=[\w„\"(])|\n"
_PART = rf"{_SENTENCE}|(?<=,)\s"
_CLOSE = 0.6
_SAME = 0.75


def contradictions(statement: str, quoted: str) -> list[str]:
    """What the statement says against the quoted text: reasons, [] when none can be told."""
    found: list[str] = []
    for claim in _clauses(_ANSWER.sub("", statement, count=1), _CLAIMS, _SENTENCE):
        wide = _nearest(claim, _clauses(quoted, _GROUNDS, _SENTENCE))
        near = _nearest(claim, _clauses(quoted, _GROUNDS, _PART))
        found += [reason for reason in _against(claim, wide, near) if reason not in found]
    return found


def _nearest(claim: Clause, ground: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """The clauses that share most words with the claim; all of them when none shares enough."""
    shares = [len(claim.words & clause.words) / len(claim.words) for clause in ground]
    best = max(shares, default=0.0)
    if best < 0.35:
        return ground
    return tuple(clause for clause, share in zip(ground, shares, strict=True) if share >= 0.8 * best)


def _against(claim: Clause, wide: tuple[Clause, ...], near: tuple[Clause, ...]) -> list[str]:
    force = Force(0)
    for clause in wide:
        force |= clause.force
    close = any(len(claim.words & clause.words) >= _CLOSE * len(claim.words) for clause in wide)
    negative = Force.NOT in claim.force
    modal = claim.force & (Force.MAY | Force.MUST)
    found = []
    same = [c for c in near if len(claim.words & c.words) >= _SAME * max(len(claim.words), len(c.words))]
    if same and all(c.negated != claim.negated for c in same):
        found.append("the cited text says the opposite")
    strict = close or Force.MODAL_NOT in claim.force
    if (
        negative
        and not force & (Force.NOT | Force.ONLY | Force.EXCEPT)
        and (strict or Force.HINT not in force)
    ):
        found.append("the cited text does not deny it")
    if (
        not negative
        and (close or Force.MAY in modal)
        and Force.ONLY not in claim.force
        and near
        and all(c.denied for c in near)
    ):
        found.append("the cited text denies it")
    if (
        not negative
        and modal == Force.MUST
        and Force.MAY in force
        and not force & (Force.MUST | Force.NOT | Force.ONLY | Force.HINT)
    ):
        found.append("the cited text allows what the statement demands")
    if not negative and modal == Force.MAY and Force.MUST in force and not force & (Force.MAY | Force.NOT):
        found.append("the cited text demands what the statement allows")
    if Force.ONLY in claim.force and not force & (
        Force.ONLY | Force.NOT | Force.EXCEPT | Force.MUST | Force.HINT
    ):
        found.append("the cited text has no such restriction")
    if Force.EXCEPT in claim.force and not force & (Force.EXCEPT | Force.NOT | Force.ONLY):
        found.append("the cited text has no such exception")
    return found
