"""`society list`, `show`, `strategy` and `db`, on stores that are full, empty, missing, damaged."""

import asyncio
import json
from pathlib import Path

import pytest

from society.cli.root import outcome
from society.settings import database
from society.store.record import record
from society.store.store import Store
from tests.store import paper

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def db(tmp_path: Path) -> str:
    """A store with a finished and a stopped dialogue."""
    path = tmp_path / "society.db"

    async def play(store: Store) -> None:
        for name, ends in (("alpha1", True), ("beta2", False)):
            events = paper.told(paper.play(name, ends=ends))
            _ = [event async for event in record(store, events)]

    with Store.open(path) as store:
        asyncio.run(play(store))
    return str(path)


def test_the_list_has_a_line_for_each_dialogue_the_latest_first(db: str, capsys: Captured) -> None:
    assert outcome(["list", "--db", db]) == 0

    head, first, second = capsys.readouterr().out.splitlines()
    assert head.split()[:3] == ["id", "begun", "scenario"]
    assert first.split()[0] == "beta2"
    assert first.endswith("stopped (cut)")
    assert "agreement" in second
    assert "seller 0.75 buyer 0.25" in second


def test_the_list_as_json_is_one_document(db: str, capsys: Captured) -> None:
    assert outcome(["list", "--status", "done", "--json", "--db", db]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "society/1"
    assert [row["id"] for row in told["episodes"]] == ["alpha1"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["list"], "no dialogues yet; `society run market/used_bike` plays one"),
        (["strategy", "list"], "nothing has been won yet"),
        (["db", "check"], "there is no database at"),
    ],
)
def test_a_store_that_was_never_made_is_a_friendly_beginning(
    words: list[str], said: str, capsys: Captured
) -> None:
    assert outcome(words) == 0

    assert said in capsys.readouterr().err
    assert not Path(database()).exists()


def test_a_store_that_was_never_made_is_an_empty_list_as_json(capsys: Captured) -> None:
    assert outcome(["list", "--json"]) == 0

    assert json.loads(capsys.readouterr().out)["episodes"] == []


@pytest.mark.parametrize(
    "words",
    [
        ["list"],
        ["list", "--json"],
        ["show"],
        ["show", "e1"],
        ["batches"],
        ["export", "-", "--format", "raw"],
        ["export", "--preview", "1", "--format", "raw"],
        ["strategy", "list"],
        ["strategy", "show", "x"],
        ["db", "check"],
        ["diff", "e1", "e2"],
        ["resume"],
        ["resume", "e1"],
        ["rate"],
        ["rate", "--export"],
        ["batches", "--pause", "x"],
        ["db", "vacuum"],
        ["judge", "list"],
        ["judge", "show", "brevity"],
        ["judge", "score", "brevity"],
        ["judge", "compare", "pairwise"],
        ["judge", "agree"],
        ["judge", "hacking", "stored"],
        ["judge", "reconcile", "stored"],
        ["judge", "train"],
        ["judge", "train", "--from", "flaws", "--material", "casino"],
        ["judge", "train", "--from", "flaws", "--test-db", "{slip}"],
        ["judge", "flaws", "-"],
        ["judge", "flaws", "-", "--material", "stored"],
        ["judge", "audit", "brevity", "--material", "stored"],
        ["judge", "audit", "novelty"],
    ],
    ids=" ".join,
)
def test_a_slip_in_the_path_of_a_database_is_told_and_nothing_is_made(
    words: list[str], tmp_path: Path, capsys: Captured
) -> None:
    slip = tmp_path / "scoiety.db"

    given = [word.format(slip=slip) for word in words]
    assert outcome([*given, *([] if "--test-db" in words else ["--db", str(slip)])]) == 5

    told = capsys.readouterr()
    assert f"there is no database at {slip}" in told.err
    assert told.out == ""
    assert not slip.exists()


def test_a_filter_that_fits_nothing_does_not_say_that_nothing_is_there(
    db: str, capsys: Captured
) -> None:
    assert outcome(["list", "--scenario", "other", "--db", db]) == 0

    assert capsys.readouterr().err == "no dialogue is like that\n"


def test_a_dialogue_is_shown_with_moves_rewards_reasons_and_end(db: str, capsys: Captured) -> None:
    assert outcome(["show", "al", "--db", db]) == 0

    shown = capsys.readouterr()
    for part in ("⟦propose price=30⟧", "◇ move planned", "0.50  kind  fair", "★ wins by 0.50"):
        assert part in shown.out
    assert "Never below 15" not in shown.out
    assert "8 calls, 960 tokens, $0, done after 1.5 s" in shown.err


def test_private_texts_and_calls_are_shown_where_asked_for(db: str, capsys: Captured) -> None:
    assert outcome(["show", "alpha1", "--private", "--calls", "--db", db]) == 0

    shown = capsys.readouterr().out
    assert "Never below 15" in shown
    assert "alpha1-speak-0" in shown


def test_a_dialogue_as_json_keeps_private_texts_to_itself_unless_asked(
    db: str, capsys: Captured
) -> None:
    assert outcome(["show", "alpha1", "--json", "--calls", "--db", db]) == 0
    public = capsys.readouterr().out
    assert outcome(["show", "alpha1", "--json", "--calls", "--private", "--db", db]) == 0
    private = json.loads(capsys.readouterr().out)

    assert "Never below" not in public
    assert "At most 40" not in public
    assert json.loads(public)["episode"]["dialogue"]["turns"][0]["text"].startswith("Turn 0")
    assert len(json.loads(public)["calls"]) == 8
    assert private["episode"]["dialogue"]["game"]["scenario"]["schema"] == "scenario/v1"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "alhpa1"], "no dialogue is called 'alhpa1'\n  did you mean alpha1?"),
        (["strategy", "show", "x"], "no strategy is called 'x'"),
    ],
)
def test_an_unknown_id_is_the_users_to_mend(
    words: list[str], said: str, db: str, capsys: Captured
) -> None:
    assert outcome([*words, "--db", db]) == 2

    assert said in capsys.readouterr().err


@pytest.mark.parametrize("words", [["show", "e1"], ["strategy", "show", "x"]])
def test_showing_from_a_store_that_was_never_made_is_the_users_to_mend(words: list[str]) -> None:
    assert outcome(words) == 2


def test_what_won_is_listed_and_shown(db: str, capsys: Captured) -> None:
    assert outcome(["strategy", "list", "--json", "--db", db]) == 0
    (strategy,) = json.loads(capsys.readouterr().out)["strategies"]
    assert outcome(["strategy", "list", "--role", "seller", "--db", db]) == 0
    assert strategy["tactic"] in capsys.readouterr().out

    assert outcome(["strategy", "show", strategy["id"][:8], "--db", db]) == 0

    shown = capsys.readouterr().out
    assert "utility 0.75, +0.55 over success" in shown
    assert "evidence: turns 0, 2 of alpha1" in shown


def test_a_sound_store_is_said_to_be_sound(db: str, capsys: Captured) -> None:
    assert outcome(["db", "check", "--db", db]) == 0

    shown = capsys.readouterr().out
    assert "episode 2, turn 8" in shown
    assert "✓ sound" in shown


def test_a_damaged_store_is_exit_5(db: str, capsys: Captured) -> None:
    with Path(db).open("r+b") as file:
        file.write(b"\xa5" * 64)

    assert outcome(["db", "check", "--db", db]) == 5
    assert outcome(["list", "--db", db]) == 5

    assert "society.db is not a database, or its beginning is damaged" in capsys.readouterr().err


def test_the_store_is_made_smaller_and_its_path_told(db: str, capsys: Captured) -> None:
    assert outcome(["db", "vacuum", "--db", db]) == 0
    assert "before" in capsys.readouterr().out

    assert outcome(["db", "path", "--db", db]) == 0
    assert capsys.readouterr().out.replace("\n", "") == db


def test_a_missing_store_cannot_be_made_smaller(tmp_path: Path, capsys: Captured) -> None:
    assert outcome(["db", "vacuum", "--db", str(tmp_path / "none.db")]) == 5

    assert "there is no database at" in capsys.readouterr().err
