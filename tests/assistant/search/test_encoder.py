"""Vectors without torch are the vectors of sentence-transformers; what is missing is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.search import encoder
from ingest.errors import ModelError

TEXTS = ["Wie oft darf ich eine Prüfung wiederholen?", "How long is the thesis?", "§ 3 Abs. 2", "", "🎓"]


@pytest.mark.slow
def test_vectors_equal_those_of_sentence_transformers() -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(encoder.SHIPPED), device="cpu").encode(TEXTS, normalize_embeddings=True)
    np.testing.assert_allclose(encoder.load(str(encoder.SHIPPED)).passages(TEXTS), theirs, atol=1e-6)


def test_vectors_have_length_one_or_zero() -> None:
    lengths = np.linalg.norm(encoder.StaticEncoder(encoder.SHIPPED).questions(TEXTS), axis=1)
    np.testing.assert_allclose(lengths, [1, 1, 1, 0, 1], atol=1e-6)


def test_a_translation_is_nearer_than_another_rule() -> None:
    static = encoder.StaticEncoder(encoder.SHIPPED)
    question = static.questions(["How often may I resit an exam?"])[0]
    same, other = static.passages(
        ["Eine Prüfung kann zweimal wiederholt werden.", "Die Gebühr beträgt 900 Euro."]
    )
    assert question @ same > question @ other + 0.2


def test_umlauts_may_be_spelled_out() -> None:
    static = encoder.StaticEncoder(encoder.SHIPPED)
    written, spelled = static.tokens(["Prüfungsgebühr groß", "Pruefungsgebuehr gross"])
    assert written.tolist() == spelled.tolist()


@pytest.mark.parametrize("model", ["/nowhere/model", "nobody/no-such-model", "a/b/c", ""])
def test_a_missing_model_is_told_with_its_mend(model: str) -> None:
    with pytest.raises(ModelError) as error:
        encoder.load(model)
    assert "PARAGRAF_EMBEDDING_MODEL" in error.value.mend


def test_a_damaged_model_is_told(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"no tensors")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError):
        encoder.StaticEncoder(tmp_path)
