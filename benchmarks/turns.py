"""What a turn costs here, and what it costs the others, all in one run and turn about.

    python -m benchmarks.turns --quick      # under a minute
    python -m benchmarks.turns              # some minutes

A turn is a role's request, a judge's request and what is kept of both.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.contenders import Contender, contenders, library
from benchmarks.endpoint import Endpoint, serving
from benchmarks.measure import Figures, counted, efficiency, memory, storage, timed, watched
from benchmarks.table import BARGAIN, TALK, StandIn, drawn, seated, talk
from society.batch.garbage import seldom_collected
from society.store.store import Store

TURNS = 12


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    rounds: int
    dialogues: int
    latency: int
    at_once: tuple[int, ...]
    turns_when_slow: int
    held: int


QUICK = Plan(rounds=2, dialogues=8, latency=200, at_once=(64,), turns_when_slow=4, held=128)
WHOLE = Plan(
    rounds=3, dialogues=24, latency=200, at_once=(64, 256, 1024), turns_when_slow=6, held=512
)
TOO_SLOW = 256
"""More at once than litellm is asked to bear here: it would take the rest of the hour."""


async def main(plan: Plan) -> None:
    with serving() as endpoint, tempfile.TemporaryDirectory() as name:
        library()
        with seldom_collected():
            figures = await at_full_speed(plan, endpoint, Path(name))
            table(plan, figures)
            await at_latency(plan, endpoint, figures)
            slow_table(plan, figures)
            await own(plan, Path(name))


async def at_full_speed(plan: Plan, endpoint: Endpoint, folder: Path) -> dict[str, Figures]:
    """CPU and turns a second without latency, everyone in turn in every round."""
    (folder / "fast").mkdir()
    async with contenders(endpoint.url, TURNS, folder / "fast") as everyone:
        figures = {each.name: Figures() for each in everyone}
        for each in everyone:
            await checked(each, endpoint)
        for _ in range(plan.rounds):
            for each in everyone:
                await timed(each, plan.dialogues, TURNS, figures[each.name])
        for each in everyone:
            calls = await counted(lambda each=each: each.play(4))  # type: ignore[misc]
            figures[each.name].calls = calls / 4 / TURNS
    return figures


async def checked(each: Contender, endpoint: Endpoint) -> None:
    """Warm it up, and see that it asks two requests a turn: no more, no fewer."""
    before = endpoint.requests
    await each.play(2)
    if (made := endpoint.requests - before) != 2 * 2 * TURNS:
        raise SystemExit(f"{each.name} made {made} requests, not {2 * 2 * TURNS}")


async def at_latency(plan: Plan, endpoint: Endpoint, figures: dict[str, Figures]) -> None:
    """How close to the endpoint's own speed everyone gets, and how long the loop was held up."""
    turns = plan.turns_when_slow
    with tempfile.TemporaryDirectory() as name:
        async with contenders(endpoint.url, turns, Path(name)) as everyone:
            for each in everyone:
                await each.play(2)
            endpoint.slow(plan.latency)
            for at_once in plan.at_once:
                for each in everyone:
                    if "litellm" in each.name and at_once > TOO_SLOW:
                        continue
                    await late(each, at_once, turns, plan, figures[each.name])
            endpoint.slow(0)


async def late(each: Contender, at_once: int, turns: int, plan: Plan, figures: Figures) -> None:
    async with watched() as worst:
        reached = await efficiency(each, at_once, turns, plan.latency / 1000)
        figures.efficiency[at_once] = reached
        if at_once == plan.at_once[0]:
            figures.stall = worst()


def table(plan: Plan, figures: dict[str, Figures]) -> None:
    """CPU, calls and speed without latency, beside the raw loop of this very run."""
    floor = next(iter(figures.values()))
    print(f"\nno latency, {plan.dialogues} dialogues at once, {plan.rounds} rounds")
    print(f"{'':26}{'ms/turn':>9}{'x raw':>7}{'calls/turn':>12}{'x raw':>7}{'turns/s':>9}")
    for name, each in figures.items():
        cpu = median(each.cpu)
        print(
            f"{name:26}{cpu:9.2f}{ratio(each.cpu, floor.cpu):7.1f}"
            f"{each.calls:12,.0f}{each.calls / floor.calls:7.1f}{median(each.rate):9.0f}"
        )


def ratio(mine: Sequence[float], floor: Sequence[float]) -> float:
    """The median of the ratios of each round: what disturbs a round disturbs both."""
    return median(one / other for one, other in zip(mine, floor, strict=True))


def slow_table(plan: Plan, figures: dict[str, Figures]) -> None:
    """Efficiency by how many are in flight."""
    print(f"\nefficiency at {plan.latency} ms, by dialogues in flight; longest stall of the loop")
    print(f"{'':26}" + "".join(f"{at_once:>8}" for at_once in plan.at_once) + f"{'stall':>10}")
    for name, each in figures.items():
        found = (each.efficiency.get(at_once) for at_once in plan.at_once)
        cells = "".join(f"{'-':>8}" if one is None else f"{one:8.2f}" for one in found)
        print(f"{name:26}{cells}{each.stall * 1000:7.0f} ms")


async def own(plan: Plan, folder: Path) -> None:
    """The house's own cost: a model in this process that answers at once."""
    print("\nown cost, with a model that costs nothing")
    for path in (TALK, BARGAIN):
        cpu, calls = await alone(path, plan, folder / f"{path.stem}.db")
        print(f"{path.stem:26}{cpu:9.2f} ms/turn{calls:9,.0f} calls/turn")
    stored = await storage(plan.dialogues, TURNS, folder)
    print(f"{'of it storage':26}{stored:9.2f} ms/turn")
    kept = await memory(plan.held, TURNS, folder)
    print(f"{'a dialogue in flight':26}{kept:9.0f} KB ({plan.held} waiting)")


async def alone(path: Path, plan: Plan, database: Path) -> tuple[float, float]:
    """CPU milliseconds and calls a turn of loop, judge, pay and store."""
    model, spent = StandIn(), list[float]()
    with Store.open(database) as store:

        async def some(word: str, dialogues: int) -> None:
            games = [drawn(path, TURNS, seed=number) for number in range(dialogues)]
            seats = [(game, seated(game, model)) for game in games]
            cpu = time.process_time()
            await asyncio.gather(
                *(talk(game, bench, store, f"{word}{game.seed}") for game, bench in seats)
            )
            spent.append((time.process_time() - cpu) * 1000 / dialogues / TURNS)

        await some("warm", 2)
        for number in range(plan.rounds):
            await some(f"r{number}-", plan.dialogues)
        calls = await counted(lambda: some("counted", 4))
    return median(spent[1:-1]), calls / 4 / TURNS


def arguments(given: Sequence[str]) -> Plan:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under a minute")
    return QUICK if parser.parse_args(given).quick else WHOLE


if __name__ == "__main__":
    asyncio.run(main(arguments(sys.argv[1:])))
