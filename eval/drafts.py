"""Drafts of cases from a regulation: quote and label filled in, the rest left to a person."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from eval.cases import CaseError
from eval.numbers import numbers
from ingest.corpus import Corpus
from ingest.records import Kind, Provision, ProvisionKind, Regulation

_RULE = re.compile(r"\b(muss|müssen|kann|können|darf|dürfen|soll|sollen|ist|sind|hat|haben)\b", re.IGNORECASE)
_DEADLINE = re.compile(r"\b(Frist|spätestens|bis zum|innerhalb|Wochen?|Monate?n?)\b")
_KIND = {Kind.ADMISSION: "admission", Kind.BROCHURE: "certificate", Kind.EXAMINATION: "exam"}
_REVIEW = "DRAFT: write the question in a person's own words, the answer, its facts; then delete this note."
PROMPT = (
    "Write one short question, in German, that a student might ask and that this provision answers. Do not"
    " use its words. Write nothing but the question.\n\n"
)


def draft_cases(
    corpus: Corpus, regulation_id: str, count: int, ask: Callable[[str], str] | None = None
) -> Iterator[str]:
    """At most `count` lines in the gold format, spread over the regulation in its order.

    ask: a language model that drafts the questions; without one they stay empty, and an unfinished draft is
         refused by the loader. Raises CaseError when there is no such regulation.
    """
    if regulation_id not in corpus.regulations:
        known = ", ".join(corpus.regulations)
        raise CaseError(f"There is no regulation {regulation_id!r}.", f"Take one of {known}.")
    regulation = corpus.regulations[regulation_id]
    candidates = [(p, sentence) for p in regulation.provisions if (sentence := _telling(p)) is not None]
    step = max(1, len(candidates) // count)
    for number, (provision, sentence) in enumerate(candidates[::step][:count], start=1):
        quote = corpus.quote(provision, (sentence,))
        question = ask(PROMPT + quote) if ask else ""
        yield _line(f"{regulation.id}-{number:03}", regulation, provision, sentence, quote, question.strip())


def _telling(provision: Provision) -> int | None:
    """The sentence that says most that can be asked for; None when none lays anything down."""

    def weight(index: int) -> int:
        sentence = provision.sentences[index]
        text = provision.text[sentence.start : sentence.end]
        return 2 * len(numbers(text)) + len(_RULE.findall(text))

    best = max(range(len(provision.sentences)), key=weight, default=None)
    return best if best is not None and weight(best) else None


def _line(
    id_: str, regulation: Regulation, provision: Provision, sentence: int, quote: str, question: str
) -> str:
    kind = "annex" if provision.kind is ProvisionKind.ROW else _KIND[regulation.kind]
    if _DEADLINE.search(quote):
        kind = "deadline"
    number = provision.sentences[sentence].number
    label = f"{provision.label} Satz {number}" if len(provision.sentences) > 1 else provision.label
    draft = {
        "id": id_,
        "lang": "de",
        "audience": "student",
        "kind": kind,
        "question": question,
        "programme": regulation.programmes[0].id if regulation.programmes else None,
        "answer": "",
        "facts": [],
        "forbidden": [],
        "citations": [{"doc": regulation.id, "label": label, "quote": " ".join(quote.split())}],
        "expected": "answer",
        "notes": _REVIEW,
    }
    return json.dumps(draft, ensure_ascii=False)
