"""Feedback and, where switched on, questions in SQLite, deleted after some days.

`python -m assistant.web.records` prints what is kept; with `delete` it deletes all of it.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.settings import Settings
from ingest.errors import ParagrafError

_SCHEMA = """
create table if not exists feedback (at text, vote text, outcome text, provisions text, comment text);
create table if not exists question (at text, text text, programmes text, outcome text);
"""

_SELECT = {table: f"select * from {table} order by at" for table in ("feedback", "question")}


class RecordsError(ParagrafError):
    """The file of feedback and questions cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Records:
    """The two tables in `file`. Each is kept for its days; a table with 0 days takes nothing in."""

    file: Path
    feedback_days: int
    question_days: int

    @classmethod
    def of(cls, settings: Settings) -> Records:
        """The records as the settings want them."""
        return cls(settings.records, settings.feedback_days, settings.question_days)

    def add_feedback(
        self, now: datetime, vote: str, outcome: str, provisions: tuple[str, ...], comment: str
    ) -> None:
        """Keep a vote ("up" or "down") on an answer that cited these provisions; no question is kept.

        Raises RecordsError, as everything here does, when the file cannot be used.
        """
        if self.feedback_days:
            row = (now.isoformat(), vote, outcome, " ".join(provisions), comment)
            self._insert("insert into feedback values (?, ?, ?, ?, ?)", row, now)

    def add_question(self, now: datetime, text: str, programmes: tuple[str, ...], outcome: str) -> None:
        """Keep a question, if the operator switched that on."""
        if self.question_days:
            row = (now.isoformat(), text, " ".join(programmes), outcome)
            self._insert("insert into question values (?, ?, ?, ?)", row, now)

    def rows(self, table: str) -> list[tuple[str, ...]]:
        """All rows of "feedback" or "question", oldest first; [] when nothing was ever kept."""
        if not self.file.exists():
            return []
        with self._open() as connection:
            return connection.execute(_SELECT[table]).fetchall()

    def delete(self) -> None:
        """Delete everything that was kept."""
        with _told(self.file):
            self.file.unlink(missing_ok=True)

    def _insert(self, statement: str, row: tuple[str, ...], now: datetime) -> None:
        with _told(self.file):
            self.file.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as connection:
            connection.execute(statement, row)
            for table, days in (("feedback", self.feedback_days), ("question", self.question_days)):
                oldest = (now - timedelta(days=days)).isoformat()
                connection.execute(f"delete from {table} where at < ?", (oldest,))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with _told(self.file), closing(sqlite3.connect(self.file, timeout=10)) as connection:
            connection.execute("pragma secure_delete = on")
            connection.executescript(_SCHEMA)
            with connection:
                yield connection


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise RecordsError(
            f"The records in {file} cannot be used: {error}.",
            "Make the file and its folder writable, or set PARAGRAF_RECORDS.",
        ) from error


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def main() -> int:
    """Print or delete what is kept; the exit status is 0, or 2 with one line of advice."""
    try:
        records = Records.of(Settings.from_env())
        if sys.argv[1:] == ["delete"]:
            records.delete()
        for table in ("feedback", "question"):
            for row in records.rows(table):
                print(table, *row, sep="\t")
    except ParagrafError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
