"""A question as it may be searched and shown again: no invisible signs, no markup, no links."""

from __future__ import annotations

import re
import unicodedata

from ingest.errors import QuestionError

LONGEST = 2000
"""Characters a question may have."""

_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_ADDRESS = re.compile(r"\b(?:https?|ftp|javascript|data):\S+|\bwww\.\S+", re.IGNORECASE)
_TAG = re.compile(r"<[^<>\n]{0,300}>")
_MARK = re.compile(r"[`*_#~|<>\[\]{}\\]")
_FAKE_CITATION = re.compile(r"\[\s*\d+(?:\s*,\s*\d+)*\s*\]")


def clean(question: str) -> str:
    """The question in plain words on one line.

    Raises QuestionError when no word is left or it has over `LONGEST` characters.
    """
    text = unicodedata.normalize("NFC", question)
    text = "".join(c if c.isspace() or unicodedata.category(c)[0] != "C" else "" for c in text)
    for pattern, kept in ((_LINK, r"\1"), (_ADDRESS, " "), (_TAG, " "), (_FAKE_CITATION, " "), (_MARK, " ")):
        text = pattern.sub(kept, text)
    text = " ".join(text.split())
    if not re.search(r"\w", text):
        raise QuestionError(
            "The question has no words.", "Type a question, such as “Can I resit a Klausur orally?”."
        )
    if len(text) > LONGEST:
        raise QuestionError(
            f"The question has {len(text)} characters, and at most {LONGEST} are read.",
            "Shorten it to its core.",
        )
    return text
