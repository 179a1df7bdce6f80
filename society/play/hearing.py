"""One seat is heard on one turn, or on one role's whole game."""

from society.domain.dialogue import Dialogue
from society.domain.episode import Outcome
from society.domain.events import Asked, Judged
from society.domain.judging import Judgement
from society.play.asking import Case, ask
from society.play.bench import Seat
from society.play.speaking import teller
from society.play.wire import Emit
from society.players.hearing import quietly


async def hear_seat(
    episode: str,
    dialogue: Dialogue,
    seat: Seat,
    *,
    role: str,
    turn: int | None,
    timeout: float,
    emit: Emit,
    outcome: Outcome | None = None,
) -> Judgement:
    """What the seat says, always under the seat's own name; a failure comes back unscored.

    The dialogue is a sealed one.
    """
    emit(Asked(episode=episode, judge=seat.name, turn=turn))
    params = dict(seat.params)
    case = Case(dialogue, turn=turn, role=role, outcome=outcome, params=params, sealed=True)
    said = await ask(
        seat.juror,
        case,
        model=seat.model,
        tell=quietly(teller(episode, role, f"judge:{seat.name}", emit)),
        timeout=timeout,
        name=seat.name,
    )
    emit(Judged(episode=episode, judgement=said))
    return said
