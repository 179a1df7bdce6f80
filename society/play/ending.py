"""The end of a dialogue: facts checked, outcome settled, the whole judged and paid."""

from collections.abc import Sequence
from typing import NamedTuple

from society.domain.dialogue import Dialogue
from society.domain.episode import Outcome
from society.domain.events import Paid
from society.domain.judging import Judgement, Reward
from society.play.bench import Bench, Seat
from society.play.hearing import hear_seat
from society.play.talk import Talk
from society.play.wire import Emit
from society.scenario import referee
from society.scoring.reward import pay_the_end, settle


class Settled(NamedTuple):
    """The outcome, with what was said and paid at the end."""

    outcome: Outcome
    judgements: list[Judgement]
    rewards: list[Reward]


async def settle_the_end(
    episode: str,
    talk: Talk,
    said: Sequence[Judgement],
    paid: Sequence[Reward],
    bench: Bench,
    emit: Emit,
) -> Settled:
    """Check the facts, settle the utilities, hear the outcome judges, pay each role."""
    dialogue = talk.dialogue
    ended = referee.ending(dialogue) or "stopped"
    roles = [role.id for role in dialogue.game.roles]
    told = [each for each in said if each.scope == "outcome"]
    heard = [*told]
    checks = [seat for seat in bench.end_seats if seat.check]
    heard += await _hear(episode, talk.sealed, checks, roles[:1], heard, bench, emit)
    facts = {seat.name: _score(heard, seat.name) for seat in checks}
    outcome = referee.verdict(dialogue, ended, facts) or Outcome(ended=ended)
    others = [seat for seat in bench.end_seats if not seat.check]
    heard += await _hear(episode, talk.sealed, others, roles, heard, bench, emit, outcome)
    rewards = pay_the_end(outcome, dialogue.turns, heard, bench.weights)
    for reward in rewards:
        emit(Paid(episode=episode, reward=reward))
    mix = dialogue.game.scenario.reward
    settled = settle(
        outcome,
        roles,
        [*paid, *rewards],
        mix=(mix.turn, mix.outcome),
        tie=dialogue.game.scenario.outcome.tie,
    )
    return Settled(settled, [each for each in heard if each not in told], rewards)


async def _hear(
    episode: str,
    dialogue: Dialogue,
    seats: Sequence[Seat],
    roles: Sequence[str],
    heard: Sequence[Judgement],
    bench: Bench,
    emit: Emit,
    outcome: Outcome | None = None,
) -> list[Judgement]:
    asked = {(each.judge, each.role) for each in heard}
    return [
        await hear_seat(
            episode,
            dialogue,
            seat,
            bench,
            role=role,
            turn=None,
            emit=emit,
            outcome=outcome,
        )
        for seat in seats
        for role in roles
        if (seat.check or seat.hears(role)) and (seat.name, role) not in asked
    ]


def _score(heard: Sequence[Judgement], judge: str) -> float | None:
    return next((each.score for each in heard if each.judge == judge), None)
