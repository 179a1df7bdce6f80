"""Where an export may lie, and that its place never holds half of one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest

from society.domain.errors import SocietyError, StoreError
from society.export import place
from tests.export.exporting_child import export


def refused(check: object, out: Path) -> str:
    with pytest.raises(SocietyError) as error:
        check(out)  # type: ignore[operator]
    assert error.value.exit == 2
    return error.value.message


def test_a_folder_takes_its_place_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "set"

    export(out, data="1")
    export(out, data="2", more="3")

    assert sorted(path.name for path in out.iterdir()) == ["data", "more", place.PROVENANCE]
    assert (out / "data").read_text(encoding="utf-8") == "2"
    assert list(out.parent.iterdir()) == [out]


def test_what_fails_on_the_way_leaves_the_old_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "set"
    export(out, data="old")

    with pytest.raises(ZeroDivisionError):
        fail_half_way(out)

    assert (out / "data").read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [out]


def fail_half_way(out: Path) -> None:
    with place.beside(out) as near:
        (near / "half").write_text("new", encoding="utf-8")
        raise ZeroDivisionError


def test_a_folder_of_somebody_elses_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")

    assert "holds 'thesis.txt', which no export wrote" in refused(place.checked_folder, tmp_path)


def test_a_checkpoint_that_was_trained_into_an_export_keeps_it_from_being_replaced(
    tmp_path: Path,
) -> None:
    out = tmp_path / "set"
    export(out, data="1")
    (out / "model").mkdir()
    (out / "model" / "weights").write_text("x", encoding="utf-8")

    assert "holds 'model/weights'" in refused(place.checked_folder, out)


def test_a_provenance_of_another_program_makes_no_folder_ours(tmp_path: Path) -> None:
    (tmp_path / place.PROVENANCE).write_text('{"files": {"a": ""}}', encoding="utf-8")

    assert "which no export wrote" in refused(place.checked_folder, tmp_path)


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    export(tmp_path / "set", data="1")
    (tmp_path / "empty").mkdir()

    export(tmp_path / "empty", data="1")

    assert (tmp_path / "empty" / "data").exists()


@pytest.mark.parametrize("check", [place.checked_file, place.checked_folder])
def test_a_link_is_not_followed(check: object, tmp_path: Path) -> None:
    target, link = tmp_path / "precious", tmp_path / "link"
    target.write_text("precious", encoding="utf-8")
    link.symlink_to(target)

    assert "is a link" in refused(check, link)
    link.unlink()
    link.symlink_to(tmp_path / "nowhere")
    assert "is a link" in refused(check, link)
    assert target.read_text(encoding="utf-8") == "precious"


def test_a_link_that_appears_meanwhile_is_replaced_by_nobody(tmp_path: Path) -> None:
    target, out = tmp_path / "precious", tmp_path / "out.jsonl"
    target.write_text("precious", encoding="utf-8")

    with pytest.raises(SocietyError, match="is a link"):
        meet_a_link(out, target)

    assert target.read_text(encoding="utf-8") == "precious"


def meet_a_link(out: Path, target: Path) -> None:
    with place.beside(out) as near:
        (near / "whole").write_text("new", encoding="utf-8")
        out.symlink_to(target)
        place.take_file(near / "whole", out)


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", ".."])
def test_a_name_that_cannot_be_is_refused_before_the_work(name: str, tmp_path: Path) -> None:
    refused(place.checked_file, tmp_path / name)
    refused(place.checked_folder, tmp_path / name)


def test_a_device_is_not_replaced() -> None:
    assert "not a plain file" in refused(place.checked_file, Path("/dev/null"))


def test_a_folder_is_no_file_and_a_file_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()

    assert "is a folder" in refused(place.checked_file, tmp_path)
    assert "is a file" in refused(place.checked_folder, file)


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "", "a\0"])
def test_a_file_of_an_export_never_leads_out_of_it(name: str, tmp_path: Path) -> None:
    with pytest.raises(SocietyError, match="leads out of the folder"):
        place.inside(tmp_path / "set", name)


def test_a_full_disk_is_exit_5_and_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as error, place.in_words(tmp_path / "set"):
        Path("/dev/full").write_text("x", encoding="utf-8")

    assert error.value.exit == 5
    assert error.value.hint == "what was there before is as it was"


KILLS = 12


def test_a_killed_export_leaves_the_old_or_the_new_whole(tmp_path: Path) -> None:
    """Kills at instants spread over the time that an export takes."""
    out = tmp_path / "set"
    export(out, a="0", b="0")
    for at in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-m", "tests.export.exporting_child", str(out), "10000"],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        ) as child:
            assert child.stdout
            child.stdout.readline()
            spin(0.001 * at)
            os.kill(child.pid, signal.SIGKILL)
        told = orjson.loads((out / place.PROVENANCE).read_bytes())["files"]
        found = place.digests(out)
        found.pop(place.PROVENANCE)
        assert found == told
        assert (out / "a").read_bytes() == (out / "b").read_bytes()


def test_whoever_looks_while_an_export_is_replaced_finds_one(tmp_path: Path) -> None:
    out = tmp_path / "set"
    export(out, a="0", b="0")
    first = (out / place.PROVENANCE).read_bytes()
    told = str(out / place.PROVENANCE)
    missing = 0

    with subprocess.Popen(
        [sys.executable, "-m", "tests.export.exporting_child", str(out), "150"],
        cwd=Path(__file__).parents[2],
    ) as child:
        while child.poll() is None:
            missing += not os.path.exists(told)  # noqa: PTH110 - as fast as can be

    assert missing == 0
    assert (out / place.PROVENANCE).read_bytes() != first


def spin(seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass
