from __future__ import annotations

from pathlib import Path

import pytest

from assistant.terms import Term, Terms, read_terms
from ingest.errors import CorpusError

RESIT = Term(("Wiederholungsprüfung", "Nachprüfung"), ("resit", "second attempt"), ("nachschreiben", "WP"))


def test_a_term_is_found_by_each_of_its_forms_in_both_directions() -> None:
    terms = Terms([RESIT])
    assert ("second attempts", "Wiederholungsprüfung") in terms.expand("how many second attempts are there")
    assert ("Nachprüfung", "resit") in terms.expand("Wann ist die Nachprüfung?")
    assert ("nachschreiben", "Wiederholungsprüfung") in terms.expand("Kann ich nachschreiben?")
    assert terms.expand("attempt") == ()


def test_everyday_words_are_searched_by_nobody_but_abbreviations_are() -> None:
    found = {form for _, form in Terms([RESIT]).expand("resit")}
    assert found == {"Wiederholungsprüfung", "Nachprüfung", "second attempt", "WP"}


def test_the_longer_term_is_taken() -> None:
    terms = Terms([Term(("Prüfung",), ("exam",)), Term(("mündliche Prüfung",), ("oral exam",))])
    assert terms.expand("oral exam") == (("oral exam", "mündliche Prüfung"),)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("nur Deutsch", "expected 2 or 3 columns, found 1"),
        ("Klausur\twritten exam;", "an empty form"),
        ("Klausur; Klausur\texam", "'Klausur' stands there twice"),
        ("Frist\tdeadline\twann", "'wann' stands in almost every question"),
    ],
)
def test_a_bad_line_is_named_with_its_mend(tmp_path: Path, line: str, complaint: str) -> None:
    file = tmp_path / "terms.tsv"
    file.write_text(f"# comment\nNote\tgrade\n{line}\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=f"terms.tsv, line 3: {complaint}") as error:
        read_terms(file)
    assert error.value.mend


def test_the_shipped_terms_are_many_and_well_formed() -> None:
    assert len(read_terms(Path("assistant/terms.tsv"))) >= 395
