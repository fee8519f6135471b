from __future__ import annotations

import re

from assistant.web.source import segments, source_view
from ingest.corpus import Corpus
from ingest.records import Provision, ProvisionKind, Reference, Resolution, Sentence

TEXT = "Es gilt § 4. Abweichend gilt § 17 Abs. 1 und § 18 APO. Ende."
PROVISION = Provision(
    "x/1/1",
    "x",
    ProvisionKind.SUBSECTION,
    "§ 1 Abs. 1",
    (),
    TEXT,
    (Sentence(1, True, 0, 12, 1), Sentence(2, True, 13, 54, 1), Sentence(3, True, 55, 60, 2)),
    (1, 2),
    (
        Reference(8, 11, Resolution.RESOLVED, ("x/4",)),
        Reference(29, 40, Resolution.MISSING_REGULATION, (), "APO", True),
        Reference(45, 53, Resolution.MISSING_REGULATION, (), "APO", True),
    ),
)


def test_segments_are_the_text_cut_at_sentences_and_references() -> None:
    found = segments(PROVISION, [1], "en")
    assert "".join(s.text for s in found) == TEXT
    assert "".join(s.text for s in found if s.cited) == TEXT[13:54]
    assert [s.number for s in found if s.number] == ["1", "2", "3"]
    assert [(s.text, s.target) for s in found if s.target] == [("§ 4", "x/4")]


def test_one_remark_stands_for_neighbouring_references_to_a_missing_regulation() -> None:
    remarks = [(s.text, s.remark) for s in segments(PROVISION, [], "en") if s.remark]
    assert remarks == [("§ 18 APO", "APO is not in the collection; takes precedence")]


def test_every_provision_can_be_shown(corpus: Corpus) -> None:
    for regulation in corpus.regulations.values():
        for provision in regulation.provisions:
            view = source_view(corpus, provision, range(len(provision.sentences)), "de")
            assert "".join(s.text for s in view.segments) == provision.text
            assert 1 <= view.page <= regulation.source.pages
            assert re.search(re.escape(regulation.short_name), view.citation)
