"""Does the cited text carry the statement? Deterministic, for statements of a model and for quotes alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.contrast import mismatches
from assistant.polarity import contradictions
from assistant.quantities import Sort, quantities, supports


@dataclass(frozen=True, slots=True)
class Ground:
    """What a citation offers to check a statement against.

    provision: id of the provision
    label:     as a lawyer cites it, with the sentence
    quote:     the words quoted
    text:      the provision's text, in which the quote must stand
    extra:     what may be read with it: column names, legend, heading path, regulation
    """

    provision: str
    label: str
    quote: str
    text: str
    extra: str = ""


def verify(statement: str, grounds: Sequence[Ground], evidence: frozenset[str]) -> tuple[str, ...]:
    """The reasons for which the statement must not be shown; () when it may.

    statement: its text without citation marks
    grounds:   one for each citation
    evidence:  ids of the provisions that were found and offered as evidence
    """
    if not grounds:
        return ("no citation",)
    reasons = [f"not among the evidence: {g.label}" for g in grounds if g.provision not in evidence]
    reasons += [
        f"not verbatim: {g.label}" for g in grounds if not g.quote or plain(g.quote) not in plain(g.text)
    ]
    quoted = "\n".join(g.quote for g in grounds)
    labels, extra = "\n".join(g.label for g in grounds), "\n".join(g.extra for g in grounds)
    reasons += unsupported(statement, quoted, labels, extra)
    reasons += mismatches(statement, quoted)
    reasons += contradictions(statement, quoted)
    return tuple(reasons)


def plain(text: str) -> str:
    """Text without what a quote may change: white space, soft and line-break hyphens, kinds of quote marks."""
    text = re.sub("[\u00ad\u200b-\u200d\u2060\ufeff]", "", text)
    text = re.sub("[\u201c-\u201f\u00ab\u00bb]", '"', text)
    text = re.sub("[\u2018-\u201b\u02bc`\u00b4]", "'", text)
    text = re.sub("[\u2010-\u2015\u2212]", "-", text)
    return re.sub(r"[\s\u00a0]+", "", text).casefold()


def unsupported(statement: str, quoted: str, labels: str = "", extra: str = "") -> list[str]:
    """Quantities of the statement that the quoted words do not say.

    labels, extra: may carry references and codes as well; heading and legend also minutes and credits
    """
    said, near = quantities(quoted), quantities(f"{labels}\n{extra}")
    legend = {unit: [q for q in quantities(extra) if q.unit == unit] for unit in ("minute", "credit")}
    missing = [
        claim
        for claim in quantities(statement)
        if not supports(said, claim)
        and not (claim.sort in _REFERRING and supports(near, claim))
        and not (claim.unit in legend and supports(legend[claim.unit], claim))
    ]
    return [f"not in the cited text: {statement[q.start : q.end].strip()}" for q in missing]


_REFERRING = (Sort.REFERENCE, Sort.CODE, Sort.ORDINAL, Sort.EITHER)
