"""Whose number is it? Where one sentence gives two values for two cases, a statement must keep them apart.

"15. März für das Wintersemester und 15. Januar für das Sommersemester": the values are paired with the cases in the
order in which both stand; a statement that pairs them otherwise is at fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.quantities import Quantity, Sort, quantities, supports

_Group = tuple[tuple[str, re.Pattern[str]], ...]
_CASES: tuple[_Group, ...] = tuple(
    tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in group)
    for group in (
        (("winter", r"\bwinter|\bWiSe\b"), ("summer", r"\bsommer|\bsummer|\bSoSe\b")),
        (("bachelor", r"\bbachelor|\bundergraduate"), ("master", r"\bmaster")),
        (
            ("first", r"\berst(?:e[nrms]?|wiederhol|versuch)|\bfirst\b"),
            ("second", r"\bzweit(?:e[nrms]?\b|wiederhol|versuch)|\bsecond\b"),
        ),
        (
            ("thesis", r"\w*-?arbeit\b(?!szeit)|\bthesis"),
            ("defence", r"\bdisputation|\bkolloquium|\bverteidigung|\bdefen[cs]e|\bviva\b|\bcolloquium"),
        ),
        (("written", r"\bklausur|\bschriftlich|\bwritten"), ("oral", r"\bmündlich|\boral")),
        (
            (
                "beginner",
                r"\bstudienanfänger|\bbeginner|\bnew students|\berste\w* (?:fach)?semester|\bfirst semester",
            ),
            ("advanced", r"\bfortgeschritten|\badvanced|\bhöhere\w* (?:fach)?semester|\bhigher semester"),
        ),
        (("lecture", r"\bvorlesung|\blecture"), ("seminar", r"\bseminar")),
        (("full-time", r"\bvollzeit|\bfull-time"), ("part-time", r"\bteilzeit|\bpart-time")),
        (
            ("tuition", r"\bstudiengebühr|\btuition"),
            ("semester fee", r"\bsemesterbeitr|\bsemester (?:fee|contribution)"),
        ),
    )
)

_NAMED: tuple[_Group, ...] = tuple(
    tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in group)
    for group in (
        (
            (
                "examination board",
                r"prüfungsausschu|prüfungskommission|exam(?:ination)?s? (?:board|committee|commission)",
            ),
            ("examination office", r"prüfungs(?:amt|büro|verwaltung|sekretariat)|exam(?:ination)?s? office"),
            (
                "admission board",
                r"(?:zulassungs|auswahl|aufnahme)(?:ausschu|kommission)|(?:admissions?|selection) (?:board|comm)",
            ),
            ("dean", r"dekan|\bdean\b"),
            ("senate", r"\bsenat|akademischer senat"),
            ("president", r"präsident|rektor|\bpresident\b|\brector"),
            ("ministry", r"minister|ministry"),
            ("faculty council", r"fakultätsrat|fachbereichsrat|faculty council"),
            ("supervisor", r"betreue|supervis"),
            ("employer", r"arbeitgeber|unternehmen|betrieb|employer|company"),
            (
                "students who decide",
                r"(?:genehmigung|zustimmung|erlaubnis|entscheidung) (?:der|des|von) (?:studierenden|prüflings|kandidat)"
                r"|(?:approval|consent|permission|decision) (?:of|from|by) (?:the )?(?:student|candidate)",
            ),
        ),
        (
            (
                "Klausur",
                r"klausur|aufsichtsarbeit|schriftliche\w* \w*prüf|written (?:\w+ )?(?:exam|test|resit)",
            ),
            ("Hausarbeit", r"hausarbeit|seminararbeit|\bterm paper|seminar paper|essay"),
            ("oral exam", r"mündlich|\boral"),
            ("presentation", r"referat|vortrag|präsent|presentation|\btalk\b"),
            ("portfolio", r"portfolio"),
            ("defence", r"disputation|kolloquium|verteidig|defen[cs]e|\bviva\b|colloquium"),
            ("internship", r"prakti[ks]|praxis|internship|placement"),
        ),
        (("winter", r"winter|\bWiSe\b"), ("summer", r"sommer|summer|\bSoSe\b")),
    )
)
"""Offices, forms of examination, semesters: what a statement names must be named in what it cites."""

_STATES = (
    (
        "failed",
        re.compile(
            r"(?:nicht|not|n't)[ -](?:mit )?[„\"“»]?(?:yet |been |rechtzeitig |erfolgreich )*"
            r"(?:bestanden|ausreichend|bestehen|pass\w*|sufficient)"
            r"|nicht\s?bestehen\w*|durchgefallen|durchfall\w*|fäll\w* durch|erfolglos\w*|mangelhaft\w*"
            r"|ungenügend\w*|\bfail\w*|unsuccessful\w*",
            re.IGNORECASE,
        ),
    ),
    (
        "passed",
        re.compile(r"bestanden|bestehens?\b|\berfolgreich|\bpass(?:ed|es|ing)?\b|ausreichend", re.IGNORECASE),
    ),
)

_SETTINGS = tuple(
    group for group in _CASES if group[0][0] in ("winter", "bachelor", "first", "beginner", "full-time")
)
"""Groups of which a question means one case, where it names one."""


def mismatches(statement: str, quoted: str) -> list[str]:
    """Values of the statement that the quoted text gives for another case; [] when none can be told."""
    said = list(_pairs(quoted))
    found = []
    for case, value in _pairs(statement):
        own = [v for c, v in said if c == case and _alike(v, value)]
        other = [v for c, v in said if c != case and c[0] == case[0] and supports([v], value)]
        if own and other and not supports(own, value):
            found.append(f"belongs to another case than {case[1]}: {value.value} {value.unit}".strip())
    return found


def strangers(statement: str, nearest: str, cited: str) -> list[str]:
    """What a statement names that its source does not: an office, a form of examination, the other case, passing.

    nearest: the cited sentences that the statement is closest to
    cited:   all that is cited, with labels, headings and legend
    """
    found = [name for group in _NAMED for name in _cases(statement, group) - _cases(cited, group)]
    for group in _CASES:
        said, told = _cases(statement, group), _cases(nearest, group) or _cases(cited, group)
        found += said - told if told else ()
    found += states(statement) - (states(nearest) or states(cited))
    return [f"not what the cited text speaks of: {name}" for name in sorted(set(found))]


def states(text: str) -> set[str]:
    """Is passing or failing spoken of? "Nicht bestanden" is failing only."""
    found = set()
    for name, pattern in _STATES:
        text, count = pattern.subn(" ", text)
        found |= {name} if count else set()
    return found


def conflicts(question: str, text: str, opening: str = "") -> bool:
    """Does the text speak only of another case than the question: master for bachelor, the 7. for the 3. trimester?

    opening: the first sentence of what the text is taken from, which tells the degree where the text does not
    """
    for group in _SETTINGS:
        asked, told = _cases(question, group), _cases(text, group)
        if group[0][0] == "bachelor":
            told = told or _cases(opening, group)
        if asked and told and not asked & told:
            return True
    asked, told = _terms(question), _terms(text)
    return bool(asked and told and not asked & told)


def unasked(question: str, text: str) -> bool:
    """Does the text speak only of a special case (advanced students, part-time) that the question does not name?"""
    return any(
        _cases(text, group) == {special} and not _cases(question, group)
        for group, special in ((g, g[1][0]) for g in _SETTINGS if g[1][0] in ("advanced", "part-time"))
    )


def _cases(text: str, group: _Group) -> set[str]:
    return {name for name, pattern in group if pattern.search(text)}


def _terms(text: str) -> set[str]:
    """The trimesters or semesters that a text names by their number."""
    return {
        q.value for q in quantities(text) if q.sort is not Sort.NUMBER and q.unit in ("trimester", "semester")
    }


def _pairs(text: str) -> Iterator[tuple[tuple[int, str], Quantity]]:
    """(case, value) where a sentence names as many cases of a group as values of one sort, or "case (value)"."""
    for sentence in re.split(r"(?<=[^\d\s][.!?])\s+(?=[A-ZÄÖÜ])|\n", text):
        values = [q for q in quantities(sentence) if q.sort in (Sort.DATE, Sort.NUMBER)]
        for number, group in enumerate(_CASES):
            places = sorted(
                (m.start(), m.end(), name) for name, pattern in group for m in pattern.finditer(sentence)
            )
            names = [name for n, (_, _, name) in enumerate(places) if n == 0 or places[n - 1][2] != name]
            yield from (
                ((number, name), value)
                for _, end, name in places
                for value in values
                if value.start > end and re.fullmatch(r"\w*\s?\(", sentence[end : value.start])
            )
            for sort, unit in sorted({(q.sort, q.unit) for q in values}):
                alike = [q for q in values if q.sort is sort and q.unit in (unit, "")]
                if len(names) == len(alike) and len(set(names)) == len(names):
                    yield from (((number, name), value) for name, value in zip(names, alike, strict=True))


def _alike(one: Quantity, other: Quantity) -> bool:
    return one.sort == other.sort and (not one.unit or not other.unit or one.unit == other.unit)
