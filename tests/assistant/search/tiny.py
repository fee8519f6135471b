"""A corpus of two tiny regulations for the tests of search."""

from __future__ import annotations

import re

from ingest.corpus import Corpus
from ingest.records import Kind, Programme, Provision, ProvisionKind, Regulation, Sentence, Source, Status


def regulation(key: str, programme: Programme, institution: str, sections: dict[str, str]) -> Regulation:
    """`sections`: "3/1 Prüfungen" -> text; one sentence per full stop."""
    return Regulation(
        id=key,
        title=programme.title,
        short_name=f"PO {institution}",
        institution=f"Hochschule {institution}",
        programmes=(programme,),
        kind=Kind.EXAMINATION,
        language="de",
        status=Status.IN_FORCE,
        status_words="",
        valid_from="",
        valid_from_date="",
        cohort="",
        deadline_past="",
        supplements=(),
        source=Source("pdf/x.pdf", "0" * 64, 1),
        provisions=tuple(provision(key, name, text) for name, text in sections.items()),
    )


def provision(key: str, name: str, text: str) -> Provision:
    place, title = name.split(" ", 1)
    section, _, subsection = place.partition("/")
    label = f"§ {section}" + (f" Abs. {subsection}" if subsection else "")
    spans = [m.span() for m in re.finditer(r"[^ .][^.]*\.", text)]
    sentences = tuple(Sentence(n, False, start, end, 1) for n, (start, end) in enumerate(spans, start=1))
    heading = (f"§ {section} {title}",)
    return Provision(f"{key}/{place}", key, ProvisionKind.SUBSECTION, label, heading, text, sentences, (1,))


NORDSTADT = regulation(
    "po-nordstadt",
    Programme("nord-bio", "Biologie", "B.Sc.", ("Nordstadt", "Uni Nordstadt")),
    "Nordstadt",
    {
        "3/1 Prüfungsformen": "Prüfungen sind Klausuren. Eine Klausur dauert 90 Minuten.",
        "4/1 Wiederholung": "Eine nicht bestandene Prüfung kann zweimal wiederholt werden. "
        "Die Wiederholungsprüfung findet im folgenden Semester statt.",
        "5/1 Abschlussarbeit": "Die Bachelorarbeit umfasst 40 Seiten. Die Bearbeitungszeit beträgt zehn Wochen.",
    },
)
SUEDHEIM = regulation(
    "po-suedheim",
    Programme("sued-bio", "Biologie", "M.Sc.", ("Südheim", "CAS")),
    "Südheim",
    {
        "7/1 Wiederholung": "Die Wiederholungsprüfung ist mündlich.",
        "8/1 Masterarbeit": "Die Bearbeitungszeit der Masterarbeit beträgt fünf Monate.",
        "9/1 Gebühren": "Für das Studium wird eine Gebühr von 900 Euro erhoben.",
    },
)


def corpus() -> Corpus:
    return Corpus([NORDSTADT, SUEDHEIM])
