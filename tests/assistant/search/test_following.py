from __future__ import annotations

from dataclasses import replace

from assistant.search.following import follow
from ingest.corpus import Corpus
from ingest.references import resolve
from tests.assistant.search.tiny import NORDSTADT, provision

LETTER, LIST, FAR = "po-nordstadt/1/1", "po-nordstadt/3/1", "po-nordstadt/4/1"


def corpus() -> Corpus:
    texts = {
        "1/1 Zugang": "Der Brief hat zwei Seiten. Er nennt Gründe.",
        "1/2 Zugang": "Über Ausnahmen entscheidet die Kommission.",
        "3/1 Bewerbung": "Es gelten § 1 und § 4. Der Brief nach § 1 Absatz 1 liegt bei.",
        "4/1 Auswahl": "Die Kommission wählt aus.",
        "4/2 Auswahl": "Sie berichtet.",
    }
    own = tuple(provision(NORDSTADT.id, name, text) for name, text in texts.items())
    return Corpus([resolve(replace(NORDSTADT, provisions=own))])


def test_what_the_best_sentence_refers_to_comes_behind_it() -> None:
    order = [(LIST, 2.0), (FAR, 0.5), (LETTER, 0.0)]
    assert follow(order, {LIST: 1}, corpus()) == {LETTER: 1.5}


def test_another_sentence_or_a_whole_section_lifts_nothing() -> None:
    order = [(LIST, 2.0), (FAR, 0.5), (LETTER, 0.0)]
    assert FAR not in follow(order, {LIST: 0}, corpus())
    assert follow([(LETTER, 2.0), (LIST, 0.0)], {LETTER: 1}, corpus()) == {}


def test_what_was_not_found_or_hardly_matched_stays_where_it_is() -> None:
    assert follow([(LIST, 2.0), (LETTER, -1.5)], {LIST: 1}, corpus()) == {}
    assert follow([(LIST, 2.0), (FAR, 1.5)], {LIST: 1}, corpus()) == {}


def test_a_provision_is_never_put_before_the_one_that_refers_to_it_nor_lowered() -> None:
    assert follow([(LETTER, 5.0), (LIST, 2.0)], {LIST: 1}, corpus()) == {}
    assert follow([(LIST, 2.0), (LETTER, 1.5)], {LIST: 1}, corpus()) == {}
