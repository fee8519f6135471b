from __future__ import annotations

import pytest

from ingest.numbering import printed_sections

BODY = "§ 1 Zweck\nText nach\n§ 34 Abs. 1 LHG gilt.\n§ 2\nGeltung\n§ 2a Abschluss\n§ 3 LHG gilt.\n§ 3 Ende"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BODY, ["1", "2", "2a", "3"]),
        ("§ 1 Zweck ..... 2\n§ 2 Geltung ..... 3\n§ 3 Ende ..... 4\n" + BODY, ["1", "2", "2a", "3"]),
        (BODY + "\nBesonderer Teil\n§ 1 Module\n§ 2 Wahl", ["1", "2", "2a", "3", "1", "2"]),
        ("§ 57\nStudiengang\nText", ["57"]),
        ("Zu § 4\nAufbau\nZu § 4 Absatz 1:\n§ 17 APO\nZu § 9\n", ["4", "9"]),
        ("§ 17 Absatz 2 Satz 3 wird neu gefasst:", []),
    ],
)
def test_printed_numbering(text: str, expected: list[str]) -> None:
    assert printed_sections([text]) == expected


def test_a_row_may_run_over_pages() -> None:
    assert printed_sections(["§ 1 Eins\nText", "Text\n§ 2 Zwei"]) == ["1", "2"]
