"""Sentences in groups that make sense alone, and what a sentence must be shown with."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.records import Provision

_WHOLE = 30
"""Words up to which a provision is one block."""
_SHORT = 30
_EXCEPTION = re.compile(
    r"\b(?:ausgeschlossen|gilt nicht|gelten nicht|keine Anwendung|ausgenommen|does not apply|excluded)\b"
)
_TITLE = 6
"""Words up to which a line without a full stop is a title."""
_LIST = 90
"""Words up to which a list is one block."""
_LONGEST_LIST = 260
"""Words up to which a list can be shown whole."""
_POINTS_BACK = re.compile(
    r"(?:Dies(?:e[mnrs]?)?|Jene[rs]?|Er|Sie|Deren|Dessen|Dabei|Da(?:zu|für|bei|von|nach|gegen)"
    r"|Hier(?:zu|für|bei|von)|Letztere[rs]?|Solche[rs]?|This|These|They|It"
    r"|D(?:ie|er|as|en) (?:angegebene|genannte|vorgenannte|vorstehende|obige)[nrs]?)\b"
)
"""How a sentence begins that says nothing, or something else, without the one before it: "Diese Fristen ..."."""
_THAT_CASE = re.compile(
    r"\b(?:in dies(?:em Fall|en Fällen)|in (?:this|that|such a) case|in (?:these|such) cases)\b"
)
_CASE = re.compile(r"\b(?:wenn|falls|sofern|soweit|if|unless)\b", re.IGNORECASE)


def blocks(provision: Provision) -> tuple[tuple[int, ...], ...]:
    """Indexes of sentences: all of a row or of a short provision, a short list with its lead-in, the
    sentences of one list item, else one sentence each with those it points back to. Scope and lead-ins make
    no block of their own."""
    everything = tuple(range(len(provision.sentences)))
    if provision.cells or length(provision, everything) <= _WHOLE:
        return (everything,)
    found: list[tuple[int, ...]] = []
    at = 0
    while at < len(everything):
        size = max(1, _list_size(provision, at), _item_size(provision, at))
        block = everything[at : at + size]
        if size > 1 or not (at in provision.scope or leads(provision, at) or _says_nothing(provision, at)):
            found.append((*_meant(provision, at), *block))
        at += size
    return tuple(found)


def long_lists(provision: Provision) -> tuple[tuple[int, ...], ...]:
    """Each list at the top of the provision that is no block of its own: its lead-in with all of its items."""
    found = []
    at = 0
    while at < len(provision.sentences):
        size = _span(provision, at)
        if size and _LIST < length(provision, range(at, at + size)) <= _LONGEST_LIST:
            found.append(tuple(range(at, at + size)))
        at += max(1, size)
    return tuple(found)


def needed(provision: Provision, sentences: Iterable[int]) -> tuple[int, ...]:
    """The other sentences without which these would say something else: scope, lead-ins and ends of lists."""
    chosen = set(sentences)
    wanted = set(provision.scope) if chosen else set()
    for i in chosen:
        after = next(
            (n for n in range(i + 1, len(provision.sentences)) if not provision.sentences[n].item), -1
        )
        if provision.sentences[i].item and _closes(provision, after):
            wanted.add(after)
        depth = len(provision.sentences[i].item)
        for before in range(i - 1, -1, -1):
            if len(provision.sentences[before].item) < depth:
                depth = len(provision.sentences[before].item)
                wanted |= {before} if leads(provision, before) else set()
    return tuple(sorted(wanted - chosen))


def _meant(provision: Provision, sentence: int) -> tuple[int, ...]:
    """The sentences before it that a sentence points back to, up to the first that stands for itself."""
    item = provision.sentences[sentence].item
    first = sentence
    while first and _points_back(words(provision, [first])) and provision.sentences[first - 1].item == item:
        first -= 1
    return tuple(range(first, sentence))


def _points_back(sentence: str) -> bool:
    """Does a sentence mean the one before it: by its beginning, or by a case that it does not name itself?"""
    case = _THAT_CASE.search(sentence)
    return bool(_POINTS_BACK.match(sentence)) or bool(case and not _CASE.search(sentence, 0, case.start()))


def exceptions(provision: Provision) -> tuple[int, ...]:
    """The short sentences that take something out of the provision's rule; () for rows."""
    if provision.cells:
        return ()
    return tuple(
        i
        for i, sentence in enumerate(provision.sentences)
        if not sentence.item and _EXCEPTION.search(words(provision, [i])) and length(provision, [i]) <= _SHORT
    )


def leads(provision: Provision, sentence: int) -> bool:
    """Does a list follow the sentence?"""
    following = provision.sentences[sentence + 1 : sentence + 2]
    return any(len(s.item) > len(provision.sentences[sentence].item) for s in following)


def words(provision: Provision, sentences: Iterable[int]) -> str:
    """The text of the sentences; all of the provision for none."""
    spans = [provision.text[provision.sentences[i].start : provision.sentences[i].end] for i in sentences]
    return " ".join(spans) or provision.text


def length(provision: Provision, sentences: Iterable[int]) -> int:
    """The number of words of the sentences."""
    return len(words(provision, sentences).split())


def _list_size(provision: Provision, at: int) -> int:
    """Sentences of the short list whose lead-in stands at `at`, lead-in included; 0 for none."""
    size = _span(provision, at)
    return size if length(provision, range(at, at + size)) <= _LIST else 0


def _span(provision: Provision, at: int) -> int:
    """Sentences of the list whose lead-in stands at `at`, lead-in included; 0 for none."""
    if not leads(provision, at):
        return 0
    depth = len(provision.sentences[at].item)
    size = 1
    while at + size < len(provision.sentences) and len(provision.sentences[at + size].item) > depth:
        size += 1
    return size + 1 if _closes(provision, at + size) else size


def _says_nothing(provision: Provision, at: int) -> bool:
    """Is it no sentence: the end of a list, or a title that stands in the text?"""
    text = words(provision, [at])
    is_title = len(text.split()) <= _TITLE and text[-1:].isalnum() and not provision.sentences[at].item
    return is_title or _closes(provision, at)


def _closes(provision: Provision, at: int) -> bool:
    """Does the sentence end what a list before it began: "... nachgereicht werden."?"""
    if not 0 < at < len(provision.sentences):
        return False
    item = provision.sentences[at].item
    deeper = len(provision.sentences[at - 1].item) > len(item)
    goes_on = any(before.item == item for before in provision.sentences[:at])
    return deeper and goes_on and words(provision, [at])[:1].islower()


def _item_size(provision: Provision, at: int) -> int:
    """Sentences of the list item that begins at `at`; 1 outside a list or for a long item."""
    item = provision.sentences[at].item
    size = 1
    while item and at + size < len(provision.sentences) and provision.sentences[at + size].item == item:
        size += 1
    return size if length(provision, range(at, at + size)) <= _LIST else 1
