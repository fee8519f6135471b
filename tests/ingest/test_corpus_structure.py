"""The regulations of the corpus against their published wording and the questions' citations."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from ingest.formats import pdf
from ingest.records import Dropped, Kind, Provision
from ingest.structure import provisions
from tests.ingest.shared import SHARED

CORPUS = Path(__file__).parents[2] / "corpus" / "pdf"
STEMS = {"002": "nordakademie-po-maki", "003": "hsu-fspo-ki", "004": "bremen-aufnahmeordnung-ai"}
needs_texts = pytest.mark.skipif(not SHARED.is_dir(), reason=f"needs {SHARED}, which is not here")


@cache
def read(stem: str) -> tuple[tuple[Provision, ...], tuple[Dropped, ...]]:
    return provisions(pdf.read(CORPUS / f"{stem}.pdf"), stem, Kind.EXAMINATION)


def words(text: str) -> list[str]:
    """Words without hyphens of line breaks, Markdown, sentence numbers and "(1)"."""
    text = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    text = re.sub(r"\]\([^)]*\)|[*#]", "", text)
    text = re.sub(r"(?<=[a-zäöüß])-\s*\n\s*(?=[a-zäöüß])", "", text)
    text = re.sub(r"(?<![\w.,/-])\d{1,2}(?=[A-ZÄÖÜ])|(?<=[a-zäöüß])\d{1,2}(?=[A-ZÄÖÜ][a-zäöü])", " ", text)
    text = re.sub(r"^\s*(- )?\(\d{1,2}\)\s", "", text, flags=re.M)
    return re.findall(r"\w+", text.casefold())


def headings(found: tuple[Provision, ...]) -> list[str]:
    """Every heading once."""
    paths = {p.heading_path[: depth + 1] for p in found for depth in range(len(p.heading_path))}
    return [path[-1] for path in sorted(paths)]


@needs_texts
@pytest.mark.parametrize("stem", STEMS.values())
def test_the_published_words_stand_in_one_provision_or_are_dropped(stem: str) -> None:
    published = Counter(words((SHARED / "corpus" / "text" / f"{stem}.txt").read_text(encoding="utf-8")))
    found, dropped = read(stem)
    kept = Counter(word for part in (*(p.text for p in found), *headings(found)) for word in words(part))
    left_out = Counter(word for drop in dropped for word in words(drop.text))
    lost = published - kept - left_out
    assert lost.total() <= 0.005 * published.total(), lost


@needs_texts
@pytest.mark.parametrize("stem", ["nordakademie-po-maki", "bremen-aufnahmeordnung-ai"])
def test_nothing_stands_twice(stem: str) -> None:
    published = Counter(words((SHARED / "corpus" / "text" / f"{stem}.txt").read_text(encoding="utf-8")))
    twice = Counter(word for p in read(stem)[0] for word in words(p.text)) - published
    assert twice.total() <= 0.005 * published.total(), twice


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text.casefold())


def cited(provision: Provision, quote: str) -> set[str]:
    """Ways to cite the sentences of a provision that hold a quote."""
    found = {provision.label}
    holds = [s for s in provision.sentences if letters(quote) in letters(provision.text[s.start :])]
    if holds:
        sentence = holds[-1]
        for item in (sentence.item, sentence.item[:1], ()):
            place = " ".join((provision.label, *item))
            found |= {place, f"{place} Satz {sentence.number}"}
    return {re.sub(r"[ ,]+", " ", place) for place in found}


@needs_texts
def test_the_citations_of_the_questions_are_found_where_they_say() -> None:
    wanted = {
        (citation["doc"], citation["label"], citation["quote"])
        for line in (SHARED / "gold" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
        for citation in json.loads(line)["citations"]
        if citation["doc"] in STEMS
    }
    agree = []
    for doc, label, quote in sorted(wanted):
        holding = [
            p
            for p in read(STEMS[doc])[0]
            if letters(quote) in letters(p.text + "".join(c.text for c in p.cells))
        ]
        assert holding, (doc, label, quote)
        agree.append(any(re.sub(r"[ ,]+", " ", label) in cited(p, quote) for p in holding))
    assert sum(agree) >= 0.95 * len(agree), f"{sum(agree)} of {len(agree)}"
