"""The loop as a LangGraph: speak, judge (one Send a seat), pay, and speak again or finish.

A turn is two steps: paying the last turn and speaking the next is one, judging it the other.

State is what happened; context is who takes part, so state never holds a client or a key. There is
no checkpointer: the store is the truth, and a resumed dialogue starts with what it holds.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from operator import add
from typing import Annotated, Any, Literal, TypedDict

# Its tracers would send private texts to a service, and a checkpoint could carry code.
os.environ.update(
    LANGSMITH_TRACING="false", LANGCHAIN_TRACING_V2="false", LANGGRAPH_STRICT_MSGPACK="true"
)

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command, Send

from society.domain.dialogue import Dialogue
from society.domain.events import Ended, Paid, Spoke
from society.domain.judging import Judgement, Reward
from society.play.bench import Bench, Seat
from society.play.ending import settle_the_end
from society.play.hearing import hear_seat
from society.play.quiet import quieted
from society.play.speaking import next_turn
from society.play.talk import Talk
from society.play.wire import Wire
from society.scenario import referee
from society.scoring.reward import pay

Next = Literal["judge", "turn", "finish"]


class State(TypedDict):
    """What happened so far."""

    talk: Talk
    judgements: Annotated[list[Judgement], add]
    rewards: Annotated[list[Reward], add]


class Hearing(TypedDict):
    """What one seat is sent."""

    talk: Talk
    seat: Seat


@dataclass(frozen=True)
class Stage:
    """Whose dialogue it is, who takes part, and the wire that carries what happens."""

    episode: str
    bench: Bench
    wire: Wire


async def turn(state: State, runtime: Runtime[Stage]) -> Command[Next]:
    """Pay the turn just judged; then let the next role speak, or finish. One step, as few cost."""
    talk, stage = state["talk"], runtime.context
    rewards = pay_turn(talk.dialogue, state["judgements"], stage)
    if talk.dialogue.turns and referee.ending(talk.dialogue):
        return Command(update={"rewards": rewards}, goto="finish")
    longer = await speak(talk, stage)
    return Command(
        update={"rewards": rewards, "talk": longer},
        goto=to_judges(longer, state["judgements"], stage.bench),
    )


async def speak(talk: Talk, stage: Stage) -> Talk:
    """Let the role whose turn it is say one thing the rules allow."""
    await stage.wire.heard()
    said = await next_turn(stage.episode, talk, stage.bench.players, stage.wire.tell)
    stage.wire.tell(Spoke(episode=stage.episode, turn=said))
    return talk.say(said)


def to_judges(
    talk: Talk, judgements: Sequence[Judgement], bench: Bench
) -> Sequence[Send] | Literal["turn"]:
    """One Send a seat that has not yet judged the last turn; openings were nobody's choice."""
    last = talk.dialogue.last
    heard = {said.judge for said in _panel(judgements, last.index)}
    seats = [seat for seat in bench.turn_seats(last.role) if seat.name not in heard]
    if not seats or "opening" in last.flags:
        return "turn"
    return [Send("judge", Hearing(talk=talk, seat=seat)) for seat in seats]


async def judge(state: Hearing, runtime: Runtime[Stage]) -> dict[str, list[Judgement]]:
    """Ask one seat about the last turn."""
    talk, stage = state["talk"], runtime.context
    await stage.wire.heard()
    said = await hear_seat(
        stage.episode,
        talk.sealed,
        state["seat"],
        stage.bench,
        role=talk.dialogue.last.role,
        turn=talk.dialogue.last.index,
        emit=stage.wire.tell,
    )
    return {"judgements": [said]}


def pay_turn(dialogue: Dialogue, judgements: Sequence[Judgement], stage: Stage) -> list[Reward]:
    """Pay the turn just judged, where there is one and somebody could say."""
    if not dialogue.turns:
        return []
    reward = pay(_panel(judgements, dialogue.last.index), stage.bench.weights)
    if reward is None:
        return []
    stage.wire.tell(Paid(episode=stage.episode, reward=reward))
    return [reward]


def _panel(judgements: Sequence[Judgement], turn: int) -> list[Judgement]:
    """What was said of a turn, the last that anyone spoke of."""
    said = takewhile(lambda each: each.turn is None or each.turn >= turn, reversed(judgements))
    return [each for each in said if each.turn == turn][::-1]


async def finish(state: State, runtime: Runtime[Stage]) -> dict[str, list[Any]]:
    """Settle what the end is worth and pay it."""
    stage = runtime.context
    await stage.wire.heard()
    settled = await settle_the_end(
        stage.episode,
        state["talk"],
        state["judgements"],
        state["rewards"],
        stage.bench,
        stage.wire.tell,
    )
    stage.wire.tell(Ended(episode=stage.episode, outcome=settled.outcome))
    return {"judgements": settled.judgements, "rewards": settled.rewards}


async def enter(state: State, runtime: Runtime[Stage]) -> Sequence[Send] | Literal["turn"]:
    """Where a dialogue begins, or goes on: the judges of its last turn are asked first."""
    if not state["talk"].dialogue.turns:
        return "turn"
    return to_judges(state["talk"], state["judgements"], runtime.context.bench)


@cache
def graph() -> CompiledStateGraph[State, Stage, State, State]:
    """The compiled loop."""
    house = StateGraph(State, Stage)
    house.add_node("turn", turn)
    house.add_node("judge", judge, input_schema=Hearing)
    house.add_node("finish", finish)
    house.add_conditional_edges(START, enter, ["turn", "judge"])
    house.add_edge("judge", "turn")
    house.add_edge("finish", END)
    compiled = house.compile()
    quieted(compiled)
    return compiled
