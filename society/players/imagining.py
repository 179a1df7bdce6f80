"""The world that a player searches: what everybody heard, in games that could be this one.

A position is what has been said since the turn that is thought about, and nothing else; what the
others hide is drawn anew whenever a position is valued or answered, so one tree holds for all that
could be (information set search; Cowling, Powley and Whitehouse 2012).

Law: it is built from what the role may know. Nothing here ever sees the real game.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from society.domain.dialogue import Action, Dialogue, Game, Turn, Utterance, View
from society.players.candidates import Candidate, key
from society.players.mute import MutePlayer
from society.players.tactics import Tactics
from society.scenario import referee
from society.scenario.variables import dice
from society.search import Hidden, Reply, Values, World

Imagine = Callable[[int], Game]
"""A game that the role could be in, drawn by a seed."""

Said = tuple[Turn, ...]
"""What is said from the turn that is thought about on."""

Guide = Callable[[Dialogue, int], Awaitable[Values]]
"""What replies are worth to those that gave them: of a talk, from the turn of that number on."""

Answer = Callable[[View, int], Awaitable[Utterance]]
"""What a role would say there, by that chance."""

BELIEVED = 16
"""How many games are drawn at most for one that can be believed."""


@dataclass
class Imagined:
    """What one role imagines before one turn. `guides` value positions beside or without rollouts.

    `answer` says what would be said later on; where it is None, planners do. `weighed` hears what
    all guides together said of each reply of the turn itself. `valued` counts the positions that
    were valued.
    """

    imagine: Imagine
    view: View
    worlds: int
    rollouts: int = 0
    guides: Sequence[Guide] = ()
    answer: Answer | None = None
    weighed: Callable[[Turn, float], None] = lambda _turn, _value: None
    _dreams: list[Dialogue] = field(default_factory=list)
    _asked: dict[tuple[str, ...], int] = field(default_factory=dict)
    valued: int = 0

    def world(self, candidates: Sequence[Candidate]) -> World[Said]:
        """A world whose first replies are these; `value` is the mean of all games it could be."""

        async def replies(at: Said, n: int) -> Sequence[Reply[Said]]:
            if at:
                return await self._later(at, n)
            told = self._asked.get((), 0)
            self._asked[()] = told + n
            return [self.reply(each) for each in candidates[told : told + n]]

        async def value(at: Said) -> Values:
            return await self._worth(at, range(self.worlds * self.rollouts))

        async def value_there(at: Said, game: int) -> Values:
            first = game * self.rollouts
            return await self._worth(at, range(first, first + self.rollouts))

        async def reply(at: Said, game: int) -> Reply[Said]:
            return await self._there(at, game * self.rollouts)

        def mover(at: Said) -> str:
            return referee.floor(self.after(at)) if at else self.view.role.id

        def is_over(at: Said) -> bool:
            return referee.ending(self.after(at)) is not None

        return World(mover, is_over, replies, value, Hidden(reply, value_there))

    def offered(self, candidates: Sequence[Candidate]) -> list[Reply[Said]]:
        """What the candidates lead to; the world has no others."""
        self._asked[()] = len(candidates)
        return [self.reply(each) for each in candidates]

    def reply(self, candidate: Candidate) -> Reply[Said]:
        """What a candidate leads to."""
        return self._reply((), candidate.said, candidate.count)

    def heard(self) -> tuple[str, ...]:
        """What everybody heard so far, as keys of the tree have it."""
        return tuple(key(each.text, each.action) for each in self.view.turns)

    def after(self, said: Said, at: int = 0) -> Dialogue:
        """The talk with what is said, in the game of that number."""
        talk = self.dream(at)
        for turn in said:
            talk = talk.say(turn)
        return talk

    def dream(self, at: int) -> Dialogue:
        """The talk so far in one of the games that it could be."""
        while len(self._dreams) <= at % self.worlds:
            self._dreams.append(self._believed(len(self._dreams)))
        return self._dreams[at % self.worlds]

    def _believed(self, number: int) -> Dialogue:
        """A game in which nobody has offered what is worth less to it than no deal, where found."""
        talk = None
        for again in range(BELIEVED):
            talk = self._drawn(number, again)
            if _sensible(talk, self.view.role.id):
                break
        assert talk is not None
        return talk

    def _drawn(self, number: int, again: int) -> Dialogue:
        chance = dice("world", self.view.seed, self.view.turn, number, again).getrandbits(32)
        turns = tuple(
            Turn(index=each.index, role=each.role, text=each.text, action=each.action)
            for each in self.view.turns
        )
        return Dialogue(game=self.imagine(chance), turns=turns)

    async def _later(self, at: Said, n: int) -> list[Reply[Said]]:
        """Further replies there, each by another chance in another game."""
        path = _path(at)
        first = self._asked.get(path, 0)
        self._asked[path] = first + n
        return [await self._there(at, draw) for draw in range(first, first + n)]

    async def _there(self, at: Said, draw: int) -> Reply[Said]:
        """What is said there in one game, by one chance."""
        talk = self.after(at, draw)
        view = referee.view(talk, referee.floor(talk))
        if self.answer is None:
            said = await _planned(view, len(talk.turns), draw)
        else:
            said = await self.answer(view, draw)
        return self._reply(at, said, 1)

    async def _worth(self, at: Said, draws: range) -> Values:
        """The mean of all that can say what it is worth."""
        self.valued += 1
        found = [await guide(self.after(at), len(self.view.turns)) for guide in self.guides]
        if found and len(at) == 1:
            self.weighed(at[0], _mean(found)[self.view.role.id])
        if self.rollouts:
            found.append(_mean([await self._played_on(at, draw) for draw in draws]))
        return _mean(found)

    async def _played_on(self, at: Said, draw: int) -> Values:
        talk = self.after(at, draw)
        while (ended := referee.ending(talk)) is None:
            view = referee.view(talk, referee.floor(talk))
            said = await _planned(view, -1, draw)
            talk = talk.say(_turn(talk, said, view.role.id))
        await asyncio.sleep(0)
        outcome = referee.verdict(talk, ended)
        return outcome.utilities if outcome else {}

    def _reply(self, at: Said, said: Utterance, count: int) -> Reply[Said]:
        talk = self.after(at)
        path = (*self.heard(), *_path(at))
        turn = _turn(talk, said, referee.floor(talk) if at else self.view.role.id)
        return Reply((*at, turn), (*path, key(said.text, said.action)), prior=float(count))


def _path(said: Said) -> tuple[str, ...]:
    return tuple(key(turn.text, turn.action) for turn in said)


async def _planned(view: View, *chance: int) -> Utterance:
    """A planner's move: its tactics are drawn by the chance, the role's own in each game."""
    seed = dice("imagined move", view.role.id, *chance).getrandbits(32)
    return await MutePlayer(Tactics()).speak(view.model_copy(update={"seed": seed}))


def _turn(talk: Dialogue, said: Utterance, role: str) -> Turn:
    action: Action | None = said.action
    if referee.refuse(talk, role, action) is not None:
        action = None
    return Turn(index=len(talk.turns), role=role, text=said.text, action=action)


def _sensible(talk: Dialogue, role: str) -> bool:
    """Whether every other role would be glad of what it has offered."""
    for other in talk.game.roles:
        value = None if other.id == role else referee.view(talk, other.id).value
        offered = [turn.action for turn in talk.turns if turn.role == other.id and turn.action]
        if value and any((worth := value(each)) is not None and worth < 0 for each in offered):
            return False
    return True


def _mean(found: Sequence[Values]) -> Values:
    roles = dict.fromkeys(role for each in found for role in each)
    return {role: fmean(each[role] for each in found if role in each) for role in roles}
