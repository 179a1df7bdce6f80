"""`society search curve`: played as a batch, gone on with, reckoned, told, drawn, written."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from society.cli.root import outcome

Captured = pytest.CaptureFixture[str]
BIKE = "market/used_bike"


def words(folder: Path, *more: str) -> list[str]:
    """Wordless players, two short games, one setting beside the plain player."""
    game = ["--player", "planner", "--set", "turns.max=8", "-n", "2", "--quiet"]
    return [
        *("search", "curve", BIKE, "--role", "seller", "--method", "best-of", "--k", "1,3"),
        *game,
        *("--db", str(folder / "curve.db"), *more),
    ]


def told(capsys: Captured, *command: str) -> Any:
    assert outcome([*command, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture(scope="module")
def climbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a curve that was played."""
    folder = tmp_path_factory.mktemp("climbed")
    assert outcome(words(folder, "--out", str(folder / "out"))) == 0
    return folder


def test_every_setting_plays_the_same_games_and_is_told_with_what_it_took(
    climbed: Path, capsys: Captured
) -> None:
    (curve,) = told(capsys, *words(climbed))["curves"]

    plain, best = curve["points"]
    assert (curve["scenario"], curve["role"]) == (BIKE, "seller")
    assert (plain["plain"], plain["games"], plain["gain"]) == (True, 2, None)
    assert (best["setting"], best["games"], best["gain"]["n"]) == ("best-of-3", 2, 2)
    assert best["takes"]["simulations"] > plain["takes"]["simulations"] == 0
    assert best["takes"]["calls"] == 0
    assert "none is shown to beat the plain seller at 95 %" in curve["said"][0]


def test_the_same_command_again_plays_nothing_and_tells_the_same(
    climbed: Path, capsys: Captured
) -> None:
    first = told(capsys, *words(climbed))
    assert outcome([*words(climbed), "--json"]) == 0

    again = capsys.readouterr()
    assert json.loads(again.out) == first
    assert "nothing is left to play" in again.err


def test_the_table_and_the_picture_are_data_and_the_batch_is_told_beside_them(
    climbed: Path, capsys: Captured
) -> None:
    assert outcome(words(climbed)) == 0

    shown = capsys.readouterr()
    assert "best-of-3" in shown.out
    assert "╌ the plain player" in shown.out
    assert "simulations a dialogue, on a log scale" in shown.out
    assert "4 of 4 dialogues done" in shown.err
    assert "dialogues done" not in shown.out


def test_it_can_be_drawn_against_k_and_not_against_what_nothing_is_known_of(
    climbed: Path, capsys: Captured
) -> None:
    assert outcome([*words(climbed), "--against", "k"]) == 0
    assert "  k, on a log scale" in capsys.readouterr().out
    assert outcome([*words(climbed), "--against", "calls"]) == 0
    assert "there is no picture against calls a dialogue" in capsys.readouterr().out


def test_more_thought_goes_on_with_the_same_batch(tmp_path: Path, capsys: Captured) -> None:
    assert outcome(words(tmp_path)) == 0
    more = [each if each != "1,3" else "1,3,4" for each in words(tmp_path)]
    capsys.readouterr()

    assert outcome(more) == 0

    shown = capsys.readouterr()
    assert "6 of 6 dialogues done" in shown.err
    assert "best-of-4" in shown.out
    assert outcome(["batches", "--json", "--db", str(tmp_path / "curve.db")]) == 0
    (batch,) = json.loads(capsys.readouterr().out)["batches"]
    assert (batch["batch"], batch["done"]) == ("curve-used_bike-seller", 6)


def test_another_game_under_the_same_name_is_refused(climbed: Path, capsys: Captured) -> None:
    assert outcome([*words(climbed), "--set", "turns.max=3"]) == 2

    assert "was begun with another configuration" in capsys.readouterr().err


def test_what_was_not_played_to_its_end_is_not_told(tmp_path: Path, capsys: Captured) -> None:
    assert outcome([*words(tmp_path), "--until", "0s", "--json"]) == 4

    shown = capsys.readouterr()
    assert json.loads(shown.out)["curves"] == []
    assert "go on with: society" in shown.err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--method", "guess"], "--method 'guess' is no way to search"),
        (["--k", "1,two"], "--k 'two' is no number from 1"),
        (["--k", ","], "no method or no k is named"),
        (["--with", "luck=7"], "which is no option"),
        (["--with", "shared"], "share simulations with each other cannot be compared"),
        (["--search.seller", "best-of-3"], "which is what the curve varies"),
        (["--effort", "low"], "--effort low would have seller think where the plain player"),
        (["--role", "sailor"], "has no role 'sailor'"),
        (["-n", "0"], "--n is 0; it must be at least 1"),
    ],
)
def test_what_cannot_be_climbed_is_one_sentence(
    more: list[str], said: str, tmp_path: Path, capsys: Captured
) -> None:
    role = [] if "--role" in more else ["--role", "seller"]
    command = ["search", "curve", BIKE, *role, "--db", str(tmp_path / "curve.db"), *more]

    assert outcome([*command, "--player", "planner"]) == 2

    assert said in capsys.readouterr().err


def test_without_a_scenario_the_command_itself_is_shown(capsys: Captured) -> None:
    assert outcome(["search", "curve", "--role", "seller"]) == 2

    assert "society search curve market/used_bike --role seller" in capsys.readouterr().err


def test_the_figures_are_written_as_a_table_that_other_programs_read(climbed: Path) -> None:
    with (climbed / "out" / "curve.csv").open(encoding="utf-8", newline="") as file:
        plain, best = csv.DictReader(file)

    assert (plain["method"], plain["setting"], plain["gain"]) == ("plain", "", "")
    assert (best["setting"], best["k"], best["games"]) == ("best-of-3", "3", "2")
    assert float(best["utility_low"]) <= float(best["utility"]) <= float(best["utility_high"])
    assert float(best["utility"]) - float(plain["utility"]) == pytest.approx(float(best["gain"]))
    assert float(best["utility.buyer"]) + float(best["utility"]) == pytest.approx(
        float(best["joint"])
    )


def test_the_picture_names_its_axes_and_is_the_same_file_again(
    climbed: Path, tmp_path: Path
) -> None:
    assert outcome([*words(climbed), "--out", str(tmp_path / "again")]) == 0

    name = "market-used_bike-seller"
    first, again = (folder / f"{name}.svg" for folder in (climbed / "out", tmp_path / "again"))
    assert ElementTree.parse(first).getroot().tag.endswith("svg")
    assert first.read_bytes() == again.read_bytes()
    assert (climbed / "out" / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def test_without_matplotlib_the_figures_are_written_and_the_pictures_asked_for(
    climbed: Path, tmp_path: Path
) -> None:
    command = [*words(climbed), "--out", str(tmp_path / "out")]
    without = "import sys; sys.modules['matplotlib'] = None; from society.cli.root import main"

    ran = subprocess.run(
        [sys.executable, "-c", f"{without}; main({command!r})"], capture_output=True, text=True
    )

    assert ran.returncode == 2
    assert "pip install 'dialogue-society[plots]'" in ran.stderr
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["curve.csv"]


def test_the_batch_behind_it_tells_what_was_thought(climbed: Path, capsys: Captured) -> None:
    assert outcome(words(climbed)) == 0

    told_beside = capsys.readouterr().err
    assert "thought before" in told_beside
    assert "a kept dialogue:" in told_beside


def test_a_dry_run_tells_what_every_setting_will_take_and_needs_no_key(
    tmp_path: Path, capsys: Captured
) -> None:
    models = ["--player", "llm", "--model", "openai/x", "--dry-run", "--n", "4"]
    command = ["search", "curve", BIKE, "--role", "seller", "--k", "1,2,8", *models]

    found = told(capsys, *command, "--method", "best-of", "--db", str(tmp_path / "none.db"))

    who = [each["who"] for each in found["parts"]]
    assert who[:1] + who[2:3] + who[3:4] == ["seller", "seller best-of-2", "seller best-of-8"]
    assert found["dialogues"] == 12
    assert not (tmp_path / "none.db").exists()
