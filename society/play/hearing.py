"""One seat is heard on one turn, or on one role's whole game."""

from society.domain.calls import Attempt, Heard, Wait
from society.domain.dialogue import Dialogue
from society.domain.episode import Outcome
from society.domain.events import Asked, Called, Judged, Waiting
from society.domain.judging import Judgement
from society.llm.model import Tell
from society.play.asking import Case, ask
from society.play.bench import Seat
from society.play.speaking import Emit


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
    """What the seat says, always under the seat's own name; a failure comes back unscored."""
    emit(Asked(episode=episode, judge=seat.name, turn=turn))
    case = Case(dialogue=dialogue, turn=turn, role=role, outcome=outcome, params=dict(seat.params))
    said = await ask(
        seat.juror,
        case,
        model=seat.model,
        tell=_teller(episode, f"judge:{seat.name}", emit),
        timeout=timeout,
        name=seat.name,
    )
    emit(Judged(episode=episode, judgement=said))
    return said


def _teller(episode: str, purpose: str, emit: Emit) -> Tell:
    """As a speaker's, but a judge's words are no tokens of the dialogue."""

    def tell(heard: Heard, /) -> None:
        match heard:
            case Attempt():
                emit(Called(episode=episode, attempt=heard))
            case Wait(seconds=seconds, why=why):
                emit(Waiting(episode=episode, purpose=purpose, seconds=seconds, why=why))
            case str():
                pass

    return tell
