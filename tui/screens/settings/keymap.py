"""Every binding that has a name, found where it is declared; which keys would clash."""

import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from textual.binding import Binding
from textual.dom import DOMNode

ROOMS = ("tui.app", "tui.screens", "tui.widgets", "tui.dialogs")


@dataclass(frozen=True)
class Named:
    """A binding by its id: the screen it belongs to ('' everywhere), what it does, its own keys."""

    id: str
    screen: str
    what: str
    keys: tuple[str, ...]

    def now(self, mapped: Mapping[str, str]) -> tuple[str, ...]:
        """Its keys with the user's own put over them."""
        own = mapped.get(self.id)
        return tuple(part.strip() for part in own.split(",")) if own else self.keys


def bindings() -> list[Named]:
    """All of them, those that work everywhere first; for a thread, it imports every screen."""
    found: dict[str, Named] = {}
    for module in _modules():
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, DOMNode):
                for named in _of(thing):
                    found.setdefault(named.id, named)
    return sorted(found.values(), key=lambda each: (each.screen, each.id))


def clashes(
    wanted: Named, key: str, known: Sequence[Named], mapped: Mapping[str, str]
) -> list[Named]:
    """The other bindings that have the key where this one works."""
    return [
        each
        for each in known
        if each.id != wanted.id
        and key in each.now(mapped)
        and ("" in (each.screen, wanted.screen) or each.screen == wanted.screen)
    ]


def doubtful(mapped: Mapping[str, str], known: Sequence[Named]) -> list[str]:
    """What a keymap says that cannot be meant: names that there are not, keys for two actions."""
    names = {each.id: each for each in known}
    told = [f"[keys] names {name!r}, which is no action" for name in mapped if name not in names]
    seen: set[frozenset[str]] = set()
    for name in mapped.keys() & names.keys():
        wanted = names[name]
        for key in wanted.now(mapped):
            for other in clashes(wanted, key, known, mapped):
                pair = frozenset((name, other.id))
                if pair not in seen:
                    seen.add(pair)
                    told.append(f"{key} is given to {_both(wanted, other)}: only one of them works")
    return sorted(told)


def _both(one: Named, other: Named) -> str:
    first, second = sorted((one, other), key=lambda each: each.id)
    return f"{first.what} ({first.id}) and {second.what} ({second.id})"


def _modules() -> Iterator[object]:
    for room in ROOMS:
        module = import_module(room)
        yield module
        for each in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{room}."):
            yield import_module(each.name)


def _of(node: type[DOMNode]) -> Iterator[Named]:
    for each in vars(node).get("BINDINGS", ()):
        if isinstance(each, Binding) and each.id:
            screen = each.id.partition(".")[0] if "." in each.id else ""
            what = each.description or each.action
            yield Named(each.id, screen, what, tuple(part.strip() for part in each.key.split(",")))
