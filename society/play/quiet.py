"""A node of the graph without callbacks: nobody listens to them, and they cost as much as a step.

Around each node LangGraph puts a chain that starts a traced run, a task and a child run for each
part of it. What happens in a dialogue is told over the wire instead.
"""

from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig
from langgraph.graph.state import CompiledStateGraph


class Quiet(Runnable[Any, Any]):
    """What a node does, then what it writes."""

    def __init__(self, steps: tuple[Runnable[Any, Any], ...]) -> None:
        self._steps = steps

    def invoke(
        self,
        input: Any,  # noqa: A002 - its name in every Runnable
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> Any:
        """What comes of the input: the output of the last step."""
        given = input
        for step in self._steps:
            given = step.invoke(given, config)
        return given

    async def ainvoke(
        self,
        input: Any,  # noqa: A002 - its name in every Runnable
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> Any:
        """The same, awaited."""
        given = input
        for step in self._steps:
            given = await step.ainvoke(given, config)
        return given


def quieted(graph: CompiledStateGraph[Any, Any, Any, Any]) -> None:
    """Take the callbacks off every node of a graph."""
    for node in graph.nodes.values():
        node.node = Quiet((node.bound, *node.flat_writers))
