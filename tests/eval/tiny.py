"""A corpus of three provisions, a case, and an assistant that answers what it is told to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answer import Answer, Citation, Event, Finished, Outcome, Passage, Statement, Turn
from eval.cases import Case, Expected, GoldCitation
from eval.scoring import Exam
from eval.support import GoldPlaces
from ingest.corpus import Corpus
from ingest.records import Kind, Programme, Provision, ProvisionKind, Regulation, Sentence, Source, Status

DEADLINE = "Bewerbungen sind bis zum 15. März einzureichen. Die Frist gilt nicht für Nachzügler."
LENGTH = "Die Arbeit dauert zehn Wochen."
ROW = "MB 04132 | Informatik II | 4 | 4 | D | K (150)"


def provision(id_: str, text: str, kind: ProvisionKind = ProvisionKind.SUBSECTION) -> Provision:
    ends = [n + 1 for n, c in enumerate(text) if c == "." and text[n + 1 : n + 3].strip()[:1].isupper()]
    ends = [end for end in ends if "März" not in text[end : end + 5]] + [len(text)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    sentences = tuple(
        Sentence(n, True, start, end, 1) for n, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    )
    return Provision(id_, "po", kind, f"§ {id_.split('/')[1]}", (), text, sentences, (1,))


def corpus() -> Corpus:
    programmes = (Programme("ai", "AI", "M.Sc.", ("Bremen",)), Programme("hsu", "KI", "M.Sc.", ("HSU",)))
    row = provision("po/anlage-1", ROW, ProvisionKind.ROW)
    provisions = (provision("po/1", DEADLINE), provision("po/2", LENGTH), row)
    return Corpus(
        [
            Regulation(
                "po", "Ordnung", "PO", "Universität", programmes, Kind.EXAMINATION, "de", Status.IN_FORCE,
                "", "", "", "", "", (), Source("po.pdf", "0" * 64, 1), provisions,
            )
        ]
    )  # fmt: skip


def case(expected: Expected = Expected.ANSWER, **changes: object) -> Case:
    made = Case(
        id="c1",
        lang="en",
        audience="student",
        kind="deadline",
        question="When is the deadline?",
        programme=None,
        answer="15 March.",
        facts=(("15. März", "15 March"),) if expected is not Expected.REFUSE else (),
        forbidden=("31 July",),
        citations=(GoldCitation("po", "§ 1 Satz 1", "bis zum 15. März einzureichen"),),
        expected=expected,
        place="tiny:1",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def citation(id_: str, quote: str, sentences: tuple[int, ...] = (0,)) -> Citation:
    return Citation(id_, f"{id_} PO, S. 1", quote, sentences, (1,))


GOOD = citation("po/1", "Bewerbungen sind bis zum 15. März einzureichen.")


def answer(
    *citations: Citation,
    outcome: Outcome = Outcome.ANSWERED,
    text: str = "The deadline is 15 March.",
    message: str = "",
    language: str = "en",
    model: str = "",
    passages: Sequence[str] = ("po/1", "po/2"),
) -> Answer:
    statements = (Statement(text, tuple(range(len(citations)))),) if outcome is Outcome.ANSWERED else ()
    found = tuple(Passage(id_, 1.0) for id_ in passages)
    return Answer(
        outcome, "", "", language, (), statements, citations, (), (), found, message, model, "", "", ""
    )  # fmt: skip


def exam(given: Answer, asked: Case | None = None, found: Sequence[str] = ("po/1", "po/2")) -> Exam:
    known, asked = corpus(), asked or case()
    return Exam(asked, GoldPlaces(known).units(asked), tuple(found), given, known)


@dataclass(frozen=True)
class Said:
    """A reply that is finished at once."""

    answer: Answer

    def __iter__(self) -> Iterator[Event]:
        yield Finished(self.answer)


class Scripted:
    """An assistant that gives each question the answer of the script; without one it breaks."""

    def __init__(self, script: Mapping[str, Answer]) -> None:
        self.corpus = corpus()
        self.script = script
        self.asked: list[tuple[str, int]] = []

    def find(self, question: str, k: int, programme: str | None, read: bool = False) -> tuple[Passage, ...]:
        return (Passage("po/1", 2.0), Passage("po/2", 1.0))[:k]

    def ask(
        self, question: str, programme: str | None, history: Sequence[Turn], today: date, llm: str | None
    ) -> Said:
        self.asked.append((question, len(history)))
        if question not in self.script:
            raise RuntimeError("the model died")
        return Said(self.script[question])

    def turn(self, given: Answer) -> Turn:
        return Turn(given.question, given.understood)
