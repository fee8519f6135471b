"""An answer as JSON for other programs: everything in the record, and for each citation what it stands in."""

from __future__ import annotations

import json
from dataclasses import asdict

from assistant.answer import Answer
from ingest.corpus import Corpus


def to_json(answer: Answer, corpus: Corpus) -> str:
    """The answer in the order of its fields, indented by two blanks.

    Each citation also has `regulation` (id) and `text` (all of the provision).
    """
    made: dict[str, object] = asdict(answer)
    made["citations"] = [
        asdict(citation)
        | {
            "regulation": corpus.regulation_of(citation.provision).id,
            "text": corpus.provision(citation.provision).text,
        }
        for citation in answer.citations
    ]
    return json.dumps(made, ensure_ascii=False, indent=2)
