"""A LoRA as peft trains it, and the GGUF file that llama.cpp takes: written and read."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from society.llm.locked import replacing

PLACES: Mapping[str, str] = MappingProxyType(
    {
        "self_attn.q_proj": "attn_q",
        "self_attn.k_proj": "attn_k",
        "self_attn.v_proj": "attn_v",
        "self_attn.o_proj": "attn_output",
        "mlp.gate_proj": "ffn_gate",
        "mlp.up_proj": "ffn_up",
        "mlp.down_proj": "ffn_down",
    }
)
"""What llama.cpp calls a layer's matrices."""

_INWARD = tuple(f"{place}.weight.lora_a" for place in ("attn_q", "attn_k", "attn_v", "ffn_up"))
"""Matrices that read what is as wide as the model."""

PREFIX = "base_model.model.model.layers"
_CALLED = re.compile(r"blk\.(\d+)\.(\w+)\.weight\.lora_([ab])")
_NAME = re.compile(r"layers\.(\d+)\.(.+)\.lora_([AB])\.weight$")


def write(
    target: Path,
    matrices: Mapping[str, np.ndarray],
    *,
    alpha: float,
    heads: tuple[int, int],
    title: str,
) -> Path:
    """Write the matrices, by their names in the model, as 16-bit floats; whole or not at all.

    `heads` are the attention heads and the key-value heads. ValueError for a matrix of no layer.
    """
    from gguf import GGUFWriter

    target.parent.mkdir(parents=True, exist_ok=True)
    with replacing(target) as part:
        writer = GGUFWriter(part, "llama")
        writer.add_type("adapter")
        writer.add_name(title)
        writer.add_string("adapter.type", "lora")
        writer.add_float32("adapter.lora.alpha", float(alpha))
        for name, matrix in sorted(matrices.items()):
            writer.add_tensor(*_tensor(name, matrix, heads))
        _finish(writer)
    return target


def read(source: Path, heads: tuple[int, int]) -> dict[str, np.ndarray]:
    """The matrices of an adapter that `write` wrote, by their names in the model."""
    from gguf import GGUFReader

    return dict(_matrix(each.name, each.data, heads) for each in GGUFReader(source).tensors)


def width(source: Path) -> int:
    """How wide the model of an adapter is; ValueError saying why where it is no adapter."""
    from gguf import GGUFReader

    try:
        found = GGUFReader(source)
        kinds = [found.fields[name].contents() for name in ("general.type", "adapter.type")]
    except (KeyError, OSError, IndexError) as error:
        raise ValueError(f"it says no {error}" if isinstance(error, KeyError) else error) from error
    if kinds != ["adapter", "lora"]:
        raise ValueError(f"it is a {' and a '.join(kinds)}")
    wide = [int(each.shape[0]) for each in found.tensors if each.name.endswith(_INWARD)]
    if not wide:
        raise ValueError("it changes nothing that is known here")
    return wide[0]


def _finish(writer: Any) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _tensor(name: str, matrix: np.ndarray, heads: tuple[int, int]) -> tuple[str, np.ndarray]:
    found = _NAME.search(name)
    if not found or found[2] not in PLACES:
        raise ValueError(f"{name} is no matrix of a layer")
    layer, place, side = found.groups()
    if side == "B" and place == "self_attn.q_proj":
        matrix = _permuted(matrix, heads[0])
    if side == "B" and place == "self_attn.k_proj":
        matrix = _permuted(matrix, heads[1])
    called = f"blk.{layer}.{PLACES[place]}.weight.lora_{side.lower()}"
    return called, np.ascontiguousarray(matrix.astype(np.float16))


def _matrix(called: str, found: np.ndarray, heads: tuple[int, int]) -> tuple[str, np.ndarray]:
    layer, place, side = _CALLED.findall(called)[0]
    matrix = np.array(found, dtype=np.float32)
    inside = next(name for name, short in PLACES.items() if short == place)
    if side == "b" and place in ("attn_q", "attn_k"):
        matrix = _restored(matrix, heads[place == "attn_k"])
    return f"{PREFIX}.{layer}.{inside}.lora_{side.upper()}.weight", matrix


def _restored(rows: np.ndarray, heads: int) -> np.ndarray:
    halves = rows.reshape(heads, rows.shape[0] // heads // 2, 2, *rows.shape[1:])
    return halves.swapaxes(1, 2).reshape(rows.shape)


def _permuted(rows: np.ndarray, heads: int) -> np.ndarray:
    """The rows of a query or key matrix as llama.cpp has them: the two halves of a head woven."""
    halves = rows.reshape(heads, 2, rows.shape[0] // heads // 2, *rows.shape[1:])
    return halves.swapaxes(1, 2).reshape(rows.shape)
