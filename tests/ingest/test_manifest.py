from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ingest.errors import CorpusError
from ingest.manifest import load
from ingest.records import Status

CORPUS = Path(__file__).parents[2] / "corpus"
ENTRY = """\
[[regulation]]
id = "a-po"
title = "Ordnung"
short_name = "PO A"
institution = "Hochschule A"
kind = "examination regulation"
language = "de"
status = "draft"
valid_from_date = "2026-10-01"
file = "pdf/a.pdf"
sha256 = "{sha256}"
[[regulation.programme]]
id = "a"
title = "Informatik"
degree = "B.Sc."
names = ["A"]
""".replace("{sha256}", "0" * 64)


def write(folder: Path, text: str) -> Path:
    (folder / "manifest.toml").write_text(text, encoding="utf-8")
    return folder


def test_an_entry_becomes_a_regulation_without_provisions(tmp_path: Path) -> None:
    (entry,) = load(write(tmp_path, ENTRY))
    assert entry.regulation.id == "a-po"
    assert entry.regulation.status is Status.DRAFT
    assert entry.regulation.cohort == ""
    assert entry.regulation.programmes[0].names == ("A",)
    assert entry.regulation.provisions == ()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('title = "Ordnung"\n', "", r"\(a-po\), field title: is missing"),
        ('"draft"', '"sketch"', r"\(a-po\), field status: 'sketch' is none of in force"),
        ('"2026-10-01"', '"1.10.2026"', "field valid_from_date: '1.10.2026' is not a day"),
        ('"0000', '"000', "field sha256: .* should look like"),
        ('"pdf/a.pdf"', '"pdf/../../a.pdf"', "field file: "),
        ('kind = "', 'colour = "red"\nkind = "', "field colour: is not known"),
        ('"B.Sc."', "3", r"programme 1 \(a\), field degree: should be text, not 3"),
        ('["A"]', '"A"', "field names: should be a list"),
        ("[[regulation.programme]]", "[[regulation.programm]]", "field programme: is missing"),
        ('"a-po"', '"A PO"', "field id: 'A PO' should look like"),
        ("[[regulation]]", "[[rule]]", "entries only"),
        ('"a-po"', '"a-po', "is not TOML"),
    ],
)
def test_a_wrong_manifest_names_entry_and_field(old: str, new: str, complaint: str, tmp_path: Path) -> None:
    assert old in ENTRY
    with pytest.raises(CorpusError, match=complaint):
        load(write(tmp_path, ENTRY.replace(old, new)))


def test_two_entries_may_not_share_an_id(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="field id: a-po stands in two entries"):
        load(write(tmp_path, ENTRY + ENTRY))


def test_every_document_of_the_corpus_matches_its_entry() -> None:
    entries = {entry.regulation.id: entry.regulation for entry in load(CORPUS)}
    assert {r.source.file for r in entries.values()} == {
        f"pdf/{file.name}" for file in (CORPUS / "pdf").glob("*.pdf")
    }
    for regulation in entries.values():
        content = (CORPUS / regulation.source.file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == regulation.source.sha256
    programmes = sorted(programme.id for r in entries.values() for programme in r.programmes)
    assert programmes == ["bremen-ai", "hertie-ki", "hsu-ki", "leuphana-ki", "nordakademie-maki"]
