"""The loop as a LangGraph: speak, judge (one Send a seat), pay, and speak again or finish.

State is what happened; context is who takes part, so state never holds a client or a key. There is
no checkpointer: the store is the truth, and a resumed dialogue starts with what it holds.
"""

import os
from collections.abc import Sequence
from contextvars import copy_context
from functools import cache
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
from society.domain.events import Called, Ended, Event, Paid, Spoke
from society.domain.judging import Judgement, Reward
from society.play.bench import Bench, Seat
from society.play.ending import settle_the_end
from society.play.hearing import hear_seat
from society.play.speaking import Emit, next_turn
from society.scenario import referee
from society.scoring.reward import pay

Next = Literal["speak", "finish"]


class State(TypedDict):
    """What happened so far."""

    episode: str
    dialogue: Dialogue
    judgements: Annotated[list[Judgement], add]
    rewards: Annotated[list[Reward], add]


class Hearing(TypedDict):
    """What one seat is sent."""

    episode: str
    dialogue: Dialogue
    seat: Seat


def _emit(runtime: Runtime[Bench]) -> Emit:
    # Tokens come from other threads, where the writer would not know its graph.
    here = copy_context()

    def emit(event: Event) -> None:
        if isinstance(event, Called):
            runtime.context.overhear(event)
        here.run(runtime.stream_writer, event)

    return emit


async def speak(state: State, runtime: Runtime[Bench]) -> dict[str, Dialogue]:
    """Let the role whose turn it is say one thing the rules allow."""
    episode, dialogue = state["episode"], state["dialogue"]
    longer = await next_turn(episode, dialogue, runtime.context.players, _emit(runtime))
    runtime.stream_writer(Spoke(episode=episode, turn=longer.last))
    return {"dialogue": longer}


def to_judges(state: State, runtime: Runtime[Bench]) -> Sequence[Send] | Literal["pay"]:
    """One Send a seat that has not yet judged the last turn; openings were nobody's choice."""
    dialogue = state["dialogue"]
    last = dialogue.last
    heard = {said.judge for said in state["judgements"] if said.turn == last.index}
    seats = [seat for seat in runtime.context.turn_seats(last.role) if seat.name not in heard]
    if not seats or "opening" in last.flags:
        return "pay"
    return [
        Send("judge", Hearing(episode=state["episode"], dialogue=dialogue, seat=seat))
        for seat in seats
    ]


async def judge(state: Hearing, runtime: Runtime[Bench]) -> dict[str, list[Judgement]]:
    """Ask one seat about the last turn."""
    dialogue = state["dialogue"]
    said = await hear_seat(
        state["episode"],
        dialogue,
        state["seat"],
        role=dialogue.last.role,
        turn=dialogue.last.index,
        timeout=runtime.context.timeout,
        emit=_emit(runtime),
    )
    return {"judgements": [said]}


def pay_turn(state: State, runtime: Runtime[Bench]) -> Command[Next]:
    """Pay the turn just judged, then go on or stop."""
    dialogue = state["dialogue"]
    panel = [said for said in state["judgements"] if said.turn == dialogue.last.index]
    reward = pay(panel, runtime.context.weights)
    if reward:
        runtime.stream_writer(Paid(episode=state["episode"], reward=reward))
    goto: Next = "finish" if referee.ending(dialogue) else "speak"
    return Command(update={"rewards": [reward] if reward else []}, goto=goto)


async def finish(state: State, runtime: Runtime[Bench]) -> dict[str, list[Any]]:
    """Settle what the end is worth and pay it."""
    settled = await settle_the_end(
        state["episode"],
        state["dialogue"],
        state["judgements"],
        state["rewards"],
        runtime.context,
        _emit(runtime),
    )
    runtime.stream_writer(Ended(episode=state["episode"], outcome=settled.outcome))
    return {"judgements": settled.judgements, "rewards": settled.rewards}


def enter(state: State, runtime: Runtime[Bench]) -> Sequence[Send] | Literal["speak", "pay"]:
    """Where a dialogue begins, or goes on: the judges of its last turn are asked first."""
    return to_judges(state, runtime) if state["dialogue"].turns else "speak"


@cache
def graph() -> CompiledStateGraph[State, Bench, State, State]:
    """The compiled loop."""
    house = StateGraph(State, Bench)
    house.add_node("speak", speak)
    house.add_node("judge", judge, input_schema=Hearing)
    house.add_node("pay", pay_turn)
    house.add_node("finish", finish)
    house.add_conditional_edges(START, enter, ["speak", "judge", "pay"])
    house.add_conditional_edges("speak", to_judges, ["judge", "pay"])
    house.add_edge("judge", "pay")
    house.add_edge("finish", END)
    return house.compile()
