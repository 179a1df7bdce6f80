"""`society curriculum`: what to practise next, and a real ablation on short games."""

import json
from pathlib import Path
from typing import Any

import pytest

from society.cli.root import outcome
from society.store.matches import played
from society.store.store import Store

Captured = pytest.CaptureFixture[str]
BIKE = "market/used_bike"


def told(capsys: Captured, *command: str) -> Any:
    assert outcome([*command, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def ablation(folder: Path, *more: str) -> list[str]:
    """Two rounds for each side, and a game of each level to meet in."""
    few = ["--budget-games", "40", "--tried", "3", "--deal", "3", "--held-out", "1", "--quiet"]
    return ["curriculum", "ablate", BIKE, *few, "--db", str(folder / "store.db"), *more]


@pytest.fixture(scope="module")
def practised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an ablation that was stopped at once, then played by the same command."""
    folder = tmp_path_factory.mktemp("practised")
    assert outcome(ablation(folder, "--until", "0s")) == 4
    assert outcome(ablation(folder)) == 0
    return folder


def test_before_any_game_the_easiest_level_is_open(tmp_path: Path, capsys: Captured) -> None:
    found = told(capsys, "curriculum", "show", BIKE)

    assert [each["state"] for each in found["tasks"]] == ["here", "locked", "locked"]
    assert [each["share"] for each in found["tasks"]] == [1.0, 0.0, 0.0]
    assert found["levels"][BIKE]["level"] == "easy"
    assert found["schedule"]["weights"][0] == 0.6


def test_the_schedule_is_drawn(capsys: Captured) -> None:
    words = ["--schedule", "linear", "--start", "1", "--over", "1"]

    assert outcome(["curriculum", "show", BIKE, *words]) == 0

    shown = capsys.readouterr().out
    assert "● exploration  ○ competition" in shown
    (top,) = [line for line in shown.splitlines() if line.startswith("1.00 ┤")]
    (bottom,) = [line for line in shown.splitlines() if line.startswith("0.00 ┤")]
    assert top[6:].lstrip().startswith("●")
    assert top.endswith("○")
    assert bottom.endswith("●")


def test_both_sides_practise_as_many_games_and_meet_in_others(
    practised: Path, capsys: Captured
) -> None:
    found = told(capsys, *ablation(practised))

    (run,) = found["runs"]
    assert {side["games"] for side in run["sides"].values()} == {36}
    assert found["apart"]["n"] == 3
    assert set(run["by_task"]) == {f"{BIKE} {level}" for level in ("easy", "normal", "hard")}
    weights = [each["exploration"] for each in run["sides"]["with"]["rounds"]]
    assert weights[0] == 0.6
    assert weights[-1] < 0.6
    assert {each["exploration"] for each in run["sides"]["without"]["rounds"]} == {0.0}
    seeds = {side: seeds_of(practised, f"-{side}-") for side in ("with", "without")}
    assert seeds["with"] == seeds["without"]
    assert not seeds["with"] & seeds_of(practised, "-met")


def seeds_of(folder: Path, part: str) -> set[int]:
    with Store.open(folder / "store.db", create=False, write=False) as store:
        found = [store.episode(each.id) for each in played(store)]
    return {each.provenance.seed for each in found if part in (each.batch or "")}


def test_practice_gains_on_the_plain_planner(practised: Path, capsys: Captured) -> None:
    (run,) = told(capsys, *ablation(practised))["runs"]

    for side in run["sides"].values():
        assert side["gain"]["value"] > 0


def test_the_weights_of_the_schedule_are_in_what_is_stored(practised: Path) -> None:
    with Store.open(practised / "store.db", create=False, write=False) as store:
        games = played(store)
        found = {}
        for each in games:
            episode = store.episode(each.id)
            if "-with-" in (episode.batch or ""):
                found[episode.id] = episode

    rewards = {each.provenance.job["overrides"]["reward.turn"] for each in found.values()}
    first = next(each for each in found.values() if each.dialogue.game.scenario.reward.turn == 0.6)
    assert 0.6 in rewards
    assert len(rewards) == 2
    assert first.provenance.weights == {
        "exploration": 0.5,
        "novelty": 0.25,
        "subgoals": 0.25,
        "competition": 1.0,
    }


def test_the_same_ablation_again_plays_nothing_and_tells_the_same(
    practised: Path, capsys: Captured
) -> None:
    first = told(capsys, *ablation(practised))
    with Store.open(practised / "store.db", create=False, write=False) as store:
        before = len(played(store))

    assert told(capsys, *ablation(practised)) == first

    with Store.open(practised / "store.db", create=False, write=False) as store:
        assert len(played(store)) == before


def test_people_read_what_was_found(practised: Path, capsys: Captured) -> None:
    assert outcome(ablation(practised)) == 0

    shown = capsys.readouterr()
    assert "gain on the plain planner, 95%" in shown.out
    assert "in 3 games that neither practised in" in shown.out
    assert "one run compares two policies" in shown.out


def test_what_was_practised_shows_where_the_level_is(practised: Path, capsys: Captured) -> None:
    words = ["--db", str(practised / "store.db"), "--schedule", "success"]
    found = told(capsys, "curriculum", "show", BIKE, *words)

    assert sum(each["tries"] for each in found["tasks"]) > 100
    assert found["levels"][BIKE]["moves"][0]["why"] == "promoted"
    assert sum(each["share"] for each in found["tasks"]) == pytest.approx(1.0)
    assert outcome(["curriculum", "show", BIKE, *words]) == 0
    assert "│ now" in capsys.readouterr().out


def test_a_policy_is_known_by_its_name(practised: Path, capsys: Captured) -> None:
    stored = ["--db", str(practised / "store.db")]

    found = told(capsys, "curriculum", "show", BIKE, "--policy", "plain", *stored)

    assert found["policy"].startswith("plain@")
    assert outcome(["curriculum", "show", BIKE, "--policy", "nobody", *stored]) == 2
    assert "no policy is called 'nobody'" in capsys.readouterr().err


def test_a_dry_run_plays_nothing(tmp_path: Path, capsys: Captured) -> None:
    assert outcome(ablation(tmp_path, "--dry-run")) == 0

    assert "98 games in 1 runs would be played" in capsys.readouterr().err
    assert not (tmp_path / "store.db").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show"], "no scenario is named"),
        (["show", BIKE, "--start", "2"], "--start input should be less than or equal to 1"),
        (["show", BIKE, "--low", "0.9"], "low must be below high"),
        (["ablate", BIKE, "--budget-games", "0"], "--budget-games is 0"),
        (["ablate", BIKE, "--judge", "deal"], "--judge would pay both sides alike"),
        (["ablate", "debate/motion"], "does not say what its end is worth"),
    ],
)
def test_what_is_no_curriculum_is_one_sentence(
    words: list[str], said: str, capsys: Captured
) -> None:
    assert outcome(["curriculum", *words]) == 2

    assert said in capsys.readouterr().err


def test_tactics_that_were_only_tried_are_no_members_of_the_league(
    practised: Path, capsys: Captured
) -> None:
    stored = ["--db", str(practised / "store.db")]

    members = told(capsys, "league", "show", *stored)["policies"]
    everybody = told(capsys, "league", "show", "--tries", *stored)["policies"]

    assert not any(each["policy"].startswith("try") for each in members)
    assert any(each["policy"].startswith("plain@") for each in members)
    assert any(each["policy"].startswith("try") for each in everybody)
