"""The records of a regulation: what `ingest` writes and everything else reads.

Id grammar (stable, readable, used in permalinks)::

    <regulation>/<section>[.<subsection>][/<item>]
    hsu-fspo-ki/16.4/1                   Zu § 16 Abs. 4 (1)
    hsu-fspo-ki/5.5/nr2                  Zu § 5 Abs. 5 Nr. 2 (a numbered item with a heading of its own)
    hsu-fspo-ki/11.4                     Zu § 11 Abs. 4
    bremen-aufnahmeordnung-ai/1/3        § 1 Abs. 3
    bremen-aufnahmeordnung-ai/2          § 2 (no subsections)
    hsu-fspo-ki/anlage-1/mb-01901        a row of an annex table
    hsu-fspo-ki/praeambel                text outside any section
    leuphana-ki-zertifikat/auf-einen-blick/bewerbungsfrist   a brochure section or one of its table rows

A second provision that would get the same id gets `~2`, `~3` ... appended, in document order.
In code, *section* = §, *subsection* = Absatz, *sentence* = Satz, *annex* = Anlage.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What sort of document a regulation is."""

    EXAMINATION = "examination regulation"
    ADMISSION = "admission regulation"
    BROCHURE = "certificate brochure"


class Status(StrEnum):
    """How binding the document is by its own words."""

    IN_FORCE = "in force"
    CORRECTED = "corrected"
    DRAFT = "draft"
    NOT_PROMULGATED = "not promulgated"
    INFORMATION = "information only"


class ProvisionKind(StrEnum):
    """What sort of unit a provision is."""

    SUBSECTION = "subsection"
    ROW = "row"
    BROCHURE = "brochure"
    OTHER = "other"


class Resolution(StrEnum):
    """What became of a reference."""

    RESOLVED = "resolved"
    MISSING_REGULATION = "missing regulation"
    NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class Source:
    """The file a regulation was read from; `file` is relative to the corpus folder."""

    file: str
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `Provision.text[start:end]`.

    number:  the printed sentence number, or the position counted within its item (from 1)
    printed: True when the number is printed in the document, False when it was counted
    item:    the path of list items the sentence stands in, outermost first, as cited:
             ("lit. c",), ("Nr. 2",), ("Spiegelstrich 3",), ("lit. a", "Spiegelstrich 2"); () outside a list
    page:    the page (from 1) on which the sentence begins
    """

    number: int
    printed: bool
    start: int
    end: int
    page: int
    item: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference found in a provision: `Provision.text[start:end]`.

    target:     ids of the provisions meant (resolved only)
    regulation: the name of the other regulation meant as printed ("APO"), "" for the same one
    precedence: the text says that the other regulation takes precedence over this one
    """

    start: int
    end: int
    resolution: Resolution
    target: tuple[str, ...] = ()
    regulation: str = ""
    precedence: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row, with the head of its column as printed."""

    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Provision:
    """The citable unit: one subsection, one annex table row, or one section of a brochure.

    label:        as a lawyer cites it inside its regulation, without sentence and regulation:
                  "Zu § 16 Abs. 4 (1)", "§ 1 Abs. 3", "Anlage 1, MB 01901", "Auf einen Blick, Bewerbungsfrist"
    heading_path: headings above it, outermost first ("I. Ergänzende Bestimmungen",
                  "Zu § 16 Wiederholung von Prüfungsleistungen", "Zu § 16 Abs. 4"); for rows also the
                  annex title and the group headings that belong to the row
    text:         as printed, line-break hyphens mended, without sentence numbers and list marks lost;
                  list items on lines of their own ("\n"); for rows the cells joined by " | "
    scope:        indexes into `sentences` of those that say what the whole provision applies to;
                  any other sentence shown alone must carry them
    cells:        for rows only
    notes:        words that belong to it but stand elsewhere: footnotes, legend expansions
                  ("K (120) = Klausur, 120 Minuten"), as searchable text, never quoted as its text
    """

    id: str
    regulation: str
    kind: ProvisionKind
    label: str
    heading_path: tuple[str, ...]
    text: str
    sentences: tuple[Sentence, ...]
    pages: tuple[int, ...]
    references: tuple[Reference, ...] = ()
    scope: tuple[int, ...] = ()
    cells: tuple[Cell, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """Text that was read and left out, with the reason (running head, page number, contents page ...)."""

    page: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the regulation's self-check noticed; `severity` is "error", "warning" or "note"."""

    severity: str
    code: str
    message: str
    provision: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme of study; `names` are other usual names people write (abbreviations, city, subject)."""

    id: str
    title: str
    degree: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Regulation:
    """One document with all its provisions in document order.

    short_name:   as people cite it ("FSPO KI HSU")
    status_words: the words of the document that say its status
    supplements:  names of regulations it refers to as its parent and that are not in the corpus ("APO")
    valid_from:   as the text says it; `valid_from_date` the same as ISO date where it can be said, else ""
    cohort:       whom it applies to, as the text says it
    deadline_past: for a brochure of one cohort: ISO date after which its deadlines are over, else ""
    """

    id: str
    title: str
    short_name: str
    institution: str
    programmes: tuple[Programme, ...]
    kind: Kind
    language: str
    status: Status
    status_words: str
    valid_from: str
    valid_from_date: str
    cohort: str
    deadline_past: str
    supplements: tuple[str, ...]
    source: Source
    provisions: tuple[Provision, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
