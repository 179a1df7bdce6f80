"""An adapter as peft leaves it in a folder: its settings and its matrices, read without torch."""

from pathlib import Path

import numpy as np
import orjson

from society.llm.adapters.stack import Worn

CONFIG, MATRICES = "adapter_config.json", "adapter_model.safetensors"
_KINDS = {"F64": np.float64, "F32": np.float32, "F16": np.float16}


def is_pefts(folder: Path) -> bool:
    """Whether a folder holds such an adapter."""
    return (folder / CONFIG).is_file() and (folder / MATRICES).is_file()


def adapter(folder: Path) -> Worn:
    """The adapter of a folder; ValueError where its files are not as peft writes them."""
    try:
        config = orjson.loads((folder / CONFIG).read_bytes())
        return Worn(_matrices((folder / MATRICES).read_bytes()), float(config["lora_alpha"]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"{folder} holds no adapter: {error!r}") from error


def _matrices(told: bytes) -> dict[str, np.ndarray]:
    """The safetensors format: the length of a JSON header, the header, the numbers."""
    begin = 8 + int.from_bytes(told[:8], "little")
    header = orjson.loads(told[8:begin])
    found = {}
    for name, each in header.items():
        if name != "__metadata__":
            first, last = each["data_offsets"]
            numbers = _numbers(told[begin + first : begin + last], each["dtype"])
            found[name] = numbers.reshape(each["shape"])
    return found


def _numbers(told: bytes, kind: str) -> np.ndarray:
    if kind == "BF16":
        wide = np.frombuffer(told, dtype="<u2").astype("<u4") << 16
        return wide.view(np.float32)
    return np.frombuffer(told, dtype=_KINDS[kind]).astype(np.float32)
