"""A player whose role a person may take, and give back: until then and afterwards it is its own.

Law: what the person says is a turn of the player `human`, and what its own model would have said in
the person's place is never a turn.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic

from society.domain.calls import Heard, Wait
from society.domain.cues import Cue, Refused, Suggested, Unwanted, Wanted
from society.domain.dialogue import Utterance, View
from society.domain.errors import SocietyError
from society.llm.model import Tell, nobody
from society.players.hearing import keeping, quietly
from society.players.human import HumanPlayer, parse_line
from society.players.otherwise import Otherwise
from society.players.player import Player
from society.players.search import SearchPlayer

HUMAN = "human"


@dataclass
class _Asked:
    """A person is waited for: what they see, who hears of calls, and the line (None: no more)."""

    view: View
    tell: Tell
    line: "asyncio.Future[str | None]" = field(default_factory=lambda: _open())
    suggesting: "asyncio.Task[None] | None" = None
    suggested: int = 0
    calls: list[str] = field(default_factory=list)


class HandedPlayer:
    """Speaks for `role` with its own player, or with what a person says while they have the role.

    `show` hears when a line is wanted, no longer wanted, or suggested. `first` is what is said at
    its next turns, one after the other, whoever has the role.
    """

    def __init__(
        self,
        own: Player,
        role: str,
        *,
        episode: str,
        show: Callable[[Cue], None],
        taken: bool = False,
        first: Sequence[Utterance] = (),
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.own = own
        self.role = role
        self.alone = isinstance(own, HumanPlayer)
        self.taken = taken or self.alone
        self._episode, self._show, self._clock = episode, show, clock
        self._first = list(first)
        self._asked: _Asked | None = None
        self._speaking: asyncio.Task[Utterance] | None = None
        self._held_until = 0.0

    @property
    def name(self) -> str:
        """Its own player's."""
        return self.own.name

    @property
    def wanted(self) -> bool:
        """Whether a person's line is waited for."""
        return self._asked is not None and not self._asked.line.done()

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        """One reply, by whoever has the role when it comes; ModelError where its model has none."""
        if self._first:
            return self._first.pop(0)
        sampled = list(view.drafted)
        hearing = keeping(tell, sampled)
        while True:
            said = await (self._person if self.taken else self._model)(view, hearing)
            if said is not None:
                return said
            # What was refused was said by the other of the two, what was sampled is paid for.
            view = view.model_copy(update={"refused": (), "drafted": tuple(sampled)})

    def take(self) -> None:
        """The person speaks from the next turn; now, where the model is only held back."""
        self.taken = True
        if self._speaking and self._clock() < self._held_until:
            self._speaking.cancel()

    def give(self) -> None:
        """The own player speaks again, at once where the person was waited for."""
        self._refuse_alone("nobody else can play")
        self.taken = False
        if self._asked and not self._asked.line.done():
            self._asked.line.set_result(None)

    def say(self, line: str) -> None:
        """The line that is waited for; SocietyError where none is."""
        self._awaited().line.set_result(line)

    def suggest(self) -> None:
        """Ask the own player what it would say, by another chance each time."""
        asked = self._awaited()
        self._refuse_alone("no model can suggest a line of")
        if asked.suggesting and not asked.suggesting.done():
            raise SocietyError("a line is being thought of already", hint="wait for it")
        asked.suggesting = asyncio.create_task(self._suggest(asked))

    def _refuse_alone(self, what: str) -> None:
        if self.alone:
            hint = "begin it with another player for this role"
            raise SocietyError(f"{what} {self.role}: a person alone does", hint=hint)

    def _awaited(self) -> _Asked:
        if self._asked is None or self._asked.line.done():
            raise SocietyError(
                f"no line of {self.role} is waited for", hint="it is asked for when its turn comes"
            )
        return self._asked

    async def _model(self, view: View, tell: Tell) -> Utterance | None:
        """What the own player says; None where the role was taken before it began to."""
        self._speaking = asyncio.create_task(self.own.speak(view, tell=self._hearing(tell)))
        try:
            return await self._speaking
        except asyncio.CancelledError:
            me = asyncio.current_task()
            if not self.taken or (me and me.cancelling()):
                raise
            return None
        finally:
            self._speaking, self._held_until = None, 0.0

    def _hearing(self, tell: Tell) -> Tell:
        """Passes everything on, and notes until when the call is held back."""

        def hear(heard: Heard, /) -> None:
            self._held_until = self._clock() + heard.seconds if isinstance(heard, Wait) else 0.0
            tell(heard)

        return hear

    async def _person(self, view: View, tell: Tell) -> Utterance | None:
        """What the person says; None where the role was given back first."""
        asked = self._asked = _Asked(view, tell)
        try:
            said = await self._heard(asked)
        finally:
            self._asked = None
            await self._hush(asked)
            self._show(Unwanted(episode=self._episode))
        return said and said.model_copy(update={"calls": tuple(asked.calls)})

    async def _heard(self, asked: _Asked) -> Utterance | None:
        """The first line that can be read; each that cannot is asked for anew with the reason."""
        refused = asked.view.refused
        while True:
            self._want(asked.view, refused)
            typed = await asked.line
            if typed is None:
                return None
            try:
                text, action = parse_line(typed, asked.view.options)
            except SocietyError as error:
                refused, asked.line = (str(error),), _open()
            else:
                return Utterance(text=text, action=action, player=HUMAN)

    def _want(self, view: View, refused: tuple[str, ...]) -> None:
        wanted = Wanted(episode=self._episode, role=self.role, turn=view.turn, refused=refused)
        self._show(wanted)

    async def _suggest(self, asked: _Asked) -> None:
        """Show what the own player says; a bug of it is the person's turn's."""
        view = asked.view.model_copy(update={"refused": ()})
        player = Otherwise(self.own, asked.suggested)
        asked.suggested += 1
        try:
            said = await player.speak(view, tell=quietly(asked.tell))
        except SocietyError as error:
            self._show(Refused(do="suggest", error=error.message, hint=error.hint))
        except Exception as bug:
            if not asked.line.done():
                asked.line.set_exception(bug)
        else:
            asked.calls += said.calls
            self._show(
                Suggested(episode=self._episode, role=self.role, text=said.text, action=said.action)
            )

    async def _hush(self, asked: _Asked) -> None:
        """End what is thought of for a line that nobody needs; its calls are told."""
        if asked.suggesting and not asked.suggesting.done():
            asked.suggesting.cancel()
            await asyncio.wait([asked.suggesting])


def own(player: Player) -> Player:
    """The player itself, whoever may speak in its place, and however long it thinks first."""
    while isinstance(player, HandedPlayer | SearchPlayer):
        player = player.own
    return player


def _open() -> "asyncio.Future[str | None]":
    return asyncio.get_running_loop().create_future()
