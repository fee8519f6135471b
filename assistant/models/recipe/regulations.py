"""The training passages as regulations, so that the product's own search runs on them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

from assistant.models.recipe.questions import Passage, Training, fold_of
from ingest.corpus import Corpus
from ingest.records import Kind, Programme, Provision, ProvisionKind, Regulation, Sentence, Source, Status
from ingest.sentences import split

COMPANIONS = 4  # other regulations of the same fold beside the one asked about


def regulation_id(file: str) -> str:
    """The id of a file's regulation, which is also the id of its programme."""
    return re.sub(r"\W+", "-", file.casefold()).strip("-")


def provision_id(passage: Passage) -> str:
    """The id of a passage's provision."""
    return f"{regulation_id(passage.file)}/{passage.pid}"


def collection(training: Training, file: str) -> Corpus:
    """The regulation of a file among others of its fold, always the same ones."""
    others = sorted({p.file for p in training.passages.values() if fold_of(p.file) == fold_of(file)} - {file})
    drawn = random.Random(file).sample(others, min(COMPANIONS, len(others)))
    return Corpus(_regulation(name, training.passages.values()) for name in (file, *drawn))


def _regulation(file: str, passages: Iterable[Passage]) -> Regulation:
    name = regulation_id(file)
    return Regulation(
        id=name,
        title=name,
        short_name=name,
        institution="",
        programmes=(Programme(name, name, ""),),
        kind=Kind.BROCHURE if file.startswith("brochure") else Kind.EXAMINATION,
        language="de",
        status=Status.IN_FORCE,
        status_words="",
        valid_from="",
        valid_from_date="",
        cohort="",
        deadline_past="",
        supplements=(),
        source=Source(file, "", 1),
        provisions=tuple(_provision(passage) for passage in passages if passage.file == file),
    )


def _provision(passage: Passage) -> Provision:
    is_brochure = passage.file.startswith("brochure")
    sentences = tuple(
        Sentence(number, False, start, end, 1)
        for number, (start, end) in enumerate(split(passage.text), start=1)
    )
    return Provision(
        id=provision_id(passage),
        regulation=regulation_id(passage.file),
        kind=ProvisionKind.BROCHURE if is_brochure else ProvisionKind.SUBSECTION,
        label=passage.heading[:60],
        heading_path=(passage.heading,),
        text=passage.text,
        sentences=sentences,
        pages=(1,),
    )
