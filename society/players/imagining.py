"""The world that a player searches: games that could be this one, played on by planners.

Law: it is built from what the role may know. Nothing here ever sees the real game.
"""

import asyncio
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from statistics import fmean

from society.domain.dialogue import Action, Dialogue, Game, Turn, Utterance, View
from society.players.mute import MutePlayer
from society.players.tactics import Tactics
from society.scenario import referee
from society.scenario.variables import dice
from society.scoring.flags import plain
from society.search.world import Reply, Values, World


@dataclass(frozen=True)
class Candidate:
    """One thing that could be said now; `count` is how often it was found."""

    said: Utterance
    count: int = 1

    @property
    def key(self) -> str:
        """The same for the same move, and for the same words where there is no move."""
        action = self.said.action
        return f"/{action}" if action else plain(self.said.text)


@dataclass(frozen=True)
class Imagined:
    """One way that the game could be: the talk so far in a game drawn from the role's belief."""

    dialogue: Dialogue
    seed: int
    start: int

    @classmethod
    def of(cls, game: Game, view: View, seed: int) -> "Imagined":
        """The talk that the role heard, in that game."""
        turns = tuple(
            Turn(index=each.index, role=each.role, text=each.text, action=each.action)
            for each in view.turns
        )
        return cls(Dialogue(game=game, turns=turns), seed, len(turns))

    def world(self, candidates: Sequence[Candidate], *, rollouts: int) -> World[Dialogue]:
        """A world whose first replies are these candidates and whose later ones planners make."""

        async def replies(at: Dialogue, n: int) -> Sequence[Reply[Dialogue]]:
            if len(at.turns) == self.start:
                return [_after(at, each.said, each.key, each.count) for each in candidates[:n]]
            return await self._moves(at, n)

        async def value(at: Dialogue) -> Values:
            return await self.worth(at, rollouts)

        return World(referee.floor, lambda at: referee.ending(at) is not None, replies, value)

    async def worth(self, at: Dialogue, rollouts: int) -> Values:
        """What each role comes away with on average, the game played on by planners."""
        ends = [await self._played_on(at, again) for again in range(rollouts)]
        return {role: fmean(end[role] for end in ends) for role in ends[0]}

    async def _moves(self, at: Dialogue, n: int) -> list[Reply[Dialogue]]:
        role = referee.floor(at)
        view = referee.view(at, role)
        found = [await _planned(view, self.seed, len(at.turns), draw) for draw in range(n)]
        return [_after(at, said, f"/{said.action}", 1) for said in found]

    async def _played_on(self, at: Dialogue, again: int) -> Values:
        while (ended := referee.ending(at)) is None:
            view = referee.view(at, referee.floor(at))
            said = await _planned(view, self.seed, -1, again)
            at = _said(at, said)
        await asyncio.sleep(0)
        outcome = referee.verdict(at, ended)
        return outcome.utilities if outcome else {}


async def _planned(view: View, *chance: int) -> Utterance:
    """A planner's move: its tactics are drawn by the chance, the role's own in each game."""
    seed = dice("imagined move", view.role.id, *chance).getrandbits(32)
    return await MutePlayer(Tactics()).speak(view.model_copy(update={"seed": seed}))


def _after(at: Dialogue, said: Utterance, key: str, count: int) -> Reply[Dialogue]:
    path: Hashable = (*(f"{turn.text}/{turn.action}" for turn in at.turns), key)
    return Reply(_said(at, said), path, float(count))


def _said(at: Dialogue, said: Utterance) -> Dialogue:
    role = referee.floor(at)
    action: Action | None = said.action
    if referee.refuse(at, role, action) is not None:
        action = None
    return at.say(Turn(index=len(at.turns), role=role, text=said.text, action=action))
