from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.settings import Settings
from assistant.web.chat import ask
from assistant.web.records import Records, RecordsError
from assistant.web.service import router
from assistant.web.site import Site
from ingest.corpus import Corpus
from tests.web.fake import Fake

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def test_feedback_is_gone_after_its_days(tmp_path: Path) -> None:
    records = Records(tmp_path / "r.sqlite", feedback_days=90, question_days=0)
    records.add_feedback(DAY, "up", "answered", ("x/1",), "")
    records.add_feedback(DAY + timedelta(days=91), "down", "answered", (), "no")
    assert [row[1] for row in records.rows("feedback")] == ["down"]


def test_nothing_is_kept_that_is_switched_off(tmp_path: Path) -> None:
    records = Records(tmp_path / "r.sqlite", feedback_days=0, question_days=0)
    records.add_feedback(DAY, "up", "answered", (), "")
    records.add_question(DAY, "secret", (), "answered")
    assert not (tmp_path / "r.sqlite").exists()


def test_deleting_leaves_no_trace(tmp_path: Path) -> None:
    records = Records(tmp_path / "r.sqlite", feedback_days=1, question_days=1)
    records.add_question(DAY, "a question", (), "answered")
    assert records.rows("question")[0][1] == "a question"
    records.delete()
    assert list(tmp_path.iterdir()) == []


def test_by_default_an_answer_writes_no_file(tmp_path: Path, corpus: Corpus) -> None:
    site = Site(Fake(corpus, pause=0), Settings(records=tmp_path / "r.sqlite"))
    assert [e["event"] for e in ask(site, "Klausur Wiederholung")][-1] == "answer"
    assert list(tmp_path.iterdir()) == []


def test_questions_are_logged_where_switched_on(tmp_path: Path, corpus: Corpus) -> None:
    site = Site(Fake(corpus, pause=0), Settings(records=tmp_path / "r.sqlite", question_days=7))
    list(ask(site, "Klausur Wiederholung"))
    rows = Records.of(site.settings).rows("question")
    assert [row[1] for row in rows] == ["Klausur Wiederholung"]


@pytest.mark.parametrize("damage", ["folder", "bytes"])
def test_records_that_cannot_be_used_say_so(tmp_path: Path, corpus: Corpus, damage: str) -> None:
    file = tmp_path / "r.sqlite"
    file.mkdir() if damage == "folder" else file.write_bytes(b"\x07" * 4096)
    site = Site(Fake(corpus, pause=0), Settings(records=file, question_days=7))
    with pytest.raises(RecordsError, match="PARAGRAF_RECORDS"):
        Records.of(site.settings).add_feedback(DAY, "up", "answered", (), "")
    assert [e["event"] for e in ask(site, "Klausur Wiederholung")][-1] == "answer"
    app = FastAPI()
    app.include_router(router(site))
    sent = {"vote": "up", "outcome": "answered", "provisions": []}
    refused = TestClient(app).post("/feedback", json=sent, headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.json()["error"]) == (503, "unkept")
