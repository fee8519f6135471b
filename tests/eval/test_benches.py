"""What benchmarks rest on: copies that are regulations of their own, the same every time, and tables one can read."""

from __future__ import annotations

from eval import __main__ as command_line
from eval.bench import BENCHES
from eval.benches.copies import grown
from eval.benches.table import Table, markdown, percentiles
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
