"""What a follow-up question means: made self-contained by rules, from the turns before it.

"and for the master's?" -> the question before, with master instead of bachelor.
"and how long does it take?" -> the question before, then this one.
A programme named earlier holds until another one is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answer import Turn
from assistant.search.analysis import content_words, language


@dataclass(frozen=True, slots=True)
class Understood:
    """A question made self-contained.

    text:       what to search for
    own:        the words of this turn alone
    language:   of this turn; of the earlier turn when this one is too short to tell
    programmes: carried over from an earlier turn, () when this one names its own or there is none
    provisions: ids the earlier answer cited, which this turn may speak of; () when it stands alone
    """

    text: str
    own: str
    language: str
    programmes: tuple[str, ...] = ()
    provisions: tuple[str, ...] = ()


_OPENS = re.compile(
    r"^\s*(?:und|and|or|oder|but|aber|also|then|dann|so|ok(?:ay)?[, ]|what (?:about|if)|how about|was ist(?: mit| wenn)|wie (?:ist|sieht)"
    r" (?:es|das)|same (?:for|with)|in that case|und wenn|wenn ja|if (?:so|yes|not))\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|that|this|those|these|them|they|there|then|one|ones|so|as well|instead|else"
    r"|da|dort|davon|dafür|dabei|damit|daran|darauf|dazu|darüber|dann|das höhere|diese[nmrs]?|derselbe\w*|denselben|dasselbe|dieselbe\w*"
    r"|sie|ihn|ihm|jene[nmrs]?)\b",
    re.IGNORECASE,
)
_DEMONSTRATIVE = re.compile(r"\b(?:das|die|der|dem|den|es|er)\b(?=\s*(?:$|[?.!,]|von\b|vom\b|denn|dann|auch|noch|nicht))", re.IGNORECASE)
_CONTRASTS: tuple[tuple[str, ...], ...] = (
    (r"bachelor\w*(?:[’']s)?|undergraduate", r"master\w*(?:[’']s)?"),
    (r"winter\w*", r"sommer\w*|summer\w*"),
    (r"first|erste[nmrs]?|1st", r"second|zweite[nmrs]?|2nd", r"third|dritte[nmrs]?|3rd"),
    (r"written|schriftlich\w*", r"oral(?:ly)?|mündlich\w*"),
    (r"full[- ]time|vollzeit", r"part[- ]time|teilzeit"),
)
_CODE = re.compile(r"\b[A-Z][A-Za-z]{0,4}(?:-[A-Za-z]+)*[ -]?\w*\d{2,}\w*\b")
_SHORT = 3


def resolve(question: str, history: Sequence[Turn], named: Callable[[str], tuple[str, ...]]) -> Understood:
    """What `question` means after `history`.

    named: gives the ids of the programmes named in a text
    """
    if not history:
        return Understood(question, question, language(question))
    last = history[-1]
    before = last.understood or last.question
    words = content_words(question)
    own = named(question)
    told = language(question) if len(words) > 1 or _OPENS.search(question) else language(last.question)
    programmes = () if own else next((t.programmes for t in reversed(history) if t.programmes), ())
    if not _leans(question, words):
        return Understood(question, question, told, programmes)
    swapped = _swapped(before, question)
    if swapped:
        text = swapped
    elif own and len(words) <= _SHORT:
        text = f"{_without(before, named)} {question}".strip()
    else:
        text = f"{before} {question}" if not own else f"{_without(before, named)} {question}"
    return Understood(text, question, told, programmes, last.provisions)


def _leans(question: str, words: list[str]) -> bool:
    """Does the question need the one before it?"""
    return (
        len(words) <= _SHORT
        or bool(_OPENS.search(question))
        or bool(_POINTS_BACK.search(question) and len(words) <= 12)
        or bool(_DEMONSTRATIVE.search(question))
    )


def _swapped(before: str, question: str) -> str:
    """The earlier question with what the short follow-up puts in place of it; "" when it does not do that."""
    rest = content_words(question)
    if len(rest) > _SHORT:
        return ""
    if (new := _CODE.search(question)) and _CODE.search(before):
        return _CODE.sub(new.group(), before, count=1)
    for group in _CONTRASTS:
        new = re.search(rf"\b(?:{'|'.join(group)})\b", question, re.IGNORECASE)
        old = re.search(rf"\b(?:{'|'.join(group)})\b", before, re.IGNORECASE)
        if new and old and new.group().casefold() != old.group().casefold() and len(rest) <= 2:
            return before[: old.start()] + new.group() + before[old.end() :]
    return ""


def _without(text: str, named: Callable[[str], tuple[str, ...]]) -> str:
    """The text without the words that name a programme."""
    kept = [word for word in text.split() if not named(word.strip("?.,!"))]
    return " ".join(kept)
