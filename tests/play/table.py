"""A small table to play at: the haggle scenario, players with a script, judges by function."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from society import plugins
from society.domain.dialogue import Action, Game, Utterance, View
from society.domain.episode import Episode, Provenance
from society.domain.events import Event
from society.llm.model import Tell, nobody
from society.play.bench import Bench, Seat
from society.play.engine import play
from society.scenario.draw import draw
from society.scenario.load import load

HAGGLE = Path(__file__).parent / "haggle.yaml"
Line = str | tuple[str, str] | tuple[str, str, dict[str, Any]] | Exception


class Script:
    """A player that says its lines in order and keeps every View it was shown."""

    name = "script"

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = iter(lines)
        self.seen: list[View] = []

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        self.seen.append(view)
        line = next(self._lines)
        if isinstance(line, Exception):
            raise line
        if isinstance(line, str):
            return Utterance(text=line, player=self.name)
        text, move, *args = line
        taken = Action(name=move, args=args[0] if args else {})
        return Utterance(text=text, action=taken, player=self.name)


def game() -> Game:
    return draw(load(HAGGLE), seed=7)


def seat(function: Callable[..., Any], weight: float = 1.0, **more: Any) -> Seat:
    juror = plugins.seat(function, function.__name__)
    return Seat(name=juror.badge.name, juror=juror, weight=weight, **more)


def bench(
    seller: Sequence[Line], buyer: Sequence[Line], seats: Sequence[Seat] = (), **more: Any
) -> Bench:
    players = {"seller": Script(seller), "buyer": Script(buyer)}
    return Bench(players=players, seats=tuple(seats), **more)


def watch(
    table: Bench, *, so_far: Episode | None = None, played: Game | None = None
) -> AsyncGenerator[Event, None]:
    provenance = Provenance(scenario="test/haggle")
    drawn = played or game()
    return play(drawn, table, episode="e1", provenance=provenance, so_far=so_far)


async def all_of(stream: AsyncIterator[Event]) -> list[Event]:
    return [event async for event in stream]


DEAL: Mapping[str, Sequence[Line]] = {
    "seller": [("75 would do.", "propose", {"price": 75}), ("Agreed.", "accept")],
    "buyer": [
        ("Sixty, no more.", "propose", {"price": 65}),
        ("70 then.", "propose", {"price": 70}),
    ],
}
"""Seller opens; buyer 65, seller 75, buyer 70, seller accepts: utilities 0.5 and 0.5."""
