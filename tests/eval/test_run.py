"""Asking: conversations keep their history, errors stay with their case, the cache hides nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answer import Outcome
from eval import cache as cache_module
from eval.cache import Cache
from eval.cases import Conversation
from eval.run import run_cases, select
from tests.eval.tiny import GOOD, Scripted, answer, case

FIRST, SECOND = case(id="d1", question="When?"), case(id="d2", question="And where?", lang="de")
TALK = Conversation("d", (FIRST, SECOND))
SCRIPT = {FIRST.question: answer(GOOD), SECOND.question: answer(outcome=Outcome.REFUSED, message="No.")}


def test_the_turns_of_a_dialogue_follow_each_other() -> None:
    subject = Scripted(SCRIPT)
    taken = run_cases([TALK, Conversation("c", (case(question="When?"),))], subject, "none")
    assert subject.asked == [("When?", 0), ("And where?", 1), ("When?", 0)]
    assert [item.observation.case for item in taken] == ["d1", "d2", "c1"]
    assert taken[0].observation.found == ("po/1", "po/2")


def test_several_jobs_give_the_same_in_the_same_order() -> None:
    talks = [TALK, *(Conversation(f"c{n}", (case(id=f"c{n}", question="When?"),)) for n in range(9))]
    one, three = (run_cases(talks, Scripted(SCRIPT), "none", jobs=jobs) for jobs in (1, 3))
    assert [item.observation for item in one] == [item.observation for item in three]


def test_an_error_ends_its_case_and_not_the_run() -> None:
    subject = Scripted({SECOND.question: SCRIPT[SECOND.question]})
    first, second = (item.observation for item in run_cases([TALK], subject, "none"))
    assert (first.answer, first.error) == (None, "RuntimeError: the model died")
    assert first.found == ("po/1", "po/2")
    assert second.answer is not None


def test_a_second_run_asks_nothing(tmp_path: Path) -> None:
    subject = Scripted(SCRIPT)
    fresh = run_cases([TALK], subject, "none", Cache(tmp_path, "setup"))
    again = run_cases([TALK], subject, "none", Cache(tmp_path, "setup"))
    assert len(subject.asked) == 2
    assert [item.observation for item in again] == [item.observation for item in fresh]
    assert all(item.timing is None for item in again)


def test_errors_are_not_kept(tmp_path: Path) -> None:
    subject = Scripted({})
    for _ in range(2):
        run_cases([TALK], subject, "none", Cache(tmp_path, "setup"))
    assert len(subject.asked) == 4


@pytest.mark.parametrize("changed", ["setup", "code", "question", "history"])
def test_whatever_changes_is_asked_anew(
    tmp_path: Path, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = Scripted(SCRIPT | {"When now?": answer(GOOD)})
    run_cases([TALK], subject, "none", Cache(tmp_path, "setup"))
    if changed == "code":
        monkeypatch.setattr(cache_module, "product_version", lambda: "another")
    first = case(id="d1", question="When now?") if changed == "question" else FIRST
    talk = Conversation("d", (SECOND,) if changed == "history" else (first, SECOND))
    run_cases([talk], subject, "none", Cache(tmp_path, "other" if changed == "setup" else "setup"))
    assert len(subject.asked) > 2


def test_the_version_of_the_product_follows_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_module, "ROOT", tmp_path)
    (tmp_path / "assistant").mkdir()
    before = cache_module.product_version.__wrapped__()
    (tmp_path / "assistant" / "terms.tsv").write_text("resit\tWiederholung\n")
    assert cache_module.product_version.__wrapped__() != before


@pytest.mark.parametrize(
    ("only", "first", "ids"),
    [
        ([], None, ["d", "c"]),
        ([("language", "de")], None, ["d"]),
        ([("id", "d2")], None, ["d"]),
        ([("id", "d"), ("id", "c")], None, ["d", "c"]),
        ([("kind", "exam")], None, ["c"]),
        ([("kind", "exam"), ("language", "de")], None, []),
        ([], 1, ["d"]),
    ],
)
def test_selecting(only: list[tuple[str, str]], first: int | None, ids: list[str]) -> None:
    other = Conversation("c", (case(id="c", kind="exam"),))
    assert [conversation.id for conversation in select([TALK, other], only, first)] == ids
