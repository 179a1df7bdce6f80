"""One seat is heard on one turn, or on one role's whole game."""

from collections.abc import Mapping
from dataclasses import replace

from society.domain.dialogue import Dialogue
from society.domain.episode import Outcome
from society.domain.events import Asked, Judged
from society.domain.judging import Judgement
from society.llm.model import Tell
from society.play.asking import ask
from society.play.bench import Bench, Seat
from society.play.gifts import Case
from society.play.lending import Apart
from society.play.playing_on import Facts, PlayingOn
from society.play.speaking import teller
from society.play.wire import Emit
from society.players.handed import own
from society.players.hearing import quietly


async def hear_seat(
    episode: str,
    dialogue: Dialogue,
    seat: Seat,
    bench: Bench,
    *,
    role: str,
    turn: int | None,
    emit: Emit,
    outcome: Outcome | None = None,
) -> Judgement:
    """What the seat says, always under the seat's own name; a failure comes back unscored.

    The dialogue is a sealed one.
    """
    emit(Asked(episode=episode, judge=seat.name, turn=turn))
    case = Case(
        dialogue,
        turn=turn,
        role=role,
        outcome=outcome,
        params=dict(seat.params),
        sealed=True,
        archive=Apart(bench.archive, episode) if bench.archive else None,
        play_on=play_on(bench),
        models=seat.models,
    )
    said = await ask(
        seat.juror,
        case,
        model=seat.model,
        tell=quietly(teller(episode, role, f"judge:{seat.name}", emit)),
        timeout=bench.timeout,
        name=seat.name,
    )
    emit(Judged(episode=episode, judgement=said))
    return said


def play_on(bench: Bench) -> PlayingOn:
    """A way to play on with the bench's players; its checks settle how such a game ended."""
    return PlayingOn({role: own(each) for role, each in bench.players.items()}, _facts(bench))


def _facts(bench: Bench) -> Facts:
    async def facts(dialogue: Dialogue, tell: Tell) -> Mapping[str, float | None]:
        role = dialogue.game.roles[0].id
        return {
            seat.name: (await _checked(seat, Case(dialogue, role=role), tell, bench)).score
            for seat in bench.end_seats
            if seat.check
        }

    return facts


async def _checked(seat: Seat, case: Case, tell: Tell, bench: Bench) -> Judgement:
    case = replace(case, params=dict(seat.params), archive=bench.archive, models=seat.models)
    return await ask(
        seat.juror, case, model=seat.model, tell=tell, timeout=bench.timeout, name=seat.name
    )
