from __future__ import annotations

import pytest

from ingest.sentences import split


@pytest.mark.parametrize(
    "sentences",
    [
        ["Nach § 3 Abs. 2 i. V. m. § 4 Nr. 5 gilt dies.", "Es sind ca. 30 Seiten."],
        [
            "Die Frist endet am 30. Juni bzw. am 15. Januar.",
            "Semesterbeginn ist der 1. Oktober.",
            "Er zählt.",
        ],
        ["Die Quote (5 v. H.) gilt ggf. weiter.", "Mind. 120 CP, z. B. aus dem Studium, zählen."],
        ["Die Note 4,3 wird auf 4.0 gerundet!", "Ist das so?", "„Ja.“", "Das 5. Trimester zählt nicht."],
        ["Die Arbeit von Prof. Dr. Maier umfasst 20.000 Wörter.", "(2) Sie ist gebunden."],
        ["Er legt Satz 2 aus.", "Die Dauer beträgt 30.", "Sie zählt."],
    ],
)
def test_a_text_is_split_where_its_sentences_end(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[start:end] for start, end in split(text)] == sentences


def test_a_printed_number_begins_a_sentence_even_after_a_colon() -> None:
    text = "Es gilt folgende Regelung: Erfolgt eine Prüfung nicht, gilt sie als nicht bestanden."
    start = text.index("Erfolgt")
    assert [text[a:b] for a, b in split(text, [start])] == [text[: start - 1], text[start:]]
