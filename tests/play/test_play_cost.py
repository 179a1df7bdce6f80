"""What a turn costs, in calls of Python functions: a figure that does not move with the machine."""

import asyncio
import sqlite3
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.measure import counted, memory
from benchmarks.table import BARGAIN, TALK, StandIn, drawn, seated, talk
from society import plugins
from society.domain.dialogue import Action, Dialogue, Turn, Utterance, View
from society.domain.judging import judge
from society.llm.model import Tell, nobody
from society.play.bench import Bench, Seat
from society.store.store import Store
from tests.play.table import all_of, watch

TALKS, TURNS = 6, 12
MEASURED: Mapping[str, int] = {"talk": 1_430, "bargain": 1_850}
"""Calls a turn of loop, judge, pay and store when this was last looked at."""

SLACK = 1.15


class Brief:
    """Speaks without a model, whatever was said before, and proposes now and then."""

    name = "brief"

    def __init__(self) -> None:
        self._said = count()

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        number = next(self._said)
        price = 40 + number % 100
        offer = Action(name="propose", args={"price": price}) if number % 3 == 0 else None
        if offer and view.value:
            view.value(offer)
        return Utterance(text=f"I have said {number} things.", action=offer, player=self.name)


@judge(name="looks")
async def looks(turn: Turn, dialogue: Dialogue, view: View, history: tuple[Turn, ...]) -> float:
    return float(len(history) == len(view.turns) == turn.index == len(dialogue.turns) - 1)


async def test_a_turn_of_talk_costs_hardly_more_than_it_did(tmp_path: Path) -> None:
    assert await calls_a_turn(TALK, tmp_path) <= MEASURED["talk"] * SLACK


async def test_a_turn_with_moves_costs_hardly_more_than_it_did(tmp_path: Path) -> None:
    assert await calls_a_turn(BARGAIN, tmp_path) <= MEASURED["bargain"] * SLACK


async def test_a_turn_of_a_long_dialogue_costs_what_one_of_a_short_one_does(
    tmp_path: Path,
) -> None:
    short = await long_talk(200, tmp_path)
    long = await long_talk(800, tmp_path)

    assert long["calls"] / 800 <= 1.3 * short["calls"] / 200
    assert long["bytes"] / 800 <= 1.3 * short["bytes"] / 200


async def test_a_dialogue_in_flight_takes_little_memory(tmp_path: Path) -> None:
    assert await memory(32, TURNS, tmp_path) <= 150


async def test_a_judge_that_looks_back_sees_the_same_in_a_long_dialogue() -> None:
    game = drawn(BARGAIN, 40)
    seats = (Seat(name="looks", juror=plugins.seat(looks, "looks")),)
    bench = Bench(players={"seller": Brief(), "buyer": Brief()}, seats=seats)

    events = await all_of(watch(bench, played=game))

    scores = [event.judgement.score for event in events if event.kind == "judged"]
    assert scores == [1.0] * 40


async def calls_a_turn(scenario: Path, folder: Path) -> float:
    model = StandIn()
    with Store.open(folder / "cost.db") as store:

        async def some(name: str, dialogues: int) -> None:
            games = [drawn(scenario, TURNS, seed=number) for number in range(dialogues)]
            await asyncio.gather(
                *(talk(game, seated(game, model), store, f"{name}{game.seed}") for game in games)
            )

        await some("warm", 1)
        calls = await counted(lambda: some("counted", TALKS))
    return calls / TALKS / TURNS


async def long_talk(turns: int, folder: Path) -> Mapping[str, Any]:
    """Calls and bytes of one dialogue whose rules look back over all of it."""
    game, path = drawn(BARGAIN, turns), folder / f"{turns}.db"
    players = {"seller": Brief(), "buyer": Brief()}
    seats = (Seat(name="looks", juror=plugins.seat(looks, "looks")),)
    with Store.open(path) as store:
        warm = Bench(players={"seller": Brief(), "buyer": Brief()}, seats=seats)
        await talk(drawn(BARGAIN, 4), warm, store, "warm")
        calls = await counted(lambda: talk(game, Bench(players, seats), store, "long"))
    with sqlite3.connect(path) as db:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
        (empty,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    db.close()
    return {"calls": calls, "bytes": (pages - empty) * size}
