"""What turns took, as the ledger has it: told apart by turn, summed for a batch."""

import asyncio
import json
from pathlib import Path

import pytest

from society.casting import Cast
from society.cli.batch.batching import perform
from society.cli.batch.command import WorkOptions
from society.cli.root import outcome
from society.cli.show.receipts import thinking_lines
from society.store.receipts import receipt_of, receipts, thinking, turn_of
from society.store.store import Store
from tests.batch.played import dealing, plan_of
from tests.faults.server import FaultServer

N = 2


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A batch in which the seller thinks, played at a loopback server."""
    db = tmp_path_factory.mktemp("receipts") / "society.db"
    cast = Cast(model="ok", player="llm", judge_model="ok", searches={"seller": "best-of-3"})
    plan = plan_of(N).model_copy(update={"casts": (cast,)})

    async def batch() -> None:
        async with FaultServer(say=dealing) as server:
            work = WorkOptions(api_base=server.url, db=str(db), quiet=True, json=True)
            assert await perform(plan, work) == 0

    asyncio.run(batch())
    return db


def test_everything_on_the_ledger_of_a_dialogue_is_on_its_receipt_once(played: Path) -> None:
    with Store.open(played, write=False) as store:
        for row in store.episodes():
            found, spent = receipt_of(store, store.episode(row.id)), store.totals(row.id)

            whole = found.of() + found.beside
            assert (whole.calls, whole.attempts) == (spent.calls, spent.attempts)
            assert whole.tokens == spent.tokens
            assert whole.unpriced == spent.unpriced > 0
            assert found.beside.calls > 0


def test_each_turn_has_the_requests_that_were_made_to_speak_it(played: Path) -> None:
    with Store.open(played, write=False) as store:
        id_ = store.episodes(1)[0].id
        found, ledger = receipt_of(store, store.episode(id_)), store.attempts(id_)

    for turn in found.turns:
        mine = [each for each in ledger if each.purpose == f"turn:{turn.turn}"]
        assert turn.spent.attempts == len(mine)
        assert turn.spent.prompt == sum(each.usage.prompt for each in mine)
        assert turn.spent.completion == sum(each.usage.completion for each in mine)
        assert turn.spent.seconds == pytest.approx(sum(each.seconds for each in mine))
    assert {each.role for each in found.searched} == {"seller"}


def test_many_dialogues_are_read_with_their_receipts_and_what_is_not_there_is_left_out(
    played: Path,
) -> None:
    with Store.open(played, write=False) as store:
        ids = [row.id for row in store.episodes()]
        found = list(receipts(store, [*ids, "nobody"]))
        alone = [receipt_of(store, episode) for episode, _ in found]

    assert sorted(episode.id for episode, _ in found) == sorted(ids)
    assert [each for _, each in found] == alone


def test_what_a_batch_thought_is_the_sum_of_its_searched_turns(played: Path) -> None:
    with Store.open(played, write=False) as store:
        whole = thinking(store, "bikes")
        each = [receipt_of(store, store.episode(row.id)) for row in store.episodes()]
        nothing = thinking(store, "another")

    assert whole.turns == sum(len(one.searched) for one in each)
    assert whole.simulations == sum(one.simulations for one in each)
    assert whole.spent.calls == sum(turn.spent.calls for one in each for turn in one.searched)
    assert (whole.kept, nothing.turns) == (N, 0)


@pytest.mark.parametrize(
    ("purpose", "turn"),
    [("turn:0", 0), ("turn:12", 12), ("judge:turn:3", None), ("turn:x", None), ("preflight", None)],
)
def test_only_what_was_asked_to_speak_a_turn_belongs_to_it(purpose: str, turn: int | None) -> None:
    assert turn_of(purpose) == turn


def test_a_dialogue_is_shown_with_its_receipt(
    played: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(["show", "--receipt", "--db", str(played)]) == 0
    shown = capsys.readouterr()
    assert outcome(["show", "--receipt", "--json", "--db", str(played)]) == 0
    told = json.loads(capsys.readouterr().out)["receipt"]

    assert "best-of-3" in shown.out
    assert "searched turns" in shown.out
    assert (
        told["in_all"]["calls"]
        == sum(each["calls"] for each in told["turns"]) + (told["beside"]["calls"])
    )


def test_a_batch_tells_what_it_thought_and_what_a_kept_dialogue_took(played: Path) -> None:
    with Store.open(played, write=False) as store:
        first, second = thinking_lines(thinking(store, "bikes"))

    assert first.strip().startswith("thought before")
    assert second.strip().startswith("a kept dialogue:")
