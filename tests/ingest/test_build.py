from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.build import build
from ingest.corpus import Corpus
from ingest.errors import CorpusError, StaleError
from ingest.storage import read_regulation
from tests.ingest import pdfs

ROOT = Path(__file__).parents[2]
OLD = pdfs.text_pdf()
NEW = pdfs.text_pdf([line.replace("60 Minuten", "90 Minuten") for line in pdfs.RULES])


def ingest(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ingest", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


def contents(folder: Path) -> dict[str, bytes]:
    """Everything under built/, hidden files too."""
    return {file.name: file.read_bytes() for file in (folder / "built").iterdir()}


def replaced(folder: Path, content: bytes) -> None:
    """Put another PDF for the regulation a, with its entry."""
    (folder / "manifest.toml").unlink()
    for file in (folder / "pdf").iterdir():
        file.unlink()
    (folder / "pdf").rmdir()
    pdfs.corpus(folder, {"a": content})


def test_build_writes_what_the_corpus_loads_and_again_the_same_bytes(tmp_path: Path) -> None:
    folder = pdfs.corpus(tmp_path, {"a": OLD})
    done = ingest("build", "--corpus", folder)
    assert (done.returncode, done.stderr) == (0, "")
    first = contents(folder)
    assert list(first) == ["a.json"]
    assert Corpus.load(folder).cite("a/1/2", (0,)) == "§ 1 Abs. 2 Satz 1 PO A, S. 1"
    assert ingest("build", "--corpus", folder).returncode == 0
    assert contents(folder) == first


def test_a_changed_pdf_is_refused_and_the_built_file_stays(tmp_path: Path) -> None:
    folder = pdfs.corpus(tmp_path, {"a": OLD, "b": OLD})
    assert ingest("build", "--corpus", folder).returncode == 0
    before = contents(folder)
    (folder / "pdf" / "a.pdf").write_bytes(NEW)
    (folder / "built" / "b.json").unlink()
    done = ingest("build", "--corpus", folder)
    assert done.returncode == 1
    assert "a: StaleError" in done.stderr
    assert "sha256" in done.stderr
    assert contents(folder) == before, "a is left as it was, b is built all the same"


def test_a_broken_pdf_leaves_no_partial_output(tmp_path: Path) -> None:
    folder = pdfs.corpus(tmp_path, {"a": OLD[:400]})
    done = ingest("build", "--corpus", folder)
    assert done.returncode == 1
    assert "a: BrokenDocument" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(folder) == {}


def test_build_names_an_unknown_id_and_removes_what_has_no_entry(tmp_path: Path) -> None:
    folder = pdfs.corpus(tmp_path, {"a": OLD})
    with pytest.raises(CorpusError, match="no entry z"):
        list(build(folder, ["z"]))
    (folder / "built").mkdir(exist_ok=True)
    (folder / "built" / "gone.json").write_text("{}")
    list(build(folder))
    assert list(contents(folder)) == ["a.json"]


# What a killed build leaves behind, killed just before each system call that matters.
DIE = """
import os, signal, sys, pathlib
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
{patch}
from ingest.__main__ import main
main(["build", "--corpus", sys.argv[1]])
"""


@pytest.mark.parametrize(
    "patch",
    [
        "import ingest.sandbox; ingest.sandbox.read = die",
        "import tempfile; tempfile.mkstemp = die",
        "os.fsync = die",
        "pathlib.Path.replace = die",
        "pathlib.Path.chmod = die",
    ],
)
def test_killed_at_this_point_the_old_file_is_whole(patch: str, tmp_path: Path) -> None:
    folder = pdfs.corpus(tmp_path, {"a": OLD})
    list(build(folder))
    before = contents(folder)["a.json"]
    replaced(folder, NEW)
    done = subprocess.run([sys.executable, "-c", DIE.format(patch=patch), folder], cwd=ROOT, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert contents(folder)["a.json"] == before
    assert "60 Minuten" in Corpus.load(folder).provision("a/1/2").text
    list(build(folder))
    assert list(contents(folder)) == ["a.json"], "nothing is left of the killed build"
    assert "90 Minuten" in Corpus.load(folder).provision("a/1/2").text


@pytest.mark.parametrize("seconds", [0.1, 0.4, 0.8])
def test_killed_at_any_time_the_built_file_is_old_or_new(seconds: float, tmp_path: Path) -> None:
    folder = pdfs.corpus(tmp_path, {"a": OLD})
    list(build(folder))
    replaced(folder, NEW)
    command = [sys.executable, "-m", "ingest", "build", "--corpus", str(folder)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    time.sleep(seconds)
    child.kill()
    child.wait()
    text = Corpus.load(folder).provision("a/1/2").text
    assert ("60 Minuten" in text) != ("90 Minuten" in text)


def test_two_builds_at_once_do_not_corrupt_each_other(tmp_path: Path) -> None:
    folder = pdfs.corpus(tmp_path, {"a": OLD, "b": NEW})
    command = [sys.executable, "-m", "ingest", "build", "--corpus", str(folder)]
    children = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [child.wait(timeout=120) for child in children] == [0, 0, 0]
    assert sorted(contents(folder)) == ["a.json", "b.json"]
    assert ingest("check", "--corpus", folder).returncode == 0


def test_check_finds_a_built_file_that_a_build_would_not_write(tmp_path: Path) -> None:
    folder = pdfs.corpus(tmp_path, {"a": OLD})
    list(build(folder))
    assert ingest("check", "--corpus", folder).returncode == 0
    file = folder / "built" / "a.json"
    file.write_text(file.read_text().replace("60 Minuten", "61 Minuten"))
    done = ingest("check", "--corpus", folder)
    assert done.returncode == 1
    assert "StaleError" in done.stderr
    assert "is not what a build would write" in done.stderr


def test_build_reports_errors_as_values(tmp_path: Path) -> None:
    folder = pdfs.corpus(tmp_path, {"a": OLD})
    (folder / "pdf" / "a.pdf").write_bytes(NEW)
    ((regulation_id, error),) = build(folder)
    assert regulation_id == "a"
    assert isinstance(error, StaleError)
    list(build(pdfs.corpus(tmp_path / "second", {"a": OLD})))
    assert read_regulation(tmp_path / "second" / "built" / "a.json").source.pages == 1
