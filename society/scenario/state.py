"""What has happened in a dialogue, as its rules see it: moves, signatures, who is still there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from society.domain.dialogue import Action, Dialogue, Turn
from society.scenario.rules import Rules, rules_of
from society.scenario.vocabulary import Arguments, unfound

ILLEGAL = "illegal"


@dataclass(frozen=True)
class Move:
    """An action that was taken."""

    role: str
    name: str
    args: Arguments


@dataclass(frozen=True)
class State:
    """The dialogue so far. `offer` is the latest offer while its maker is still there.

    `signers` are its maker and those who accepted it since; a newer offer begins anew.
    """

    rules: Rules
    dialogue: Dialogue
    active: tuple[str, ...]
    moves: tuple[Move, ...] = ()
    offer: Move | None = None
    signers: tuple[str, ...] = ()

    @property
    def turn(self) -> int:
        """How many turns were said."""
        return len(self.dialogue.turns)

    @property
    def speaker(self) -> str | None:
        """Who spoke last."""
        return self.dialogue.turns[-1].role if self.dialogue.turns else None

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
        done = (
            Move(maker, offer.name, self._arguments(offer.name, offer.args)),
            Move(by, acceptance, self._arguments(acceptance, {})),
        )
        later = State(self.rules, self.dialogue, self.active, (*self.moves, *done), done[0])
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
        for move in reversed(self.moves):
            if move.name != action:
                continue
            if other_than is None:
                return move
            offered = action in self.rules.offers
            if move.role != other_than and not (offered and move.role not in self.active):
                return move
            if offered:
                return None
        return None

    def _count(self, action: str) -> int:
        return sum(move.name == action for move in self.moves)

    def _repeats(self, role: str | None) -> int:
        """How many times in a row the role has said the same, its last turn included."""
        said = [_normal(turn.text) for turn in self.dialogue.turns if turn.role == role]
        count = 0
        for text in reversed(said):
            if not text or text != said[-1]:
                break
            count += 1
        return count


def taken(turn: Turn) -> bool:
    """Whether the turn's action counts: not where the turn is flagged illegal."""
    return ILLEGAL not in turn.flags


def state_of(dialogue: Dialogue, rules: Rules | None = None) -> State:
    """The state of the dialogue, by its own rules or by supposed ones."""
    rules = rules or rules_of(dialogue.game)
    state = State(rules, dialogue, rules.roles)
    moves, active = [], list(rules.roles)
    offer: Move | None = None
    signers: list[str] = []
    for turn in dialogue.turns:
        action = turn.action
        if action is None or not taken(turn) or action.name not in rules.accepts:
            continue
        move = Move(turn.role, action.name, state._arguments(action.name, action.args))
        moves.append(move)
        if action.name in rules.offers:
            offer, signers = move, [move.role]
        elif offer is not None and rules.accepts[action.name] == offer.name:
            signers = [*signers, *({move.role} - {*signers})]
        if rules.scenario.actions[action.name].removes_role and move.role in active:
            active.remove(move.role)
            signers = [role for role in signers if role != move.role]
            offer = None if offer is not None and offer.role == move.role else offer
    return State(rules, dialogue, tuple(active), tuple(moves), offer, tuple(signers))


def _normal(text: str) -> str:
    """A text without what makes no difference: case, spacing and punctuation."""
    return "".join(letter for letter in text.casefold() if letter.isalnum()) or text.strip()
