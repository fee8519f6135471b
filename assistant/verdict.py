"""Answer, refuse, or ask back: the decision, and its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant import refusal
from assistant.answer import Notice, NoticeKind, Outcome, Passage
from assistant.notices import text
from assistant.search.query import Ask, Query
from assistant.topics import Place, Topic
from ingest.corpus import Corpus
from ingest.records import Kind, Programme, Regulation

_CLOSE = 0.8
_OFFICE = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\bPrüfungsamt\b|\bSekretariat für Studierende\b|\bStudierendensekretariat\b"
    r"|\bStudienbüro\b|\bStudienberatung\b|\bStudiendekanat\b|\bPrüfungsausschuss\b|\bZulassungsausschuss\b|\bAuswahlkommission\b"
    r"|\bLeiterin oder dem Leiter des Studiengangs\b"
)
_ORDER = ("@", "amt", "Sekretariat", "büro", "beratung", "Leiter", "ausschuss", "kommission")

_TEXTS = {
    "refused": (
        "Das steht nicht in den durchsuchten Ordnungen ({names}).",
        "The regulations searched do not answer this ({names}).",
    ),
    "outside": (
        "Dazu kann ich nichts sagen. Die Sammlung enthält nur: {names}.",
        "I can only help with the study, examination and admission documents of this collection: {names}.",
    ),
    "missing": (
        "{regulation} ergänzt {parent}; diese Ordnung ist nicht in der Sammlung und kann es regeln.",
        "{regulation} supplements {parent}, which is not in this collection and may settle it.",
    ),
    "admission only": (
        "Für {programme} ist nur die Ordnung über den Zugang in der Sammlung, nicht die Prüfungsordnung.",
        "For {programme} only the admission regulation is in this collection, not the examination regulation.",
    ),
    "ask": ("Auskunft gibt: {office}.", "Please ask: {office}."),
    "which": (
        "Welcher Studiengang ist gemeint: {names}? Die Stellen unten sagen es für jeden.",
        "Which programme do you mean: {names}? The provisions below say it for each.",
    ),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a question.

    message:    the refusal or the question asked back, "" for an answer
    notices:    what has to be said with it
    programmes: whose regulations the evidence is to be taken from, in turn; () for no such choice
    """

    outcome: Outcome
    message: str = ""
    notices: tuple[Notice, ...] = ()
    programmes: tuple[str, ...] = ()


def decide(query: Query, own: str, passages: Sequence[Passage], corpus: Corpus) -> Verdict:
    """The verdict on a question, before anything is phrased; `own` are the words of this turn alone."""
    if refusal.refused(query, own, passages, corpus):
        return Verdict(Outcome.REFUSED, _refusal(query, own, corpus))
    if query.programmes or Ask.COMPARISON in query.asks:
        return Verdict(Outcome.ANSWERED, notices=_silent(query, passages, corpus))
    concerned = _concerned(passages, corpus)
    if len(concerned) > 1:
        names = ", ".join(_name(p) for p in concerned)
        message = _say("which", query.language, names=names)
        return Verdict(Outcome.ASKED_BACK, message, programmes=tuple(p.id for p in concerned))
    words = text(NoticeKind.AMBIGUOUS_PROGRAMME, query.language, names=", ".join(map(_name, concerned)))
    return Verdict(Outcome.ANSWERED, notices=(Notice(NoticeKind.AMBIGUOUS_PROGRAMME, words),))


def narrowed(query: Query, verdict: Verdict) -> Query:
    """The query for which evidence is chosen: of the programmes that are asked back about."""
    return replace(query, programmes=verdict.programmes) if verdict.programmes else query


def _concerned(passages: Sequence[Passage], corpus: Corpus) -> list[Programme]:
    """The programmes whose best provision is about as good as the very best."""
    best: dict[str, float] = {}
    for passage in passages:
        best.setdefault(corpus.regulation_of(passage.provision).id, passage.score)
    top = max(best.values(), default=0.0)
    near = [corpus.regulations[i] for i, score in best.items() if score >= _CLOSE * top]
    return [programme for regulation in near for programme in regulation.programmes]


def _silent(query: Query, passages: Sequence[Passage], corpus: Corpus) -> tuple[Notice, ...]:
    """A notice on compared programmes of which nothing was found."""
    found = {p.id for passage in passages for p in corpus.regulation_of(passage.provision).programmes}
    names = [_name(p) for p in corpus.programmes() if p.id in query.programmes and p.id not in found]
    if not names:
        return ()
    words = text(NoticeKind.NOT_COVERED, query.language, names=", ".join(names))
    return (Notice(NoticeKind.NOT_COVERED, words),)


def _refusal(query: Query, own: str, corpus: Corpus) -> str:
    """What was searched, and where the question belongs."""
    regulations = _searched(query, corpus)
    names = ", ".join(r.short_name for r in regulations)
    topic = refusal.open_topic(query, own, corpus)
    place = topic.place if topic else Place.GENERAL
    if not query.programmes and (place is Place.NONE or not topic or refusal.elsewhere(own, corpus)):
        return _say("outside", query.language, names=names)
    parts = [_say("refused", query.language, names=names)]
    if place is not Place.NONE:
        parts += _belongs(regulations, topic, query.language)
        if office := _office(regulations):
            parts.append(_say("ask", query.language, office=office))
    return " ".join(parts)


def _belongs(regulations: Sequence[Regulation], topic: Topic | None, language: str) -> list[str]:
    """Sentences on the regulations that may settle it and are not here."""
    said = []
    for regulation in regulations:
        if regulation.supplements and (topic is None or topic.place in (Place.GENERAL, Place.PROGRAMME)):
            parent = ", ".join(regulation.supplements)
            said.append(_say("missing", language, regulation=regulation.short_name, parent=parent))
        if regulation.kind is Kind.ADMISSION and (topic is None or topic.place is not Place.ADMISSION):
            names = ", ".join(_name(p) for p in regulation.programmes)
            said.append(_say("admission only", language, programme=names))
    return said


def _office(regulations: Sequence[Regulation]) -> str:
    """The office that the regulation of one programme names for questions; "" for none or several."""
    if len(regulations) != 1:
        return ""
    found = Counter(m for p in regulations[0].provisions for m in _OFFICE.findall(p.text))
    rank = {name: next(n for n, part in enumerate(_ORDER) if part in name) for name in found}
    office = min(found, key=lambda name: (rank[name], -found[name], name), default="")
    return office.replace("Leiterin oder dem Leiter", "Leitung")


def _searched(query: Query, corpus: Corpus) -> list[Regulation]:
    return [
        r
        for r in corpus.regulations.values()
        if not query.programmes or any(p.id in query.programmes for p in r.programmes)
    ]


def _name(programme: Programme) -> str:
    """ "HSU (Künstliche Intelligenz: Algorithmen und Gesellschaft)"."""
    return f"{programme.names[0]} ({programme.title})" if programme.names else programme.title


def _say(key: str, language: str, **parts: str) -> str:
    german, english = _TEXTS[key]
    return (german if language == "de" else english).format(**parts)
