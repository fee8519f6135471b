"""The labels of the built corpus against those that lawyers wrote for the evaluation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from ingest import manifest
from ingest.corpus import Corpus
from ingest.labels import parse
from ingest.records import Provision

ROOT = Path(__file__).parents[2]
CORPUS = Corpus.load(ROOT / "corpus")


def letters(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def gold() -> set[tuple[str, str, str]]:
    """Regulation id, label and quote of every citation."""
    ids = {i: entry.regulation.id for entry in manifest.load(ROOT / "corpus") for i in entry.outside_ids}
    lines = (ROOT / "eval" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    cited = [citation for line in lines for citation in json.loads(line)["citations"]]
    return {(ids[c["doc"]], c["label"], c["quote"]) for c in cited}


def citations(regulation_id: str, quote: str) -> Iterator[str]:
    """How the corpus cites the sentences of every provision in which a quote stands."""
    wanted = letters(quote)
    for provision in CORPUS.regulations[regulation_id].provisions:
        begin = letters(provision.text).find(wanted)
        if begin >= 0:
            yield CORPUS.cite(provision, list(overlapping(provision, begin, begin + len(wanted))))


def overlapping(provision: Provision, begin: int, end: int) -> Iterator[int]:
    """Indexes of the sentences that share letters begin to end of a provision."""
    for index, sentence in enumerate(provision.sentences):
        first, last = (len(letters(provision.text[:place])) for place in (sentence.start, sentence.end))
        if first < end and last > begin:
            yield index


def agree(label: str, citation: str) -> bool:
    """Whether a citation names the same place as a label; "Fußnote 1" of any annex is the same place."""
    wanted, found = parse(label), parse(citation)
    if not wanted or not found or wanted[0].annex:
        return citation.startswith(label) or citation.split(", ")[1].split(" FSPO")[0] in label
    places = [(x.section, x.levels, x.items, x.sentences) for x in (wanted[0], found[0])]
    return places[0][: 4 if wanted[0].sentences else 3] == places[1][: 4 if wanted[0].sentences else 3]


def test_every_quote_stands_in_a_provision() -> None:
    assert [(label, quote) for i, label, quote in gold() if not list(citations(i, quote))] == []


def test_labels_agree_with_those_of_lawyers() -> None:
    cases = gold()
    wrong = [
        (label, list(citations(i, quote)))
        for i, label, quote in sorted(cases)
        if not any(agree(label, citation) for citation in citations(i, quote))
    ]
    assert len(wrong) <= 0.05 * len(cases), wrong
