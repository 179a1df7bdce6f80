"""Processes that play one long dialogue into a store, or go on with it, and pay for each call.

For each folder named on stdin a fresh process is forked from this one, which has everything
imported and nothing open. The bill is a file of its own, written before a reply is given, as a
provider would.
"""

import asyncio
import os
import sys
from pathlib import Path

from society import plugins
from society.domain.calls import Attempt
from society.domain.dialogue import Turn, Utterance, View
from society.domain.episode import Provenance
from society.domain.events import Started
from society.llm.model import Tell, nobody
from society.play.bench import Bench, Seat
from society.play.engine import play
from society.play.graph import graph
from society.scenario.draw import draw
from society.scenario.load import load
from society.store.record import record
from society.store.store import Store

LATENCY = 0.003


class Paying:
    """Says one line a turn and writes each call on the bill."""

    name = "paying"

    def __init__(self, bill: Path) -> None:
        self._bill = bill

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        call = await self.pay(f"turn {view.turn}")
        tell(Attempt(call=call, number=1, purpose="turn", model="paying", finish="stop", cost=0.0))
        return Utterance(text=f"line {view.turn} of the talk", player=self.name, calls=(call,))

    async def pay(self, what: str) -> str:
        line = os.open(self._bill, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(line, f"{what}\n".encode())
        os.close(line)
        await asyncio.sleep(LATENCY)
        return f"{what}#{os.getpid()}"


async def main(folder: Path) -> None:
    paying = Paying(folder / "bill")

    async def judge(turn: Turn) -> float:
        await paying.pay(f"judge {turn.index}")
        return 0.5

    game = draw(load(Path(__file__).parent / "long_talk.yaml"), seed=1)
    seat = Seat(name="judge", juror=plugins.seat(judge, "judge"))
    bench = Bench(players={"a": paying, "b": paying}, seats=(seat,))
    origin = Provenance(scenario="test/long_talk")
    with Store.open(folder / "talk.db") as store:
        waiting = store.unfinished()
        if store.episodes() and not waiting:
            print("talking\nover", flush=True)
            return
        so_far = store.episode("talk") if waiting else None
        await store.begin("talk", game, origin)
        stream = play(game, bench, episode="talk", provenance=origin, so_far=so_far)
        async for event in record(store, stream):
            if isinstance(event, Started):
                print("talking", flush=True)
    print("over", flush=True)


def one_each() -> None:
    graph()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            asyncio.run(main(Path(line.strip())))
            os._exit(0)
        print(f"pid {pid}", flush=True)
        os.waitpid(pid, 0)
        print("gone", flush=True)


if __name__ == "__main__":
    one_each()
