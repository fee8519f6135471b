"""The import rules of the design: one way, heavy packages in one adapter each, nothing heavy for `--help`."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("ingest", "assistant", "eval")
FORBIDDEN = {"ingest": {"assistant", "eval", "app"}, "assistant": {"eval", "app"}, "eval": {"app"}}
FOLDERS = ("llm", "web", "formats")  # adapters that are folders
HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "chromadb",
    "langchain",
    "langchain_core",
    "langchain_chroma",
    "gradio",
    "pypdf",
    "pypdfium2",
    "lightgbm",
    "sklearn",
)


def modules() -> list[Path]:
    return [*sorted(p for package in PACKAGES for p in (ROOT / package).rglob("*.py")), ROOT / "app.py"]


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    own = path.relative_to(ROOT).parts[0]
    roots = {name.split(".")[0] for name in imported(ast.parse(path.read_text()))}
    assert not roots & FORBIDDEN.get(own, set())


def test_eval_is_never_imported_as_a_name() -> None:
    """`import eval` would hide the builtin."""
    for path in [*modules(), *(ROOT / "tests").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                assert all(alias.name != "eval" for alias in node.names), path


def test_broad_excepts_stand_in_two_places_only() -> None:
    places = [
        path.relative_to(ROOT)
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
    ]
    assert len(places) <= 2, places


def loaded_by(*command: str) -> set[str]:
    """Names of all modules that a Python command imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *command], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines() if "|" in line}


@pytest.mark.parametrize(
    "command",
    [
        ["-m", "assistant", "--help"],
        ["-m", "ingest", "--help"],
        ["-m", "eval", "--help"],
        ["-c", "import ingest, assistant, assistant.search, eval"],
        ["-m", "assistant", "show", "§ 16 Abs. 4 HSU"],
    ],
    ids=" ".join,
)
def test_light_commands_load_nothing_heavy(command: list[str]) -> None:
    assert not loaded_by(*command) & set(HEAVY)


def test_finding_loads_no_torch() -> None:
    loaded = loaded_by("-m", "assistant", "find", "Wiederholung einer Klausur")
    assert "torch" not in loaded
    assert "assistant.search" in loaded


@pytest.mark.parametrize(
    "package", [name for name in HEAVY if name != "langchain_core"]
)  # the seam of models
def test_a_heavy_package_is_imported_in_one_place(package: str) -> None:
    places = {
        path.relative_to(ROOT).parent if path.parent.name in FOLDERS else path.relative_to(ROOT)
        for path in modules()
        if "recipe" not in path.parts
        and any(name.split(".")[0] == package for name in imported(ast.parse(path.read_text())))
    }
    assert len(places) <= 1, places
