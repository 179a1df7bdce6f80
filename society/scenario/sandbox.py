"""The sandbox of scenario files: no statements, globals or methods, and nothing that grows."""

from collections.abc import Mapping
from typing import Any

from jinja2 import StrictUndefined, Undefined
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from society.scenario.vocabulary import FILTERS, TESTS, Arguments, modest, number, shown

MAX_POWER = 64
_PLAIN = frozenset({int, float})


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2 without statements, globals, methods and growth."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, finalize=shown, keep_trailing_newline=True)
        self.globals = {}
        self.filters = dict(FILTERS)
        self.tests = dict(TESTS)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Numbers, and texts side by side; TypeError for anything else."""
        if operator != "**" and type(left) in _PLAIN and type(right) in _PLAIN:
            return modest(self.binop_table[operator](left, right))
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return modest(left + right)
        one, two = number(left), number(right)
        if operator == "**" and (abs(two) > MAX_POWER or abs(one) > 1e12):
            raise ValueError("the power is too large")
        return modest(self.binop_table[operator](one, two))

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The entry of a mapping; attributes of objects do not exist here."""
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """The entry of a mapping, list or text."""
        if isinstance(obj, Undefined):
            str(obj)
        if isinstance(obj, Mapping):
            if argument in obj:
                return obj[argument]
        elif isinstance(obj, list | tuple | str) and isinstance(argument, int):
            if -len(obj) <= argument < len(obj):
                return obj[argument]
            return self.undefined(hint=f"there is no entry {argument}; the list has {len(obj)}")
        return self.undefined(hint=_lacks(obj, argument))


def _lacks(obj: Any, argument: Any) -> str:
    if isinstance(obj, Arguments):
        return f"the action has no argument {argument!r}"
    if obj is None:
        return f"{argument!r} is asked of none"
    return f"there is no {argument!r}"
