"""Verification against a table of true and corrupted statements."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from assistant.grounding import ungrounded
from assistant.prompt import drafts
from assistant.search.analysis import language
from assistant.verify import Ground, verify

TABLE = Path(__file__).parents[1] / "data" / "verify.tsv"


def read() -> tuple[dict[str, Ground], list[tuple[str, str, str]]]:
    grounds, cases = {}, []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, name, *rest = line.replace("\\n", "\n").split("\t")
        if kind == "evidence":
            grounds[name] = Ground(provision=name, label=rest[0], quote=rest[1], text=rest[1])
        else:
            cases.append((kind, name, rest[0]))
    return grounds, cases


GROUNDS, CASES = read()


def reasons(name: str, statement: str) -> tuple[str, ...]:
    """As a model's statement is checked, from its raw words on."""
    (draft,) = drafts([f"{statement} [1]"])
    cited = [GROUNDS[name]]
    return verify(draft.text, cited, frozenset(GROUNDS)) + ungrounded(draft.text, cited, language(draft.text))


def test_corrupted_statements_are_caught_and_true_ones_pass() -> None:
    caught = {case: bool(reasons(case[1], case[2])) for case in CASES}
    true = [case for case in CASES if case[0] == "true"]
    corrupted = [case for case in CASES if case[0] != "true"]
    missed = [case for case in corrupted if not caught[case]]
    removed = [(case, reasons(case[1], case[2])) for case in true if caught[case]]
    assert len(CASES) >= 300
    assert min(Counter(kind for kind, _, _ in CASES).values()) >= 4
    assert len(missed) <= 0.03 * len(corrupted), missed
    assert len(removed) <= 0.03 * len(true), removed


def test_a_statement_needs_a_citation_from_the_evidence() -> None:
    assert verify("Five months.", [], frozenset()) == ("no citation",)
    ground = GROUNDS["thesisna"]
    assert verify("You have five months.", [ground], frozenset({"other"})) == (
        f"not among the evidence: {ground.label}",
    )


@pytest.mark.parametrize(
    ("quote", "passes"),
    [
        ("Die Bearbeitungs\u00addauer der\n Masterthesis  beträgt fünf Monate", True),
        ("Die Bearbeitungsdauer der Masterthesis beträgt sechs Monate", False),
        ("", False),
    ],
)
def test_a_quote_stands_in_the_provision(quote: str, passes: bool) -> None:
    text = "Die Bearbeitungsdauer der Masterthesis beträgt fünf Monate."
    ground = Ground("p", "§ 9 Abs. 1", quote, text)
    assert (not [r for r in verify(text, [ground], frozenset("p")) if r.startswith("not verbatim")]) is passes


def test_every_quoted_text_carries_itself() -> None:
    failed = {
        name: why
        for name, ground in GROUNDS.items()
        if (why := verify(ground.quote, [ground], frozenset(GROUNDS)))
    }
    assert not failed
