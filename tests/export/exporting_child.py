"""An export as small as it can be; as a program it exports so many times, or until it is killed."""

import sys
from pathlib import Path

import orjson

from society.export import place


def export(out: Path, **files: str) -> None:
    """A folder as an export leaves it."""
    with place.beside(out) as near:
        whole = near / "whole"
        whole.mkdir()
        for name, text in files.items():
            (whole / name).write_text(text, encoding="utf-8")
        told = {"schema": place.SCHEMA, "files": place.digests(whole)}
        (whole / place.PROVENANCE).write_bytes(orjson.dumps(told))
        place.take_folder(whole, out)


def main(out: Path, times: int) -> None:
    print("ready", flush=True)
    for at in range(1, times):
        export(out, a=f"{at}" * 20_000, b=f"{at}" * 20_000)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
