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


def _english_model(folder: Path) -> None:
    """A sentence transformer as small as can be, in the files that all-MiniLM-L6-v2 has."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "exam", "fee", "thesis"]
    tokenizer = Tokenizer(models.WordPiece({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=64,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))


@pytest.mark.slow
def test_the_reader_learns_which_word_answers_and_is_written_as_it_was_trained(tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    import onnxruntime
    import torch

    from assistant.models.recipe import reader, transplant
    from assistant.models.recipe.dictionary import Entry
    from assistant.models.recipe.vocabulary import train
    from assistant.search.reader import padded

    _english_model(tmp_path / "english")
    pairs = (("Prüfung", "exam"), ("Gebühr", "fee"), ("Arbeit", "thesis"))
    tokenizer = train([" ".join(words) for words in pairs] * 9, 120)
    rows = torch.randn(tokenizer.get_vocab_size(), 8, generator=torch.Generator().manual_seed(1))
    plan = transplant.Plan(layers=(0, 1), rank=8, tokens=32, steps=40, batch=8, rate=3e-3, token_rate=3e-2)
    student = transplant.Student(tmp_path / "english", tokenizer, rows, plan)
    entries = [Entry((german,), (english,), True) for german, english in pairs]
    student.train(entries)

    def ids(word: str) -> list[int]:
        return list(tokenizer.encode(word, add_special_tokens=False).ids)

    asked = [
        reader.Case(
            [(ids(english), ids(german)) for german, _ in pairs],
            np.array([float(own == english) for _, own in pairs], dtype=np.float32),
        )
        for _, english in pairs
    ]
    scorer, end = reader.Scorer(student.model), tokenizer.get_vocab_size() + 1
    plan_of_questions = reader.Plan(epochs=300, batch=3, wrong=2, rate=3e-3, token_rate=3e-2, dropout=0.0)
    reader.train(scorer, asked, end, plan_of_questions)
    reader.export(scorer, tmp_path / "model.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"))
    for n, case in enumerate(asked):
        tokens, parts = padded(case.read, end)
        written = session.run(None, {"ids": tokens, "parts": parts})[0]
        trained = scorer(torch.from_numpy(tokens), torch.from_numpy(parts)).detach().numpy()
        assert int(trained.argmax()) == int(written.argmax()) == n
        np.testing.assert_allclose(written, trained, atol=0.1 * np.abs(trained).max())
