"""A database that is full, read-only, damaged or gone: told with exit 5, nothing paid is lost."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.batch_commands import Night, until
from tests.faults.batch_stage import Stage, billed, whole

NOBODY = 65534


def kept_and_gone_on_with(night: Night, n: int) -> None:
    """What was paid for is on the bill after all, and the same command plays the rest."""
    assert "go on with: society batch" in night.err
    assert "Traceback" not in night.err
    seen = night.provider.requests
    assert night.run(n, "-c", "4") == 0, night.err
    assert night.provider.requests > seen
    assert billed(night.db, night.provider.requests)
    whole(night.db, done=n)


def test_a_file_that_may_not_grow_stops_the_batch_before_it_pays_for_more(night: Night) -> None:
    assert night.run(2, "-c", "2") == 0
    size = night.db.stat().st_size + 150_000

    code = night.run(60, "-c", "4", file_size=size)

    assert code == 5, night.err
    assert "could not be read or written" in night.err
    kept_and_gone_on_with(night, 60)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    size = ["mount", "-t", "tmpfs", "-o", "size=4000k", "tmpfs", str(place)]
    if subprocess.run(size, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_stops_the_batch_and_room_on_it_lets_it_go_on(
    night: Night, small_disk: Path
) -> None:
    there = replace(night, folder=small_disk)
    assert there.run(2, "-c", "2") == 0
    ballast = small_disk / "ballast"
    with ballast.open("wb") as file:
        free = shutil.disk_usage(small_disk).free
        file.write(b"0" * max(free - 60_000, 0))

    code = there.run(60, "-c", "4", stdout="/dev/null")

    assert code == 5, there.err
    ballast.unlink()
    seen = there.provider.requests
    assert there.run(8, "-c", "4") == 0, there.err
    assert there.provider.requests >= seen


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that every user of this machine can reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def test_a_read_only_database_is_refused_before_any_call_and_can_still_be_read(
    night: Night, shared: Path
) -> None:
    if os.getuid():
        pytest.skip("only root may become another user")
    theirs = replace(night, folder=shared)
    assert theirs.run(2, "-c", "2") == 0, theirs.err
    seen = night.provider.requests
    theirs.db.chmod(0o444)
    nobody = {"user": NOBODY, "environ": {"XDG_CONFIG_HOME": str(shared), "HOME": str(shared)}}

    code = theirs.run(8, "-c", "2", **nobody)

    assert code == 5, theirs.err
    assert "may be read but not written" in theirs.err
    assert night.provider.requests == seen
    reading = night.mother.start(["list", "--db", str(theirs.db)], shared, **nobody)
    assert night.mother.wait(reading) == 0, theirs.err


def overwritten(path: Path, at: int, size: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\xa5" * size)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: overwritten(path, 0, 16), id="header"),
        pytest.param(lambda path: overwritten(path, 4096 * 3, 4096), id="page"),
        pytest.param(lambda path: os.truncate(path, 4096 * 20 + 7), id="truncated"),
    ],
)
def test_a_damaged_database_is_refused_untouched_before_any_call(
    stage: Stage, damage: Callable[[Path], None]
) -> None:
    stage.play(n=2)
    damage(stage.db)
    before, seen = stage.db.read_bytes(), stage.provider.requests

    told = stage.play(n=8)

    assert told.code == 5
    assert ".recover" in told.err
    assert stage.provider.requests == seen
    assert stage.db.read_bytes() == before


def test_a_database_pulled_away_in_the_middle_stops_the_batch(night: Night) -> None:
    night.provider.choose = lambda _: "ok" if night.provider.requests < 8 else "hold"
    pid = night.start(8, "-c", "4")
    until(lambda: night.provider.holding == 4, "four requests are held")
    elsewhere = night.folder / "elsewhere"
    elsewhere.mkdir()
    for file in night.folder.glob("night.db*"):
        file.rename(elsewhere / file.name)
    night.provider.go()

    assert night.wait(pid) == 5, night.err

    assert "was moved or deleted" in night.err
    for file in elsewhere.glob("night.db*"):
        file.rename(night.folder / file.name)
    assert night.run(8, "-c", "4") == 0, night.err
    whole(night.db, done=8)
