"""How a person holds a dialogue: paused, one turn at a time, stopped after a turn.

Law: a dialogue moves only while its events are taken, so to hold it is not to take the next one.
It is held between two turns, when the last is judged and paid and no model is asked anything.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Literal

from society.domain.dialogue import Turn
from society.domain.events import Event, Judged, Paid, Spoke, Started
from society.domain.judging import Judgement
from society.play.bench import Bench
from society.scoring.reward import pay

State = Literal["playing", "paused", "stopping"]
Mode = Literal["go", "step", "pause", "stop"]


class Controls:
    """What is wished of one dialogue. `told` hears each state that it comes to."""

    def __init__(self, mode: Mode = "go", *, told: Callable[[State], None]) -> None:
        self.state: State = "playing"
        self._mode = mode
        self._told = told
        self._changed = asyncio.Event()

    def pause(self) -> None:
        """Play no further than this turn."""
        self._wish("pause")

    def go(self) -> None:
        """Play on."""
        self._wish("go")

    def step(self) -> None:
        """Play one turn, or what is left of this one, and pause."""
        self._wish("step")

    def stop(self) -> None:
        """Stop after this turn; what is wished afterwards is not heard."""
        self._wish("stop")
        self._come_to("stopping")

    async def pace(
        self, events: AsyncGenerator[Event, None], bench: Bench
    ) -> AsyncGenerator[Event, None]:
        """The same events, as fast as is wished; it ends early where a stop is wished."""
        turns = _Turns(bench)
        async with aclosing(events) as taken:
            async for event in taken:
                yield event
                over = turns.over(event)
                if over and self._mode == "step":
                    self._mode = "pause"
                if (over or isinstance(event, Started)) and not await self._may_go_on():
                    return

    def _wish(self, mode: Mode) -> None:
        if self._mode != "stop":
            self._mode = mode
            self._changed.set()

    async def _may_go_on(self) -> bool:
        """Wait while it is paused; whether it goes on then."""
        while self._mode == "pause":
            self._changed.clear()
            self._come_to("paused")
            await self._changed.wait()
        if self._mode == "stop":
            return False
        self._come_to("playing")
        return True

    def _come_to(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self._told(state)


class _Turns:
    """Knows when a turn is over: said, heard by every seat that judges it, and paid."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._turn: Turn | None = None
        self._heard: list[Judgement] = []

    def over(self, event: Event) -> bool:
        """Whether the turn that was said last is over with this event."""
        match event:
            case Spoke(turn=turn):
                self._turn, self._heard = turn, []
                return self._ended(self._unpaid(turn))
            case Judged(judgement=said) if self._turn and said.turn == self._turn.index:
                self._heard.append(said)
                return self._ended(self._unpaid(self._turn))
            case Paid(reward=paid) if self._turn and paid.scope == "turn":
                return self._ended(paid.turn == self._turn.index)
        return False

    def _unpaid(self, turn: Turn) -> bool:
        """Whether nobody has anything more to say of the turn, and nothing is paid for it."""
        seats = () if "opening" in turn.flags else self._bench.turn_seats(turn.role)
        return len(self._heard) == len(seats) and pay(self._heard, self._bench.weights) is None

    def _ended(self, over: bool) -> bool:
        if over:
            self._turn = None
        return over
