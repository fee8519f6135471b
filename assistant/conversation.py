"""What a follow-up question means: made self-contained by rules, from the turns before it.

"and for the master's?" -> the question before, with master instead of bachelor.
"and how long does it take?" -> the question before, then this one.
A programme named earlier holds until another one is named.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Passage, Turn
from assistant.search.analysis import content_words, language
from assistant.search.names import Named


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
    r"\s*(?:und|and|oder|or|but|aber|also|then|dann|ok(?:ay)?\b|what (?:about|if)|how about|was ist (?:mit|wenn)"
    r"|wie (?:ist|sieht) es|same (?:for|with)|in that case|in dem fall|wenn ja|falls (?:ja|nicht)|if (?:so|yes|not))\b",
    re.IGNORECASE,
)
_THERE = r"(?<!is )(?<!are )(?<!'s )\bthere\b(?! (?:a|an|any|is|are)\b)"
_POINTS_BACK = re.compile(
    rf"{_THERE}|\b(?:it|its|that|this|those|these|them|they|one|ones|as well|da(?!ss)|daran|darauf|darüber"
    r"|diese[nmrs]?|derselbe\w*|dasselbe|dieselbe\w*|sie|ihn|ihm|jene[nmrs]?)\b"
    r"|\b(?:das|die|der|dem|den|es|er)\b(?=\s*(?:$|[?.!,]|von\b|vom\b|denn\b|dann\b|auch\b|noch\b))",
    re.IGNORECASE,
)
_PLACES_BACK = re.compile(
    rf"{_THERE}|\b(?:dort|davon|dafür|dabei|damit|in that case|in dem fall)\b", re.IGNORECASE
)
_COMPLETE = re.compile(
    r"\s*(?:is|are|do|does|did|can|could|may|must|should|will|have|has|how|what|when|where|who|whom|which|why|if|i|we|my"
    r"|ist|sind|kann|kannst|darf|dürfen|muss|müssen|soll|hat|haben|habe|gibt|gibts|wie|was|wann|wo|wer|wem|warum"
    r"|welche[nmrs]?|ich|wir|mein\w*|braucht|brauche|bekomme|reicht|gilt|zählt)\b",
    re.IGNORECASE,
)
_CONTRASTS: tuple[tuple[str, ...], ...] = (
    (r"bachelor\w*(?:[’']s)?|undergraduate", r"master\w*(?:[’']s)?"),
    (r"winter\w*", r"sommer\w*|summer\w*"),
    (r"first|erste[nmrs]?|1st", r"second|zweite[nmrs]?|2nd", r"third|dritte[nmrs]?|3rd"),
    (r"written|schriftlich\w*", r"oral(?:ly)?|mündlich\w*"),
    (r"full[- ]time|vollzeit", r"part[- ]time|teilzeit"),
)
_CODE = re.compile(r"\b[A-Z][A-Za-z]{0,4}(?:-[A-Za-z]+)*[ -]?\w*\d{2,}\w*\b")
_FEW = 5
_FRAGMENT = 3
_SENTENCE = 12
_LONG = 14


def resolve(question: str, history: Sequence[Turn], names: Callable[[str], Sequence[Named]]) -> Understood:
    """What `question` means after `history`; `names` finds the programmes named in a text."""
    if not history:
        return Understood(question, question, language(question))
    last = history[-1]
    words = content_words(question)
    own = names(question)
    told = language(question) if len(words) > 1 or _OPENS.match(question) else language(last.question)
    carried = () if own else next((t.programmes for t in reversed(history) if t.programmes), ())
    if not _leans(question, words):
        return Understood(question, question, told, carried)
    before = last.understood or last.question
    if len(content_words(before)) > _LONG:
        before = last.question
    text = _swapped(before, question, words) or _renamed(before, question, own, names)
    return Understood(text or f"{before} {question}", question, told, carried, last.provisions)


def merged(whole: Sequence[Passage], own: Sequence[Passage], share: float = 1.0) -> tuple[Passage, ...]:
    """Two results for one question as one: heights between the lowest and the best are added.

    share: what the second result counts for one of the first
    """
    heights: defaultdict[str, float] = defaultdict(float)
    for passages, weight in ((whole, 1.0), (own, share)):
        low = min((p.score for p in passages), default=0.0)
        high = max((p.score for p in passages), default=0.0)
        for p in passages:
            heights[p.provision] += weight * (p.score - low) / (high - low or 1.0)
    known = {p.provision: p for p in (*whole, *own)}
    order = sorted(heights, key=lambda provision: (-heights[provision], provision))
    return tuple(replace(known[p], score=heights[p]) for p in order)


def _leans(question: str, words: Sequence[str]) -> bool:
    """Does the question need the one before it?"""
    return (
        len(words) <= 1
        or bool(_OPENS.match(question))
        or (len(words) <= _FEW and bool(_POINTS_BACK.search(question)))
        or (len(words) <= _SENTENCE and bool(_PLACES_BACK.search(question)))
        or (len(words) <= _FRAGMENT and not _COMPLETE.match(question))
    )


def _swapped(before: str, question: str, words: Sequence[str]) -> str:
    """The earlier question with what a fragment puts in place of it ("and the second one?"); "" if nothing."""
    if len(words) > _FRAGMENT or len([w for w in words if not _OPENS.match(w)]) > 2:
        return ""
    if (code := _CODE.search(question)) and _CODE.search(before):
        return _CODE.sub(code.group(), before, count=1)
    for group in _CONTRASTS:
        anything = re.compile(rf"\b(?:{'|'.join(group)})\b", re.IGNORECASE)
        new, old = anything.search(question), anything.search(before)
        if new and old and new.group().casefold() != old.group().casefold():
            return before[: old.start()] + new.group() + before[old.end() :]
    return ""


def _renamed(
    before: str, question: str, own: Sequence[Named], names: Callable[[str], Sequence[Named]]
) -> str:
    """The earlier question about the programme that a fragment names ("and Hertie's?"); "" if it says more."""
    rest = question
    for name in sorted(own, key=lambda n: -n.start):
        rest = rest[: name.start] + rest[name.end :]
    if not own or content_words(rest):
        return ""
    new = question[own[0].start : own[0].end]
    if old := names(before):
        return before[: old[0].start] + new + before[old[0].end :]
    return f"{before.rstrip('?!. ')} ({new})?"
