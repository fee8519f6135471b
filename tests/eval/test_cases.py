"""The loader takes the gold files as they are and refuses everything else with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.cases import CaseError, Expected, check_unique, load_cases
from eval.drafts import draft_cases
from eval.support import GoldPlaces
from tests.eval.tiny import case, corpus

EVAL = Path(__file__).parents[2] / "eval"
DOCS = {"000": "a", "001": "b", "002": "c", "003": "d", "004": "e"}
LINE = {
    "id": "x1",
    "lang": "de",
    "audience": "student",
    "kind": "exam",
    "question": "Wie lange?",
    "programme": None,
    "answer": "Zehn Wochen.",
    "facts": [["zehn Wochen"]],
    "forbidden": [],
    "citations": [{"doc": "po", "label": "§ 2", "quote": "dauert zehn Wochen"}],
    "expected": "answer",
    "notes": "",
}


def load(tmp_path: Path, *lines: object, name: str = "cases.jsonl") -> object:
    path = tmp_path / name
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    conversations = load_cases(path, {"po": "po"})
    check_unique(conversations)
    GoldPlaces(corpus()).check(conversations)
    return conversations


def test_the_gold_set_loads_whole() -> None:
    gold = load_cases(EVAL / "gold.jsonl", DOCS)
    dialogues = load_cases(EVAL / "dialogues.jsonl", DOCS)
    assert len(gold) == 100
    assert [len(dialogue.turns) for dialogue in dialogues] == [4, 3, 3, 3, 3, 4]
    check_unique((*gold, *dialogues))


def test_a_good_line_loads(tmp_path: Path) -> None:
    assert load(tmp_path, LINE)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"lang": "fr"}, "cases.jsonl:2: lang"),
        ({"question": " "}, "cases.jsonl:2: question"),
        ({"extra": 1}, "cases.jsonl:2: extra"),
        ({"facts": [[]]}, "cases.jsonl:2: facts.0"),
        ({"facts": []}, "cases.jsonl:2: a case to answer lacks facts"),
        ({"expected": "refuse"}, "cases.jsonl:2: a case to refuse has facts"),
        ({"programme": "law"}, "cases.jsonl:2: there is no programme 'law'"),
        ({"id": "x1"}, "cases.jsonl:2: x1 stands in cases.jsonl:1 too"),
        ({"question": LINE["question"]}, "cases.jsonl:2: x2 stands in cases.jsonl:1 too"),
        ({"citations": [{"doc": "009", "label": "§ 2", "quote": "dauert"}]}, "'009' is no regulation"),
        (
            {"citations": [{"doc": "po", "label": "§ 2", "quote": "dauert elf Wochen"}]},
            "cases.jsonl:2: po does not say “dauert elf Wochen”",
        ),
    ],
)
def test_a_bad_line_is_an_error_with_file_and_line(
    tmp_path: Path, changes: dict[str, object], complaint: str
) -> None:
    with pytest.raises(CaseError) as error:
        load(tmp_path, LINE, LINE | {"id": "x2", "question": "Und nun?"} | changes)
    assert complaint in str(error.value)


def test_a_line_that_is_not_json_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text("{'id'", encoding="utf-8")
    with pytest.raises(CaseError, match=r"cases\.jsonl:1"):
        load_cases(tmp_path / "cases.jsonl", {})


def squad(start: int) -> dict[str, object]:
    context = "Erster Satz. Die Arbeit dauert zehn Wochen. Letzter Satz."
    answers = [{"text": "zehn Wochen", "answer_start": start}]
    questions = [
        {"id": "q1", "question": "How long is it?", "answers": answers, "is_impossible": False},
        {"id": "q2", "question": "Wer bezahlt?", "answers": [], "is_impossible": True},
    ]
    return {
        "version": "2.0",
        "data": [{"title": "po", "paragraphs": [{"context": context, "qas": questions}]}],
    }


def test_squad_files_load(tmp_path: Path) -> None:
    path = tmp_path / "squad.json"
    path.write_text(json.dumps(squad(31)), encoding="utf-8")
    first, second = (conversation.turns[0] for conversation in load_cases(path, {"po": "po"}))
    assert (first.lang, first.expected, first.facts) == ("en", Expected.ANSWER, (("zehn Wochen",),))
    assert first.citations[0].quote == "Die Arbeit dauert zehn Wochen."
    assert (second.lang, second.expected) == ("de", Expected.REFUSE)


def test_a_squad_answer_in_the_wrong_place_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "squad.json"
    path.write_text(json.dumps(squad(30)), encoding="utf-8")
    with pytest.raises(CaseError, match="q1"):
        load_cases(path, {"po": "po"})


def test_gold_quotes_are_placed_in_provisions_and_sentences() -> None:
    (unit,) = GoldPlaces(corpus()).units(case())
    assert dict(unit.places) == {"po/1": frozenset({0})}


def test_a_draft_has_quote_and_label_and_is_no_case_before_it_is_finished(tmp_path: Path) -> None:
    drafts = [json.loads(line) for line in draft_cases(corpus(), "po", 2)]
    assert drafts[0]["citations"] == [
        {"doc": "po", "label": "§ 1 Satz 1", "quote": "Bewerbungen sind bis zum 15. März einzureichen."}
    ]
    with pytest.raises(CaseError, match="question"):
        load(tmp_path, *drafts)
    finished = drafts[0] | {"question": "Wann?", "answer": "15. März", "facts": [["15. März"]]}
    assert load(tmp_path, finished)
