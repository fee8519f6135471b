from __future__ import annotations

import time
from pathlib import Path

import pytest

from ingest.errors import BrokenDocument, DocumentError, DocumentTooLarge, EmptyDocument
from ingest.records import Kind
from ingest.sandbox import Limits, read
from tests.ingest import pdfs


def write(folder: Path, content: bytes) -> Path:
    path = folder / "x.pdf"
    path.write_bytes(content)
    return path


def test_a_document_comes_back_from_the_child(tmp_path: Path) -> None:
    reading = read(write(tmp_path, pdfs.text_pdf()), "x", Kind.EXAMINATION)
    assert [p.id for p in reading.provisions if p.id[2].isdigit()] == ["x/1/1", "x/1/2", "x/2"]
    (page,) = reading.pages
    assert "§ 2 Inkrafttreten" in page.lines
    assert "§ 2 Inkrafttreten" in page.plain


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", BrokenDocument),
        (b"%PDF-1.4\nnothing more", BrokenDocument),
        (pdfs.text_pdf()[:300], BrokenDocument),
        (pdfs.pdf(b""), EmptyDocument),
    ],
)
def test_a_refusal_comes_back_as_the_error_it_was(
    content: bytes, error: type[DocumentError], tmp_path: Path
) -> None:
    with pytest.raises(DocumentError) as caught:
        read(write(tmp_path, content), "x", Kind.EXAMINATION)
    assert type(caught.value) is error
    assert "x.pdf" in caught.value.message
    assert caught.value.mend


def test_an_endless_document_is_stopped(tmp_path: Path) -> None:
    path = write(tmp_path, pdfs.endless_pdf())
    begin = time.monotonic()
    with pytest.raises(DocumentTooLarge, match="within 2 seconds"):
        read(path, "x", Kind.EXAMINATION, Limits(seconds=2))
    assert time.monotonic() - begin < 6


def test_processor_time_is_limited(tmp_path: Path) -> None:
    with pytest.raises(DocumentTooLarge):
        read(write(tmp_path, pdfs.endless_pdf()), "x", Kind.EXAMINATION, Limits(seconds=30, cpu_seconds=1))


def test_memory_is_limited(tmp_path: Path) -> None:
    with pytest.raises(DocumentTooLarge, match="memory"):
        read(write(tmp_path, pdfs.endless_pdf()), "x", Kind.EXAMINATION, Limits(memory_bytes=150_000_000))


def test_a_missing_file_is_an_error_like_any_other(tmp_path: Path) -> None:
    with pytest.raises(DocumentError):
        read(tmp_path / "none.pdf", "x", Kind.EXAMINATION)
