from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from chromadb.api import ClientAPI
from chromadb.errors import InternalError

from assistant.search.index import ensure, fingerprint, is_ready
from assistant.search.vectors import VectorStore, in_folder
from ingest.errors import SearchIndexError

OLD, NEW = fingerprint("old corpus", "model"), fingerprint("new corpus", "model")


def write(folder: Path) -> None:
    (folder / "vectors").write_text("whole")


def never(folder: Path) -> None:
    raise AssertionError("built again")


def test_the_fingerprint_changes_with_every_part_and_their_borders() -> None:
    assert (
        len({fingerprint("a", "b"), fingerprint("a", "c"), fingerprint("b", "b"), fingerprint("ab", "")}) == 4
    )


def test_a_ready_index_is_not_built_again(tmp_path: Path) -> None:
    said: list[str] = []
    folder = ensure(tmp_path / "index", NEW, write, said.append)
    assert ensure(tmp_path / "index", NEW, never, said.append) == folder
    assert (folder / "vectors").read_text() == "whole"
    assert said == ["Building the index."]


def test_a_stale_index_is_never_used_and_its_successor_announced(tmp_path: Path) -> None:
    said: list[str] = []
    old = ensure(tmp_path, OLD, write, lambda _: None)
    new = ensure(tmp_path, NEW, write, said.append)
    assert old != new
    assert said == ["The index does not fit the corpus any more: building it anew."]


@pytest.mark.parametrize("damaged", ["fingerprint", "chroma.sqlite3"])
def test_a_damaged_index_is_built_anew(tmp_path: Path, damaged: str) -> None:
    def build(folder: Path) -> None:
        with closing(sqlite3.connect(folder / "chroma.sqlite3")) as connection:
            connection.execute("create table vectors (id text)")

    said: list[str] = []
    folder = ensure(tmp_path, NEW, build, said.append)
    assert ensure(tmp_path, NEW, never, said.append) == folder
    (folder / damaged).write_bytes(bytes(range(256)) * 64)
    assert is_ready(ensure(tmp_path, NEW, build, said.append))
    assert said == ["Building the index.", "The index is damaged: building it anew."]


def test_a_full_disk_is_an_error_that_says_so(tmp_path: Path) -> None:
    def fill(folder: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(SearchIndexError, match="Free space"):
        ensure(tmp_path, NEW, fill, lambda _: None)

    def refuse() -> ClientAPI:
        raise InternalError("error returned from database: (code: 13) database or disk is full")

    with pytest.raises(SearchIndexError, match="Free space"):
        VectorStore("The vector index", "Delete it.", refuse).create("vectors")


def test_vectors_that_cannot_be_read_name_the_folder_to_delete(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"\x07" * 4096)
    with pytest.raises(SearchIndexError) as error:
        in_folder(tmp_path).count("vectors")
    assert f"Delete {tmp_path}" in error.value.mend


def test_a_failed_build_leaves_nothing_but_the_old_index(tmp_path: Path) -> None:
    old = ensure(tmp_path, OLD, write, lambda _: None)

    def fail(folder: Path) -> None:
        write(folder)
        raise RuntimeError("no power")

    with pytest.raises(RuntimeError):
        ensure(tmp_path, NEW, fail, lambda _: None)
    assert is_ready(old)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([".lock", OLD])


def slow_build(home: Path) -> None:
    def slow(folder: Path) -> None:
        write(folder)
        (home / "started").touch()
        time.sleep(60)

    ensure(home, NEW, slow, lambda _: None)


def test_a_killed_build_leaves_the_old_index_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    old = ensure(tmp_path, OLD, write, lambda _: None)
    builder = multiprocessing.get_context("fork").Process(target=slow_build, args=(tmp_path,))
    builder.start()
    while not (tmp_path / "started").exists():
        time.sleep(0.01)
    assert builder.pid
    os.kill(builder.pid, signal.SIGKILL)
    builder.join()
    assert is_ready(old)
    assert not is_ready(tmp_path / NEW)
    assert is_ready(ensure(tmp_path, NEW, write, lambda _: None))
    assert not list(tmp_path.glob(".building-*"))


def test_two_builders_build_once(tmp_path: Path) -> None:
    def count(folder: Path) -> None:
        write(folder)
        with (tmp_path / "builds").open("a") as file:
            file.write("x")
        time.sleep(0.2)

    context = multiprocessing.get_context("fork")
    builders = [context.Process(target=ensure, args=(tmp_path, NEW, count, print)) for _ in range(3)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    assert (tmp_path / "builds").read_text() == "x"


def test_a_folder_that_cannot_be_written_is_an_error_with_a_mend(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SearchIndexError) as error:
        ensure(tmp_path / "file" / "index", NEW, write, lambda _: None)
    assert "PARAGRAF_INDEX" in error.value.mend
