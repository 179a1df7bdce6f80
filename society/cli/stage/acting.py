"""One dialogue that is played before a window: held and stopped by orders, spoken in by people."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field, replace

from society.casting import Table
from society.cli.play.playing import recorded
from society.cli.stage.showing import Display
from society.domain.cues import Cue, Standing
from society.domain.dialogue import Utterance
from society.domain.episode import Episode
from society.domain.errors import SocietyError
from society.domain.events import Event
from society.domain.orders import Give, Go, Order, Pause, Say, Step, Stop, Suggest, Take
from society.play.controls import Controls, Mode, State
from society.players.handed import HandedPlayer
from society.store.store import Store


@dataclass(frozen=True)
class Part:
    """A dialogue to be played: `so_far` is what there is of it, `people` have these roles at first.

    `first` is what a role says at its next turns. `exits` is left when the dialogue is.
    """

    episode: str
    table: Table
    so_far: Episode | None = None
    mode: Mode = "go"
    people: Collection[str] = ()
    first: Mapping[str, Sequence[Utterance]] = field(default_factory=dict)
    exits: AsyncExitStack = field(default_factory=AsyncExitStack)


class Act:
    """Plays one part, once; orders may come as soon as it is made."""

    def __init__(self, part: Part, store: Store, display: Display) -> None:
        self.episode = part.episode
        self._part, self._store, self._display = part, store, display
        self._controls = Controls(part.mode, told=self._stand)
        self._players = {
            role: HandedPlayer(
                own,
                role,
                episode=part.episode,
                show=self._tell,
                taken=role in part.people,
                first=part.first.get(role, ()),
            )
            for role, own in part.table.bench.players.items()
        }
        self._task: asyncio.Task[object] | None = None
        self._stopped = False

    @property
    def people(self) -> frozenset[str]:
        """The roles that a person has now."""
        return frozenset(role for role, each in self._players.items() if each.taken)

    async def play(self) -> None:
        """Play until the end, a stop or a failure; SocietyError where nothing can be stored."""
        self._task = asyncio.current_task()
        self._stand("playing")
        bench = replace(self._part.table.bench, players=self._players)
        table = replace(self._part.table, bench=bench)
        try:
            if not self._stopped:
                stream = recorded(self._store, table, self.episode, self._part.so_far)
                await self._show(self._controls.pace(stream, bench))
        except asyncio.CancelledError:
            if not self._stopped:
                raise
        finally:
            await self._part.exits.aclose()

    def obey(self, order: Order) -> None:
        """Follow an order about this dialogue; SocietyError where it cannot be followed."""
        match order:
            case Pause():
                self._controls.pause()
            case Go():
                self._controls.go()
            case Step():
                self._controls.step()
            case Stop(now=now):
                self.stop(now=now)
            case _:
                self._obey_a_person(order)

    def stop(self, *, now: bool) -> None:
        """Stop after this turn, or now: at once where it is a person's line that is waited for."""
        self._controls.stop()
        at_once = now or any(each.wanted for each in self._players.values())
        if at_once and not self._stopped:
            self._stopped = True
            if self._task is not None:
                self._task.cancel()

    def leave_alone(self) -> None:
        """Go on without anybody watching; it stops where nobody else can play a role."""
        if any(each.alone for each in self._players.values()):
            self.stop(now=False)
            return
        for each in self._players.values():
            each.give()
        self._controls.go()

    def _obey_a_person(self, order: Order) -> None:
        match order:
            case Take(role=role):
                self._player(role).take()
            case Give(role=role):
                self._player(role).give()
            case Say(text=text):
                self._wanted().say(text)
            case Suggest():
                self._wanted().suggest()
            case _:
                raise AssertionError(f"{order.do} is no order about a dialogue")

    def _player(self, role: str) -> HandedPlayer:
        if role not in self._players:
            there = ", ".join(self._players)
            raise SocietyError(f"there is no role {role!r}", hint=f"its roles are {there}")
        return self._players[role]

    def _wanted(self) -> HandedPlayer:
        for each in self._players.values():
            if each.wanted:
                return each
        raise SocietyError("nobody's line is waited for", hint="take a role; its turn will come")

    async def _show(self, paced: AsyncGenerator[Event, None]) -> None:
        async with aclosing(paced) as events:
            async for event in events:
                self._display.show(event)
                await self._display.drained()

    def _tell(self, cue: Cue) -> None:
        self._display.show_next(cue)
        if cue.kind == "wanted" and self._controls.state == "stopping":
            # Who was asked to stop may be gone: a line that is asked for again would never come.
            self.stop(now=True)

    def _stand(self, state: State) -> None:
        self._display.show(Standing(state=state, episode=self.episode))
