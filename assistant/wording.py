"""Words that a model's statement may use only where the cited text has their like: "always", "per semester", "or more".

A table of words as data. Each entry says what the statement uses, and what must stand in the cited sentence nearest
to it, or anywhere near the citation, to bear it out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.quantities import Quantity, Sort, quantities


@dataclass(frozen=True, slots=True)
class Need:
    """A word of a statement, and what bears it out.

    sort: only where the statement has a quantity of this sort
    far:  it may stand anywhere in the cited text, its heading or legend
    """

    name: str
    said: re.Pattern[str]
    borne: re.Pattern[str]
    sort: Sort | None = None
    far: bool = False


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


def _same(*patterns: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return _any(*patterns), _any(*patterns)


_PERIODS = (
    ("semester", "semester", "semesterweise"),
    ("trimester", "trimester", "trimesterweise"),
    ("month", "monat|month", "monatlich|monatsrat|monthly"),
    ("year", "jahr|year", r"jährlich|jahresweise|yearly|\bannual"),
    ("week", "woche|week", "wöchentlich|weekly"),
    ("day", "tag|day", r"täglich|\bdaily"),
)
_OPPOSITES = (
    (
        r"\b(?:mindestens|mind\.|wenigstens|at least)",
        r"\b(?:höchstens|maximal|max\.|bis zu|at most|up to|nicht (?:mehr|länger) als|beschränkt|überschreiten)",
    ),
    (
        r"\b(?:vor(?! \w+ung\b)|bevor|before|prior to)\b",
        r"\b(?:nach(?! §| Abs| Art| Maßgabe| den\b)|nachdem|after)\b",
    ),
)
"""Pairs of words: of a source that has only the one, a statement must not say only the other."""
_NEEDS = (
    Need(
        "for all",
        _any(r"\b(?:all|every|every(?:one|body)|alle[nrs]?|sämtliche\w*)\b"),
        _any(
            r"\b(?:alle[nrms]?|vollständig\w*|jede[nrms]?|jeweil\w*|sämtliche\w*|gesamt\w*|insgesamt|beide[nr]?|wer|all|every|each)\b"
        ),
    ),
    Need(
        "always",
        _any(r"\b(?:immer|stets|always|automati\w+|jederzeit|any ?time|at all|überhaupt|whatsoever)\b"),
        _any(r"\b(?:immer|stets|jede[nrms]?|jederzeit|grundsätzlich|always|automati\w+)\b"),
    ),
    Need(
        "final",
        _any(r"endgültig|\bfinal(?:ly)?\b|definitive"),
        _any(r"endgültig|letzt|final|definitiv|abschlu|\bend"),
    ),
    Need(
        "optional", _any(r"freiwillig|\boptional|voluntar"), _any("freiwillig|fakultativ|wahl|optional|wähl")
    ),
    Need(
        "also",
        _any(r"\b(?:auch|ebenfalls|also|likewise)\b"),
        _any(r"\b(?:auch|ebenfalls|ebenso|sowie|zu(?:sätzlich|dem)|darüber|neben|ferner|außerdem|also)\b"),
    ),
    Need("almost", *_same(r"\b(?:fast|nahezu|knapp|almost|nearly)\b"), Sort.NUMBER),
    Need(
        "about",
        _any(r"\b(?:about|approximately|roughly|around|etwa|circa|ca\.|ungefähr|rund) (?=[\d€]|\w+ )"),
        _any(r"\b(?:etwa|circa|ca|ungefähr|rund|Regel|regelmäßig|about|approximately|soll\w*)\b"),
        Sort.NUMBER,
    ),
    Need(
        "or more",
        _any(r"\b(?:oder|or|und|and) (?:mehr|more|länger|longer|weniger|less)\b"),
        _any("mehr|mindestens|wenigstens|weniger|höchstens|länger|more|at least"),
    ),
    *(
        Need(
            f"per {name}",
            _any(
                rf"\b(?:pro|per|each|every|je|jede[nrms]?) (?:\w+ )?(?:{words})",
                rf"\b(?:times|once|twice|mal|euros?|hours?) (?:a|im|in der) (?:{words})",
                regular,
            ),
            _any(
                rf"\b(?:pro|per|je|jeweil\w*|jede[nrms]?|alle|eine[nrms]?|im|each|every|a)\b[^.;]*(?:{words})",
                regular,
            ),
        )
        for name, words, regular in _PERIODS
    ),
    Need("a half", _any(r"\bhalb|\bhalf\b|anderthalb|eineinhalb"), _any("halb|half|hälfte")),
    Need(
        "a part",
        _any(r"viertel|\bquarter|drittel|\b(?:one|a|two) thirds?\b"),
        _any("viertel|drit|quarter|third"),
    ),
    Need("net or gross", *_same(r"\b(?:netto|brutto|net|gross)\b")),
    Need("an account", *_same(r"\bkonto\b|\baccount\b|\bIBAN\b|bankverbindung|überweis|paypal"), far=True),
    Need(
        "money to pay",
        _any(r"\b(?:zahlbar|payable|erstattet|reimburs\w+|refund\w*)\b"),
        _any("zahl|entricht|erstatt|fällig|pay"),
        far=True,
    ),
    Need(
        "refusal",
        _any(r"\b(?:reject\w*|refus\w*|abgelehnt|zurückgewiesen)\b"),
        _any(r"abgelehn|ablehn|versag|verweiger|zurück|ausgeschlossen|nicht zu\w+|nicht angenommen"),
    ),
    Need(
        "or",
        _any(r"\b(?:oder|or)\b(?! (?:mehr|more|weniger|less|not)\b)"),
        _any(
            r"\b(?:oder|or|bzw|beziehungsweise|entweder|wahlweise|alternativ\w*|sonstige\w*|je nach|zwischen"
            r"|statt|anstelle)\b|\w/\w"
        ),
    ),
    Need(
        "from",
        _any(r"\b(?:ab|from|since|starting|opens?|seit|frühestens|earliest|after)\b"),
        _any(
            r"\b(?:ab|vom|von|seit|nach|frühestens|erst|früher|im Anschluss)\b|(?<!bis )\bzum\b|beginn|\bstart|anfang"
        ),
        Sort.DATE,
    ),
    Need(
        "until",
        _any(r"\b(?:bis|by|until|till|before|spätestens|latest|deadline|due)\b"),
        _any(r"\b(?:bis|spätestens|vor|zum|until|innerhalb|ablauf)\b|schluss|schluß|frist|end|stichtag"),
        Sort.DATE,
    ),
    Need(
        "before",
        _any(
            r"^(?!.*\b(?:must|needs?|ha(?:ve|s) to|required|muss|müssen|erforderlich|notwendig|spätestens)\b)"
            r".*\b(?:before|bevor)\b"
        ),
        _any(r"\b(?:vor|bevor|bis|zuvor|vorher\w*|noch nicht|spätestens|frühestens|zunächst|vorzeitig)\b"),
    ),
    Need(
        "after",
        _any(r"\bafter\b|\bnach (?!§|abs|art|den\b|maßgabe)"),
        _any(
            r"\b(?:nach|ab|vom|seit|wenn|sobald|erst|innerhalb|binnen|wer|gemäß|zum|anhand)\b|nach\w{4}|danach|anschließ|ablauf"
            r"|folgend|bestanden|abgeschlossen|vorausset"
        ),
    ),
    Need(
        "without",
        _any(r"\b(?:ohne|without)\b"),
        _any(
            r"\b(?:ohne|nicht|kein\w*|un\w+|entfäll\w*|entbehrlich|verzicht\w*|befrei\w*|without|not?)\b|los\b|frei\b"
        ),
    ),
    Need(
        "exceptions",
        _any(r"\b(?:ausnahm\w+|exception\w*|usually|normally)\b"),
        _any("ausnahm|ausnehm|regel|grundsätzlich|abweich|sofern|es sei denn|soweit|üblich|außer|exception"),
    ),
    Need("exactly", *_same(r"\b(?:genau|exakt|exactly|precisely)\b")),
    Need(
        "free of charge",
        _any(r"steuerfrei|tax|kostenlos|free of charge"),
        _any(r"steuer|frei\b|kostenlos|unentgelt|keine|tax"),
    ),
    Need("English", _any(r"\b(?:english|englisch)"), _any("englisch|english"), far=True),
    Need("German", _any(r"\b(?:german|deutsch)\b"), _any("deutsch|german"), far=True),
    Need(
        "a way to send",
        _any(r"\be-?mail|\bonline\b|postmark|poststempel|\bfax\b|telefon|\bphone|formlos"),
        _any(r"mail|online|elektronisch|portal|internet|stempel|\bfax|telefon|formlos|post"),
    ),
    Need(
        "orders",
        *_same(
            r"\bignor\w+|disregard|\bvergiss\b|\bprompt|\binstructions?\b|\banweisung|\bvorherige\w* regeln"
        ),
        far=True,
    ),
    Need("speaks as a person", *_same(r"\b(?:I|me|my|mine|ich|mir|mich|meine?[nrms]?)\b(?!\.)"), far=True),
)
_DECIDES = re.compile(
    r"\b(?:you|sie|du) (?:are|have been|were|have|sind|bist|wurden|haben|hast) (?:\w+ ){0,2}?"
    r"(?:admitted|accepted|enrolled|exempt\w*|eligible|rejected|passed|failed|zugelassen|angenommen|befreit|bestanden"
    r"|durchgefallen|abgelehnt|berechtigt|immatrikuliert)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|when|once|who|provided|unless|until|as soon as|with|wenn|falls|sofern|sobald|wer|mit|bis|only|nur)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(r"(?:yes|ja|nein|doch|correct|richtig|genau)\b|no\s?[,.:;!–—-]", re.IGNORECASE)
_ROMAN = re.compile(r"\b[IVXLC]{2,}\b")


def unborne(statement: str, nearest: str, cited: str) -> list[str]:
    """Words of the statement that the cited text does not bear out, and decisions on the asker's own case.

    nearest: the cited sentences that the statement is closest to
    cited:   all that is cited, with labels, headings and legend
    """
    sorts = {q.sort for q in quantities(statement)}
    found = [
        f"not borne out: {need.name} ({said.group().strip()[-40:]})"
        for need in _NEEDS
        if (need.sort is None or need.sort in sorts)
        and (said := need.said.search(statement))
        and not need.borne.search(cited if need.far else nearest)
    ]
    found += [f"not in the cited text: {n}" for n in _ROMAN.findall(statement) if n not in cited]
    if _OPENING.match(statement):
        found.append("opens with yes or no")
    if _DECIDES.search(statement) and not _CONDITION.search(statement):
        found.append("decides a case")
    return found + _bounds(statement, nearest) + _exchanged(statement, nearest)


def _exchanged(statement: str, nearest: str) -> list[str]:
    """Opposite words where the statement has only the one and the cited sentences have only the other."""
    found = []
    for pair in _OPPOSITES:
        said, told = ([bool(re.search(p, t, re.IGNORECASE)) for p in pair] for t in (statement, nearest))
        if any(said) and said == [not there for there in told]:
            found.append("the cited text says the opposite")
    return found


_BINDING = {
    "min": _any(
        r"\b(?:ab|muss|müssen|notwendig|erst|zumindest|(?:mindestens|wenigstens) mit)\b"
        r"|vorausset|erforder|nachweis|nachzuweisen|gesammelt"
        r"|\b(?:ist|sind|hat|haben)\b.*\bzu \w+en"
    ),
    "max": _any(
        r"\b(?:bis zu|innerhalb|binnen|nur|ein-?mal|zweimal|spätestens|insgesamt|längstens)\b"
        r"|beschränk|begrenz|überschreit|überst"
    ),
}
"""Words that bind a number without standing before it."""


def _bounds(statement: str, nearest: str) -> list[str]:
    """Numbers that are a bound in the statement and not in the cited sentences, or the other way round."""
    said = quantities(nearest)
    found = []
    for claim in quantities(statement):
        bounds = {q.bound for q in said if _alike(q, claim)}
        bound = claim.bound and claim.bound not in bounds and not _BINDING[claim.bound].search(nearest)
        loose = claim.unit and not claim.bound and "" not in bounds
        if bounds and (bound or loose):
            found.append(f"another bound in the cited text: {claim.value} {claim.unit}".strip())
    return found


def _alike(one: Quantity, other: Quantity) -> bool:
    return one.sort is other.sort is Sort.NUMBER and one.value == other.value and one.unit in (other.unit, "")
