"""`society league`: played as batches, shown, reported; a planted ring of policies is found."""

import json
from pathlib import Path
from typing import Any

import pytest

from society.cli.league import reported
from society.cli.league.page import page
from society.cli.root import outcome
from society.domain.policy import Policy
from society.selfplay.league.standing import league
from society.store.matches import Played
from tests.selfplay.throwing import THROWS, throwers, written

Captured = pytest.CaptureFixture[str]
BIKE = "market/used_bike"


def told(capsys: Captured, *command: str) -> Any:
    assert outcome([*command, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a league of three that beat each other in turn."""
    folder = tmp_path_factory.mktemp("ring")
    assert outcome(["league", "play", *playing(folder, n=8)]) == 0
    return folder


def playing(folder: Path, *, n: int) -> list[str]:
    named = written(folder, throwers(folder))
    return [str(THROWS), "--policies", named, "-n", str(n), "--quiet", *stored(folder)]


def stored(folder: Path) -> list[str]:
    return ["--db", str(folder / "league.db")]


def test_a_planted_ring_is_found_in_dialogues_that_were_played(
    ring: Path, capsys: Captured
) -> None:
    found = told(capsys, "league", "report", str(THROWS), *stored(ring))

    (cycle,) = found["cycles"]
    named = [each.partition("@")[0] for each in cycle["policies"]]
    at = named.index("rock")
    assert [*named[at:], *named[:at]] == ["rock", "scissors", "paper"]
    assert cycle["sure"] is True
    assert [share["value"] for share in cycle["shares"]] == [1.0, 1.0, 1.0]
    assert found["flow"]["cyclic"] == pytest.approx(1.0)
    assert found["flow"]["luck"] < 0.05
    mixture = {name.partition("@")[0]: part for name, part in found["nash"]["mixture"].items()}
    assert mixture == pytest.approx(dict.fromkeys(("rock", "paper", "scissors"), 1 / 3))
    assert {each["exploitability"] for each in found["answers"]} == {0.5}


def test_ratings_alone_do_not_see_the_ring(ring: Path, capsys: Captured) -> None:
    found = told(capsys, "league", "show", *stored(ring))

    assert found["games"] == 3 * 8 * 2
    assert [each["rating"]["value"] for each in found["policies"]] == pytest.approx([1500.0] * 3)
    assert {(each["seats"], each["fair"]) for each in found["pairs"]} == {(2, True)}
    assert {(each["role"], each["rating"]["games"]) for each in found["seats"]} == {
        ("left", 16),
        ("right", 16),
    }


def test_the_same_round_again_plays_nothing(ring: Path, capsys: Captured) -> None:
    before = told(capsys, "league", "show", *stored(ring))

    assert outcome(["league", "play", *playing(ring, n=8), "--json"]) == 0

    shown = capsys.readouterr()
    assert json.loads(shown.out) == before
    assert "running" not in shown.err


def test_people_read_of_the_ring_what_the_document_says(ring: Path, capsys: Captured) -> None:
    assert outcome(["league", "report", *stored(ring)]) == 0

    shown = capsys.readouterr().out
    assert "cycle: paper@" in shown
    assert "100% of the payoffs goes round and no rating can say it (Hodge)" in shown
    assert "nobody of the league beats this mixture: 33%" in shown
    assert "a lower bound: only policies of this league can answer" in shown


def test_the_page_needs_nothing_else(ring: Path) -> None:
    path = ring / "league.html"

    assert outcome(["league", "report", "--html", str(path), *stored(ring)]) == 0

    text = path.read_text(encoding="utf-8")
    assert "rock@" in text
    assert "cycle: paper@" in text
    for outside in ("<script", "src=", "http", "@import"):
        assert outside not in text


def test_no_name_is_obeyed(capsys: Captured) -> None:
    """A player's name may come from whoever sent the dialogue."""
    hostile = "<img src=x onerror=alert(1)>\x1b[2J"
    games = [
        Played(
            id=f"{at}",
            dealt=f"{at}",
            scenario="x/<b>",
            level="",
            generation=None,
            players={"l": hostile, "r": "plain"},
            utilities={"l": 1.0, "r": 0.0},
            ended="done",
        )
        for at in range(12)
    ]
    found = league(games)

    text = page(found, {}, [f"cycle: {hostile}"])
    reported.tell(found, {})

    assert "<img" not in text
    assert "&lt;img" in text
    assert "\x1b" not in text
    assert "<b>" not in text
    assert "\x1b" not in capsys.readouterr().out


def test_a_longer_round_goes_on_with_the_same_games(tmp_path: Path, capsys: Captured) -> None:
    assert outcome(["league", "play", *playing(tmp_path, n=2)]) == 0
    assert outcome(["league", "play", *playing(tmp_path, n=3)]) == 0
    capsys.readouterr()

    found = told(capsys, "league", "show", *stored(tmp_path))

    assert {each["share"]["n"] for each in found["pairs"]} == {3}
    assert found["games"] == 3 * 3 * 2


def test_tactics_can_be_named_in_a_word(tmp_path: Path, capsys: Captured) -> None:
    words = ["--policies", "soft:beta=6:aspiration=0.4,firm:beta=0.3:aspiration=0.9"]
    game = ["--player", "planner", "-n", "5", "--quiet", *stored(tmp_path)]

    found = told(capsys, "league", "play", BIKE, *words, *game)

    first, second = (each["policy"].partition("@")[0] for each in found["policies"])
    assert (first, second) == ("firm", "soft")
    assert found["policies"][0]["utility"]["value"] > 0.6
    assert found["games"] == 10


def test_the_hardest_opponents_are_met_more_often_and_the_same_ones_again(
    ring: Path, capsys: Captured, tmp_path: Path
) -> None:
    named = written(ring, throwers(ring))
    rock, *rest = named.split(",")
    words = ["--policies", ",".join([rock, *rest]), "--opponents", "hardest", "-n", "12"]
    command = ["league", "play", str(THROWS), *words, "--quiet", *stored(ring)]

    assert outcome(command) == 0
    first = capsys.readouterr().err
    assert outcome(command) == 0
    second = capsys.readouterr().err

    (line,) = [each for each in first.splitlines() if " met: " in each]
    met = dict(each.split() for each in line.partition(" met: ")[2].split(", "))
    games = {name.partition("@")[0]: int(n) for name, n in met.items()}
    assert games["paper"] > games.get("scissors", 0)
    assert sum(games.values()) == 12
    assert line in second
    assert "running" not in second


def test_a_policy_can_play_itself_and_nobody_is_rated_by_it(
    tmp_path: Path, capsys: Captured
) -> None:
    named = written(tmp_path, throwers(tmp_path, ["rock"]))
    words = ["--policies", named, "--opponents", "self", "-n", "3", "--quiet"]

    found = told(capsys, "league", "play", str(THROWS), *words, *stored(tmp_path))

    assert found["games"] == 0
    assert outcome(["list", "--json", *stored(tmp_path)]) == 0
    assert len(json.loads(capsys.readouterr().out)["episodes"]) == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([BIKE], "no policy is named"),
        ([BIKE, "--policies", "nobody"], "no policy is called 'nobody'"),
        ([BIKE, "--policies", "one:beta=2"], "has nobody to meet"),
        ([BIKE, "--policies", "one:beta=x,two:beta=1"], "beta=x is no number"),
        ([BIKE, "--policies", "one:courage=1,two:beta=1"], "tactics: courage: extra inputs"),
        ([BIKE, "--policies", "one:beta,two:beta=1"], "'beta' sets nothing"),
        ([BIKE, "--policies", "a b:beta=1,two:beta=1"], "'a b' is no policy: name: string should"),
        ([BIKE, "--policies", "missing.json"], "missing.json cannot be read"),
        (["--policies", "one:beta=2,two:beta=1"], "no scenario is named"),
        ([BIKE, "--policies", "one:beta=2,two:beta=1", "-n", "0"], "--n is 0"),
    ],
)
def test_what_cannot_be_played_is_one_sentence(
    words: list[str], said: str, tmp_path: Path, capsys: Captured
) -> None:
    command = ["league", "play", *words, "--player", "planner", *stored(tmp_path)]

    assert outcome(command) == 2

    assert said in capsys.readouterr().err


def test_an_empty_league_says_how_to_fill_it(tmp_path: Path, capsys: Captured) -> None:
    assert outcome(["league", "show", *stored(tmp_path)]) == 5
    named = written(tmp_path, [Policy(name="alone", player="planner")])
    alone = ["--policies", named, "--opponents", "self", "-n", "1", "--quiet", *stored(tmp_path)]
    assert outcome(["league", "play", BIKE, *alone]) == 0
    capsys.readouterr()

    assert outcome(["league", "show", *stored(tmp_path)]) == 0

    assert "nobody has met anybody else yet" in capsys.readouterr().err


def test_a_round_that_was_stopped_goes_on_with_the_same_command(
    tmp_path: Path, capsys: Captured
) -> None:
    command = ["league", "play", *playing(tmp_path, n=2)]
    assert outcome([*command, "--until", "0s"]) == 4
    assert "the same command again goes on" in capsys.readouterr().err

    assert outcome(command) == 0

    capsys.readouterr()
    assert told(capsys, "league", "show", *stored(tmp_path))["games"] == 3 * 2 * 2
