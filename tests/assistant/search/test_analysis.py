from __future__ import annotations

import pytest

from assistant.search.analysis import Analyzer, content_words, grams, language, tokens


def test_codes_numbers_and_section_signs_stay_whole() -> None:
    text = "MB 04132, KI-WS-UM10002 und § 16 am 1.4. mit 2,5 LP"
    assert tokens(text) == ["MB 04132", "KI-WS-UM10002", "und", "§", "16", "am", "1.4", "mit", "2,5", "LP"]


@pytest.mark.parametrize("written", ["MB 04132", "MB04132", "mb-04132"])
def test_a_module_number_is_found_however_it_is_joined(written: str) -> None:
    analyzer = Analyzer(["MB 04132"])
    assert {t for token in tokens(written) for t in analyzer.terms(token)} >= {"mb04132"}


def test_compounds_are_split_into_words_of_the_corpus() -> None:
    analyzer = Analyzer(["Die Bearbeitung der Arbeit braucht Zeit", "Prüfung und Leistung, Semester"])
    assert analyzer.split("bearbeitungszeit") == ("bearbeitung", "zeit")
    assert analyzer.split("prüfungsleistung") == ("prüfung", "leistung")
    assert analyzer.split("gebührensatzung") == ()


def test_umlauts_and_their_spellings_have_the_same_stem() -> None:
    analyzer = Analyzer([])
    assert analyzer.terms("Prüfungen") == analyzer.terms("pruefung")
    assert analyzer.terms("Abschluß") == analyzer.terms("Abschluss")


def test_grams_survive_a_typo() -> None:
    right, wrong = set(grams("Bewerbungsfrist")), set(grams("Bewerbungfrist"))
    assert len(right & wrong) > len(right) / 2
    assert set(grams("Prüfung")) == set(grams("Pruefung"))


def test_stop_words_of_both_languages_carry_no_meaning() -> None:
    assert content_words("Wie lange does the Klausur dauern?") == ["lange", "Klausur", "dauern"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bis wann muss ich mich bewerben?", "de"),
        ("Masterarbeit Umfang Wörter", "de"),
        ("How long may the thesis be?", "en"),
        ("resit deadline oral exam", "en"),
        ("Can I resit a Klausur orally?", "en"),
        ("", "de"),
    ],
)
def test_language(text: str, expected: str) -> None:
    assert language(text) == expected
