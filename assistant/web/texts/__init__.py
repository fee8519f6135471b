"""The texts of the web app: one TOML file per language beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("de", "en")


@cache
def texts(language: str) -> Mapping[str, str]:
    """Every text of a language by its key ("chat.title")."""
    tables = tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text("utf-8"))
    return {f"{table}.{key}": text for table, rows in tables.items() for key, text in rows.items()}


def choose(asked: str, accepted: str) -> str:
    """The language to show: the one asked for, else the browser's first known, else German.

    accepted: an Accept-Language header, as "en-GB,en;q=0.9,de;q=0.8"
    """
    if asked in LANGUAGES:
        return asked
    ranked = sorted(enumerate(accepted.split(",")), key=lambda item: (-_weight(item[1]), item[0]))
    tags = (part.split(";")[0].strip().lower().split("-")[0] for _, part in ranked)
    return next((tag for tag in tags if tag in LANGUAGES), LANGUAGES[0])


def _weight(part: str) -> float:
    _, _, weight = part.partition(";q=")
    try:
        return float(weight) if weight else 1.0
    except ValueError:
        return 0.0
