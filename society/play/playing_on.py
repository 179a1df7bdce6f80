"""Play a game on from where a dialogue stands, to see what that is worth. Nothing of it is stored.

Chance: game i of a seed gives every role a seed of its own, whatever was said before, so two
positions are compared under the same chance. Games 2k and 2k+1 are antithetic in the players'
tactics, whose draws are uniform: where one draws u the other draws 1 - u. Words that a model finds
have no such mirror; its seeds are only different.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from society.domain.calls import Attempt, Heard, Wait
from society.domain.dialogue import Dialogue, Utterance, View
from society.domain.errors import JudgeError
from society.domain.events import Called, Event, Waiting
from society.domain.lent import Played
from society.llm.model import Tell, nobody
from society.play.speaking import next_turn
from society.play.talk import Talk
from society.players.llm import LlmPlayer
from society.players.mute import MutePlayer
from society.players.planned import PlannedPlayer
from society.players.player import Player
from society.players.tactics import Tactics
from society.scenario import referee
from society.scenario.offers import offers
from society.scenario.variables import dice

KINDS = ("planner", "planned", "llm")
WITH_A_MODEL = "play on with player='planned' or player='llm'"

Facts = Callable[[Dialogue, Tell], Awaitable[Mapping[str, float | None]]]
"""Hears the judges that the outcome's checks name, by the name of the check."""


async def no_facts(dialogue: Dialogue, tell: Tell) -> Mapping[str, float | None]:
    """Nobody checks anything."""
    return {}


@dataclass(frozen=True)
class PlayingOn:
    """`PlayOn` with the players of one dialogue: their models, so on their budget and their bill.

    `tell` hears every request that is made.
    """

    players: Mapping[str, Player]
    facts: Facts = no_facts
    tell: Tell = nobody

    async def __call__(
        self, dialogue: Dialogue, *, n: int = 1, seed: int = 0, player: str = "planner"
    ) -> tuple[Played, ...]:
        """As `PlayOn` says; JudgeError where such players cannot play this game to any worth."""
        if n < 1:
            raise JudgeError(f"play_on was asked for {n} games", hint="ask for one at least")
        self._playable(dialogue, player)
        if referee.ending(dialogue) is not None:
            over = await self._game(dialogue, {})
            return (over, *[over.model_copy(update={"calls": 0, "cost": 0.0})] * (n - 1))
        games = (self._game(dialogue, self._cast(player, seed, at)) for at in range(n))
        if player == "planner":
            return tuple([await game for game in games])
        return await _at_once(list(games))

    def _playable(self, dialogue: Dialogue, player: str) -> None:
        scenario = dialogue.game.scenario
        if player not in KINDS:
            raise JudgeError(
                f"no player is called {player!r}", hint=f"there are: {', '.join(KINDS)}"
            )
        if not scenario.outcome.utility:
            raise JudgeError(
                f"{scenario.id} gives no utility, so a game played on is worth nothing",
                hint="play on where the scenario's outcome has a utility",
            )
        if player == "planner" and not offers(scenario):
            raise JudgeError(
                f"{scenario.id} has no offers that could be planned", hint=WITH_A_MODEL
            )
        strangers = [role.id for role in dialogue.game.roles if role.id not in self.players]
        if strangers:
            raise JudgeError(
                f"nobody here plays {', '.join(strangers)}",
                hint="play on from the dialogue that is judged, or from a part of it",
            )

    def _cast(self, kind: str, seed: int, at: int) -> dict[str, "Lucky"]:
        """The players of game `at`, each with its chance."""
        cast = {}
        for role, player in self.players.items():
            own = player.tactics if isinstance(player, PlannedPlayer) else Tactics()
            tactics = own.drawn(_chance(seed, at // 2, role), mirrored=at % 2 == 1)
            cast[role] = Lucky(_seated(kind, role, player, tactics), _chance(seed, at, role))
        return cast

    async def _game(self, dialogue: Dialogue, players: Mapping[str, Player]) -> Played:
        bill = _Bill(self.tell)
        talk = Talk.of(dialogue)
        while (ended := referee.ending(talk.dialogue)) is None:
            talk = talk.say(await next_turn("", talk, players, bill.hear))
            await asyncio.sleep(0)
        outcome = referee.verdict(talk.dialogue, ended, await self.facts(talk.dialogue, bill.tell))
        return Played(
            ended=ended,
            utilities=outcome.utilities if outcome else {},
            turns=len(talk.dialogue.turns) - len(dialogue.turns),
            calls=len(bill.calls),
            cost=bill.cost,
        )


@dataclass(frozen=True)
class Lucky:
    """A player with a chance of its own, whichever game it sits at."""

    player: Player
    seed: int

    @property
    def name(self) -> str:
        """The player's name."""
        return self.player.name

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        """The player's reply under that chance."""
        return await self.player.speak(view.model_copy(update={"seed": self.seed}), tell=tell)


def _chance(seed: int, at: int, role: str) -> int:
    return dice("play on", seed, at, role).getrandbits(32)


def _seated(kind: str, role: str, player: Player, tactics: Tactics) -> Player:
    if kind == "planner":
        return MutePlayer(tactics)
    if not isinstance(player, PlannedPlayer | LlmPlayer):
        raise JudgeError(
            f"{role} is played by {player.name!r}, which has no model to play on with",
            hint="play on with player='planner'",
        )
    # A seed that the scenario fixes would make every game the same.
    sampling = player.sampling.model_copy(update={"seed": None})
    if kind == "llm":
        return LlmPlayer(player.model, sampling, player.short, player.habit)
    return PlannedPlayer(player.model, sampling, tactics, player.short, player.habit)


async def _at_once(games: Sequence[Coroutine[Any, Any, Played]]) -> tuple[Played, ...]:
    """All of them side by side; where one fails, the others are stopped before that is told."""
    tasks = [asyncio.ensure_future(game) for game in games]
    try:
        return tuple(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Bill:
    """What one game asked for: its calls, and their cost where every price is known."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self.calls: dict[str, None] = {}
        self.cost: float | None = 0.0

    def hear(self, event: Event) -> None:
        """An event of the game: only what a request is worth is told on."""
        match event:
            case Called(attempt=attempt):
                self.tell(attempt)
            case Waiting(seconds=seconds, why=why):
                self.tell(Wait(seconds=seconds, why=why))

    def tell(self, heard: Heard, /) -> None:
        """What a request told, words left out: nobody reads along."""
        if isinstance(heard, Attempt):
            self.calls[heard.call] = None
            priced = self.cost is not None and heard.cost is not None
            self.cost = (self.cost or 0.0) + (heard.cost or 0.0) if priced else None
        if not isinstance(heard, str):
            self._tell(heard)
