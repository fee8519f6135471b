"""Answer, refuse, or ask back: the decision, and its words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant import refusal, rows, topics
from assistant.answer import Notice, NoticeKind, Outcome, Passage
from assistant.notices import absent, text
from assistant.search.analysis import content_words
from assistant.search.query import Ask, Query
from assistant.topics import Place, Topic
from assistant.weighing import weigh
from ingest.corpus import Corpus
from ingest.records import Kind, Programme, Regulation

_ODDS = 1.2
_WEIGHT = 0.4
_LOOKED_AT = 8
_BARE = 3  # words of a question that asks for a place only: "What does § 99 of the admission regulation say?"
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
    programmes: whose regulations the evidence is to be taken from; () for those searched
    """

    outcome: Outcome
    message: str = ""
    notices: tuple[Notice, ...] = ()
    programmes: tuple[str, ...] = ()


Search = Callable[[Query], Sequence[Passage]]


def decide(query: Query, own: str, passages: Sequence[Passage], corpus: Corpus, search: Search) -> Verdict:
    """The verdict on a question, before anything is phrased.

    own:    the words of this turn alone
    search: finds passages; a question that names no programme is looked at for each of them
    """
    nowhere, is_all = _leads_nowhere(query, corpus)
    if is_all:
        return Verdict(Outcome.REFUSED, " ".join(nowhere))
    verdict = _decided(query, own, passages, corpus, search)
    if verdict.outcome is Outcome.REFUSED:
        return verdict
    more = (Notice(NoticeKind.REFERENCE_NOT_FOUND, words) for words in nowhere)
    return replace(verdict, notices=(*verdict.notices, *more))


def _leads_nowhere(query: Query, corpus: Corpus) -> tuple[tuple[str, ...], bool]:
    """Why references of a question lead nowhere in these regulations, and whether it asks for nothing else."""
    meant = corpus.look_up(query.text, query.programmes)
    names = {"", *(regulation.short_name for regulation in corpus.regulations.values())}
    here = [one for one in meant.missing if one.regulation in names]
    rest = query.topic or query.text
    for one in meant.missing:
        rest = rest.replace(one.text, " ").replace(one.regulation or one.text, " ")
    is_all = bool(meant.missing) and not meant.found and len(content_words(rest)) <= (_BARE if here else 1)
    chosen = meant.missing if is_all else here
    return tuple(absent(corpus, one, query.language) for one in chosen), is_all


def _decided(query: Query, own: str, passages: Sequence[Passage], corpus: Corpus, search: Search) -> Verdict:
    """The verdict on a question whose references, if any, lead somewhere."""
    if query.programmes or Ask.COMPARISON in query.asks:
        if refusal.answerable(query, own, passages, corpus) < refusal.threshold():
            return Verdict(Outcome.REFUSED, _refusal(query, own, corpus))
        return Verdict(Outcome.ANSWERED, notices=_silent(query, passages, corpus))
    concerned = _concerned(query, own, passages, corpus, search)
    names = ", ".join(map(_name, concerned))
    if not concerned:
        return Verdict(Outcome.REFUSED, _refusal(query, own, corpus))
    programmes = tuple(programme.id for programme in concerned)
    if len(concerned) > 1:
        return Verdict(Outcome.ASKED_BACK, _say("which", query.language, names=names), programmes=programmes)
    words = text(NoticeKind.AMBIGUOUS_PROGRAMME, query.language, names=names)
    notice = Notice(NoticeKind.AMBIGUOUS_PROGRAMME, words)
    return Verdict(Outcome.ANSWERED, notices=(notice,), programmes=programmes)


def _concerned(
    query: Query, own: str, passages: Sequence[Passage], corpus: Corpus, search: Search
) -> list[Programme]:
    """The programmes whose regulations answer the question about as well as those of the best; [] for none.

    A module that only one regulation has means that one. Where the question has no topic that tells them apart,
    its best provision must also weigh about as much.
    """
    if module := _with_module(query, passages, corpus):
        return list(module.programmes)
    odds: dict[str, float] = {}
    candidates = _found_in(passages, corpus)
    for programme in candidates:
        there = replace(query, programmes=(programme.id,))
        likely = refusal.answerable(there, own, search(there), corpus)
        if likely >= refusal.threshold():
            odds[programme.id] = math.log(likely / (1 - likely))
    best = max(odds.values(), default=0.0)
    near = [p for p in candidates if p.id in odds and odds[p.id] >= best - _ODDS]
    if len(near) < 2 or topics.asked(own):
        return near
    weights: dict[str, float] = {}
    for candidate in weigh(query, passages, corpus):
        for programme in corpus.regulations[candidate.provision.regulation].programmes:
            weights.setdefault(programme.id, candidate.weight)
    heaviest = max(weights.values(), default=0.0)
    return [p for p in near if weights.get(p.id, 0.0) >= _WEIGHT * heaviest]


def _found_in(passages: Sequence[Passage], corpus: Corpus) -> list[Programme]:
    """The programmes to look at one by one: all of a few, else the first whose regulations were found."""
    programmes = corpus.programmes()
    if len(programmes) <= _LOOKED_AT:
        return list(programmes)
    found = dict.fromkeys(
        p for passage in passages for p in corpus.regulation_of(passage.provision).programmes
    )
    return list(found)[:_LOOKED_AT]


def _with_module(query: Query, passages: Sequence[Passage], corpus: Corpus) -> Regulation | None:
    """The one regulation with a module that the question names; None for none or several."""
    found = [corpus.provision(passage.provision) for passage in passages]
    named = dict.fromkeys(p.regulation for p in found if p.cells and rows.telling(p, query.text))
    return corpus.regulations[next(iter(named))] if len(named) == 1 else None


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
