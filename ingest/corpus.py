"""All built regulations: by id, by programme, valid on a day; neighbours and citations of a provision."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from ingest import citing
from ingest.errors import CorpusError
from ingest.lookup import Finder, LookUp
from ingest.places import Target
from ingest.records import Programme, Provision, Regulation
from ingest.storage import read_regulation, to_json


class Corpus:
    """A set of regulations with their provisions, in order of regulation id and then of the document."""

    def __init__(self, regulations: Iterable[Regulation]) -> None:
        ordered = sorted(regulations, key=lambda r: r.id)
        self.regulations: Mapping[str, Regulation] = MappingProxyType({r.id: r for r in ordered})
        self._provisions = {p.id: p for r in ordered for p in r.provisions}
        count = sum(len(r.provisions) for r in ordered)
        if len(self.regulations) < len(ordered) or len(self._provisions) < count:
            raise CorpusError("Two regulations or provisions have the same id.", "Make the ids unique.")

    @classmethod
    def load(cls, folder: Path) -> Corpus:
        """The corpus of `folder`/built/*.json. Raises CorpusError when there is none or a file is broken."""
        files = sorted((folder / "built").glob("*.json"))
        if not files:
            raise CorpusError(f"No built regulation in {folder / 'built'}.", "Run `python -m ingest build`.")
        return cls(read_regulation(file) for file in files)

    def provision(self, provision_id: str) -> Provision:
        """The provision of that id. Raises CorpusError when there is none."""
        try:
            return self._provisions[provision_id]
        except KeyError:
            raise CorpusError(
                f"There is no provision {provision_id!r}.", "Take an id from `python -m ingest show`."
            ) from None

    def regulation_of(self, provision: Provision | str) -> Regulation:
        """The regulation a provision (or the provision of that id) stands in."""
        if isinstance(provision, str):
            provision = self.provision(provision)
        return self.regulations[provision.regulation]

    def provisions(self, programmes: Collection[str] = ()) -> tuple[Provision, ...]:
        """All provisions, or those of the regulations of these programmes."""
        return tuple(p for r in self.regulations_of(programmes) for p in r.provisions)

    def regulations_of(self, programmes: Collection[str] = ()) -> tuple[Regulation, ...]:
        """All regulations, or those of these programmes."""
        if not programmes:
            return tuple(self.regulations.values())
        wanted = {name for programme in programmes for name in self._owners.get(programme, ())}
        return tuple(self.regulations[name] for name in sorted(wanted))

    def programmes(self) -> tuple[Programme, ...]:
        """Every programme once, by id."""
        return self._programmes

    def previous(self, provision: Provision) -> Provision | None:
        """The provision printed before this one in the same regulation."""
        return self._beside(provision, -1)

    def next(self, provision: Provision) -> Provision | None:
        """The provision printed after this one in the same regulation."""
        return self._beside(provision, 1)

    def same_section(self, provision: Provision) -> tuple[Provision, ...]:
        """The provisions of the same section, annex or brochure section, this one included."""
        section = _section(provision)
        return tuple(p for p in self.regulation_of(provision).provisions if _section(p) == section)

    def find_reference(self, text: str, programmes: Collection[str] = ()) -> tuple[Target, ...]:
        """The provisions that the references in `text` mean, each with sentence indexes (() = all of it).

        () when the text has no reference, or one to nothing; `look_up` tells the two apart.
        """
        return self.look_up(text, programmes).found

    def look_up(self, text: str, programmes: Collection[str] = ()) -> LookUp:
        """What the references in `text` mean and which of them name a place that does not exist."""
        return self._finder.look_up(text, self.regulations_of(programmes))

    def valid_on(self, day: date) -> tuple[Regulation, ...]:
        """The regulations not known to begin after `day`; whether one is a draft is in its status."""
        return tuple(r for r in self.regulations.values() if r.valid_from_date <= day.isoformat())

    def fingerprint(self) -> str:
        """SHA-256 over the built content of all regulations, in hex digits."""
        return self._fingerprint

    def cite(self, provision: Provision | str, sentences: Sequence[int] = (), language: str = "de") -> str:
        """The full label, as "Zu § 16 Abs. 4 (2) Satz 3 FSPO KI HSU, S. 9" ("p. 9" for language "en")."""
        if isinstance(provision, str):
            provision = self.provision(provision)
        return citing.cite(self.regulation_of(provision), provision, sentences, language)

    def quote(self, provision: Provision | str, sentences: Sequence[int] = ()) -> str:
        """The words from the first to the last of `sentences`, verbatim; the whole text for ()."""
        if isinstance(provision, str):
            provision = self.provision(provision)
        return citing.quote(provision, sentences)

    @cached_property
    def _fingerprint(self) -> str:
        digest = hashlib.sha256()
        for regulation in self.regulations.values():
            digest.update(to_json(regulation).encode())
        return digest.hexdigest()

    @cached_property
    def _programmes(self) -> tuple[Programme, ...]:
        found = {p.id: p for r in self.regulations.values() for p in r.programmes}
        return tuple(found[key] for key in sorted(found))

    @cached_property
    def _owners(self) -> dict[str, list[str]]:
        """The ids of each programme's regulations."""
        owners: dict[str, list[str]] = {}
        for regulation in self.regulations.values():
            for programme in regulation.programmes:
                owners.setdefault(programme.id, []).append(regulation.id)
        return owners

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self.regulations.values())

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {p.id: n for r in self.regulations.values() for n, p in enumerate(r.provisions)}

    def _beside(self, provision: Provision, step: int) -> Provision | None:
        siblings = self.regulation_of(provision).provisions
        position = self._positions[provision.id] + step
        return siblings[position] if 0 <= position < len(siblings) else None


def _section(provision: Provision) -> str:
    """The section part of a provision id: "16" of hsu-fspo-ki/16.4/1."""
    return provision.id.split("/")[1].split(".")[0]
