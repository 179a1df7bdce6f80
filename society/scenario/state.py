"""What has happened in a dialogue, as its rules see it: moves, signatures, who is still there."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any

from society.domain.dialogue import Action, Dialogue, Spoken, Turn
from society.scenario.rules import GAMES, Rules, rules_of
from society.scenario.vocabulary import Arguments, unfound

ILLEGAL = "illegal"
REMEMBERED = 16
"""How many of the latest states of a game are kept: of branches, and of what a judge looks at."""


@dataclass(frozen=True)
class Move:
    """An action that was taken."""

    role: str
    name: str
    args: Arguments


@dataclass(frozen=True)
class Moves:
    """The moves taken. `latest` holds by name the latest of each role, newest first."""

    last: Move | None = None
    latest: Mapping[str, tuple[Move, ...]] = field(default_factory=dict)
    count: Mapping[str, int] = field(default_factory=dict)

    def then(self, move: Move) -> "Moves":
        """The same with one move more."""
        older = tuple(each for each in self.latest.get(move.name, ()) if each.role != move.role)
        return Moves(
            move,
            {**self.latest, move.name: (move, *older)},
            {**self.count, move.name: self.count.get(move.name, 0) + 1},
        )


NONE = Moves()


@dataclass(frozen=True, eq=False)
class State:
    """The dialogue so far. `offer` is the latest offer while its maker is still there.

    `signers` are its maker and those who accepted it since; a newer offer begins anew. `said` has
    for each role its latest words, plain, and how often in a row; `heard` what the others heard.
    """

    rules: Rules
    dialogue: Dialogue
    active: tuple[str, ...]
    moves: Moves = NONE
    offer: Move | None = None
    signers: tuple[str, ...] = ()
    said: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    heard: tuple[Spoken, ...] = ()

    @property
    def turn(self) -> int:
        """How many turns were said."""
        return len(self.dialogue.turns)

    @property
    def speaker(self) -> str | None:
        """Who spoke last."""
        return self.dialogue.turns[-1].role if self.dialogue.turns else None

    @cached_property
    def known(self) -> dict[object, Any]:
        """What was worked out of this state already."""
        return {}

    @cached_property
    def _base(self) -> dict[str, Any]:
        """The names that do not depend on who asks."""
        return {
            **self.rules.names,
            **{check: unfound(check) for check in self.rules.scenario.outcome.checks},
            "turn": self.turn,
            "role": self.speaker,
            "active_roles": list(self.active),
            "signers": list(self.signers),
            "ended": None,
            "count": self._count,
            "repeats": self._repeats,
        }

    def names(self, actor: str | None = None, ended: str | None = None) -> dict[str, Any]:
        """What a rule can name now; `actor` is the one whom `other=True` leaves out."""
        last = self._last(actor if actor is not None else self.speaker)
        return {**self._base, "last": last, "ended": ended}

    def accepted(self, offer: Action, by: str, turn: int) -> dict[str, Any]:
        """What a rule could name if that offer were made and all who are there accepted it."""
        acceptance = self.rules.offers[offer.name]
        maker = next((role for role in self.active if role != by), by)
        made = Move(maker, offer.name, self._arguments(offer.name, offer.args))
        taken = Move(by, acceptance, self._arguments(acceptance, {}))
        moves = self.moves.then(made).then(taken)
        later = State(self.rules, self.dialogue, self.active, moves, made)
        return {
            **self._base,
            "turn": turn,
            "role": by,
            "signers": list(self.active),
            "ended": self.rules.scenario.actions[acceptance].ends,
            "last": later._last(by),
            "count": later._count,
        }

    def _arguments(self, name: str, given: Mapping[str, Any]) -> Arguments:
        return Arguments({**self.rules.defaults[name], **given})

    def _last(self, actor: str | None) -> Callable[..., Arguments | None]:
        def last(action: str, other: bool = False) -> Arguments | None:
            move = self.latest(action, actor if other else None)
            return move.args if move else None

        return last

    def latest(self, action: str, other_than: str | None = None) -> Move | None:
        """The latest such action, by another role than the one given.

        An offer is overtaken by the next: if the latest is one's own, there is none of another.
        """
        moves = self.moves.latest.get(action, ())
        if not moves or other_than is None:
            return moves[0] if moves else None
        if action in self.rules.offers:
            newest = moves[0]
            return newest if newest.role != other_than and newest.role in self.active else None
        return next((move for move in moves if move.role != other_than), None)

    def _count(self, action: str) -> int:
        return self.moves.count.get(action, 0)

    def _repeats(self, role: str | None) -> int:
        """How many times in a row the role has said the same, its last turn included."""
        return self.said.get(role, ("", 0))[1] if role is not None else 0

    def then(self, dialogue: Dialogue, turn: Turn) -> "State":
        """The state of a dialogue that has this turn more."""
        counts = taken(turn)
        words, before = _normal(turn.text), self.said.get(turn.role, ("", 0))
        again = before[1] + 1 if words == before[0] else 1
        active, moves, offer, signers = self._moved(turn.role, turn.action if counts else None)
        return State(
            self.rules,
            dialogue,
            active,
            moves,
            offer,
            signers,
            {**self.said, turn.role: (words, again if words else 0)},
            (*self.heard, self.rules.spoken(turn, counts)),
        )

    def _moved(
        self, role: str, action: Action | None
    ) -> tuple[tuple[str, ...], Moves, Move | None, tuple[str, ...]]:
        """Who is there, the moves, the offer and its signers after that action."""
        if action is None or action.name not in self.rules.accepts:
            return self.active, self.moves, self.offer, self.signers
        move = Move(role, action.name, self._arguments(action.name, action.args))
        offer, signers, active, accepts = self.offer, self.signers, self.active, self.rules.accepts
        if move.name in self.rules.offers:
            offer, signers = move, (move.role,)
        elif offer is not None and accepts[move.name] == offer.name and move.role not in signers:
            signers = (*signers, move.role)
        if self.rules.scenario.actions[move.name].removes_role and move.role in active:
            active = tuple(role for role in active if role != move.role)
            signers = tuple(role for role in signers if role != move.role)
            offer = None if offer is not None and offer.role == move.role else offer
        return active, self.moves.then(move), offer, signers


def taken(turn: Turn) -> bool:
    """Whether the turn's action counts: not where the turn is flagged illegal."""
    return ILLEGAL not in turn.flags


def state_of(dialogue: Dialogue, rules: Rules | None = None) -> State:
    """The state of the dialogue, by its own rules or by supposed ones."""
    return _memory(rules or rules_of(dialogue.game)).state(dialogue)


class _Memory:
    """The latest states of a game: a dialogue goes on from a shorter one, however long it is."""

    def __init__(self, rules: Rules) -> None:
        self._first = State(rules, Dialogue(game=rules.game), rules.roles)
        self._states: OrderedDict[tuple[int, int], State] = OrderedDict()
        self._alone = Lock()

    def state(self, dialogue: Dialogue) -> State:
        """The state of that dialogue. Judges may ask from their own threads."""
        turns = dialogue.turns
        with self._alone:
            state = self._at(turns) or self._at(turns[:-1]) or self._before(turns)
        if state.turn == len(turns):
            return state
        for turn in turns[state.turn :]:
            state = state.then(dialogue, turn)
        with self._alone:
            self._states[_key(turns)] = state
            if len(self._states) > REMEMBERED:
                self._states.popitem(last=False)
        return state

    def _at(self, turns: tuple[Turn, ...]) -> State | None:
        state = self._states.get(_key(turns)) if turns else None
        if state is None or state.dialogue.turns != turns:
            return None
        self._states.move_to_end(_key(turns))
        return state

    def _before(self, turns: tuple[Turn, ...]) -> State:
        """The longest that these turns grew from, where nobody asked for the last steps."""
        longest = self._first
        for state in self._states.values():
            known = state.dialogue.turns
            if state.turn > longest.turn and turns[: len(known)] == known:
                longest = state
        return longest


def _key(turns: tuple[Turn, ...]) -> tuple[int, int]:
    return len(turns), id(turns[-1])


@lru_cache(maxsize=GAMES)
def _memory(rules: Rules) -> _Memory:
    return _Memory(rules)


def _normal(text: str) -> str:
    """A text without what makes no difference: case, spacing and punctuation."""
    return "".join(filter(str.isalnum, text.casefold())) or text.strip()
