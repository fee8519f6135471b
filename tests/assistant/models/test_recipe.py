"""The recipe's own steps: reading the dictionary, the trained score, and what is written is what is read."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from assistant.models.recipe import dictionary
from assistant.models.recipe.questions import Passage, Question, Training, fold_of, twins
from assistant.search.encoder import StaticEncoder, unit


def test_a_dictionary_line_becomes_one_entry_a_form(tmp_path: Path) -> None:
    file = tmp_path / "de-en"
    file.write_text(
        "# comment\nNachprüfung {f}; Nachtermin {m} (für eine Prüfung) [stud.] | Nachprüfungen {pl}"
        " :: resit exam [Br.]; retake | resits\n"
    )
    first, second = dictionary.read(file)
    assert first.german == ("Nachprüfung", "Nachtermin (für eine Prüfung)")
    assert first.english == ("resit exam", "retake")
    assert (second.german, second.english, second.study) == (("Nachprüfungen",), ("resits",), True)


def test_a_fold_holds_back_whole_files() -> None:
    passages = {pid: Passage(pid, file, "", "") for pid, file in (("1", "bund/a"), ("2", "brochure/b"))}
    asked = tuple(Question(pid, "de", "keyword", "?", "", "") for pid in "12")
    kept = Training(passages, asked).without(fold_of("bund/a"))
    assert [question.pid for question in kept.questions] == ["2"]


def test_editions_of_one_rule_are_twins() -> None:
    rule = "Eine nicht bestandene Prüfung kann zweimal wiederholt werden, sofern die Frist gewahrt ist."
    texts = {"old": rule, "new": rule.replace("zweimal", "dreimal"), "other": "Das Studium kostet nichts."}
    found = twins({pid: Passage(pid, "f", "", text) for pid, text in texts.items()})
    assert found["old"] == {"old", "new"}
    assert found["other"] == {"other"}


@pytest.mark.slow
def test_a_saved_table_is_read_back_within_its_rounding(tmp_path: Path) -> None:
    from assistant.models.recipe import saving, vocabulary

    tokenizer = vocabulary.train(["Prüfung Prüfung wiederholen"], 60)
    rows = np.random.default_rng(1).normal(size=(tokenizer.get_vocab_size(), 8)).astype(np.float32)
    saving.save(tokenizer, rows, tmp_path)
    read = StaticEncoder(tmp_path)
    assert np.abs(read.table - rows).max() <= np.abs(rows).max() / 127
    np.testing.assert_allclose((unit(read.table) * unit(rows)).sum(axis=1), 1, atol=1e-3)


@pytest.mark.slow
def test_the_score_that_is_trained_is_the_score_that_is_used() -> None:
    import torch

    from assistant.models.recipe.finetuning import Table, dropped, interaction, padded

    rows = torch.randn(30, 8, generator=torch.Generator().manual_seed(1))
    table = Table(rows, torch.linspace(-1, 1, 30))
    asked, found = [[3, 4, 4], [5]], [[7, 8], [3, 9, 10], [11]]
    late, _ = interaction(table, padded(asked), padded(dropped(found, 0.0, random.Random(1))))
    exported = table.export().numpy()
    for i, question in enumerate(asked):
        weights = np.linalg.norm(exported[question], axis=1)
        for j, passage in enumerate(found):
            best = (unit(exported[question]) @ unit(exported[passage]).T).max(axis=1)
            assert late[i, j].item() == pytest.approx(float(weights @ best / weights.sum()), abs=1e-5)


@pytest.mark.slow
def test_exported_trees_give_what_lightgbm_gives(tmp_path: Path) -> None:
    pytest.importorskip("lightgbm")
    from assistant.models.recipe.ranker import Group, Plan, export, fit
    from assistant.search.features import ALL_NAMES
    from assistant.search.rerank import Trees

    rows = np.random.default_rng(1).normal(size=(400, len(ALL_NAMES))).astype(np.float32)
    labels = (rows[:, 0] > 0).astype(np.float32)
    question = Question("1", "de", "keyword", "?", "", "")
    trees = fit([Group(question, 0, True, rows, labels, labels)], Plan(trees=5, leaves=4, smallest=20))
    export(trees, tmp_path / "trees.json")
    ours = Trees.read(tmp_path / "trees.json", ALL_NAMES).sum(rows)
    np.testing.assert_allclose(ours, trees.predict(rows, raw_score=True), atol=1e-9)
