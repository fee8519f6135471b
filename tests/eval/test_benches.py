"""What benchmarks rest on: copies that are regulations of their own, the same every time, and tables one can read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.search.encoder import SHIPPED
from assistant.search.reader import SHIPPED as READER
from assistant.search.rerank import SHIPPED as RANKER
from assistant.settings import Settings
from eval import __main__ as command_line
from eval.bench import BENCHES, Options, bench
from eval.benches import unseen
from eval.benches.copies import grown
from eval.benches.table import Table, markdown, percentiles
from eval.cases import CaseError
from ingest.corpus import Corpus
from tests.eval.tiny import corpus


def test_copies_fill_a_corpus_to_the_size() -> None:
    assert [len(list(grown(corpus(), size))) for size in (1, 3, 4, 10)] == [1, 1, 2, 4]


def test_a_copy_has_its_own_ids_and_words_and_the_same_sentences() -> None:
    whole = Corpus(grown(corpus(), 6))
    first, copy = whole.provision("po/1"), whole.provision("po-1/1")
    assert copy.sentences == first.sentences
    assert copy.text != first.text
    assert len(copy.text) == len(first.text)
    assert {programme.id for programme in whole.programmes()} == {"ai", "ai-1", "hsu", "hsu-1"}


def test_copies_are_the_same_every_time() -> None:
    assert list(grown(corpus(), 30)) == list(grown(corpus(), 30))


def test_a_table_is_markdown() -> None:
    table = Table("Speed", "Measured once.", ("what", "ms"), (("find", 1234.5), ("ask", 0.12345)))
    assert markdown(table).splitlines()[4:] == [
        "| what | ms |",
        "|---|---|",
        "| find | 1,234 |",
        "| ask | 0.123 |",
    ]


def test_percentiles() -> None:
    assert percentiles(range(101)) == (50, 95, 99)


def test_every_bench_can_be_named() -> None:
    assert tuple(BENCHES) == command_line.BENCHES


def test_what_each_part_adds_is_counted_on_questions_by_fold(tmp_path: Path) -> None:
    files = ("ulm/NAWI.txt", "ulm/other.txt", "bund/law.txt", "brochure/a.txt", "lawka/b.txt")
    text = "Eine nicht bestandene Klausur kann zweimal wiederholt werden."
    rows = [{"pid": f"p{n}", "file": f, "heading": "Prüfung", "text": text} for n, f in enumerate(files)]
    asked = [
        {"pid": pid, "lang": language, "style": style, "question": question, "answer": "", "evidence": text}
        for pid, language, style, question in (
            ("p0", "de", "keyword", "Klausur wiederholen"),
            ("p4", "en", "keyword", "resit a Klausur"),
            ("p4", "en", "unanswerable", "Klausur fee"),
        )
    ]
    for name, lines in (("provisions.jsonl", rows), ("questions.jsonl", asked)):
        (tmp_path / name).write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    for fold in range(5):
        folder = tmp_path / "folds" / str(fold)
        folder.mkdir(parents=True)
        for file in (*SHIPPED.iterdir(), RANKER / "trees.json"):
            (folder / file.name).symlink_to(file)
    (tmp_path / "folds" / "reader").mkdir()
    (tmp_path / "folds" / "reader" / "model.onnx").symlink_to(READER / "model.onnx")
    (tmp_path / "folds" / "reader" / "without").write_text("0 4")
    table = unseen.bench(tmp_path, tmp_path / "folds")
    assert table.how.startswith("1 German and 1 English")
    assert [row[0] for row in table.rows][4] == "all four, fused"
    assert all(row[1:] == (1, 1, 1, 1, 1, 1) for row in table.rows[:-2])
    assert table.rows[-1][0] == "2 of them, from sources the reader had not seen either: then the reader"
    assert table.rows[-1][1:] == (1, 1, 1, 1, 1, 1)


def test_what_is_not_in_the_repository_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="not in the repository"):
        bench(tmp_path, ["unseen"], Options(Settings(), []))
