"""Where scenario files are found, and what is no file of one."""

import os
from pathlib import Path

import pytest

from society.domain.errors import Exit, ScenarioError
from society.scenario.load import catalog, load, read, shipped
from tests.scenario.stage import FILES, example

BIKE = (FILES / "market" / "used_bike.yaml").read_text(encoding="utf-8")


def test_a_bom_and_windows_lines_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "bike.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + BIKE.replace("\n", "\r\n").encode())

    assert load(path) == example("market/used_bike")
    assert read(path).text == BIKE.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (BIKE.encode("utf-16"), ":1:1: byte 0xff is not UTF-8"),
        ("title: Käse".encode("latin-1"), ":1:9: byte 0xe4 is not UTF-8"),
        (b"a: 1\nb: \xff\n", ":2:4: byte 0xff is not UTF-8"),
        (b"# " + b"x" * 1_000_000, ":1:1: the file is larger than 1000000 bytes"),
    ],
)
def test_what_is_no_text_of_a_modest_size_is_refused(tmp_path: Path, raw: bytes, said: str) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(raw)

    with pytest.raises(ScenarioError) as caught:
        load(path)

    assert said in str(caught.value)
    assert caught.value.exit == Exit.USER


@pytest.mark.parametrize(
    "ref",
    ["../../x", "/etc/passwd", "C:\\x", "con", "x" * 300, "a\0b", "", "market/", "Market/Bike"],
)
def test_a_reference_that_is_no_id_and_no_file_is_one_sentence(ref: str) -> None:
    with pytest.raises(ScenarioError, match="no scenario is called"):
        load(ref)


@pytest.mark.parametrize("ref", ["/no/such/place.yaml", "\0.yaml", "../../" * 40 + "x.yaml"])
def test_a_path_that_leads_nowhere_is_one_sentence(ref: str) -> None:
    with pytest.raises(ScenarioError, match="yaml"):
        load(ref)


@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_what_is_no_file_is_one_sentence_and_nothing_waits(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.yaml"
    made = {"pipe": os.mkfifo, "folder": os.mkdir, "device": lambda at: at.symlink_to("/dev/zero")}
    made[kind](path)

    with pytest.raises(ScenarioError, match="is not a file that can be read whole") as caught:
        load(path)

    assert caught.value.exit is Exit.USER


def test_a_near_miss_is_asked_back() -> None:
    with pytest.raises(ScenarioError) as caught:
        load("market/used_bkie", folders=[FILES])

    assert "did you mean market/used_bike?" in caught.value.hint


def test_a_link_that_leads_out_of_the_folder_is_no_scenario(tmp_path: Path) -> None:
    inside = tmp_path / "mine"
    inside.mkdir()
    (tmp_path / "bike.yaml").write_text(BIKE, encoding="utf-8")
    (inside / "bike.yaml").symlink_to(tmp_path / "bike.yaml")

    with pytest.raises(ScenarioError, match="no scenario is called 'bike'"):
        load("bike", folders=[inside])


def test_an_id_is_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "bike.yaml").write_text(BIKE, encoding="utf-8")

    with pytest.raises(ScenarioError, match="id is 'market/used_bike', but the place"):
        load("bike", folders=[tmp_path])


def test_a_folder_comes_before_what_ships(tmp_path: Path) -> None:
    (tmp_path / "market").mkdir()
    own = tmp_path / "market" / "used_bike.yaml"
    own.write_text(BIKE, encoding="utf-8")

    assert read("market/used_bike", folders=[tmp_path]).path == own
    assert read("market/used_bike").path.is_relative_to(shipped())
    ids = [entry.id for entry in catalog([tmp_path])]
    assert ids == sorted(set(ids))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="there is no folder"):
        catalog([tmp_path / "nowhere"])


def test_a_source_keeps_the_text_and_its_hash() -> None:
    found = read("market/used_bike", folders=[FILES])

    assert found.text == BIKE
    assert len(found.sha256) == 64
