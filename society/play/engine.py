"""Play one dialogue: from a drawn game and a bench to one stream of events."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import monotonic

from society.domain.dialogue import Dialogue, Game
from society.domain.episode import Episode, Provenance
from society.domain.errors import LimitReached, ModelError, SocietyError
from society.domain.events import Called, Ended, Event, Failed, Started
from society.domain.judging import Judgement, Reward
from society.play.bench import Bench
from society.play.talk import Talk
from society.play.wire import Wire


async def play(
    game: Game,
    bench: Bench,
    *,
    episode: str,
    provenance: Provenance,
    so_far: Episode | None = None,
    unheard: list[Called] | None = None,
) -> AsyncGenerator[Event, None]:
    """One dialogue, as events, until `Ended` or `Failed`.

    `so_far` is what an earlier, interrupted play of the same episode left in the store: its turns,
    its judgements and the replies sampled for its next turn are kept and nothing is asked twice.
    The next step begins only once the caller has taken every event of the last one, so a caller
    that stores before it asks for more loses at most the call in flight. A stream that is closed or
    cancelled leaves in `unheard` the calls that were made and could no longer be told: they are
    paid for, and the same list, given to `record`, puts them on the bill. Bugs come through as they
    are; what a user can mend ends in `Failed`.
    """
    unheard = [] if unheard is None else unheard
    began = monotonic()
    dialogue = so_far.dialogue if so_far else Dialogue(game=game)
    yield Started(episode=episode, game=game, provenance=provenance, turns=dialogue.turns)
    wire = Wire(unheard.append)
    try:
        async with aclosing(wire.events(_run(episode, dialogue, bench, so_far, wire))) as events:
            async for event in events:
                if event.kind == "called":
                    unheard.remove(event)
                yield event if event.kind != "ended" else _timed(event, began)
    except SocietyError as error:
        while unheard:
            yield unheard.pop(0)
        yield Failed(
            episode=episode,
            code=_code(error),
            error=error.message,
            hint=error.hint,
            seconds=monotonic() - began,
        )


async def _run(
    episode: str, dialogue: Dialogue, bench: Bench, so_far: Episode | None, wire: Wire
) -> None:
    from society.play.graph import Stage, State, graph

    judged, paid = (so_far.judgements, _paid_turns(so_far)) if so_far else ((), [])
    talk = Talk.of(dialogue, so_far.drafted if so_far else ())
    steps = graph().astream(
        State(talk=talk, judgements=sorted(judged, key=_order), rewards=paid),
        {"recursion_limit": 4 * dialogue.game.scenario.turns.max + 16},
        context=Stage(episode, bench, wire),
        stream_mode=[],
    )
    async for _ in steps:
        pass


def _order(said: Judgement) -> float:
    """What was said of a turn before what was said of the next, and of the whole last."""
    return float("inf") if said.turn is None else said.turn


def _paid_turns(so_far: Episode) -> list[Reward]:
    """The rewards that stand; the end's and the last turn's are worked out anew."""
    last = len(so_far.dialogue.turns) - 1
    return [paid for paid in so_far.rewards if paid.scope == "turn" and paid.turn < last]


def _code(error: SocietyError) -> str:
    if isinstance(error, ModelError):
        return error.kind
    return "limit" if isinstance(error, LimitReached) else "error"


def _timed(event: Ended, began: float) -> Ended:
    return event.model_copy(update={"seconds": monotonic() - began})
