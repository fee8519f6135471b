from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.corpus import Corpus
from ingest.lookup import Missing
from ingest.records import Cell, Provision, ProvisionKind, Sentence
from tests.ingest.small import provision, regulation


def row(provision_id: str, label: str, *cells: str) -> Provision:
    made = provision(provision_id, label, " | ".join(cells), kind=ProvisionKind.ROW)
    return replace(made, cells=tuple(Cell("", cell) for cell in cells))


LISTED = replace(
    provision("bremen/1/1", "§ 1 Abs. 1", "Nötig: A. B. C."),
    sentences=(
        Sentence(1, False, 0, 6, 1),
        Sentence(1, False, 7, 9, 1, ("lit. b",)),
        Sentence(1, False, 10, 12, 1, ("lit. c",)),
        Sentence(2, False, 13, 15, 1, ("lit. c",)),
    ),
)
CORPUS = Corpus(
    [
        regulation(
            "bremen",
            "AufnO Bremen",
            LISTED,
            provision("bremen/1/3", "§ 1 Abs. 3", "Eins. Zwei."),
            provision("bremen/2", "§ 2", "Eins. Zwei."),
            provision("bremen/anlage-d/2/1", "Anlage D, § 2 Abs. 1", "Eins. Zwei."),
            row("bremen/anlage/entgelt", "Anlage, Entgelt im Sinne von § 7 Abs. 1", "Entgelt", "50 Euro"),
            programme="bremen-ai",
            names=("Master", "University of Bremen"),
        ),
        regulation(
            "hsu",
            "FSPO HSU",
            provision("hsu/2/1", "Zu § 2 (1)", "Eins. Zwei."),
            provision("hsu/5.4", "Zu § 5 Abs. 4 Satz 2", "Eins. Zwei."),
            provision("hsu/5.5/nr1", "Zu § 5 Abs. 5 Nr. 1", "Eins."),
            provision("hsu/5.5/nr2", "Zu § 5 Abs. 5 Nr. 2", "Eins. Zwei."),
            provision("hsu/16.4/1", "Zu § 16 Abs. 4 (1)", "Eins. Zwei."),
            provision("hsu/16.4/2", "Zu § 16 Abs. 4 (2)", "Eins. Zwei. Drei."),
            row("hsu/anlage-1/mb-01901", "Anlage 1, MB 01901", "MB 01901", "Informatik I", "K (90)"),
            row("hsu/anlage-2/ki-11005", "Anlage 2, KI 11005", "KI 11005", "Projekt", "PA"),
            row("hsu/anlage-3/ki-11005", "Anlage 3, KI 11005", "KI 11005", "Projekt", "PA"),
            row("hsu/anlage-3/ki-ws-um1", "Anlage 3, KI-WS-UM10002", "KI-WS-UM10002", "Deep Learning"),
            programme="hsu-ki",
            names=("Master", "HSU Hamburg"),
            supplements=("APO",),
        ),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("§ 16 Abs. 4 HSU", [("hsu/16.4/1", ()), ("hsu/16.4/2", ())]),
        ("Was regelt §16 IV (2) Satz 3?", [("hsu/16.4/2", (2,))]),
        ("Zu § 16 Abs. 4 (2) Satz 3 FSPO HSU, S. 9", [("hsu/16.4/2", (2,))]),
        ("§ 5 Abs. 4 Satz 2 HSU", [("hsu/5.4", ())]),
        ("§ 5 Abs. 4 Satz 2, Satz 1 HSU", [("hsu/5.4", (0,))]),
        ("§ 5 Abs. 5 Nr. 2 Satz 1 HSU", [("hsu/5.5/nr2", (0,))]),
        ("§ 5 Abs. 5 HSU", [("hsu/5.5/nr1", ()), ("hsu/5.5/nr2", ())]),
        ("§ 1 Abs 1 lit c S 2 Bremen", [("bremen/1/1", (3,))]),
        ("§ 1 (1) c) Bremen", [("bremen/1/1", (2, 3))]),
        ("§ 1 lit. b Bremen", [("bremen/1/1", (1,))]),
        ("Anlage D § 2 Bremen", [("bremen/anlage-d/2/1", ())]),
        ("section 2, University of Bremen", [("bremen/2", ())]),
        ("§ 2", [("bremen/2", ()), ("hsu/2/1", ())]),
        ("Zu § 2", [("hsu/2/1", ())]),
        ("§ 1 Abs. 3 Bremen und § 2 HSU", [("bremen/1/3", ()), ("hsu/2/1", ())]),
        ("HSU § 2 gegen Bremen § 1 Abs. 3", [("bremen/1/3", ()), ("hsu/2/1", ())]),
        ("§ 1 Abs. 3 und § 1 Abs. 3 Satz 1 Bremen", [("bremen/1/3", ())]),
        ("mb-01901", [("hsu/anlage-1/mb-01901", ())]),
        ("KI 11005", [("hsu/anlage-2/ki-11005", ()), ("hsu/anlage-3/ki-11005", ())]),
        ("Anlage 3, KI11005", [("hsu/anlage-3/ki-11005", ())]),
        ("Anlage 3 Deep Learning", [("hsu/anlage-3/ki-ws-um1", ())]),
        ("Anlage 1", [("hsu/anlage-1/mb-01901", ())]),
        ("Was kostet Deep Learning an der HSU 2026?", []),
    ],
)
def test_reference_finds_exactly_the_provisions_meant(
    text: str, expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    found = CORPUS.look_up(text)
    assert list(found.found) == expected
    assert found.missing == ()


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("§ 99 Bremen", Missing("§ 99", "AufnO Bremen")),
        ("§ 99", Missing("§ 99", "")),
        ("§ 7 Bremen", Missing("§ 7", "AufnO Bremen")),
        ("§ 2 Satz 7 Bremen", Missing("§ 2 Satz 7", "AufnO Bremen", ("bremen/2",))),
        ("§ 1 Satz 2 Bremen", Missing("§ 1 Satz 2", "AufnO Bremen", ("bremen/1/1", "bremen/1/3"))),
        ("§ 16 Abs. 1 HSU", Missing("§ 16 Abs. 1", "FSPO HSU", ("hsu/16.4/1", "hsu/16.4/2"))),
        ("§ 16 Abs. 4 APO", Missing("§ 16 Abs. 4", "APO")),
        ("§ 2 BremHG", Missing("§ 2", "BremHG")),
        ("KI 11999", Missing("KI 11999", "")),
        ("Anlage 7 HSU", Missing("Anlage 7", "FSPO HSU")),
    ],
)
def test_reference_to_nothing_is_told_from_no_reference(text: str, missing: Missing) -> None:
    assert CORPUS.look_up(text).found == ()
    assert CORPUS.look_up(text).missing == (missing,)
    assert CORPUS.find_reference(text) == ()


def test_a_module_in_another_annex_is_shown_and_said() -> None:
    result = CORPUS.look_up("Anlage 2 KI-WS-UM10002")
    assert result.found == (("hsu/anlage-3/ki-ws-um1", ()),)
    assert result.missing == (Missing("Anlage 2, KI-WS-UM10002", "", ("hsu/anlage-3/ki-ws-um1",)),)


def test_a_module_of_another_regulation_is_not_meant() -> None:
    assert CORPUS.find_reference("KI-WS-UM10002 HSU")
    assert CORPUS.find_reference("KI-WS-UM10002 Bremen") == ()


def test_chosen_programme_decides_where_nothing_is_named() -> None:
    assert CORPUS.find_reference("§ 2", ["hsu-ki"]) == (("hsu/2/1", ()),)
    assert CORPUS.find_reference("§ 2 Bremen", ["hsu-ki"]) == (("bremen/2", ()),)
