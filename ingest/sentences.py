"""Where the sentences of a German legal text begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

_ABBREVIATIONS = frozenset(
    re.findall(
        r"\w+",
        """
    abb abs abschn allg amtl anh anl anm art aufl az bd bek bes beschl betr bgbl brem bspw buchst bzgl
    bzw ca d ders dgl dipl dr ebd einschl entspr erg erl etc evtl exkl f ff fn frdl gbl gem ges ggf ggfs
    ggü grds gvbl gz h hess hg hj hl hochsch hr hrsg hs i inkl insb insbes jew kap lfd lfs lit lt m max
    med min mind mio mrd mtl n nat nbl nds niedersächs nr nrn o od p pos prof rd red resp rn rspr s sa
    schl sem sog st std stell str stv sächs tel thür tr u ugs usw v verf verh vgl vorl w wiss z zb ziff
    zt zul zz zzgl
    """,
    )
)
_MAY_END = frozenset(("dgl", "etc", "f", "ff", "usw"))
_STARTERS = frozenset(
    re.findall(
        r"\w+",
        """
    a aber all alle allerdings als am an any auch auf aufgrund aus ausgenommen außerdem bei beide
    bestehen besteht bis da dabei dadurch dafür damit danach dann darin darüber das dasselbe dazu dem
    den denen der deren des dessen die dies diese diesem diesen dieser dieses durch ein eine einem einen
    einer eines entsprechend entsprechendes er erfolgt es falls for from für gegen gilt hat he hierbei
    hierfür hierzu hierüber if ihm ihr ihre im in innerhalb insbesondere ist it jede jeder jedes kann
    kein keine können liegt macht mit nach neben nicht no nur näheres ob oder of ohne on satz she sie
    sind so sofern solange soll sollen sollte sollten soweit such the their there these they this to
    trifft um und unter vom von vor wegen weiter wenn wer werden wie wird with wurde wurden während you
    zu zudem zum zur zusätzlich zwischen über
    """,
    )
)
_END = re.compile(r"[.!?]+[”“\"«»›‹’)\]]*(?=\s)")
_START = re.compile(r"\s+[„“\"»«‚(\[]*[A-ZÄÖÜ0-9§•]")
_TOKEN = re.compile(r"([^\s(„\"»\[]*)$")


def split(text: str, breaks: Iterable[int] = ()) -> tuple[tuple[int, int], ...]:
    """Start and end of each sentence of `text`, white space excluded, in order.

    breaks: offsets at which a sentence begins in any case, because its number is printed there
    """
    cuts = {0, len(text), *breaks}
    for match in _END.finditer(text):
        if _START.match(text, match.end()) and _ends(text, match.start(), match.end()):
            cuts.add(match.end())
    found = []
    ordered = sorted(cuts)
    for start, end in pairwise(ordered):
        part = text[start:end]
        if part.strip():
            lead = len(part) - len(part.lstrip())
            found.append((start + lead, start + len(part.rstrip())))
    return tuple(found)


def ended(text: str) -> bool:
    """Whether a line could be the last of a sentence, by its punctuation."""
    return bool(re.search(r"[.!?:;][”“\"«»›‹’)\]]*$", text.rstrip())) and not _abbreviated(
        text.rstrip(' )”“"')
    )


def _abbreviated(text: str) -> bool:
    match = re.search(r"(\w+)\.$", text)
    return bool(match) and match is not None and match[1].casefold() in _ABBREVIATIONS - _MAY_END


def _ends(text: str, dot: int, after: int) -> bool:
    """Whether the full stop at `dot` ends a sentence; the next one would begin after `after`."""
    if text[dot] != ".":
        return True
    word = re.match(r"\W*(\w*)", text[after:])
    follower = word[1].casefold() if word else ""
    token = _TOKEN.search(text, 0, dot)
    before = token[1] if token else ""
    if re.fullmatch(r"(?:\d{1,2}\.)?\d{1,2}", before) and re.match(r"\s*\d", text[after:]):
        return False
    if re.fullmatch(r"[12]?\d|3[01]|[IVX]+", before):
        return follower in _STARTERS
    last = re.split(r"[.\-/]", before)[-1].casefold()
    if last in _MAY_END:
        return follower in _STARTERS
    if len(last) == 1 and last.isalpha():
        return follower in _STARTERS and before[:1].isupper() and "." not in before
    return last not in _ABBREVIATIONS and not (last.endswith("nr") and follower.isdigit())
