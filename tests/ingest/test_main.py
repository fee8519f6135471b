from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.__main__ import main
from ingest.corpus import Corpus
from tests.ingest import pdfs
from tests.ingest.shared import REAL, needs_real_pdfs

ROOT = Path(__file__).parents[2]


def test_help_needs_little_time() -> None:
    command = [sys.executable, "-m", "ingest", "--help"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert "build" in done.stdout
    assert after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime < 0.3


def test_show_prints_lines_provisions_and_dropped_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new.pdf"
    file.write_bytes(pdfs.text_pdf())
    assert main(["show", str(file), "--page", "1"]) == 0
    shown = capsys.readouterr().out
    assert "lines as read\n  Prüfungsordnung\n" in shown
    assert "  new/1/2  § 1 Abs. 2\n" in shown
    assert "    (2): Sie ist mündlich.\n" in shown
    assert "dropped" in shown


def test_show_refuses_a_page_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "new.pdf"
    file.write_bytes(pdfs.text_pdf())
    assert main(["show", str(file), "--page", "7"]) == 1
    assert "has no page 7. Take one from 1 to 1." in capsys.readouterr().err


def test_check_numbering_compares_with_what_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new.pdf"
    file.write_bytes(pdfs.text_pdf())
    assert main(["check", "--numbering", str(file)]) == 0
    assert "new.pdf: 2 sections printed, 2 found: equal\n1 of 1 files equal\n" in capsys.readouterr().out


@needs_real_pdfs
def test_a_sixth_regulation_needs_its_pdf_and_an_entry(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(ROOT / "corpus", folder)
    content = (REAL / "regulations" / "htwg-msi_119_ZuSMa_Senat_18012022.pdf").read_bytes()
    (folder / "pdf" / "htwg-zulassung.pdf").write_bytes(content)
    added = pdfs.corpus(tmp_path / "added", {"htwg-zulassung": content}) / "manifest.toml"
    manifest = folder / "manifest.toml"
    manifest.write_text(manifest.read_text() + added.read_text().replace("PO HTWG-ZULASSUNG", "ZuSMa HTWG"))
    assert main(["build", "htwg-zulassung", "--corpus", str(folder)]) == 0
    corpus = Corpus.load(folder)
    assert len(corpus.regulations) == 6
    found = corpus.find_reference("§ 1 HTWG")
    assert found
    assert all(i.startswith("htwg-zulassung/1") for i, _ in found)
