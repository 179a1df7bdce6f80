"""One turn: the opening, or a player's reply that the referee accepts."""

import asyncio
from collections.abc import Mapping, Sequence

from society.domain.calls import Attempt, Heard, Wait
from society.domain.dialogue import Dialogue, Draft, Turn, Utterance, View
from society.domain.errors import ModelError
from society.domain.events import Called, Drafted, Speaking, Token, Waiting
from society.llm.model import Tell
from society.play.talk import Talk
from society.play.wire import Emit
from society.players.hearing import place_of
from society.players.player import Player
from society.scenario import referee
from society.scoring.flags import flags


async def next_turn(episode: str, talk: Talk, players: Mapping[str, Player], emit: Emit) -> Turn:
    """One turn more, by the role whose turn it is.

    An illegal move is refused with the reason and asked again once; after that the words stand
    without the move, flagged `illegal`. Raises ModelError where the model gives no reply.
    """
    dialogue = talk.dialogue
    role = referee.floor(dialogue)
    opening = dialogue.game.opening.get(role)
    if opening and all(turn.role != role for turn in dialogue.turns):
        said = Utterance(text=opening, player="scenario", flags=("opening",))
    else:
        said = await _legal(episode, talk, role, players[role], emit)
    marks = flags(dialogue.game, dialogue.turns, said, role, words=talk.words)
    turn = Turn(index=len(dialogue.turns), role=role, **{**vars(said), "flags": marks})
    standing = referee.standing(dialogue.say(turn))
    return turn if standing is None else turn.model_copy(update={"standing": standing})


async def _legal(episode: str, talk: Talk, role: str, player: Player, emit: Emit) -> Utterance:
    dialogue, index = talk.dialogue, len(talk.dialogue.turns)
    tell = _numbering(episode, role, index, emit, before=talk.drafted)
    emit(Speaking(episode=episode, turn=index, role=role))
    first = await _in_time(dialogue, role, player, tell, drafted=talk.drafted)
    reason = referee.refuse(dialogue, role, first.action)
    if reason is None:
        return first
    emit(Speaking(episode=episode, turn=index, role=role, again=reason))
    said = await _in_time(dialogue, role, player, tell, refused=(reason,))
    before = _refused(first, f"refused: {reason}")
    kept: dict[str, object] = {
        "drafts": (*before, *_moved(said.drafts, len(before))),
        "searched": said.searched or first.searched,
        "calls": (*first.calls, *said.calls),
    }
    if referee.refuse(dialogue, role, said.action) is not None:
        kept |= {"action": None, "flags": (*said.flags, "illegal")}
    return said.model_copy(update=kept)


def _refused(said: Utterance, reason: str) -> tuple[Draft, ...]:
    """What was considered for a reply that was refused, and that reply, with the reason."""
    own = (said.text, said.action)
    for n, each in enumerate(said.drafts):
        if each.above is None and (each.text, each.action) == own:
            told = each.model_copy(update={"reason": reason})
            return (*said.drafts[:n], told, *said.drafts[n + 1 :])
    told = Draft(text=said.text, action=said.action, reason=reason, calls=said.calls)
    return (told, *_moved(said.drafts, 1))


def _moved(drafts: Sequence[Draft], by: int) -> tuple[Draft, ...]:
    """The drafts with others before them: what answers one of them stays its answer."""
    return tuple(
        each if each.above is None else each.model_copy(update={"above": each.above + by})
        for each in drafts
    )


async def _in_time(
    dialogue: Dialogue,
    role: str,
    player: Player,
    tell: Tell,
    *,
    refused: tuple[str, ...] = (),
    drafted: tuple[Draft, ...] = (),
) -> Utterance:
    limit = dialogue.game.scenario.turns.timeout_s
    view = referee.view(dialogue, role, refused=refused)
    if drafted:
        view = view.model_copy(update={"drafted": drafted})
    if limit is None:
        said = await player.speak(view, tell=tell)
    else:
        said = await _within(limit, view, role, player, tell)
    # A planner may choose to wait: that is a pass. A model that says nothing has failed.
    if not said.text.strip() and said.action is None and not said.planned:
        raise ModelError(f"{player.name} said nothing as {role}", kind="empty")
    return said


async def _within(limit: float, view: View, role: str, player: Player, tell: Tell) -> Utterance:
    try:
        async with asyncio.timeout(limit) as clock:
            return await player.speak(view, tell=tell)
    except TimeoutError:
        if not clock.expired():
            raise
        raise ModelError(
            f"{player.name} did not speak within {limit} seconds as {role}",
            kind="timeout",
            hint="raise turns.timeout_s in the scenario, or choose a faster model",
        ) from None


def _numbering(
    episode: str, role: str, turn: int, emit: Emit, *, before: tuple[Draft, ...]
) -> Tell:
    """Tells of a turn under way: each sampled reply gets a number, whichever try it is of.

    One that is told again with its value keeps its own.
    """
    tell, told = teller(episode, role, f"turn:{turn}", emit), list(before)

    def hear(heard: Heard, /) -> None:
        if isinstance(heard, Draft):
            n = place_of(heard, told)
            told[n : n + 1] = [heard]
            emit(Drafted(episode=episode, turn=turn, n=n, draft=heard))
        else:
            tell(heard)

    return hear


def teller(episode: str, role: str, purpose: str, emit: Emit) -> Tell:
    """Turns what a call tells into events of this episode; a reply sampled of no turn is none."""

    def tell(heard: Heard, /) -> None:
        match heard:
            case str():
                emit(Token(episode=episode, role=role, text=heard))
            case Attempt():
                emit(Called(episode=episode, attempt=heard))
            case Wait(seconds=seconds, why=why):
                emit(Waiting(episode=episode, purpose=purpose, seconds=seconds, why=why))
            case Draft():
                pass

    return tell
