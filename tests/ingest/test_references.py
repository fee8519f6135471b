from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.records import Provision, Reference, Resolution, Sentence
from ingest.references import resolve
from tests.ingest.small import provision, regulation


def references(
    text: str, label: str, *others: Provision, supplements: tuple[str, ...] = (), short_name: str = "PO X"
) -> list[tuple[str, Reference]]:
    """What stands for a reference in a provision with this text and label, and what became of it."""
    order = regulation("x", short_name, provision("x/here", label, text), *others, supplements=supplements)
    return [(text[r.start : r.end], r) for r in resolve(order).provisions[0].references]


LISTED = replace(
    provision("x/1/1", "§ 1 Abs. 1", "Nötig: A. B."),
    sentences=(
        Sentence(1, False, 0, 6, 1),
        Sentence(1, False, 7, 9, 1, ("lit. a",)),
        Sentence(1, False, 10, 12, 1, ("lit. b",)),
    ),
)
SECOND = provision("x/1/2", "§ 1 Abs. 2", "Eins. Zwei.")
ANNEX = [
    provision("x/anlage-1/a", "Anlage 1, A", "A | 5"),
    provision("x/anlage-2/2", "Anlage 2, § 2", "Eins."),
]
PLAIN = [LISTED, SECOND, *ANNEX]


@pytest.mark.parametrize(
    ("text", "label", "target"),
    [
        ("Es gilt § 1 Abs. 2 Satz 2.", "§ 3", ("x/1/2",)),
        ("Es gilt § 1.", "§ 3", ("x/1/1", "x/1/2")),
        ("nach Absatz 1 Buchstaben a und b", "§ 1 Abs. 3", ("x/1/1",)),
        ("im Sinne der Absätze 1 bis 2.", "§ 1 Abs. 3", ("x/1/1", "x/1/2")),
        ("Es gilt dies. Es gilt Satz 1.", "§ 1 Abs. 3", ("x/here",)),
        ("Siehe Anlage 1.", "§ 3", ("x/anlage-1/a",)),
        ("Es gilt § 2.", "Anlage 2, § 3", ("x/anlage-2/2",)),
        ("Es gilt § 1 Abs. 2.", "Anlage 2, § 3", ("x/1/2",)),
        ("nach § 1 Abs. 2 dieser Ordnung", "§ 3", ("x/1/2",)),
        ("siehe § 1 Abs. 2 PO", "§ 3", ("x/1/2",)),
    ],
)
def test_references_in_the_same_regulation(text: str, label: str, target: tuple[str, ...]) -> None:
    ((_, found),) = references(text, label, *PLAIN)
    assert (found.resolution, found.target, found.regulation) == (Resolution.RESOLVED, target, "")


@pytest.mark.parametrize(
    "text",
    [
        "nach § 1 Satz 2",  # § 1 has several subsections, so no sentence of its own
        "nach § 1 Abs. 2 Satz 9",
        "nach § 1 Abs. 7",
        "nach Absatz 1 Buchstabe d",
        "nach § 99",
        "nach Satz 4",
        "siehe Anlage 7",
        "nach § 2",  # stands in an annex only
    ],
)
def test_a_place_that_does_not_exist_is_not_guessed(text: str) -> None:
    ((_, found),) = references(text, "§ 1 Abs. 3", *PLAIN)
    assert (found.resolution, found.target) == (Resolution.NOT_FOUND, ())


@pytest.mark.parametrize(
    ("text", "written", "name"),
    [
        ("nach § 33 Absatz 6 BremHG gilt", ["§ 33 Absatz 6"], "BremHG"),
        ("nach § 3 Absatz 2 des Bremischen Hochschulgesetzes (BremHG)", ["§ 3 Absatz 2"], "BremHG"),
        (
            "nach § 1 Abs. 2 des Hamburgischen Hochschulgesetzes vom",
            ["§ 1 Abs. 2"],
            "Hamburgischen Hochschulgesetzes",
        ),
        (
            "§ 27 Absatz 4 und Absatz 5 der Verfahrensordnung",
            ["§ 27 Absatz 4 und Absatz 5"],
            "Verfahrensordnung",
        ),
        ("§§ 1 Abs. 2 und § 15 Abs. 5 APO", ["§§ 1 Abs. 2", "§ 15 Abs. 5"], "APO"),
    ],
)
def test_references_to_another_regulation_carry_its_name(text: str, written: list[str], name: str) -> None:
    found = references(text, "§ 3", *PLAIN, supplements=("Verfahrensordnung",))
    assert [words for words, _ in found] == written
    for _, reference in found:
        assert reference.resolution is Resolution.MISSING_REGULATION
        assert (reference.regulation, reference.target) == (name, ())


def test_precedence_is_known_where_the_text_says_it() -> None:
    says = provision("x/1/2", "§ 1 Abs. 2", "Die Bestimmungen der Rahmenordnung gehen dieser Ordnung vor.")
    ((_, there),) = references("gemäß § 5 Rahmenordnung", "§ 3", says, supplements=("Rahmenordnung",))
    assert there.precedence
    ((_, silent),) = references("gemäß § 5 Rahmenordnung", "§ 3", supplements=("Rahmenordnung",))
    assert not silent.precedence


def test_a_regulation_named_without_a_section_is_a_reference_once() -> None:
    text = "Die Rahmenordnung gilt. Siehe § 5 Rahmenordnung."
    found = references(text, "§ 3", supplements=("Rahmenordnung",))
    assert [words for words, _ in found] == ["Rahmenordnung", "§ 5"]


SUPPLEMENT = [
    provision("x/13.1/3", "Zu § 13 Abs. 1 (3)", "Eins."),
    provision("x/11.3", "Zu § 11 Abs. 3", "Eins."),
]


@pytest.mark.parametrize(
    ("text", "resolution", "target"),
    [
        ("gilt Absatz 3 der Ergänzenden Bestimmungen zu §13 Absatz 1.", Resolution.RESOLVED, ("x/13.1/3",)),
        ("gemäß Abs. 3 der ErgBest zu § 13 Abs. 1", Resolution.RESOLVED, ("x/13.1/3",)),
        ("gemäß § 11 Abs. 3", Resolution.RESOLVED, ("x/11.3",)),
        ("gemäß § 11 Abs. 4", Resolution.MISSING_REGULATION, ()),
        ("gemäß § 17", Resolution.MISSING_REGULATION, ()),
        ("gemäß § 13 Abs. 1 APO", Resolution.MISSING_REGULATION, ()),
        ("der durch diese Ordnung geregelte Studiengang", None, ()),
        ("gilt Absatz 9 der Ergänzenden Bestimmungen zu §13 Absatz 1.", Resolution.NOT_FOUND, ()),
    ],
)
def test_what_a_supplement_does_not_have_stands_in_its_parent(
    text: str, resolution: Resolution | None, target: tuple[str, ...]
) -> None:
    found = references(text, "Zu § 16 Abs. 4 (1)", *SUPPLEMENT, supplements=("APO",))
    assert [(r.resolution, r.target) for _, r in found] == ([(resolution, target)] if resolution else [])
    assert all(r.regulation == "APO" for _, r in found if r.resolution is Resolution.MISSING_REGULATION)
