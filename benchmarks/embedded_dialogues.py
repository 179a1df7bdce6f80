"""What the embedded model makes of a scenario, over many games: how they end, and its words.

    python benchmarks/embedded_dialogues.py market/used_bike --games 50

Plays the games with seeds 0, 1, 2 … into a database of its own and prints one table.
"""

import argparse
import asyncio
import os
import tempfile
from collections import Counter
from pathlib import Path
from statistics import fmean
from time import monotonic

from society.casting import Job, assemble
from society.domain.dialogue import Turn
from society.domain.episode import Episode
from society.llm.connect import Connections
from society.play.engine import play
from society.players.measures import adds_beyond_move, distinct_n
from society.settings import Settings, models_folder
from society.store.record import record
from society.store.store import Store


async def main() -> None:
    asked = arguments()
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "bench.db") as store:
        began = monotonic()
        episodes = await played(asked, store)
        report(episodes, monotonic() - began, asked)


async def played(asked: argparse.Namespace, store: Store) -> list[Episode]:
    """The games, some at once."""
    chosen = Settings()
    connections = Connections(environ=dict(os.environ), models_dir=models_folder(chosen))
    gate = asyncio.Semaphore(asked.at_once)

    async def one(seed: int) -> Episode:
        async with gate:
            job = Job(scenario=asked.scenario, seed=seed, player=asked.player, locale=asked.locale)
            table = assemble(job, chosen, connections)
            seats = [seat for seat in table.bench.seats if seat.model is None]
            bench = type(table.bench)(players=table.bench.players, seats=tuple(seats))
            stream = play(table.game, bench, episode=f"g{seed}", provenance=table.provenance)
            async for _ in record(store, stream):
                pass
            return store.episode(f"g{seed}")

    try:
        return await asyncio.gather(*(one(seed) for seed in range(asked.games)))
    finally:
        await connections.close()


def report(episodes: list[Episode], seconds: float, asked: argparse.Namespace) -> None:
    turns = [
        turn for each in episodes for turn in each.dialogue.turns if "opening" not in turn.flags
    ]
    texts = [turn.text for turn in turns]
    locale = asked.locale or "en"
    endings = Counter(each.outcome.ended if each.outcome else each.status for each in episodes)
    deals = [each for each in episodes if each.outcome and each.outcome.ended == "agreement"]
    figures = {
        "games": len(episodes),
        "endings": dict(endings),
        "deal rate": len(deals) / len(episodes),
        "mean turns": fmean(len(each.dialogue.turns) for each in episodes),
        "illegal at first": fmean(illegal_first(turn) for turn in turns),
        "illegal twice": rate(turns, "illegal"),
        "repetition": rate(turns, "repetition"),
        "role swap": rate(turns, "role_swap"),
        "leak": rate(turns, "leak"),
        "distinct-2": distinct_n(texts, 2, locale),
        "adds beyond the move": fmean(adds_beyond_move(t.text, t.action) for t in turns),
        "seconds a turn (wall, all at once)": seconds / len(turns),
    }
    for role in episodes[0].dialogue.game.roles:
        shares = [e.outcome.utilities.get(role.id, 0.0) for e in deals if e.outcome]
        figures[f"utility of {role.id} in deals"] = fmean(shares or [0.0])
    for name, value in figures.items():
        print(f"{name:36} {value if not isinstance(value, float) else round(value, 3)}")


def illegal_first(turn: Turn) -> bool:
    return any(draft.reason.startswith("refused") for draft in turn.drafts)


def rate(turns: list[Turn], flag: str) -> float:
    return fmean(flag in turn.flags for turn in turns)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario")
    parser.add_argument("--games", type=int, default=50)
    parser.add_argument("--player", default=None)
    parser.add_argument("--locale", default="")
    parser.add_argument("--at-once", type=int, default=4)
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())
