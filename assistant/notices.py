"""The warnings set apart from an answer. Made by code from the regulations cited, in German or English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from assistant.answer import Citation, Notice, NoticeKind
from ingest.corpus import Corpus
from ingest.lookup import Missing
from ingest.records import Reference, Regulation, Resolution, Status

_TEXTS: dict[NoticeKind, tuple[str, str]] = {
    NoticeKind.DRAFT: (
        "{name} ist ein Entwurf („{words}“) und noch nicht verbindlich.",
        "{name} is a draft (“{words}”) and not binding yet.",
    ),
    NoticeKind.NOT_PROMULGATED: (
        "{name} ist noch nicht veröffentlicht („{words}“) und kann sich noch ändern.",
        "{name} has not been promulgated yet (“{words}”) and may still change.",
    ),
    NoticeKind.INFORMATION_ONLY: (
        "{name} ist eine Information („{words}“), keine Rechtsvorschrift; verbindlich ist nur die Ordnung.",
        "{name} is information (“{words}”), not a legal provision; only the regulation itself binds.",
    ),
    NoticeKind.PAST_DEADLINE: (
        "Die Termine in {name} gelten für {cohort}; die Frist ist seit dem {day} vorbei.",
        "The dates in {name} are those of {cohort}; that deadline passed on {day}.",
    ),
    NoticeKind.MISSING_REGULATION: (
        "{references}: steht in einer anderen Ordnung ({name}), die nicht in der Sammlung ist.",
        "{references}: stands in another regulation ({name}), which is not in this collection.",
    ),
    NoticeKind.PRECEDENCE: (
        "{name} geht {regulation} vor und ist nicht in der Sammlung; sie kann etwas anderes bestimmen.",
        "{name} takes precedence over {regulation} and is not in this collection; it may say otherwise.",
    ),
    NoticeKind.REFERENCE_NOT_FOUND: (
        "„{references}“ in {name} verweist auf eine Stelle, die es dort nicht gibt.",
        "“{references}” in {name} refers to a place that does not exist there.",
    ),
    NoticeKind.AMBIGUOUS_PROGRAMME: (
        "Es ist kein Studiengang genannt. Die Antwort gilt für: {names}.",
        "No programme was named. The answer applies to: {names}.",
    ),
    NoticeKind.NOT_COVERED: (
        "Dazu steht nichts in: {names}.",
        "Nothing on this is said in: {names}.",
    ),
}
_ABSENT = {
    "elsewhere": (
        "{reference} steht in einer anderen Ordnung ({name}), die nicht in der Sammlung ist.",
        "{reference} stands in another regulation ({name}), which is not in this collection.",
    ),
    "here": ("{reference} gibt es in {name} nicht.", "{reference} does not exist in {name}."),
    "nowhere": (
        "{reference} gibt es in keiner Ordnung hier.",
        "{reference} does not exist in any regulation here.",
    ),
    "near": (" In der Nähe: {places}.", " Near it: {places}."),
}
_MONTHS = "January February March April May June July August September October November December"


def text(kind: NoticeKind, language: str, **parts: str) -> str:
    """The words of a notice with its parts filled in."""
    german, english = _TEXTS[kind]
    return (german if language == "de" else english).format(**parts)


def absent(corpus: Corpus, missing: Missing, language: str) -> str:
    """Why a reference leads to nothing, and what stands near the place it names."""
    own = {regulation.short_name for regulation in corpus.regulations.values()}
    kind = "nowhere" if not missing.regulation else "here" if missing.regulation in own else "elsewhere"
    which = 0 if language == "de" else 1
    words = _ABSENT[kind][which].format(reference=missing.text, name=missing.regulation)
    places = ", ".join(corpus.cite(provision, (), language) for provision in missing.near)
    return words + (_ABSENT["near"][which].format(places=places) if places else "")


def original_language(corpus: Corpus, citations: Sequence[Citation], language: str) -> tuple[Notice, ...]:
    """A notice to an English reader that the quotes are the German originals."""
    spoken = {corpus.regulation_of(c.provision).language for c in citations}
    if language != "en" or "de" not in spoken:
        return ()
    words = "The quotes are the German originals; only their wording binds."
    return (Notice(NoticeKind.ORIGINAL, words),)


def notices(corpus: Corpus, citations: Sequence[Citation], language: str, today: date) -> tuple[Notice, ...]:
    """The warnings that belong to the citations of an answer, each once, by regulation in order of citation."""
    cited = dict.fromkeys(corpus.regulation_of(c.provision).id for c in citations)
    made: list[Notice] = []
    for regulation in (corpus.regulations[i] for i in cited):
        own = [c for c in citations if corpus.regulation_of(c.provision) is regulation]
        made += standing(regulation, language, today)
        made += _references(corpus, regulation, own, language)
    return tuple(dict.fromkeys(made))


def standing(regulation: Regulation, language: str, today: date) -> Iterator[Notice]:
    """What a reader has to know of a regulation before relying on it: its status, and what takes precedence."""
    yield from status(regulation, language, today)
    yield from _precedence(regulation, language)


def status(regulation: Regulation, language: str, today: date) -> Iterator[Notice]:
    """Whether a regulation is in force, and whether its dates have passed."""
    kinds = {
        Status.DRAFT: NoticeKind.DRAFT,
        Status.NOT_PROMULGATED: NoticeKind.NOT_PROMULGATED,
        Status.INFORMATION: NoticeKind.INFORMATION_ONLY,
    }
    if kind := kinds.get(regulation.status):
        words = {"name": regulation.short_name, "words": regulation.status_words}
        yield Notice(kind, text(kind, language, **words), regulation.id)
    if regulation.deadline_past and today.isoformat() > regulation.deadline_past:
        day = _day(date.fromisoformat(regulation.deadline_past), language)
        parts = {"name": regulation.short_name, "cohort": regulation.cohort, "day": day}
        yield Notice(
            NoticeKind.PAST_DEADLINE, text(NoticeKind.PAST_DEADLINE, language, **parts), regulation.id
        )


def _precedence(regulation: Regulation, language: str) -> Iterator[Notice]:
    for provision in regulation.provisions:
        for reference in provision.references:
            if reference.precedence:
                parts = {"name": reference.regulation, "regulation": regulation.short_name}
                words = text(NoticeKind.PRECEDENCE, language, **parts)
                yield Notice(NoticeKind.PRECEDENCE, words, reference.regulation)


def _references(
    corpus: Corpus, regulation: Regulation, citations: Iterable[Citation], language: str
) -> Iterator[Notice]:
    """Missing regulations and places that the quoted sentences refer to."""
    missing: dict[str, list[str]] = {}
    lost: list[str] = []
    for citation in citations:
        provision = corpus.provision(citation.provision)
        spans = [provision.sentences[i] for i in citation.sentences]
        for reference in provision.references:
            if spans and not any(s.start <= reference.start < s.end for s in spans):
                continue
            printed = " ".join(provision.text[reference.start : reference.end].split())
            _note(reference, printed, missing, lost)
    for name, printed_ones in missing.items():
        parts = {"name": name, "references": ", ".join(dict.fromkeys(printed_ones))}
        yield Notice(
            NoticeKind.MISSING_REGULATION, text(NoticeKind.MISSING_REGULATION, language, **parts), name
        )
    for printed in dict.fromkeys(lost):
        parts = {"name": regulation.short_name, "references": printed}
        words = text(NoticeKind.REFERENCE_NOT_FOUND, language, **parts)
        yield Notice(NoticeKind.REFERENCE_NOT_FOUND, words, regulation.id)


def _note(reference: Reference, printed: str, missing: dict[str, list[str]], lost: list[str]) -> None:
    if reference.resolution is Resolution.MISSING_REGULATION:
        missing.setdefault(reference.regulation, []).append(printed)
    elif reference.resolution is Resolution.NOT_FOUND:
        lost.append(printed)


def _day(day: date, language: str) -> str:
    if language == "de":
        return f"{day.day}.{day.month}.{day.year}"
    return f"{day.day} {_MONTHS.split()[day.month - 1]} {day.year}"
