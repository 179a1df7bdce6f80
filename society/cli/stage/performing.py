"""The stage behind a window: it follows orders, one dialogue at a time, and shows what comes of it.

Law: an order that cannot be followed is refused in words and changes nothing.
"""

import asyncio
import secrets
from contextlib import AsyncExitStack
from dataclasses import dataclass

from pydantic import ValidationError

from society.cli.play.branching import Line, branched, considered, refuse_over, reworded, stored
from society.cli.play.playing import put_down
from society.cli.play.rerolling import Reroll, as_first
from society.cli.stage.acting import Act, Part
from society.cli.stage.showing import Display
from society.cli.stage.workshop import Workshop, job_of
from society.domain.cues import Kept, Refused, Standing
from society.domain.dialogue import Game, Utterance
from society.domain.episode import Episode
from society.domain.errors import Forbidden, ModelError, SocietyError
from society.domain.orders import Begin, Branch, Keep, Leave, Order, Resume, read_order
from society.domain.orders import Reroll as RerollOrder
from society.play.controls import Mode
from society.players.human import HumanPlayer
from society.players.player import Player
from society.store.choices import add_drafts


class Stage:
    """Follows orders. What it plays and samples are tasks of `group`, so that a bug ends it all."""

    def __init__(self, shop: Workshop, display: Display, group: asyncio.TaskGroup) -> None:
        self.left = False
        self._shop, self._display, self._group = shop, display, group
        self._act: Act | None = None
        self._playing: asyncio.Task[None] | None = None
        self._reroll: Reroll | None = None
        self._sampling: asyncio.Task[None] | None = None

    async def hear(self, line: bytes) -> None:
        """Follow the order that a line says."""
        try:
            order = read_order(line)
        except ValidationError as error:
            said = error.errors()[0]["msg"]
            self._display.show(Refused(do="", error=f"an order cannot be read: {said}"))
        else:
            await self.follow(order)

    async def follow(self, order: Order) -> None:
        """Follow one order, or say why not."""
        try:
            await self._follow(order)
        except SocietyError as error:
            self._refuse(order.do, error)

    async def over(self) -> None:
        """Nothing is played or sampled any more."""
        if self._sampling is not None:
            self._sampling.cancel()
        if self._playing is not None:
            await asyncio.wait([self._playing])

    def stop(self, *, now: bool = False) -> None:
        """Stop what is played after this turn, or now."""
        if self._act is not None:
            self._act.stop(now=now)

    async def _follow(self, order: Order) -> None:
        match order:
            case Begin():
                await self._begin(order)
            case Resume():
                await self._resume(order)
            case Branch():
                await self._branch(order)
            case RerollOrder():
                await self._sample(order)
            case Keep():
                await self._keep(order)
            case Leave():
                self._leave()
            case _:
                self._live().obey(order)

    async def _begin(self, order: Begin) -> None:
        self._refuse_a_second()
        job, people = job_of(order.job)
        table = await self._shop.table(job)
        episode = secrets.token_hex(5)
        if job.allow_code:
            self._shop.permit(episode)
        await put_down(self._shop.store, table, episode)
        mine = _people(table.game, people)
        mode: Mode = "pause" if order.paused else "go"
        self._play(Part(episode, table, mode=mode, people=mine), order.do)

    async def _resume(self, order: Resume) -> None:
        self._refuse_a_second()
        async with AsyncExitStack() as exits:
            held = await exits.enter_async_context(self._shop.store.holding(order.episode))
            if held.status == "done":
                raise SocietyError(f"{held.id} is finished", hint="branch from one of its turns")
            table = await self._shop.table_of(held, allow_code=order.allow_code)
            mode: Mode = "pause" if order.paused else "go"
            part = Part(held.id, table, so_far=held, mode=mode, exits=exits.pop_all())
            self._play(part, order.do)

    async def _branch(self, order: Branch) -> None:
        parent = self._shop.store.episode(order.episode)
        turn, allow = order.turn, order.allow_code
        role, first = stored(parent, turn).role, tuple[Line, ...]()
        if order.draft is not None:
            first = considered(parent, turn, order.draft)
        elif order.text is not None:
            first = (Line(role, reworded(parent, turn, order.text)),)
        held: Mode = "step" if first else "pause"
        growth = Growth(parent, turn, first, held if order.paused else "go")
        await self._grow(growth, order.do, allow_code=allow)

    async def _sample(self, order: RerollOrder) -> None:
        if self._sampling is not None and not self._sampling.done():
            raise SocietyError("replies are still being sampled", hint="wait, or keep one of them")
        parent = self._shop.store.episode(order.episode)
        reroll = Reroll(parent, order.turn, order.k)
        table = await self._shop.table_of(parent, allow_code=order.allow_code)
        if order.allow_code:
            self._shop.permit(parent.id)
        player = table.bench.players[reroll.said.role]
        if isinstance(player, HumanPlayer):
            raise SocietyError(
                f"{reroll.said.role} is played by a person alone", hint="a model can be rerolled"
            )
        self._reroll = reroll
        self._sampling = self._group.create_task(self._sampled(reroll, player, order.do))

    async def _sampled(self, reroll: Reroll, player: Player, do: str) -> None:
        try:
            await reroll.ask(player, self._shop.store, self._display.show)
        except SocietyError as error:
            self._refuse(do, error)

    async def _keep(self, order: Keep) -> None:
        reroll = self._reroll
        if reroll is None or (reroll.parent.id, reroll.said.index) != (order.episode, order.turn):
            raise SocietyError(
                f"turn {order.turn} of {order.episode} was not rerolled last", hint="reroll it"
            )
        kept, drafts = reroll.choice(order.n)
        branch = ""
        if order.n < 0:
            await add_drafts(self._shop.store, order.episode, order.turn, drafts)
        else:
            first = (Line(kept.role, as_first(kept, drafts)),)
            growth = Growth(reroll.parent, order.turn, first, "step")
            branch = await self._grow(growth, order.do, allow_code=False)
        self._end_sampling()
        self._reroll = None
        told = {"episode": order.episode, "turn": order.turn, "n": order.n}
        self._display.show(Kept(**told, branch=branch))

    async def _grow(self, growth: "Growth", do: str, *, allow_code: bool) -> str:
        """Play a branch, in place of what is played; its id."""
        parent, episode = growth.parent, secrets.token_hex(5)
        grown = growth.begun(episode)
        table = await self._shop.table_of(parent, allow_code=allow_code)
        if self._shop.permitted(parent, allow_code):
            self._shop.permit(episode)
        people = self._act.people if self._act and self._act.episode == parent.id else ()
        await self._stop_now()
        await put_down(self._shop.store, table, episode, grown)
        first: dict[str, list[Utterance]] = {}
        for line in growth.first:
            first.setdefault(line.role, []).append(line.said)
        part = Part(episode, table, so_far=grown, mode=growth.mode, people=people, first=first)
        self._play(part, do)
        return episode

    def _play(self, part: Part, do: str) -> None:
        self._act = Act(part, self._shop.store, self._display)
        self._playing = self._group.create_task(self._played(self._act, do))

    async def _played(self, act: Act, do: str) -> None:
        try:
            await act.play()
        except SocietyError as error:
            self._refuse(do, error)
        finally:
            self._act = None
            self._display.show(Standing(state="idle", episode=act.episode))

    async def _stop_now(self) -> None:
        if self._act is not None and self._playing is not None:
            self._act.stop(now=True)
            await asyncio.wait([self._playing])

    def _leave(self) -> None:
        self.left = True
        self._display.leave()
        self._end_sampling()
        if self._act is not None:
            self._act.leave_alone()

    def _end_sampling(self) -> None:
        if self._sampling is not None:
            self._sampling.cancel()

    def _live(self) -> Act:
        if self._act is None:
            raise SocietyError("no dialogue is being played", hint="begin or resume one")
        return self._act

    def _refuse_a_second(self) -> None:
        if self._act is not None:
            raise SocietyError(
                f"dialogue {self._act.episode} is being played", hint="stop it, or let it end"
            )

    def _refuse(self, do: str, error: SocietyError) -> None:
        program = error.program if isinstance(error, Forbidden) else ""
        code = error.kind if isinstance(error, ModelError) else ""
        told = Refused(do=do, error=error.message, hint=error.hint, code=code, program=program)
        self._display.show(told)


@dataclass(frozen=True)
class Growth:
    """A branch at a turn of `parent`: `first` is said in its place, or it is kept."""

    parent: Episode
    turn: int
    first: tuple[Line, ...]
    mode: Mode

    def begun(self, episode: str) -> Episode:
        """Its beginning; SocietyError where nothing could follow."""
        turns = self.turn if self.first else self.turn + 1
        grown = branched(self.parent, episode, turns=turns, at=self.turn)
        refuse_over(grown)
        return grown


def _people(game: Game, named: frozenset[str] | None) -> frozenset[str]:
    """The roles of a new dialogue that a person has: those named, and those its scenario wants."""
    roles = [role.id for role in game.roles]
    if named is None:
        return frozenset(roles)
    return named | {role.id for role in game.roles if role.human}
