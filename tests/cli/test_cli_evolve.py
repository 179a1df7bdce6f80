"""`society evolve`, `society generation` and `society policy`, on games that are really played."""

import json
from pathlib import Path
from typing import Any

import pytest

from society.cli.evolve.page import page
from society.cli.root import outcome
from society.domain.generation import Generation
from society.store.store import Store

Captured = pytest.CaptureFixture[str]
BIKE = "market/used_bike"
SHORT = (
    *("--generations", "1", "--episodes", "40", "--improve", "tuning", "--gate", "20"),
    *("--final", "4", "--quiet"),
)


@pytest.fixture(scope="module")
def evolved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which players have evolved for one generation."""
    db = tmp_path_factory.mktemp("evolved") / "evolved.db"
    assert outcome(["evolve", BIKE, "--name", "evo", *SHORT, "--db", str(db)]) == 0
    return db


def told(capsys: Captured, *words: str) -> Any:
    assert outcome([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_generation_is_told_with_the_figures_it_was_decided_on(
    evolved: Path, capsys: Captured
) -> None:
    found = told(capsys, "generation", "show", "evo", "--db", str(evolved))

    first, second = found["generations"]
    assert (first["number"], first["verdict"]) == (0, "given")
    gate = second["report"]["gate"]
    assert gate["games"] == 20
    assert gate["gain"][1] <= gate["gain"][0] <= gate["gain"][2]
    assert second["verdict"] == ("promoted" if gate["said"] == "better" else "rejected")
    assert second["report"]["spent"]["calls"] == 0
    assert found["policy"] == second["policy"]


def test_the_same_command_again_plays_nothing_and_tells_the_same(
    evolved: Path, capsys: Captured
) -> None:
    before = _episodes(evolved)
    shown = told(capsys, "generation", "show", "evo", "--db", str(evolved))

    again = told(capsys, "evolve", BIKE, "--name", "evo", *SHORT, "--db", str(evolved))

    assert again["generations"] == shown["generations"]
    assert _episodes(evolved) == before


def _episodes(db: Path) -> int:
    with Store.open(db, create=False, write=False) as store, store.reading() as read:
        return int(read.exec_driver_sql("SELECT count(*) FROM episode").scalar_one())


def test_the_table_and_the_page_name_every_generation(
    evolved: Path, tmp_path: Path, capsys: Captured
) -> None:
    html = tmp_path / "evo.html"

    command = ["generation", "show", "evo", "--db", str(evolved), "--html", str(html)]
    assert outcome(command) == 0

    said = capsys.readouterr().out
    assert "given" in said
    assert "evo-g1" in said
    written = html.read_text(encoding="utf-8")
    assert "<svg" in written
    assert "evo-g1" in written


def test_evolutions_and_policies_are_listed_and_shown(evolved: Path, capsys: Captured) -> None:
    stored = ["--db", str(evolved)]

    evolutions = told(capsys, "generation", "list", *stored)["evolutions"]
    policies = told(capsys, "policy", "list", *stored)["policies"]
    shown = told(capsys, "policy", "show", "evo-g1", *stored)["policy"]

    assert evolutions == [{"evolution": "evo", "generations": 1}]
    assert {each["name"] for each in policies} == {"plain", "evo-g1"}
    assert shown["origin"] == "grid"
    assert {each["role"] for each in shown["habits"]} == {"seller", "buyer"}


def test_a_policy_written_by_hand_is_what_an_evolution_may_begin_with(
    tmp_path: Path, capsys: Captured
) -> None:
    stored = ["--db", str(tmp_path / "own.db")]
    assert (
        outcome(["policy", "new", "soft", "--tactics", "beta=6", "--player", "planner", *stored])
        == 0
    )
    label = capsys.readouterr().out.strip()
    short = ["--generations", "1", "--episodes", "8", "--gate", "4", "--final", "0", "--quiet"]

    found = told(capsys, "evolve", BIKE, "--policy", "soft", *short, *stored)

    assert found["generations"][0]["policy"] == label
    assert label.startswith("soft@")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["policy", "new", "a b"], "no policy can be called"),
        (["policy", "new", "x", "--tactics", "beta"], "is no number"),
        (["policy", "new", "x", "--tactics", "betta=1"], "betta"),
        (["policy", "new", "x", "--search", "mcts:0x0"], "mcts"),
        (["evolve"], "no scenario is named"),
        (["evolve", "market/nowhere"], "nowhere"),
        (["evolve", BIKE, "--policy", "nobody"], "no policy is called"),
        (["evolve", BIKE, "--policy", "x", "--player", "llm"], "says itself who plays"),
        (["evolve", BIKE, "--improve", "magic"], "improve"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    words: list[str], said: str, tmp_path: Path, capsys: Captured
) -> None:
    assert outcome([*words, "--db", str(tmp_path / "none.db")]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["policy", "show", "nobody"], "no policy is called 'nobody'"),
        (["generation", "show", "nobody"], "no evolution is called 'nobody'"),
    ],
)
def test_what_is_not_stored_is_named(
    words: list[str], said: str, evolved: Path, capsys: Captured
) -> None:
    assert outcome([*words, "--db", str(evolved)]) == 2
    assert said in capsys.readouterr().err


def test_a_dry_run_says_how_many_games_it_may_take_and_plays_none(
    tmp_path: Path, capsys: Captured
) -> None:
    db = tmp_path / "none.db"

    assert outcome(["evolve", BIKE, "--dry-run", "--db", str(db)]) == 0

    said = capsys.readouterr().out
    assert "5 generations of at most" in said
    assert "5%" in said
    assert not db.exists()


def test_names_on_the_page_are_text_and_nothing_else() -> None:
    hostile = Generation(
        evolution="<script>alert(1)</script>",
        number=1,
        policy="<img src=x>",
        verdict="rejected",
        report={"why": "</td><script>", "improved": {"strategies": []}},
    )

    written = page("<script>alert(1)</script>", [hostile, hostile], None)

    assert "<script" not in written
    assert "<img" not in written
