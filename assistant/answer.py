"""The records of an answer. They name provisions by id and never contain them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What the assistant did with a question."""

    ANSWERED = "answered"
    REFUSED = "refused"
    ASKED_BACK = "asked back"


class NoticeKind(StrEnum):
    """What a notice warns of; notices are made by code, never by a model."""

    DRAFT = "draft"
    NOT_PROMULGATED = "not promulgated"
    INFORMATION_ONLY = "information only"
    PAST_DEADLINE = "past deadline"
    MISSING_REGULATION = "missing regulation"
    PRECEDENCE = "precedence"
    REFERENCE_NOT_FOUND = "reference not found"
    AMBIGUOUS_PROGRAMME = "ambiguous programme"
    NOT_COVERED = "not covered"
    MODEL = "model"
    ORIGINAL = "original"


@dataclass(frozen=True, slots=True)
class Passage:
    """A provision found for a question.

    score:     of the final order, comparable within one result only
    sentences: indexes into the provision's sentences, best first
    ranks:     (retriever, rank from 1) for each retriever that found it
    parts:     (name, value) of the score, for `find --why`
    terms:     (word of the question, word it matched in the provision)
    sentence_scores: how well each of `sentences` matches, from 0 up; comparable within one result only
    """

    provision: str
    score: float
    sentences: tuple[int, ...] = ()
    ranks: tuple[tuple[str, int], ...] = ()
    parts: tuple[tuple[str, float], ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    sentence_scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement stands. `quote` is a substring of the provision's text.

    label:     complete, as a lawyer cites it: "Zu § 16 Abs. 4 (2) Satz 3 FSPO KI HSU, S. 9"
    sentences: indexes into the provision's sentences that the quote covers
    pages:     pages (from 1) the quote stands on
    """

    provision: str
    label: str
    quote: str
    sentences: tuple[int, ...]
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an answer; `citations` are indexes into `Answer.citations`, never empty.

    case: what the statement applies to, as a heading over statements that follow each other: the
          regulation, or the sentence that limits a rule to some modules or attempts; "" for none
    """

    text: str
    citations: tuple[int, ...]
    case: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    """A statement that verification did not let through, with the reasons."""

    text: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning set apart from the answer; `subject` is a regulation id, a missing regulation or ""."""

    kind: NoticeKind
    text: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier exchange of the same conversation, as far as a follow-up needs it.

    programmes: ids of the programmes the turn was about
    provisions: ids of the provisions its answer cited
    understood: the self-contained question that was searched
    """

    question: str
    understood: str
    programmes: tuple[str, ...] = ()
    provisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer with everything that shaped it.

    understood: the self-contained question that was searched ("" when it is the question itself)
    language:   "de" or "en", the language of the question and of the answer
    programmes: ids of the programmes it was answered for, () for all
    message:    the refusal or the question asked back; "" when answered
    model:      name of the language model, "" when quoting
    as_of:      ISO date taken as today
    """

    outcome: Outcome
    question: str
    understood: str
    language: str
    programmes: tuple[str, ...]
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    notices: tuple[Notice, ...]
    removed: tuple[Removed, ...]
    passages: tuple[Passage, ...]
    message: str
    model: str
    prompt_hash: str
    index_fingerprint: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The first event of a reply: what was found, before anything is phrased.

    citations: the same tuple as `Answer.citations`; () when the question is refused or asked back
    """

    understood: str
    language: str
    programmes: tuple[str, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event of a reply."""

    answer: Answer


Event = Evidence | Statement | Removed | Notice | Finished
"""What a `Reply` yields: one Evidence, then Statements and Removed, Notices, and one Finished."""
