"""Records as JSON: strict in, stable out; built regulations as files written atomically."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_args, get_origin, get_type_hints

from ingest.errors import CorpusError
from ingest.records import Regulation

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")

_REBUILD = "Run `python -m ingest build` to write it anew."


class _Mismatch(Exception):
    """A value does not fit the field it stands in; its text says where and how."""


def to_json(record: DataclassInstance) -> str:
    """A record as text: fields in record order, one space of indent, newline at the end."""
    return json.dumps(asdict(record), ensure_ascii=False, indent=1) + "\n"


def from_json(kind: type[Record], text: str, source: str) -> Record:
    """The record of type `kind` that `text` holds; `source` names the file in errors.

    Raises CorpusError for broken JSON and for missing, unknown or ill-typed fields.
    """
    try:
        record = _decode(kind, json.loads(text), "")
    except (ValueError, _Mismatch) as error:
        raise CorpusError(f"{source} is not a built {kind.__name__.lower()}: {error}.", _REBUILD) from error
    assert isinstance(record, kind)
    return record


def read_regulation(path: Path) -> Regulation:
    """The regulation in a built file. Raises CorpusError."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path} cannot be read: {error}.", _REBUILD) from error
    return from_json(Regulation, text, str(path))


def write_atomically(path: Path, text: str) -> None:
    """Replace `path` by a file holding `text`; whoever dies on the way leaves the old file whole."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@cache
def _types(record: type) -> Mapping[str, object]:
    return get_type_hints(record)


def _decode(expected: object, value: object, where: str) -> object:
    """`value` from JSON as an object of the type `expected`; `where` is the path to it, for errors."""
    if get_origin(expected) is tuple:
        if not isinstance(value, list):
            raise _Mismatch(f"{where or 'the file'} should be a list")
        kind = get_args(expected)[0]
        return tuple(_decode(kind, item, f"{where}[{n}]") for n, item in enumerate(value))
    assert isinstance(expected, type)
    if is_dataclass(expected):
        return _decode_record(expected, value, where)
    if issubclass(expected, StrEnum):
        try:
            return expected(str(value))
        except ValueError as error:
            known = ", ".join(expected)
            raise _Mismatch(f"{where} should be one of {known}, not {value!r}") from error
    if type(value) is not expected:
        raise _Mismatch(f"{where} should be {expected.__name__}, not {value!r}")
    return value


def _decode_record(record: type[DataclassInstance], value: object, where: str) -> object:
    if not isinstance(value, dict):
        raise _Mismatch(f"{where or 'the file'} should be an object")
    names = [field.name for field in fields(record)]
    missing = [name for name in names if name not in value]
    unknown = [name for name in value if name not in names]
    for complaint, wrong in (("lacks", missing), ("has the unknown", unknown)):
        if wrong:
            raise _Mismatch(f"{where or 'the file'} {complaint} field {', '.join(map(str, wrong))}")
    types = _types(record)
    prefix = f"{where}." if where else ""
    return record(**{name: _decode(types[name], value[name], prefix + name) for name in names})
