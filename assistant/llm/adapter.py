"""A low-rank adapter (LoRA, in PEFT's file format): attached to train it, merged into the weights to use it."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch.nn.utils import parametrize

from ingest.errors import ModelError

WEIGHTS = "adapter_model.safetensors"
CONFIG = "adapter_config.json"
_PREFIX = "base_model.model."


class LowRank(torch.nn.Module):
    """A weight with a low-rank difference: weight + scale · up · down.

    weight (outputs, inputs), down (rank, inputs), up (outputs, rank)
    """

    def __init__(self, down: torch.Tensor, up: torch.Tensor, scale: float) -> None:
        super().__init__()
        self.down = torch.nn.Parameter(down)
        self.up = torch.nn.Parameter(up)
        self.scale = scale

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        """The weight to calculate with, in the type of the weight given."""
        return weight + (self.scale * self.up @ self.down).to(weight.dtype)


def attach(model: torch.nn.Module, rank: int, scale: float) -> dict[str, LowRank]:
    """A new adapter on every linear layer but the vocabulary's, by name; all else is frozen. It changes nothing yet."""
    model.requires_grad_(False)
    layers = [
        (name, layer)
        for name, layer in model.named_modules()
        if isinstance(layer, torch.nn.Linear) and name != "lm_head"
    ]
    made = {}
    for name, layer in layers:
        down = torch.randn(rank, layer.in_features) / layer.in_features**0.5
        made[name] = LowRank(down, torch.zeros(layer.out_features, rank), scale)
        parametrize.register_parametrization(layer, "weight", made[name])
    return made


def save(adapter: dict[str, LowRank], folder: Path, base: str) -> None:
    """Writes the adapter, 16 bits a number; `base` is the name of the model it belongs to."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors: dict[str, torch.Tensor] = {}
    for name, pair in adapter.items():
        tensors[f"{_PREFIX}{name}.lora_A.weight"] = pair.down.detach().half().contiguous()
        tensors[f"{_PREFIX}{name}.lora_B.weight"] = pair.up.detach().half().contiguous()
    save_file(tensors, folder / WEIGHTS)
    first = next(iter(adapter.values()))
    rank = first.down.shape[0]
    config = {
        "base_model_name_or_path": base,
        "lora_alpha": first.scale * rank,
        "peft_type": "LORA",
        "r": rank,
        "target_modules": sorted({name.rpartition(".")[2] for name in adapter}),
        "task_type": "CAUSAL_LM",
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def merge(model: torch.nn.Module, folder: Path) -> None:
    """Adds the adapter in `folder` to the weights of `model`.

    Raises ModelError when the files are missing or belong to another model.
    """
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        tensors = load_file(folder / WEIGHTS)
        for key in [key for key in tensors if key.endswith(".lora_A.weight")]:
            layer = model.get_submodule(key.removeprefix(_PREFIX).removesuffix(".lora_A.weight"))
            down, up = tensors[key].float(), tensors[key.replace("lora_A", "lora_B")].float()
            pair = LowRank(down, up, config["lora_alpha"] / config["r"]).to(layer.weight.device)
            with torch.no_grad():
                layer.weight.copy_(pair(layer.weight))
    except (OSError, ValueError, KeyError, AttributeError, RuntimeError) as error:
        raise ModelError(
            f"The adapter in {folder} does not fit the model: {error}", "Restore it from the repository."
        ) from error
