"""From the words of a question to a query: language, programmes, what it asks for, expansions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.search.analysis import content_words, language
from assistant.search.names import Named, ProgrammeNames
from assistant.search.query import Ask, Query
from assistant.terms import Terms
from ingest.corpus import Corpus

_ASKS = {
    Ask.DATE: r"wann|bis wann|frist\w*|stichtag\w*|termin\w*|spätestens|\w*schluss?|datum|letzte[rn]? tag"
    r"|when|deadline\w*|dates?|latest|last day|due|cut-?off|which month|what day",
    Ask.NUMBER: r"wie ?viele?|wie oft|wie hoch|wie groß|anzahl|punkte?|prozent|lp|cp|ects|mindestens"
    r"|how many|how often|how much|how high|number of|credits?|points?|percent\w*|minimum|maximum|at least",
    Ask.FEE: r"kost(?:en|et)|gebühr\w*|preis\w*|teuer|billig\w*|günstig\w*|(?:be)?zahl\w*|euro|€"
    r"|costs?|fees?|prices?|tuition|pay\w*|expensive|cheap\w*|afford|invoice\w*",
    Ask.DURATION: r"wie lang\w*|dauer\w*|wie viel zeit|zeitraum|bearbeitungs\w+|\w*minuten|wochen|monate"
    r"|how long|how much time|duration|length|minutes|weeks|months|longer",
    Ask.EXAM_FORM: r"prüfungs(?:form|art)\w*|wie \w+ geprüft|mündlich\w*|schriftlich\w*|klausur\w*"
    r"|exam(?:ined| form\w*| type\w*| format\w*)|oral(?:ly)?|written|assessed|assessment",
    Ask.OFFICE: r"wer|wem|wen|an wen|zuständig\w*|ansprechpartner\w*|prüfungsausschuss|prüfungsamt"
    r"|who|whom|whose|responsible|in charge|contact|which office|committee|board",
    Ask.REQUIREMENT: r"\w*voraussetz\w*|bedingung\w*|(?:was|welche \w+) (?:brauche?|benötige?|muss|müssen)\w*"
    r"|anforderung\w*|erforderlich|\w*unterlagen|\w*nachweise?|requirements?|prerequisites?|eligib\w*|qualif\w*"
    r"|what do i need|documents?|required",
    Ask.COMPARISON: r"vergleich\w*|vergleiche|unterschied\w*|unterscheiden|versus|vs|gegenüber|im gegensatz"
    r"|compare\w*|comparison|difference\w*|differ|side by side|which of (?:these|the)|either"
    r"|welche[rs]? (?:der|von|dieser) \w+|which programmes?|welche (?:studiengänge|programme)",
}
_PATTERNS = {ask: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for ask, words in _ASKS.items()}


def understand(text: str, corpus: Corpus, chosen_programme: str | None = None) -> Query:
    """The query a question means.

    Programmes named in the question count before the chosen one; a comparison takes both.
    """
    text = " ".join(text.split())
    named = names_of(corpus).find(text)
    asks = [ask for ask, pattern in _PATTERNS.items() if pattern.search(text)]
    programmes = {programme for name in named for programme in name.programmes}
    if chosen_programme and (not programmes or Ask.COMPARISON in asks):
        programmes.add(chosen_programme)
    if len(programmes) > 1 and Ask.COMPARISON not in asks:
        asks.append(Ask.COMPARISON)
    topic = _unless_empty(_PATTERNS[Ask.COMPARISON].sub(" ", without_names(text, named)), text)
    return Query(
        text=text,
        language=language(text),
        programmes=tuple(sorted(programmes)),
        expansions=_terms().expand(topic),
        asks=tuple(asks),
        topic=topic if topic != text else "",
    )


def without_names(text: str, named: Iterable[Named]) -> str:
    """The text without the names in it, or the text itself when nothing else is said."""
    rest, end = "", 0
    for name in sorted(named, key=lambda n: n.start):
        rest += text[end : name.start] + " "
        end = max(end, name.end)
    return _unless_empty(rest + text[end:], text)


def _unless_empty(rest: str, text: str) -> str:
    """What is left of a text, or the text itself when nothing is left to search for."""
    rest = " ".join(rest.split())
    return rest if content_words(rest) else text


@lru_cache(maxsize=4)
def names_of(corpus: Corpus) -> ProgrammeNames:
    """The names of a corpus's programmes, made once."""
    return ProgrammeNames(corpus)


@lru_cache(maxsize=1)
def _terms() -> Terms:
    return Terms.load()
