"""Adapters that ship for the embedded model: small LoRAs beside its weights, asked for by name.

`embedded+judge` is the embedded model with the adapter `judge`. One server answers for both: each
request says how much of the adapter counts.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
JOINT = "+"


def shipped(folder: Path = FOLDER) -> dict[str, Path]:
    """The adapters by name."""
    return {path.stem: path for path in sorted(folder.glob("*.gguf"))}
