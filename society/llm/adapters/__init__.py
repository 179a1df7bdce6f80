"""Adapters for the embedded model: small LoRAs beside its weights, asked for by name or by file.

`embedded+judge` is the embedded model with the adapter `judge`, which ships; `embedded+mine` with
one that was trained and kept under that name; `embedded+/a/file.gguf` with that file. One server
answers for all of them: each request says how much of which adapter counts.
"""

from hashlib import file_digest
from pathlib import Path

FOLDER = Path(__file__).parent
EMBEDDED = "embedded"
JOINT = "+"
SUFFIX = ".gguf"
TOLD = 8
"""Signs of a file's hash that are told."""


def shipped(folder: Path = FOLDER) -> dict[str, Path]:
    """The adapters of a folder by name; of those that ship without one."""
    return {path.stem: path for path in sorted(folder.glob(f"*{SUFFIX}"))}


def is_embedded(model: str) -> bool:
    """Whether a name means the model that comes along, bare or with an adapter.

    >>> is_embedded("embedded"), is_embedded("embedded+judge"), is_embedded("openai/embedded")
    (True, True, False)
    """
    return model.partition(JOINT)[0] == EMBEDDED


def adapter_of(model: str) -> str:
    """What of a model's name is its adapter's, "" where it has none.

    >>> adapter_of("embedded+bike-sft"), adapter_of("embedded")
    ('bike-sft', '')
    """
    return model.partition(JOINT)[2] if is_embedded(model) else ""


def called(path: Path) -> str:
    """An adapter's name and the beginning of its file's hash: two of one name are told apart."""
    with path.open("rb") as file:
        return f"{path.stem}@{file_digest(file, 'sha256').hexdigest()[:TOLD]}"
