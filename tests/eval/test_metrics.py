"""Every metric on two cases worked by hand: one that scores 0 and one that scores 1 (counts: 1 and 0)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer import Answer, Outcome
from eval.cases import Case, Expected, GoldCitation
from eval.metrics import METRICS
from eval.scoring import Score
from eval.support import Unit
from tests.eval.tiny import GOOD, ROW, answer, case, citation, exam

BY_NAME = {metric.name: metric for metric in METRICS}
REFUSED = answer(outcome=Outcome.REFUSED, message="The documents do not say that.")
ASKED = answer(outcome=Outcome.ASKED_BACK, message="Do you mean HSU or Bremen?")
REFUSE, CLARIFY = case(Expected.REFUSE), case(Expected.CLARIFY)
WRONG = citation("po/2", "Die Arbeit dauert zehn Wochen.")
SECOND = citation("po/1", "Die Frist gilt nicht für Nachzügler.", (1,))
LONG = answer(GOOD, text="On 15 March or on 31 July.")
GERMAN = answer(GOOD, text="Die Frist ist der 15. März und nicht der 14. März.", model="m")
NEITHER = answer(outcome=Outcome.ASKED_BACK, message="Could you say more?")
INVENTED = answer(citation("po/9", "Die Frist"))

SCORES: list[tuple[str, Answer, Case, float]] = [
    ("correct", answer(GOOD), case(), 1),
    ("correct", answer(WRONG), case(), 0),
    ("correct", LONG, case(), 0),
    ("correct", REFUSED, REFUSE, 1),
    ("correct", answer(GOOD), REFUSE, 0),
    ("correct", ASKED, CLARIFY, 1),
    ("correct", NEITHER, CLARIFY, 0),
    ("facts", answer(GOOD), case(), 1),
    ("facts", answer(GOOD, text="The deadline is 115 March."), case(), 0),
    ("words", answer(GOOD, text="15"), case(), 1),
    ("words", answer(GOOD, text=""), case(), 0),
    ("clean", answer(GOOD), case(), 1),
    ("clean", LONG, case(), 0),
    ("language", answer(GOOD), case(), 1),
    ("language", GERMAN, case(), 0),
    ("language", answer(GOOD, text=GOOD.quote, model="m"), case(), 1),
    ("language", answer(outcome=Outcome.REFUSED, message="Das steht nicht in der Ordnung."), REFUSE, 0),
    ("citation_recall", answer(GOOD), case(), 1),
    ("citation_recall", answer(WRONG), case(), 0),
    ("citation_precision", answer(GOOD), case(), 1),
    ("citation_precision", answer(WRONG), case(), 0),
    ("sentence_recall", answer(GOOD), case(), 1),
    ("sentence_recall", answer(SECOND), case(), 0),
    ("sentence_recall", answer(citation("po/1", GOOD.quote, ())), case(), 1),
    ("sentence_precision", answer(GOOD), case(), 1),
    ("sentence_precision", answer(SECOND), case(), 0),
    ("refusal_recall", REFUSED, REFUSE, 1),
    ("refusal_recall", answer(GOOD), REFUSE, 0),
    ("false_refusals", answer(GOOD), case(), 0),
    ("false_refusals", REFUSED, case(), 1),
    ("refusal_f1", REFUSED, REFUSE, 1),
    ("refusal_f1", REFUSED, case(), 0),
    ("clarify", ASKED, CLARIFY, 1),
    ("clarify", answer(GOOD), CLARIFY, 1),
    ("clarify", NEITHER, CLARIFY, 0),
    ("invented_citations", answer(GOOD), case(), 0),
    ("invented_citations", INVENTED, case(), 1),
    ("invented_citations", answer(GOOD, passages=("po/2",)), case(), 1),
    ("unsupported_numbers", answer(GOOD), case(), 0),
    ("unsupported_numbers", answer(GOOD, text="The deadline is 16 March."), case(), 1),
    ("uncited_statements", answer(GOOD), case(), 0),
    ("uncited_statements", answer(), case(), 1),
    ("altered_quotes", answer(GOOD), case(), 0),
    ("altered_quotes", answer(citation("po/1", "bis zum 16. März")), case(), 1),
    ("no_result", answer(GOOD), case(), 0),
]


@pytest.mark.parametrize(("name", "given", "asked", "value"), SCORES)
def test_worked_by_hand(name: str, given: Answer, asked: Case, value: float) -> None:
    score = BY_NAME[name].of(exam(given, asked), asked, "")
    assert score is not None
    assert score.value == value


@pytest.mark.parametrize(
    ("name", "found", "value"),
    [
        ("recall_at_1", ("po/1", "po/2"), 1),
        ("recall_at_1", ("po/2", "po/1"), 0),
        ("recall_at_3", ("po/2", "x", "po/1"), 1),
        ("recall_at_3", ("po/2", "x", "y", "po/1"), 0),
        ("recall_at_5", ("a", "b", "c", "d", "po/1"), 1),
        ("recall_at_5", ("a", "b", "c", "d", "e", "po/1"), 0),
        ("recall_at_10", (*"abcdefghi", "po/1"), 1),
        ("recall_at_10", (*"abcdefghij", "po/1"), 0),
        ("mrr", ("po/2", "po/1"), 0.5),
        ("mrr", ("po/1",), 1),
        ("mrr", ("po/2",), 0),
    ],
)
def test_retrieval_worked_by_hand(name: str, found: tuple[str, ...], value: float) -> None:
    score = BY_NAME[name].of(exam(answer(GOOD), found=found), case(), "")
    assert score is not None
    assert score.value == value


@pytest.mark.parametrize(
    ("found", "value"),
    [
        (("po/1", "b", "c", "d", "e", "law/7"), 1),
        (("po/1", "b", "c", "d", "e", "f", "law/7"), 0.5),
        (("x", "y"), 0),
    ],
)
def test_every_regulation_compared_has_evidence_among_the_first_six(
    found: tuple[str, ...], value: float
) -> None:
    other = Unit(("§ 7",), frozenset({"law"}), {"law/7": frozenset({0})})
    one = exam(answer(GOOD), found=found)
    metric = BY_NAME["regulations_at_6"]
    score = metric.of(replace(one, units=(*one.units, other)), case(), "")
    assert score is not None
    assert score.value == value
    assert metric.of(one, case(), "") is None


def test_every_metric_is_worked_by_hand_for_its_best_and_its_worst() -> None:
    done = {name for name, *_ in SCORES} | {
        "recall_at_1",
        "recall_at_3",
        "recall_at_5",
        "recall_at_10",
        "regulations_at_6",
        "mrr",
    }
    assert done == set(BY_NAME)


def test_a_case_without_a_result_counts_as_zero_and_says_why() -> None:
    for name, value in (("correct", 0.0), ("facts", 0.0), ("false_refusals", 1.0), ("no_result", 1.0)):
        assert BY_NAME[name].of(None, case(), "it broke") == Score(value, reason="no result: it broke")


def test_interchangeable_citations_count_once() -> None:
    twice = (
        GoldCitation("po", "§ 1", "bis zum 15. März einzureichen", "same"),
        GoldCitation("po", "§ 2", "Die Arbeit dauert zehn Wochen", "same"),
    )
    asked = case(citations=twice)
    score = BY_NAME["citation_recall"].of(exam(answer(WRONG), asked), asked, "")
    assert score is not None
    assert score.value == 1


def test_a_table_row_is_hit_by_its_cells() -> None:
    asked = case(citations=(GoldCitation("po", "Anlage 1", "MB 04132 Informatik II 4 D"),))
    score = BY_NAME["citation_recall"].of(exam(answer(citation("po/anlage-1", ROW)), asked), asked, "")
    assert score is not None
    assert score.value == 1


def test_every_metric_says_what_it_is_and_where_it_is_from() -> None:
    assert len(BY_NAME) == len(METRICS)
    assert all(metric.definition.endswith(".") and metric.source for metric in METRICS)
