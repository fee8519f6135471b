"""Reads references as people write them: "§ 16 Abs. 4 Satz 2", "§16 IV 2", "14 Abs. 5 (2)", "para 3(5)".

The same reading serves what a user types, what a provision says, and the printed labels of provisions.
It knows no regulation: which of them is meant, and whether it has the place, is for others to find out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Label:
    """The parts of one reference; it stands at `text[start:end]`.

    supplementing: "Zu § ..." (a provision that supplements the § of another regulation)
    section:   "16", "12a"; "" in a reference inside the same section ("Absatz 1") or to an annex
    levels:    subsection and bracketed numbers, outermost first: ("4", "2") for Abs. 4 (2)
    items:     ("lit. c",), ("Nr. 2",), ("Spiegelstrich 3",)
    sentences: groups of sentence numbers: ((3, 4),); two groups in "Zu § 5 Abs. 4 Satz 2, Satz 1"
    annex:     "2" for Anlage 2; with a section when the annex has sections of its own
    """

    start: int
    end: int
    supplementing: bool = False
    section: str = ""
    levels: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    sentences: tuple[tuple[int, ...], ...] = ()
    annex: str = ""


_AND = r"(?:,|und|oder|sowie|bis|and|or|to|-|–)"
_UNIT = (
    r"(?:ECTS|LP\b|CP\b|Leistungsp|Punkt|Woche|Monat|Seite|Minute|Stunde|Jahr|Semester|%|Euro|€|v\.\s?H"
    r"|credit|week|month|page|minute|hour|year"
    r"|\.\s?(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez))"
)
_NUMBERS = rf"\d+(?:\s*{_AND}\s*\d+(?!\w|\.\d)(?!\s*{_UNIT}))*"
_LETTERS = rf"[a-z]\b(?:\s*{_AND}\s*[a-z]\b)*"

_START = re.compile(
    rf"""
    (?: (?P<zu>\bzu\s*)?
        (?P<sign>§§? | \b(?:sections? | sec\.? | paragra(?:ph|f)(?:en|s)? | paras?\.?)(?=[\s\d]))
        \s* (?P<section>\d+[a-z]?) (?![\w]) (?!\s*{_UNIT})
    | (?<![\w§.,-]) (?P<bare>\d+[a-z]?) (?=\s*(?:Abs\b|Absatz|Absätze))
    | \b(?:Anlagen? | Anhangs? | Annex | Appendix)\s* (?P<annexes>{_NUMBERS} | (?-i:[A-Z])\b)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_INSIDE = re.compile(
    r"(?<!\w)(?:Abs(?:atz(?:es)?|ätzen?|\.)|Satz|Sätzen?|Satzes)\s*\d", re.VERBOSE | re.IGNORECASE
)
_PART = re.compile(
    rf"""
    \s* (?P<joint>{_AND})? \s*
    (?: (?:Abs(?:atz(?:es)?|ätzen?|\.)? | subsections? | subsec\.? | paragraphs? | paras?\.?)
            \s* (?: \((?P<single>\d+)\) | (?P<levels>{_NUMBERS}) )
      | \((?P<paren>\d+)\)
      | (?-i:(?P<roman>[IVX]+)\b (?:\s+(?P<after_roman>\d+)\b(?!\s*{_UNIT}))?)
      | (?:lit\.? | Buchst(?:aben?s?|\.)? | letters?) \s* (?P<letters>{_LETTERS}) \)?
      | \(?(?P<letter>[a-z])\)
      | (?:Nrn?\.? | Nummern? | Ziff(?:ern?|\.)? | nos?\.) \s* (?P<numbers>{_NUMBERS})
      | Spiegelstrichs? \s* (?P<dashes>{_NUMBERS})
      | (?:S(?:atz(?:es)?|ätzen?|\.)? | sentences?) \s* (?P<sentences>{_NUMBERS})
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_NEXT_SECTION = re.compile(rf"\s*(?P<joint>{_AND})\s*(?P<section>\d+[a-z]?)(?!\w)(?!\s*{_UNIT})")
_ADJACENT = re.compile(r"\s*,?\s*")
_ONLY_JOINT = re.compile(rf"\s*(?:{_AND}|i\.\s?V\.\s?m\.?|in Verbindung mit|bzw\.)?\s*")
_ROMAN = {"I": 1, "V": 5, "X": 10}


def parse(text: str) -> tuple[Label, ...]:
    """Every reference in `text` that names a section or an annex, in order; lists become one label each."""
    labels: list[Label] = []
    position = 0
    while found := _START.search(text, position):
        read = list(_from(text, found))
        if labels and _within_annex(text, labels[-1], read[0]):
            annex = labels.pop()
            read = [replace(label, start=annex.start, annex=annex.annex) for label in read]
        labels += read
        position = max(label.end for label in labels)
    return tuple(labels)


def parse_inside(text: str) -> tuple[Label, ...]:
    """As `parse`, and also references without a section ("Absatz 1", "Satz 4"), in order."""
    labels = list(parse(text))
    taken = [(label.start, label.end) for label in labels]
    position = 0
    while found := _INSIDE.search(text, position):
        position = found.end()
        if not any(start <= found.start() < end for start, end in taken):
            read = _parts(text, Label(found.start(), found.start()))
            labels += read
            position = max(label.end for label in read)
    return tuple(sorted(labels, key=lambda label: label.start))


def _within_annex(text: str, annex: Label, label: Label) -> bool:
    """Whether a section follows directly on its annex: "Anlage D, § 2", but not "Anlage 1 zu § 3"."""
    if not annex.annex or annex.section or label.annex or label.supplementing:
        return False
    return _ADJACENT.fullmatch(text[annex.end : label.start]) is not None


def _from(text: str, found: re.Match[str]) -> Iterator[Label]:
    """The labels that begin where `_START` matched."""
    if annexes := found["annexes"]:
        for annex in _expand(annexes) if annexes[0].isdigit() else [annexes]:
            yield Label(found.start(), found.end(), annex=annex)
        return
    section, end = found["section"] or found["bare"], found.end()
    several = found["sign"] == "§§" or (found["sign"] or "").endswith("s")
    while True:
        label = Label(found.start(), end, supplementing=bool(found["zu"]), section=section)
        for part in _parts(text, label):
            yield part
            end = part.end
        more = _NEXT_SECTION.match(text, end) if several else None
        if not more:
            return
        if more["joint"] in ("bis", "-", "–", "to") and section.isdigit() and more["section"].isdigit():
            for between in range(int(section) + 1, int(more["section"])):
                yield replace(label, section=str(between), end=more.end())
        section, end = more["section"], more.end()


def _parts(text: str, label: Label) -> list[Label]:
    """`label` and what follows it at `label.end`, split at "und" into one label for each place."""
    done: list[Label] = []
    while found := _PART.match(text, label.end):
        if found["joint"] and found["joint"] != "," and not _deep_enough(label, found):
            break
        before = label
        branches = _read(label, found)
        if found["joint"] and _replaces(before, found):
            done.append(before)
        done += branches[:-1]
        label = branches[-1]
    return [*done, label]


def _deep_enough(label: Label, found: re.Match[str]) -> bool:
    """Whether "und" can continue: there must already be a place of the same rank to stand beside."""
    if found["sentences"]:
        return bool(label.sentences)
    if found["letters"] or found["letter"] or found["numbers"] or found["dashes"]:
        return bool(label.items)
    return bool(label.levels)


def _replaces(label: Label, found: re.Match[str]) -> bool:
    """Whether the part begins a second place instead of going deeper into the first."""
    return not found["sentences"] and _deep_enough(label, found)


def _read(label: Label, found: re.Match[str]) -> list[Label]:
    """The label with one more part, once for each value of a list."""
    end, beside = found.end(), bool(found["joint"]) and _replaces(label, found)
    if found["sentences"]:
        group = tuple(int(n) for n in _expand(found["sentences"]))
        groups = label.sentences
        if found["joint"] and found["joint"] != "," and groups:
            group, groups = groups[-1] + group, groups[:-1]
        return [replace(label, end=end, sentences=(*groups, group))]
    items = _items(found)
    if items:
        kept = label.items[:-1] if beside else label.items
        sentences = () if beside else label.sentences
        return [replace(label, end=end, items=(*kept, item), sentences=sentences) for item in items]
    if found["levels"] or found["single"]:
        numbers, kept = _expand(found["levels"] or found["single"]), () if beside else label.levels
    else:
        numbers = [found["paren"] or str(_roman(found["roman"]))]
        kept = label.levels[:-1] if beside else label.levels
    sentences = ((int(found["after_roman"]),),) if found["after_roman"] else ()
    return [replace(label, end=end, levels=(*kept, n), items=(), sentences=sentences) for n in numbers]


def _items(found: re.Match[str]) -> list[str]:
    if letters := found["letters"] or found["letter"]:
        return [f"lit. {letter}" for letter in _expand(letters.lower())]
    if found["numbers"]:
        return [f"Nr. {number}" for number in _expand(found["numbers"])]
    return [f"Spiegelstrich {number}" for number in _expand(found["dashes"] or "")]


def _expand(listed: str) -> list[str]:
    """ "1, 3 bis 5" -> 1, 3, 4, 5; "a und c" -> a, c."""
    values: list[str] = []
    through = False
    for token in re.findall(r"\d+|bis|to|[-–]|und|oder|sowie|and|or|[a-z]", listed, re.IGNORECASE):
        if token in ("bis", "to", "-", "–"):
            through = True
        elif token.isdigit() or len(token) == 1:
            if through and values and token.isdigit():
                values += [str(n) for n in range(int(values[-1]) + 1, int(token))]
            elif through and values:
                values += [chr(n) for n in range(ord(values[-1]) + 1, ord(token))]
            values.append(token)
            through = False
    return values


def _roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    return sum(-v if any(v < w for w in values[n + 1 : n + 2]) else v for n, v in enumerate(values))


def after(text: str, labels: tuple[Label, ...]) -> tuple[str, ...]:
    """For each label the words up to the next one; across a mere "und" also the words after that.

    There stands which regulation is meant: "§ 13 Abs. 7 und § 15 Abs. 5 APO" gives " APO" for both.
    """
    zones: list[str] = []
    following = ""
    for label in reversed(labels):
        end = max(other.end for other in labels if other.start == label.start)
        begin = min((other.start for other in labels if other.start > label.start), default=len(text))
        between = text[end:begin]
        following = following if begin < len(text) and _ONLY_JOINT.fullmatch(between) else between
        zones.append(following)
    return tuple(reversed(zones))
