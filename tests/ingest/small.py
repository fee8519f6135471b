"""Small records for tests: a provision whose sentences end in full stops, a regulation around provisions."""

from __future__ import annotations

import re

from ingest.records import (
    Kind,
    Programme,
    Provision,
    ProvisionKind,
    Regulation,
    Sentence,
    Source,
    Status,
)


def provision(
    provision_id: str,
    label: str,
    text: str,
    page: int = 1,
    kind: ProvisionKind = ProvisionKind.SUBSECTION,
) -> Provision:
    sentences = tuple(
        Sentence(number, False, found.start(), found.end(), page)
        for number, found in enumerate(re.finditer(r"\S.*?(?:\.(?= [A-ZÄÖÜ]|$)|$)", text), start=1)
    )
    return Provision(
        id=provision_id,
        regulation=provision_id.split("/")[0],
        kind=kind,
        label=label,
        heading_path=(),
        text=text,
        sentences=sentences,
        pages=(page,),
    )


def regulation(
    regulation_id: str,
    short_name: str,
    *provisions: Provision,
    programme: str = "p",
    names: tuple[str, ...] = (),
    supplements: tuple[str, ...] = (),
) -> Regulation:
    return Regulation(
        id=regulation_id,
        title=f"Prüfungsordnung {short_name}",
        short_name=short_name,
        institution="Hochschule",
        programmes=(Programme(programme, "Künstliche Intelligenz", "M.Sc.", names),),
        kind=Kind.EXAMINATION,
        language="de",
        status=Status.IN_FORCE,
        status_words="",
        valid_from="",
        valid_from_date="",
        cohort="",
        deadline_past="",
        supplements=supplements,
        source=Source(f"pdf/{regulation_id}.pdf", "0" * 64, 1),
        provisions=provisions,
    )
