"""From text to index terms, German and English: tokens, stems, compound parts, n-grams, language."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

import Stemmer

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\ufeff"))
_TOKEN = re.compile(
    r"§+"
    r"|\b[A-Z]{1,4} \d{3,}[a-z]?\b"  # module numbers with a blank: "MB 04132"
    r"|\d+(?:[.,:]\d+)+"  # dates, decimals, times
    r"|[^\W_]+(?:[-/][^\W_]+)*"
)
_LINKS = ("", "s", "es", "n", "en", "er", "e")
_SHORTEST_PART = 4


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GERMAN_ONLY = _words(
    """
    aber alle alles als andere anderen anderes anders auch auf aus bei beim bekomme bekommen bekommt bis
    brauch brauche braucht bzw da dabei dafür damit danach dann daran darauf darf das dass davon dazu dein
    deine dem den denn der des dich dies diese diesem diesen dieser dieses dir doch dort du durch dürfen
    eben eigentlich ein eine einem einen einer eines einfach er es etwa etwas euch eure für fürs gegen gehen
    geht gelten gem gemacht gemäß gerade gibt gibts gilt gleich hab habe haben halt hier hinter ich ihm ihn
    ihr ihre ihrem ihren ihrer im immer ins ist ja jede jedem jeden jeder jemand jetzt kann kannst kein
    keine keinem keinen keiner komm komme kommen kommt krieg kriege kriegt können könnte lassen lässt mache
    machen macht mal mehr mein meine meinem meinen meiner mich mir mit muss musst möchte müssen nach ne nen
    ner nicht nichts nix noch nun nur ob oder ohne passiert schon sehr sein seine seit sich sie sind soll
    sollen sollte sonst sowie statt stehen steht um und uns unser unsere unter vom von vor wann warum was
    welche welchem welchen welcher welches wem wen wenn wer werde werden wie wieder wieso wieviel wieviele
    wir wird wirklich wo wohin wollen wozu wurde wäre würde zu zum zur zwischen über überhaupt
    """
)
_ENGLISH_ONLY = _words(
    """
    a about actually after again all already and any anyone anything are as at back be because been before
    being between both but by came can come comes could d did do does doing don during each else even ever
    every everybody everyone everything find for from get gets give given gives go goes going got had happen
    happens has have having he her here him his how i id if im into is isn it its just keep know let lets
    like ll look m made make makes many may me might more most much must my no nor not now of off ok on once
    one only or other our out over own per please put re really s said same say says see she should some
    somebody someone something still stuff such t take takes tell than that the their them then there these
    they thing things this those through to too took under until up us ve very want wanted wants was we well
    were what whats when where whether which while who whom whose why with without would you your yours
    """
)
_AMBIGUOUS = _words("am an die in man so war was also will hat bin her his them den even back well")
STOP_WORDS = _GERMAN_ONLY | _ENGLISH_ONLY | _AMBIGUOUS
_GERMAN_TRACES = re.compile(
    r"[äöüß]|sch|ung(?:en)?\b|keit\b|lich|cht|ein|prüf|pruef|arbeit|\bge|ieren\b|frist|semester\b|[bdfgklmnprst]z|"
    r"\b(?:auf|ver|vor|zu)\w{4}|en\b|ck\b|ie[lrnst]"
)
_ENGLISH_TRACES = re.compile(
    r"th|wh|ing\b|tion\b|ity\b|ght|ee|oo|ou|ow|ly\b|ed\b|sh|ea|ys?\b|cy\b|ies\b|ts\b|ct|exam\b|fee|credit|mark|"
    r"dent|thes[ie]s|c[aeo]|\b(?:re|dis|un)\w{4}"
)


def normal(text: str) -> str:
    """NFKC, without soft hyphens and zero-width characters, no-break spaces as blanks."""
    return unicodedata.normalize("NFKC", text).translate(_INVISIBLE)


def tokens(text: str) -> list[str]:
    """Words, numbers, § and module numbers as they stand; codes and hyphenated words in one piece."""
    return _TOKEN.findall(normal(text))


def is_code(token: str) -> bool:
    """Whether a token is a module number or the like: letters and digits together."""
    return any(c.isdigit() for c in token) and any(c.isalpha() for c in token)


def pieces(token: str) -> list[str]:
    """The index forms of a token, case-folded: itself without joints, and the parts between joints."""
    parts = [part for part in re.split(r"[-/ ]", token.casefold()) if part]
    return parts if len(parts) == 1 else ["".join(parts), *parts]


def is_stop_word(token: str) -> bool:
    """Whether a token carries no meaning of its own in either language."""
    return token.casefold() in STOP_WORDS


def content_words(text: str) -> list[str]:
    """The tokens of a text that carry its meaning, in order: no stop words, no single letters."""
    return [t for t in tokens(text) if not is_stop_word(t) and (len(t) > 1 or t.isdigit())]


def language(text: str) -> str:
    """ "en" or "de": by function words, then by traces of spelling; "de" when nothing tells."""
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", normal(text))]
    german = sum(word in _GERMAN_ONLY and word not in _AMBIGUOUS for word in words)
    english = sum(word in _ENGLISH_ONLY and word not in _AMBIGUOUS for word in words)
    if german != english:
        return "de" if german > english else "en"
    spelled = " ".join(words)
    return "en" if len(_ENGLISH_TRACES.findall(spelled)) > len(_GERMAN_TRACES.findall(spelled)) else "de"


@lru_cache(maxsize=100_000)
def grams(word: str) -> tuple[str, ...]:
    """Character 4- and 5-grams of a word, umlauts and their spellings (ae, oe, ue) made alike.

    A word of at most 4 letters is one gram; the marks ^ and $ stand for its ends.
    """
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(c for c in plain if c.isalnum())
    plain = plain.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    marked = f"^{plain}$"
    if len(plain) < 4:
        return (marked,) if plain else ()
    return tuple(marked[i : i + n] for n in (4, 5) for i in range(len(marked) - n + 1))


class Analyzer:
    """Stems and compound parts, with the vocabulary of the corpus it was made for."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Count the words of `texts`; compounds are split into words that stand there alone."""
        counts = Counter(piece for text in texts for token in tokens(text) for piece in pieces(token))
        self._counts = Counter({w: n for w, n in counts.items() if w.isalpha() and len(w) >= _SHORTEST_PART})
        self._stemmers = {"de": Stemmer.Stemmer("german"), "en": Stemmer.Stemmer("english")}
        self._terms: dict[tuple[str, str], tuple[str, ...]] = {}

    def terms(self, token: str, language: str = "de") -> tuple[str, ...]:
        """The index terms of one token: its stem, then the stems of its parts."""
        key = (token, language)
        if key not in self._terms:
            self._terms[key] = tuple(dict.fromkeys(self._stems(token, self._stemmers[language])))
        return self._terms[key]

    def split(self, word: str) -> tuple[str, ...]:
        """The parts of a case-folded German compound, () when it is none that this corpus knows."""
        best: tuple[str, ...] = ()
        best_score = 0.0
        for head, tail in _splits(word):
            if head not in self._counts:
                continue
            rest = (tail,) if tail in self._counts else self.split(tail)
            parts = (head, *rest)
            score = _mean_count(parts, self._counts) / len(parts)
            if rest and score > best_score:
                best, best_score = parts, score
        return best

    def _stems(self, token: str, stemmer: Stemmer.Stemmer) -> Iterator[str]:
        for piece in pieces(token):
            if not piece.isalpha():
                yield piece
                continue
            yield stemmer.stemWord(piece)
            yield from (stemmer.stemWord(part) for part in self.split(piece))


def _splits(word: str) -> Iterator[tuple[str, str]]:
    """All (head without linking letters, tail) of a word, each at least `_SHORTEST_PART` long."""
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        for link in _LINKS:
            head = word[:cut]
            if head.endswith(link) and len(head) - len(link) >= _SHORTEST_PART:
                yield head[: len(head) - len(link)], word[cut:]


def _mean_count(parts: tuple[str, ...], counts: Counter[str]) -> float:
    product = 1.0
    for part in parts:
        product *= counts[part]
    return float(product ** (1 / len(parts)))
