"""Play one dialogue: from a drawn game and a bench to one stream of events."""

from collections.abc import AsyncGenerator
from time import monotonic
from typing import cast

from society.domain.dialogue import Dialogue, Game
from society.domain.episode import Episode, Provenance
from society.domain.errors import LimitReached, ModelError, SocietyError
from society.domain.events import Ended, Event, Failed, Started
from society.domain.judging import Reward
from society.play.bench import Bench


async def play(
    game: Game,
    bench: Bench,
    *,
    episode: str,
    provenance: Provenance,
    so_far: Episode | None = None,
) -> AsyncGenerator[Event, None]:
    """One dialogue, as events, until `Ended` or `Failed`.

    `so_far` is what an earlier, interrupted play of the same episode left in the store: its turns
    and judgements are kept and nothing is asked twice. The next step begins only once the caller
    has taken every event of the last one, so a caller that stores before it asks for more loses at
    most the call in flight. Bugs come through as they are; what a user can mend ends in `Failed`.
    """
    from society.play.graph import State, graph

    began = monotonic()
    dialogue = so_far.dialogue if so_far else Dialogue(game=game)
    yield Started(episode=episode, game=game, provenance=provenance, turns=dialogue.turns)
    judged, paid = (so_far.judgements, _paid_turns(so_far)) if so_far else ((), [])
    state = State(episode=episode, dialogue=dialogue, judgements=[*judged], rewards=paid)
    limit = 4 * game.scenario.turns.max + 16
    stream = graph().astream(state, {"recursion_limit": limit}, context=bench, stream_mode="custom")
    try:
        async for event in stream:
            yield _timed(cast("Event", event), began)
    except SocietyError as error:
        yield Failed(
            episode=episode,
            code=_code(error),
            error=error.message,
            hint=error.hint,
            seconds=monotonic() - began,
        )


def _paid_turns(so_far: Episode) -> list[Reward]:
    """The rewards that stand; the end's and the last turn's are worked out anew."""
    last = len(so_far.dialogue.turns) - 1
    return [paid for paid in so_far.rewards if paid.scope == "turn" and paid.turn < last]


def _code(error: SocietyError) -> str:
    if isinstance(error, ModelError):
        return error.kind
    return "limit" if isinstance(error, LimitReached) else "error"


def _timed(event: Event, began: float) -> Event:
    if isinstance(event, Ended):
        return event.model_copy(update={"seconds": monotonic() - began})
    return event
