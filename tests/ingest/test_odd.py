"""Broken, encrypted, empty, scanned and hostile files, all through one build."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.storage import read_regulation
from tests.ingest import pdfs
from tests.ingest.shared import REAL, needs_real_pdfs

ROOT = Path(__file__).parents[2]


@needs_real_pdfs
@pytest.mark.slow
def test_odd_files_end_as_text_or_as_a_clear_refusal(tmp_path: Path) -> None:
    files = sorted((REAL / "odd").glob("*.pdf"))
    assert len(files) > 50
    names = {re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-"): file for file in files}
    folder = pdfs.corpus(tmp_path, {name: file.read_bytes() for name, file in names.items()})
    done = subprocess.run(
        [sys.executable, "-m", "ingest", "build", "--corpus", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
    )
    built = {line.split(":")[0] for line in done.stdout.splitlines() if not line.startswith(" ")}
    refused = dict(line.split(": ", 1) for line in done.stderr.splitlines())
    assert built | set(refused) == set(names)
    assert not built & set(refused)
    assert {file.name for file in (folder / "built").iterdir()} == {f"{name}.json" for name in built}
    assert all(read_regulation(folder / "built" / f"{name}.json").provisions for name in built)
    for name, complaint in refused.items():
        assert re.match(r"(Broken|Encrypted|Empty)Document: |DocumentTooLarge: ", complaint), name
        assert "the reader died" not in complaint, name
    assert "EncryptedDocument" in refused["005-libreoffice-writer-password-libreoffice-writer-password"]
    assert "scan" in refused["007-imagemagick-images-imagemagick-images"]
