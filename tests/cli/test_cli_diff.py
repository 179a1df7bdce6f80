"""`society diff` on the command line; exports without what is in the trash."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from society.cli.root import outcome
from society.domain.events import Ended, Event, Paid, Spoke, Started
from society.domain.judging import Reward
from society.store import tags
from society.store.record import record
from society.store.store import Store
from tests.store import paper

Captured = pytest.CaptureFixture[str]
SAID = {
    "alpha": ("Hi! It costs 170.", "I can do 110.", "150 then."),
    "beta": ("Hi! It costs 170.", "I can do 110.", "140\x1b[2J then.", "成交。"),
}


def talk(name: str) -> Iterator[Event]:
    yield Started(episode=name, game=paper.game(), provenance=paper.provenance())
    for at, said in enumerate(SAID[name]):
        yield Spoke(episode=name, turn=paper.turn(at, said, calls=(), action=None))
        paid = Reward(turn=at, role=paper.ROLES[at % 2], value=len(said) / 20)
        yield Paid(episode=name, reward=paid)
    yield Ended(episode=name, outcome=paper.outcome(), seconds=1)


@pytest.fixture
def db(tmp_path: Path) -> str:
    path = tmp_path / "society.db"

    async def play(store: Store) -> None:
        for name in SAID:
            _ = [each async for each in record(store, paper.told(talk(name)))]

    with Store.open(path) as store:
        asyncio.run(play(store))
    return str(path)


def test_two_dialogues_are_printed_with_equal_turns_folded(db: str, capsys: Captured) -> None:
    assert outcome(["diff", "al", "beta", "--db", db]) == 0

    shown = capsys.readouterr().out
    assert "- alpha  market/lamp · en · seed 7" in shown
    assert "⋯ 2 equal turns" in shown
    assert "- 0.45  150 then." in shown
    assert "+ 0.65  140<U+001B>[2J then." in shown
    assert "turns: 3 → 4" in shown
    assert "Δ +0.20" in shown


def test_as_json_it_is_one_document(db: str, capsys: Captured) -> None:
    assert outcome(["diff", "alpha", "beta", "--json", "--db", db]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["left"], told["right"], told["shared"]) == ("alpha", "beta", 2)
    assert told["one_game"] is True
    assert [row["kind"] for row in told["turns"]] == ["same", "same", "changed", "right"]
    assert told["turns"][2]["right"]["reward"] == 0.65
    assert told["turns"][3]["left"] is None


def test_an_unknown_dialogue_is_the_users_to_mend(db: str, capsys: Captured) -> None:
    assert outcome(["diff", "alpha", "gamma", "--db", db]) == 2

    assert "no dialogue is called 'gamma'" in capsys.readouterr().err


def test_without_a_store_there_is_nothing_to_compare(capsys: Captured) -> None:
    assert outcome(["diff", "a", "b"]) == 2

    assert "there are no dialogues to compare" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("query", "kept"),
    [([], ["beta"]), (["--where", "tag:trash"], ["alpha"]), (["--where", "tag:*"], ["alpha"])],
)
def test_an_export_leaves_the_trash_out_unless_it_is_named(
    db: str, query: list[str], kept: list[str], capsys: Captured
) -> None:
    with Store.open(db) as store:
        asyncio.run(tags.put(store, ["alpha"], tags.TRASH))

    assert outcome(["export", "-", "--format", "raw", *query, "--db", db]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == kept
