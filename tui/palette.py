"""The command palette: every action that a key does here, found by its name."""

from collections.abc import Coroutine, Iterator
from functools import partial
from typing import Any

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider


class Actions(Provider):
    """The actions of the present screen and of the window, each with its key."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for name, key, run in self._actions():
            yield DiscoveryHit(name, run, help=key)

    async def search(self, query: str) -> Hits:
        """Those whose names match, the best first."""
        matcher = self.matcher(query)
        for name, key, run in self._actions():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), run, help=key)

    def _actions(self) -> Iterator[tuple[str, str, partial[Coroutine[Any, Any, bool]]]]:
        told: set[tuple[str, str]] = set()
        for node, binding, _, _ in self.screen.active_bindings.values():
            name = named(binding)
            if binding.description and (name, binding.action) not in told:
                told.add((name, binding.action))
                run = partial(self.app.run_action, binding.action, node)
                yield name, self.app.get_key_display(binding), run


def named(binding: Binding) -> str:
    """What a binding does, in as many words as it has: a footer has room for one."""
    return binding.tooltip or binding.description
