"""Plain text for the command line: found passages, provisions and answers."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from assistant.answer import Answer, Citation, Passage, Statement
from assistant.search.query import Query
from ingest.corpus import Corpus

_WIDTH = 100
_SHOWN_SENTENCES = 2
_WORDS = {
    "de": {
        "searched": "Gesucht wurde",
        "removed": "Nicht belegt und weggelassen: {count} Aussagen des Sprachmodells (--json zeigt sie).",
    },
    "en": {
        "searched": "Searched for",
        "removed": "Not proven and left out: {count} statements of the language model (--json shows them).",
    },
}


def passages(corpus: Corpus, found: Sequence[Passage], query: Query, why: bool) -> str:
    """Each passage with label, best sentences, and with `why` how it came to its place."""
    if not found:
        return "Nothing found."
    return "\n\n".join(_passage(corpus, it, n, query, why) for n, it in enumerate(found, start=1))


def _passage(corpus: Corpus, found: Passage, number: int, query: Query, why: bool) -> str:
    best = tuple(sorted(found.sentences[:_SHOWN_SENTENCES]))
    lines = [f"{number}. {corpus.cite(found.provision, best, query.language)}"]
    provision = corpus.provision(found.provision)
    texts = [corpus.quote(provision, (n,)) for n in best] or [provision.text]
    lines += [_indented(" ".join(text.split())) for text in texts]
    if why:
        ranks = ", ".join(f"{name} {rank}" for name, rank in found.ranks)
        parts = ", ".join(f"{name} {value:.2f}" for name, value in found.parts)
        terms = ", ".join(f"{word} → {matched}" if word != matched else word for word, matched in found.terms)
        lines += [
            _indented(f"{what}: {said}")
            for what, said in (
                ("ranks", ranks),
                (f"score {found.score:.2f}", parts or "a reference"),
                ("terms", terms or "none"),
            )
        ]
    return "\n".join(lines)


def question(query: Query) -> str:
    """How a question was understood, for `find --why`."""
    expansions: dict[str, list[str]] = {}
    for words, form in query.expansions:
        expansions.setdefault(words, []).append(form)
    lines = [
        f"language: {query.language}",
        f"programmes: {', '.join(query.programmes) or 'all'}",
        f"asks for: {', '.join(query.asks) or 'nothing special'}",
        *(f"also searched for {words!r}: {', '.join(forms)}" for words, forms in expansions.items()),
    ]
    return "\n".join(_wrapped(line, "", "    ") for line in lines)


def provision(corpus: Corpus, provision_id: str, sentences: Sequence[int]) -> str:
    """A provision as printed, with its headings; only the named sentences when some are named."""
    it = corpus.provision(provision_id)
    lines = [corpus.cite(it, sentences), *(_indented(heading) for heading in it.heading_path)]
    lines += [_indented(line) for line in corpus.quote(it, sentences).splitlines()]
    lines += [_indented(f"({note})") for note in it.notes]
    return "\n".join(lines)


def answer(it: Answer) -> str:
    """A finished answer: statements with the numbers of their citations, the citations, the notices."""
    words = _WORDS[it.language]
    lines = [_wrapped(f"{words['searched']}: {it.understood}")] if it.understood else []
    lines += [_wrapped(it.message)] if it.message else []
    cited = [n for statement in it.statements for n in statement.citations]
    numbers = {index: number for number, index in enumerate(dict.fromkeys(cited), start=1)}
    lines += _statements(it.statements, numbers)
    said = "\n".join(" ".join(f"{s.case} {s.text}".split()) for s in it.statements)
    citations = [_citation(it.citations[index], number, said) for index, number in numbers.items()]
    lines += ["\n".join(citations)] if citations else []
    lines += [_wrapped(notice.text, "! ", "  ") for notice in it.notices]
    lines += [_wrapped(words["removed"].format(count=len(it.removed)))] if it.removed else []
    return "\n\n".join(lines)


def _statements(statements: Sequence[Statement], numbers: Mapping[int, int]) -> Iterator[str]:
    case = ""
    for statement in statements:
        if statement.case and statement.case != case:
            yield f"{statement.case}:"
        case = statement.case
        marks = "".join(f" [{numbers[n]}]" for n in statement.citations)
        yield _wrapped(statement.text + marks, "- ", "  ")


def _citation(citation: Citation, number: int, said: str) -> str:
    """The label with the quote, which is left out where the statements have said it word for word."""
    quote = " ".join(citation.quote.split())
    return f"[{number}] {citation.label}" + ("" if quote.rstrip(":") in said else "\n" + _indented(quote))


def _indented(text: str) -> str:
    return _wrapped(text, "    ", "    ")


def _wrapped(text: str, first: str = "", others: str = "") -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=first, subsequent_indent=others, break_long_words=False)
