"""The gate: green for the same, red for a broken hard gate, a missed limit, a fall, a dropped case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer import Answer
from eval.cases import CaseError, Conversation
from eval.compare import Gate, Limit, Trend, accept, compare, read_gate
from eval.report import Report, Setup, figures, score_cases
from eval.run import run_cases
from tests.eval.tiny import GOOD, Scripted, answer, case, citation, corpus

SETUP = Setup(("tiny.jsonl",), "", "none", 1, "", "", "")
GATE = Gate(("invented_citations",), (Limit("facts", 0.5),), {"correct": 0.02})
BAD = answer(GOOD, text="The deadline is unknown.")


def report(*answers: Answer) -> Report:
    cases = [case(id=f"c{n}", question=f"Question {n}?") for n in range(len(answers))]
    script = {asked.question: given for asked, given in zip(cases, answers, strict=True)}
    conversations = [Conversation(asked.id, (asked,)) for asked in cases]
    seen = [taken.observation for taken in run_cases(conversations, Scripted(script), "none")]
    results = score_cases([(asked, False) for asked in cases], [seen], corpus())
    return Report(SETUP, figures(results), results)


ALL_GOOD = report(*[answer(GOOD)] * 20)


def test_the_same_report_is_green() -> None:
    outcome = compare(ALL_GOOD, ALL_GOOD, GATE)
    assert not outcome.red
    assert {move.trend for move in outcome.moves} == {Trend.SAME}


def test_a_broken_hard_gate_is_red_whatever_the_baseline_says() -> None:
    invented = report(answer(GOOD, citation("po/9", "x")), *[answer(GOOD)] * 19)
    assert compare(invented, invented, GATE).faults == ("Invented citations: 1, must be 0 (c0)",)


def test_a_missed_limit_is_red() -> None:
    weak = report(*[answer(GOOD)] * 9, *[BAD] * 11)
    assert compare(weak, weak, GATE).faults == ("Facts right (all): 0.45 is below the least, 0.5",)


def test_a_limit_can_be_for_each_kind() -> None:
    gate = replace(GATE, limit=(Limit("facts", 0.5, "kind/*"),))
    weak = report(*[answer(GOOD)] * 9, *[BAD] * 11)
    assert compare(weak, weak, gate).faults == ("Facts right (kind/deadline): 0.45 is below the least, 0.5",)


def test_where_less_is_better_the_limit_is_the_most() -> None:
    gate = replace(GATE, limit=(Limit("words", 4),))
    assert compare(ALL_GOOD, ALL_GOOD, gate).faults == ("Words of an answer (all): 5 is above the most, 4",)


def test_a_fall_beyond_tolerance_and_noise_is_red() -> None:
    outcome = compare(ALL_GOOD, report(*[answer(GOOD)] * 14, *[BAD] * 6), GATE)
    assert outcome.faults == ("Correct: 1 became 0.7, more than tolerance and noise",)
    assert outcome.failing == ("c14", "c15", "c16", "c17", "c18", "c19")


def test_a_fall_within_noise_is_told_and_not_red() -> None:
    outcome = compare(ALL_GOOD, report(*[answer(GOOD)] * 19, BAD), GATE)
    assert not outcome.red
    assert next(move for move in outcome.moves if move.metric == "correct").trend is Trend.NOISE


def test_with_few_cases_nothing_can_be_told() -> None:
    outcome = compare(report(*[answer(GOOD)] * 5), report(*[answer(GOOD)] * 3, *[BAD] * 2), GATE)
    assert next(move for move in outcome.moves if move.metric == "correct").trend is Trend.TOO_FEW


def test_a_dropped_case_is_red_unless_only_part_was_asked() -> None:
    fewer = report(*[answer(GOOD)] * 19)
    assert compare(ALL_GOOD, fewer, GATE).faults == ("1 cases of the baseline were not asked: c19",)
    part = replace(fewer, setup=replace(SETUP, selection="first 19"))
    assert not compare(ALL_GOOD, part, GATE).red


def test_newly_right_and_changed_answers_are_told() -> None:
    other = answer(GOOD, text="It is 15 March.")
    outcome = compare(report(BAD, answer(GOOD)), report(answer(GOOD), other), GATE)
    assert (outcome.passing, outcome.changed) == (("c0",), ("c1",))


@pytest.mark.parametrize("changes", [{"llm": "smollm2"}, {"cases": ("other.jsonl",)}])
def test_only_like_is_compared_with_like(changes: dict[str, object]) -> None:
    other = replace(ALL_GOOD, setup=replace(SETUP, **changes))  # type: ignore[arg-type]
    with pytest.raises(CaseError, match="like with like"):
        compare(ALL_GOOD, other, GATE)


def test_accepting_keeps_the_reason() -> None:
    assert accept(ALL_GOOD, " better terms ", GATE).reason == "better terms"


@pytest.mark.parametrize(
    ("given", "reason", "complaint"),
    [
        (replace(ALL_GOOD, setup=replace(SETUP, selection="first 3")), "why", "not one whole run"),
        (ALL_GOOD, " ", "no reason"),
        (report(answer(citation("po/9", "x"))), "why", "hard gate"),
    ],
)
def test_what_cannot_be_accepted(given: Report, reason: str, complaint: str) -> None:
    with pytest.raises(CaseError, match=complaint):
        accept(given, reason, GATE)


def test_the_gate_file_names_known_metrics() -> None:
    gate = read_gate()
    assert {"invented_citations", "unsupported_numbers", "altered_quotes"} <= set(gate.hard)


def test_a_retriever_that_finds_nothing_any_more_is_a_fault() -> None:
    before = replace(ALL_GOOD, setup=replace(SETUP, retrievers=("dense", "lexical")))
    after = replace(ALL_GOOD, setup=replace(SETUP, retrievers=("lexical",)))
    assert compare(before, after, GATE).faults == ("Retrievers that found nothing: dense",)
    assert compare(after, before, GATE).faults == ()
