"""Test cases: the gold format, dialogues and SQuAD files.

A file that cannot be trusted is an error with its file and line, never a shorter list of cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from ingest.errors import ParagrafError

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_F = TypeVar("_F", bound=BaseModel)
_ENGLISH = re.compile(r"\b(the|what|which|who|how|when|is|are|of|do|does)\b", re.IGNORECASE)


class CaseError(ParagrafError):
    """A file of test cases is missing, broken or contradicts the corpus."""


class Expected(StrEnum):
    """What the right reaction to a question is."""

    ANSWER = "answer"
    REFUSE = "refuse"
    CLARIFY = "clarify"


@dataclass(frozen=True, slots=True)
class GoldCitation:
    """A provision that supports the right answer; citations of one `group` are interchangeable."""

    regulation: str
    label: str
    quote: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One question and what is right about its answer.

    programme: the programme chosen in the chat, None for none
    facts:     groups of alternatives; an answer is right when each group has one that occurs
    place:     file and line it was read from
    """

    id: str
    lang: str
    audience: str
    kind: str
    question: str
    programme: str | None
    answer: str
    facts: tuple[tuple[str, ...], ...]
    forbidden: tuple[str, ...]
    citations: tuple[GoldCitation, ...]
    expected: Expected
    place: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """Questions asked in order in one conversation; a single question is a conversation of one turn."""

    id: str
    turns: tuple[Case, ...]


Filled = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]


class _Format(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _CitationFormat(_Format):
    doc: Filled
    label: Filled
    quote: Filled
    group: str = ""


class _CaseFormat(_Format):
    id: Filled
    lang: Literal["de", "en"]
    audience: str
    kind: Filled
    question: Filled
    programme: Filled | None
    answer: str
    facts: list[Annotated[list[Filled], Field(min_length=1)]]
    forbidden: list[Filled]
    citations: list[_CitationFormat]
    expected: Literal["answer", "refuse", "clarify"]
    notes: str


class _DialogueFormat(_Format):
    id: Filled
    turns: Annotated[list[_CaseFormat], Field(min_length=1)]


class _SquadAnswer(BaseModel):
    text: Filled
    answer_start: int


class _SquadQuestion(BaseModel):
    id: Filled
    question: Filled
    answers: list[_SquadAnswer]
    is_impossible: bool = False


class _SquadParagraph(BaseModel):
    context: Filled
    qas: list[_SquadQuestion]


class _SquadArticle(BaseModel):
    title: Filled
    paragraphs: list[_SquadParagraph]


class _SquadFormat(BaseModel):
    data: list[_SquadArticle]


def load_cases(path: Path, outside_ids: Mapping[str, str]) -> tuple[Conversation, ...]:
    """All conversations of a file, in its order: .jsonl in the gold format, .json as SQuAD 1.1 or 2.0.

    outside_ids: what case files call a regulation, to its id ("003" to "hsu-fspo-ki")

    Raises CaseError with file and line for anything that is not exactly the format.
    """
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"No readable case file {path}: {error}.", "Name an existing UTF-8 file.") from error
    if path.suffix == ".json":
        return tuple(_squad(_parse(_SquadFormat, content, path.name), path.name, outside_ids))
    return tuple(
        _conversation(line, f"{path.name}:{number}", outside_ids)
        for number, line in enumerate(content.splitlines(), start=1)
        if line.strip()
    )


def check_unique(conversations: Sequence[Conversation]) -> None:
    """Raises CaseError when two cases share an id, or two single questions are the same."""
    seen: dict[object, str] = {}
    for conversation in conversations:
        for case in conversation.turns:
            alone = len(conversation.turns) == 1
            for key in [case.id, (case.question, case.programme)] if alone else [case.id]:
                if key in seen:
                    raise CaseError(
                        f"{case.place}: {case.id} stands in {seen[key]} too.", "Delete one of the two."
                    )
                seen[key] = case.place


def _parse(form: type[_F], text: str, place: str) -> _F:
    try:
        return form.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise CaseError(f"{place}: {where}: {first['msg']}.", "Correct the case file.") from error


def _conversation(line: str, place: str, outside_ids: Mapping[str, str]) -> Conversation:
    if '"turns":' in line:
        dialogue = _parse(_DialogueFormat, line, place)
        return Conversation(dialogue.id, tuple(_case(turn, place, outside_ids) for turn in dialogue.turns))
    case = _case(_parse(_CaseFormat, line, place), place, outside_ids)
    return Conversation(case.id, (case,))


def _case(form: _CaseFormat, place: str, outside_ids: Mapping[str, str]) -> Case:
    case = Case(
        id=form.id,
        lang=form.lang,
        audience=form.audience,
        kind=form.kind,
        question=form.question,
        programme=form.programme,
        answer=form.answer,
        facts=tuple(tuple(group) for group in form.facts),
        forbidden=tuple(form.forbidden),
        citations=tuple(
            GoldCitation(_regulation(c.doc, outside_ids, place), c.label, c.quote, c.group)
            for c in form.citations
        ),
        expected=Expected(form.expected),
        place=place,
    )
    _check_sense(case)
    return case


def _regulation(name: str, outside_ids: Mapping[str, str], place: str) -> str:
    if name not in outside_ids:
        known = ", ".join(sorted(outside_ids))
        raise CaseError(f"{place}: {name!r} is no regulation; there are {known}.", "Correct the case file.")
    return outside_ids[name]


def _check_sense(case: Case) -> None:
    if case.expected is Expected.REFUSE and case.facts:
        raise CaseError(f"{case.place}: a case to refuse has facts.", "Remove them or expect an answer.")
    if case.expected is Expected.ANSWER and not (case.facts and case.citations):
        raise CaseError(f"{case.place}: a case to answer lacks facts or citations.", "Add what is missing.")
    quotes = [(citation.regulation, citation.quote) for citation in case.citations]
    if len(quotes) != len(set(quotes)):
        raise CaseError(f"{case.place}: the same quote stands twice.", "Delete one of the two.")


def _squad(form: _SquadFormat, name: str, outside_ids: Mapping[str, str]) -> Iterator[Conversation]:
    for article in form.data:
        regulation = _regulation(article.title, outside_ids, name)
        for paragraph in article.paragraphs:
            for question in paragraph.qas:
                case = _squad_case(question, paragraph.context, regulation, f"{name}: {question.id}")
                yield Conversation(case.id, (case,))


def _squad_case(form: _SquadQuestion, context: str, regulation: str, place: str) -> Case:
    answers = [] if form.is_impossible else form.answers
    texts = tuple(dict.fromkeys(answer.text for answer in answers))
    citations: tuple[GoldCitation, ...] = ()
    if answers:
        start, end = answers[0].answer_start, answers[0].answer_start + len(texts[0])
        if context[start:end] != texts[0]:
            raise CaseError(f"{place}: no {texts[0]!r} at {start} of the context.", "Correct answer_start.")
        citations = (GoldCitation(regulation, regulation, _sentence_around(context, start, end)),)
    return Case(
        id=form.id,
        lang="en" if _ENGLISH.search(form.question) else "de",
        audience="",
        kind="squad",
        question=form.question,
        programme=None,
        answer=texts[0] if texts else "",
        facts=(texts,) if texts else (),
        forbidden=(),
        citations=citations,
        expected=Expected.ANSWER if texts else Expected.REFUSE,
        place=place,
    )


def _sentence_around(context: str, start: int, end: int) -> str:
    borders = [0, *(match.end() for match in _SENTENCE_END.finditer(context)), len(context)]
    first = max(border for border in borders if border <= start)
    last = min(border for border in borders if border >= end)
    return context[first:last].strip()
