"""The manifest of a corpus: what is known of each document before it is read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from ingest.errors import CorpusError
from ingest.records import Kind, Programme, Regulation, Source, Status

_NAME = "manifest.toml"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FILE = re.compile(r"pdf/[\w.-]+\.pdf")
_REQUIRED = [
    "id",
    "title",
    "short_name",
    "institution",
    "kind",
    "language",
    "status",
    "file",
    "sha256",
    "programme",
]
_OPTIONAL = [
    "status_words",
    "valid_from",
    "valid_from_date",
    "cohort",
    "deadline_past",
    "supplements",
    "outside_ids",
]

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of the manifest: the regulation without its provisions, and its ids elsewhere."""

    regulation: Regulation
    outside_ids: tuple[str, ...] = ()


def load(corpus: Path) -> tuple[Entry, ...]:
    """The entries of `corpus`/manifest.toml in file order.

    Raises CorpusError that names the entry and the field when something is missing, unknown or wrong.
    """
    path = corpus / _NAME
    try:
        with path.open("rb") as file:
            content: Mapping[str, object] = tomllib.load(file)
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error}.", "Name a folder with --corpus.") from error
    except ValueError as error:
        raise CorpusError(f"{path} is not TOML: {error}.", "Correct the line it names.") from error
    tables = content.get("regulation")
    if set(content) != {"regulation"} or not isinstance(tables, list):
        raise CorpusError(f"{path} should hold [[regulation]] entries only.", "Begin each with that line.")
    entries = tuple(_entry(_Fields(f"{path}, entry {n}", table)) for n, table in enumerate(tables, start=1))
    _refuse_twins(path, entries)
    return entries


class _Fields:
    """The fields of one table, read by name; every complaint says which entry and which field."""

    def __init__(self, where: str, table: object) -> None:
        if not isinstance(table, dict):
            raise CorpusError(f"{where} is not a table.", "Write it as field = value lines.")
        name = table.get("id")
        self.where = f"{where} ({name})" if name else where
        self._table: Mapping[str, object] = table

    def check(self, required: Sequence[str], optional: Sequence[str]) -> None:
        for name in required:
            if name not in self._table:
                raise self.wrong(name, "is missing")
        for name in self._table:
            if name not in (*required, *optional):
                raise self.wrong(name, "is not known")

    def wrong(self, name: str, complaint: str) -> CorpusError:
        return CorpusError(f"{self.where}, field {name}: {complaint}.", "Correct it in the manifest.")

    def text(self, name: str, pattern: re.Pattern[str] | None = None) -> str:
        value = self._table.get(name, "")
        if not isinstance(value, str) or (not value and name in _REQUIRED):
            raise self.wrong(name, f"should be text, not {value!r}")
        if pattern and not pattern.fullmatch(value):
            raise self.wrong(name, f"{value!r} should look like {pattern.pattern}")
        return value

    def day(self, name: str) -> str:
        value = self.text(name)
        try:
            return date.fromisoformat(value).isoformat() if value else ""
        except ValueError as error:
            raise self.wrong(name, f"{value!r} is not a day like 2026-10-01") from error

    def one_of(self, name: str, choices: type[Choice]) -> Choice:
        value = self.text(name)
        try:
            return choices(value)
        except ValueError as error:
            raise self.wrong(name, f"{value!r} is none of {', '.join(choices)}") from error

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._table.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self.wrong(name, "should be a list of texts")
        return tuple(value)

    def tables(self, name: str) -> list[_Fields]:
        value = self._table[name]
        if not isinstance(value, list) or not value:
            raise self.wrong(name, f"should be one or more [[regulation.{name}]] tables")
        return [_Fields(f"{self.where}, {name} {n}", table) for n, table in enumerate(value, start=1)]


def _entry(fields: _Fields) -> Entry:
    fields.check(_REQUIRED, _OPTIONAL)
    regulation = Regulation(
        id=fields.text("id", _ID),
        title=fields.text("title"),
        short_name=fields.text("short_name"),
        institution=fields.text("institution"),
        programmes=tuple(_programme(table) for table in fields.tables("programme")),
        kind=fields.one_of("kind", Kind),
        language=fields.text("language", re.compile("de|en")),
        status=fields.one_of("status", Status),
        status_words=fields.text("status_words"),
        valid_from=fields.text("valid_from"),
        valid_from_date=fields.day("valid_from_date"),
        cohort=fields.text("cohort"),
        deadline_past=fields.day("deadline_past"),
        supplements=fields.texts("supplements"),
        source=Source(fields.text("file", _FILE), fields.text("sha256", _SHA256), 0),
    )
    return Entry(regulation, fields.texts("outside_ids"))


def _programme(fields: _Fields) -> Programme:
    fields.check(("id", "title", "degree"), ("names",))
    return Programme(
        fields.text("id", _ID), fields.text("title"), fields.text("degree"), fields.texts("names")
    )


def _refuse_twins(path: Path, entries: Sequence[Entry]) -> None:
    keys = {
        "id": [entry.regulation.id for entry in entries],
        "file": [entry.regulation.source.file for entry in entries],
        "outside_ids": [outside for entry in entries for outside in entry.outside_ids],
    }
    for field, values in keys.items():
        twins = sorted({value for value in values if values.count(value) > 1})
        if twins:
            raise CorpusError(
                f"{path}, field {field}: {', '.join(twins)} stands in two entries.", "Keep one of them."
            )
