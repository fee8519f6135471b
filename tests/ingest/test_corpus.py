from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ingest.corpus import Corpus
from ingest.errors import CorpusError
from ingest.records import Kind, Provision, ProvisionKind, Regulation, Sentence
from ingest.storage import from_json, read_regulation, to_json, write_atomically
from tests.ingest.small import provision, regulation

ORDER = regulation(
    "hsu-po",
    "PO HSU",
    provision("hsu-po/2", "Zu § 2", "Eins. Zwei.", page=1),
    provision("hsu-po/16.4/1", "Zu § 16 Abs. 4 (1)", "Eins. Zwei. Drei. Vier. Fünf.", page=8),
    provision("hsu-po/16.4/2", "Zu § 16 Abs. 4 (2)", "Nur einer.", page=9),
    provision("hsu-po/5.4", "Zu § 5 Abs. 4 Satz 2", "Eins. Zwei.", page=2),
    programme="hsu",
)
CORPUS = Corpus(
    [ORDER, regulation("b-po", "PO B", provision("b-po/1/1", "§ 1 Abs. 1", "Text."), programme="b")]
)


@pytest.mark.parametrize(
    ("provision_id", "sentences", "label"),
    [
        ("hsu-po/16.4/1", (), "Zu § 16 Abs. 4 (1) PO HSU, S. 8"),
        ("hsu-po/16.4/1", (2,), "Zu § 16 Abs. 4 (1) Satz 3 PO HSU, S. 8"),
        ("hsu-po/16.4/1", (3, 2), "Zu § 16 Abs. 4 (1) Satz 3 und 4 PO HSU, S. 8"),
        ("hsu-po/16.4/1", (1, 2, 3), "Zu § 16 Abs. 4 (1) Satz 2-4 PO HSU, S. 8"),
        ("hsu-po/16.4/1", (0, 2, 4), "Zu § 16 Abs. 4 (1) Satz 1, 3 und 5 PO HSU, S. 8"),
        ("hsu-po/16.4/2", (0,), "Zu § 16 Abs. 4 (2) PO HSU, S. 9"),
        ("hsu-po/5.4", (0,), "Zu § 5 Abs. 4 Satz 2, Satz 1 PO HSU, S. 2"),
    ],
)
def test_citation_names_the_sentences(provision_id: str, sentences: tuple[int, ...], label: str) -> None:
    assert CORPUS.cite(provision_id, sentences) == label


def test_english_citation_has_p_for_page() -> None:
    assert CORPUS.cite("hsu-po/16.4/1", (2,), language="en") == "Zu § 16 Abs. 4 (1) Satz 3 PO HSU, p. 8"


def test_citation_names_list_items_and_all_pages() -> None:
    text = "Nötig sind: Eins. Zwei. Drei."
    item = ("lit. c",)
    listed = replace(
        provision("x/1/1", "§ 1 Abs. 1", text),
        sentences=(
            Sentence(1, False, 0, 11, 1),
            Sentence(1, False, 12, 17, 1, item),
            Sentence(2, False, 18, 23, 2, item),
            Sentence(1, False, 24, 29, 2, ("lit. d",)),
        ),
        pages=(1, 2),
    )
    corpus = Corpus([regulation("x", "X", listed)])
    assert corpus.cite("x/1/1", (2,)) == "§ 1 Abs. 1 lit. c Satz 2 X, S. 2"
    assert corpus.cite("x/1/1", (0, 2, 3)) == "§ 1 Abs. 1 lit. c Satz 2, lit. d X, S. 1-2"
    assert corpus.cite("x/1/1") == "§ 1 Abs. 1 X, S. 1-2"
    assert corpus.quote("x/1/1", (1, 2)) == "Eins. Zwei."


def test_counted_number_that_is_printed_elsewhere_is_not_cited() -> None:
    sentences = (Sentence(1, True, 0, 5, 1), Sentence(2, False, 6, 11, 1), Sentence(2, True, 12, 17, 1))
    odd = replace(provision("x/1", "§ 1", "Eins. Zwei. Drei."), sentences=sentences)
    corpus = Corpus([regulation("x", "X", odd)])
    assert corpus.cite("x/1", (1,)) == "§ 1 X, S. 1"
    assert corpus.cite("x/1", (2,)) == "§ 1 Satz 2 X, S. 1"
    assert corpus.cite("x/1", (1, 2)) == "§ 1 X, S. 1"


def test_rows_and_brochures_are_cited_without_sentence() -> None:
    row = provision("x/anlage-1/mb-1", "Anlage 1, MB 1", "MB 1 | Eins. Zwei.", kind=ProvisionKind.ROW)
    box = provision("y/frist", "Auf einen Blick, Frist", "Eins. Zwei.", kind=ProvisionKind.BROCHURE)
    brochure = replace(regulation("y", "Flyer Y", box), kind=Kind.BROCHURE)
    corpus = Corpus([regulation("x", "X", row), brochure])
    assert corpus.cite(row, (1,)) == "Anlage 1, MB 1 X, S. 1"
    assert corpus.cite(box, (1,)) == "Auf einen Blick, Frist, Flyer Y, S. 1"


def test_neighbours_stay_in_the_regulation() -> None:
    first, second, third, last = ORDER.provisions
    assert CORPUS.previous(first) is None
    assert CORPUS.next(first) == second
    assert CORPUS.next(last) is None
    assert CORPUS.same_section(second) == (second, third)


def test_provisions_of_a_programme_are_those_of_its_regulations() -> None:
    assert CORPUS.provisions(["hsu"]) == ORDER.provisions
    assert CORPUS.provisions()[0].id == "b-po/1/1"
    assert [p.id for p in CORPUS.programmes()] == ["b", "hsu"]
    assert CORPUS.regulations_of(("hsu",)) == (ORDER,)
    with pytest.raises(CorpusError, match="no provision 'x/1'"):
        CORPUS.provision("x/1")


def test_a_regulation_that_begins_later_is_not_valid_yet() -> None:
    later = replace(ORDER, valid_from_date="2026-10-01")
    corpus = Corpus([later])
    assert corpus.valid_on(date(2026, 9, 30)) == ()
    assert corpus.valid_on(date(2026, 10, 1)) == (later,)


def test_fingerprint_follows_the_content() -> None:
    changed = replace(ORDER, provisions=ORDER.provisions[:-1])
    assert Corpus([ORDER]).fingerprint() == Corpus([ORDER]).fingerprint()
    assert Corpus([ORDER]).fingerprint() != Corpus([changed]).fingerprint()


def test_json_gives_back_the_same_regulation(tmp_path: Path) -> None:
    (tmp_path / "built").mkdir()
    write_atomically(tmp_path / "built" / "hsu-po.json", to_json(ORDER))
    assert Corpus.load(tmp_path).regulations == {"hsu-po": ORDER}
    assert to_json(ORDER).endswith("}\n")
    assert "Zu § 2" in to_json(ORDER)


def _damaged(change: str) -> str:
    record = json.loads(to_json(ORDER))
    match change:
        case "missing":
            del record["provisions"][1]["label"]
        case "unknown":
            record["source"]["built_at"] = "today"
        case "type":
            record["provisions"][0]["sentences"][0]["number"] = "1"
        case "enum":
            record["status"] = "probably"
    return json.dumps(record)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("missing", r"provisions\[1\] lacks field label"),
        ("unknown", "source has the unknown field built_at"),
        ("type", r"provisions\[0\]\.sentences\[0\]\.number should be int, not '1'"),
        ("enum", "status should be one of in force, .*, not 'probably'"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_by_name(change: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "odd.json"
    file.write_text(_damaged(change), encoding="utf-8")
    with pytest.raises(CorpusError, match=message) as caught:
        read_regulation(file)
    assert "odd.json" in caught.value.message
    assert "build" in caught.value.mend


def test_broken_json_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"x\.json is not a built regulation"):
        from_json(Regulation, "{", "x.json")
    with pytest.raises(CorpusError, match="No built regulation"):
        Corpus.load(tmp_path)


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.json"
    write_atomically(file, "old")

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", die)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(file, "new")
    assert [(f.name, f.read_text()) for f in tmp_path.iterdir()] == [("x.json", "old")]


def test_two_provisions_with_one_id_are_refused() -> None:
    twice: tuple[Provision, ...] = (ORDER.provisions[0],) * 2
    with pytest.raises(CorpusError, match="same id"):
        Corpus([replace(ORDER, provisions=twice)])
