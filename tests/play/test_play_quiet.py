"""The graph's nodes without callbacks do and write what they did with them."""

from typing import TypedDict

import pytest
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from society.play.graph import graph
from society.play.quiet import quieted


class Count(TypedDict):
    """How far it is."""

    at: int


Counter = CompiledStateGraph[Count, None, Count, Count]


def counter(*, breaks: bool = False) -> Counter:
    async def more(state: Count) -> Count:
        if breaks:
            raise ValueError("it broke")
        return Count(at=state["at"] + 1)

    async def further(state: Count) -> str:
        return "more" if state["at"] < 3 else END

    house = StateGraph(Count)
    house.add_node("more", more)
    house.add_edge(START, "more")
    house.add_conditional_edges("more", further, ["more", END])
    compiled: Counter = house.compile()
    return compiled


async def test_a_quiet_graph_comes_to_the_same_end() -> None:
    loud, quiet = counter(), counter()
    quieted(quiet)

    assert await quiet.ainvoke(Count(at=0)) == await loud.ainvoke(Count(at=0)) == {"at": 3}


async def test_what_breaks_in_a_quiet_node_is_raised() -> None:
    quiet = counter(breaks=True)
    quieted(quiet)

    with pytest.raises(ValueError, match="it broke"):
        await quiet.ainvoke(Count(at=0))


def test_the_loop_still_shows_its_nodes() -> None:
    assert {"turn", "judge", "finish"} <= set(graph().nodes)
