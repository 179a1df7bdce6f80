"""What a search costs beside what it asks: CPU of one simulation, models and rollouts left out.

    python -m benchmarks.search --quick     # some seconds
    python -m benchmarks.search             # a minute or so

The world is a tree without end in which a reply and a value cost next to nothing. A bare loop asks
it the same number of questions and keeps nothing: that is the floor, measured in the same rounds.
"""

import argparse
import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import Any

from society.domain.dialogue import Action, Dialogue, Turn
from society.players.mute import MutePlayer
from society.players.search import SearchPlayer
from society.players.thought import Thought
from society.scenario import referee
from society.scenario.belief import imagined
from society.scenario.draw import draw
from society.scenario.load import load
from society.search import Node, Reply, World, beam, best_of, mcts
from society.search.mcts import Plan

GOAL = 2.0
"""Milliseconds of CPU that a simulation may cost beside what it asks."""

Place = tuple[int, ...]
ROLES = ("a", "b")
DEEPEST = 12


@dataclass
class Endless:
    """Two sides in turn, any number of replies, values that are the same for the same place."""

    replied: int = 0
    valued: int = 0
    world: World[Place] = field(init=False)

    def __post_init__(self) -> None:
        self.world = World(self._mover, self._over, self.replies, self.value)

    def _mover(self, at: Place) -> str:
        return ROLES[len(at) % 2]

    def _over(self, at: Place) -> bool:
        return len(at) >= DEEPEST

    async def replies(self, at: Place, n: int) -> Sequence[Reply[Place]]:
        self.replied += 1
        return [Reply((*at, each), (*at, each), 1.0 / (1 + each)) for each in range(n)]

    async def value(self, at: Place) -> dict[str, float]:
        self.valued += 1
        worth = hash(at) % 1000 / 1000
        return {"a": worth, "b": 1 - worth}


@dataclass(frozen=True)
class Contest:
    """A search of the endless tree, by name."""

    name: str
    run: Callable[[World[Place]], Awaitable[Node[Place]]]


def contests(quick: bool) -> list[Contest]:
    most = 256 if quick else 1024

    def tree(simulations: int, at_once: int) -> Callable[[World[Place]], Awaitable[Node[Place]]]:
        plan = Plan(simulations=simulations, depth=10, width=8, at_once=at_once)
        return lambda world: mcts(world, (), plan)

    return [
        Contest("best-of-32", lambda world: best_of(world, (), k=32)),
        Contest("beam:8x6@0.25", lambda world: beam(world, (), k=8, keep=0.25, depth=6)),
        Contest("mcts:64x10", tree(64, 1)),
        Contest(f"mcts:{most}x10", tree(most, 1)),
        Contest(f"mcts:{most}x10, 16 at once", tree(most, 16)),
    ]


async def bare(replied: int, valued: int) -> None:
    """The same questions, asked by a loop."""
    world, at = Endless().world, (1, 2, 3)
    for _ in range(replied):
        await world.replies(at, 8)
    for _ in range(valued):
        await world.value(at)


async def cpu(work: Awaitable[Any]) -> tuple[float, Any]:
    """Milliseconds of CPU of this process, and what came of it."""
    gc.collect()
    began = time.process_time()
    found = await work
    return (time.process_time() - began) * 1000, found


async def endless(rounds: int, quick: bool) -> None:
    print(f"{'a tree without end':<28}{'simulations':>12}{'ms each':>10}{'x bare loop':>13}")
    for contest in contests(quick):
        each, times, count = [], [], 0
        for _ in range(rounds):
            game = Endless()
            took, tree = await cpu(contest.run(game.world))
            floor = max((await cpu(bare(game.replied, game.valued)))[0], 1e-3)
            count = max(game.valued, tree.visits)
            each.append((took - floor) / count)
            times.append(took / floor)
        verdict = "" if median(each) <= GOAL else f"   above the goal of {GOAL:g} ms"
        print(f"{contest.name:<28}{count:>12,}{median(each):>10.3f}{median(times):>13.1f}{verdict}")


def thinker(setting: str) -> tuple[SearchPlayer, Dialogue]:
    """A seller of market/used_bike without words, before its first answer."""
    game = draw(load("market/used_bike"), seed=7)
    offer = Action(name="propose", args={"price": 100})
    talk = Dialogue(game=game).say(Turn(index=0, role="seller", text="Hi!"))
    talk = talk.say(Turn(index=1, role="buyer", text="100?", action=offer))
    imagine = partial(imagined, game, "seller")
    return SearchPlayer(MutePlayer(), imagine, Thought.parse(setting)), talk


async def real(rounds: int, quick: bool) -> None:
    """A whole turn, where planners play every position on to its end: that is what takes time."""
    print(
        f"\n{'market/used_bike, one turn':<28}{'simulations':>12}{'ms each':>10}{'ms a turn':>13}"
    )
    for setting in ("best-of-8", "beam:8x3", "mcts:16x6" if quick else "mcts:64x6"):
        took, count = [], 0
        for _ in range(rounds):
            player, talk = thinker(setting)
            began = time.process_time()
            said = await player.speak(referee.view(talk, "seller"))
            took.append((time.process_time() - began) * 1000)
            count = said.searched.simulations if said.searched else 0
        print(
            f"{setting:<28}{count:>12,}{median(took) / max(count, 1):>10.1f}{median(took):>13.1f}"
        )


async def main(quick: bool) -> None:
    rounds = 3 if quick else 7
    await endless(rounds, quick)
    await real(rounds, quick)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--quick", action="store_true")
    asyncio.run(main(asked.parse_args().quick))
