"""Does a statement contradict the words it cites, in what it allows, demands, denies, restricts or exempts?

Code can tell this only where both say it plainly; everything unclear passes. A statement is compared with the parts of
the quoted text that share its words, in another language with all of it. Of a model's statement more is asked
(`opposed`): what its nearest cited sentences do not say plainly counts against it.
"""

from __future__ import annotations

import re

from assistant.clauses import (
    CLAIMS,
    GROUNDS,
    MAY_WORDS,
    MUST_WORDS,
    NEGATION,
    NEUTRAL,
    Clause,
    Force,
    any_of,
    clauses,
)

_SENTENCE = r"(?<=[.;:!?])\s+(?=[\w„\"(])|\n"
_PART = rf"{_SENTENCE}|(?<=,)\s"
_CLOSE = 0.6  # shares of words from which on two clauses speak of one matter
_SAME = 0.75
_HALF = 0.5


def contradictions(statement: str, quoted: str) -> list[str]:
    """What the statement says against the quoted text: reasons, [] when none can be told."""
    found: list[str] = []
    for claim in clauses(statement, CLAIMS, _SENTENCE):
        wide = _nearest(claim, clauses(quoted, GROUNDS, _SENTENCE))
        near = _nearest(claim, clauses(quoted, GROUNDS, _PART))
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


_DENIES = re.compile(
    r"\b(?:nicht|kein|niemals|nie\b|weder|ausgeschlossen|un(?:zulässig|möglich|berührt)|untersagt|verboten"
    r"|versag|verweiger|abgelehn|ablehn|erl(?:ischt|osch)|verl(?:ier|ust)|verzicht|befrei|entf(?:äll|all)|entbehrlich|kostenlos"
    r"|stattdessen|außer\b(?! kraft)|ausnahme|nur|lediglich|ausschließlich|allein|erst\b|not?\b|never|none|only)"
    r"|n[’']t\b|ausschlu(?:ss|ß)|\w(?:los|frei)(?:e[nrms]?)?\b",
    re.IGNORECASE,
)
"""Words of a source that bear out a denial or a restriction."""
_WITHOUT = any_of("ohne", "without")
_CONDITION = any_of(
    r"if|when|unless|provided|as long as|without|where|wenn|falls|sofern|soweit|solange|ohne|bei|es sei denn"
)
_CONDITIONAL = re.compile(r",?\s*\b(?:sofern|soweit|wenn|falls)\b[^,;.]*", re.IGNORECASE)
"""A clause that says nothing about a statement without a condition."""
_TURNS = any_of(r"nur|lediglich|only|weder|neither|un(?:zulässig|möglich)\w*|ausgeschlossen|ohne|without")
"""Words that say with another number of negations what a negation says."""
_EXCLUDES = re.compile(r"ausschlu(?:ss|ß)|cut-?off|exclu|verbindlich|binding|mandatory", re.IGNORECASE)
_REFUSES = re.compile(
    r"\b(?:unless|invalid|refus|reject|waive|exempt|late\b|lapse|except|only\b|nur\b|erst\b|otherwise|barred|dispens"
    r"|rule[sd] out|fails? to)",
    re.IGNORECASE,
)
"""Words of a statement that may render a denial without a negation."""
_DENIED = re.compile(
    rf"{NEGATION.pattern}|ausgeschlossen|unzulässig|untersagt|verboten|entfällt", re.IGNORECASE
)
_NEGATIVE = dict(GROUNDS)[Force.NOT]
_LIMITS = re.compile(
    r"\b(?:wenn|sofern|soweit|falls|bedarf|bedürfen|setzt|voraussetzung|begrenzt|höchstens|maximal|muss\b|müssen|erforderlich"
    r"|bis zu)|beschränk",
    re.IGNORECASE,
)
_ALLOWED = any_of(*MAY_WORDS)
_ORDERED = any_of(*MUST_WORDS, r"(?:ist|sind|hat|haben)\b[^.]*?\b(?:zu \w+|\w+zu\w+)en")
_DEMANDED = any_of(
    *MUST_WORDS,
    r"(?:ist|sind|hat|haben)\b[^.]*?\b(?:zu \w+|\w+zu\w+)en|\w*pflicht|bedarf|bedürfen|setzt|wer|soll\w*",
    r"Voraussetzung\w*",
)
_ENABLES = re.compile(
    r"\b(?:steht|stehen|frei|wählen|gelegenheit|recht\b|anspruch|genügt|reicht|zwei-?mal|einmal|bis zu|beginn)"
    r"|bar\b|bare[nrms]?\b|fähig|zugelassen|anerkannt|gestatt|zuzulassen|berechtig|erlaub|beschränk",
    re.IGNORECASE,
)
"""Words of a source that allow without a modal verb."""
_NO = r"(?:not|no|none|nicht|keine?[nrms]?)"
_MODAL = r"(?:may|must|can|could|need|shall|have to|kann|können|darf|dürfen|muss|müssen)"
_MODAL_DENIED = re.compile(
    rf"\b{_MODAL}\b[^,;]*?\b{_NO}\b|\b{_NO}\b[^,;]*\b(?:{_MODAL}|possible|allowed|permitted|möglich|zulässig|erlaubt)\b"
    r"|\bcannot\b|n[’']t (?:have|need)\b",
    re.IGNORECASE,
)


def opposed(statement: str, nearest: str) -> list[str]:
    """What a model's statement denies, allows, demands or restricts though its nearest cited sentences do not.

    nearest: the sentences, one a line
    """
    if not _CONDITION.search(statement):
        nearest = _CONDITIONAL.sub("", nearest)
    told = NEUTRAL.sub(" ", nearest)
    turned = any(_turned(statement, line) for line in nearest.split("\n"))
    found = ["the cited text says the opposite"] if turned else []
    for part in re.split(_SENTENCE, statement):
        for claim in clauses(part, CLAIMS, _SENTENCE):
            if Force.NOT in claim.force:
                found += _denying(part, claim.force, told)
            elif _denied(part, told):
                found.append("the cited text denies it")
            if not _MODAL_DENIED.search(NEUTRAL.sub(" ", part)):
                found += _allowing(claim.force, nearest)
            if Force.ONLY in claim.force and not (_DENIES.search(told) or _LIMITS.search(told)):
                found.append("the cited text has no such restriction")
    return found


def _turned(statement: str, sentence: str) -> bool:
    """Do the two say much the same, the one with another number of negations? A part of the sentence may suffice."""
    if _TURNS.search(statement) or _TURNS.search(sentence):
        return False
    said, count = _told(statement)
    alike = [
        told == count
        for source, told in map(_told, (sentence, *sentence.split(",")))
        if len(said & source) >= max(_SAME * len(said), _HALF * len(source))
    ]
    return bool(alike) and not any(alike)


def _told(text: str) -> tuple[set[str], int]:
    """The longer words, and how many negations there are."""
    return set(re.findall(r"[a-zäöüß]{4,}", text.casefold())), len(NEGATION.findall(text))


def _denying(part: str, force: Force, told: str) -> list[str]:
    if not (_DENIES.search(told) or (Force.MODAL_NOT not in force and _WITHOUT.search(told))):
        return ["the cited text does not deny it"]
    excluded = _EXCLUDES.search(part) and NEGATION.search(part) and not NEGATION.search(told)
    return ["the cited text excludes it"] if excluded else []


def _denied(part: str, told: str) -> bool:
    """Is the part said without a negation where the source has one? A part of the source without one may suffice."""
    told = re.sub(r"\([^)]*\)", "", told)
    if not _DENIED.search(told) or _NEGATIVE.search(part) or _REFUSES.search(part):
        return False
    said, _ = _told(part)
    plain = (words for words, count in map(_told, told.split(",")) if not count)
    return not any(len(said & words) >= _SAME * len(said) for words in plain)


def _allowing(force: Force, nearest: str) -> list[str]:
    found = []
    closest = nearest.partition("\n")[0]
    allowed, demanded = _ALLOWED.search(closest), _DEMANDED.search(closest)
    if Force.MUST in force and Force.MAY not in force and allowed and not demanded:
        found.append("the cited text only allows it")
    if Force.MAY in force and Force.ONLY not in force and not (allowed or _ENABLES.search(nearest)):
        found.append("the cited text does not allow it")
    if Force.MAY in force and Force.MUST not in force and not allowed and _ORDERED.search(closest):
        found.append("the cited text demands it")
    return found
