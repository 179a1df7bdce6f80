"""What an expression may be made of; everything else is refused by name before it is run."""

from math import isfinite

from jinja2 import nodes

from society.scenario.problems import meant
from society.scenario.vocabulary import FILTERS, MAX_BITS, TESTS, Broken

MAX_NODES = 5_000
MAX_DEPTH = 48

NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Name, nodes.Add,
    nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg, nodes.Pos,
    nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.CondExpr, nodes.Getattr,
    nodes.Getitem, nodes.Filter, nodes.Test, nodes.Call, nodes.Keyword, nodes.List, nodes.Dict,
    nodes.Pair, nodes.Concat,
)  # fmt: skip
"""What an expression may be made of."""


def examine(tree: nodes.Template | nodes.Expr) -> None:
    """Refuse by name whatever is not on the lists above; Broken says what."""
    level: list[nodes.Node] = [tree]
    seen = 0
    for _ in range(MAX_DEPTH):
        seen += len(level)
        if seen > MAX_NODES:
            raise Broken("it is too long")
        for node in level:
            _allow(node)
        level = [child for node in level for child in node.iter_child_nodes()]
        if not level:
            return
    raise Broken("it is nested too deeply")


def _allow(node: nodes.Node) -> None:
    if not isinstance(node, NODES):
        raise Broken(f"{type(node).__name__.lower()} is not part of this language")
    match node:
        case nodes.Call():
            _allow_call(node)
        case nodes.Filter(name=name) if name not in FILTERS:
            raise Broken(f"there is no filter {name!r}{meant(name, FILTERS)}")
        case nodes.Test(name=name) if name not in TESTS:
            raise Broken(f"there is no test {name!r}{meant(name, TESTS)}")
        case nodes.Getattr(attr=name) | nodes.Name(name=name) if name.startswith("_"):
            raise Broken(f"{name!r} is out of reach")
        case nodes.CondExpr(expr2=None):
            raise Broken("an `if` in an expression needs its `else`")
        case nodes.Const(value=value) if _vast(value):
            raise Broken("a number in it is too large")


def _vast(value: object) -> bool:
    if isinstance(value, float):
        return not isfinite(value)
    return isinstance(value, int) and value.bit_length() > MAX_BITS


def _allow_call(node: nodes.Call) -> None:
    if not isinstance(node.node, nodes.Name):
        raise Broken("only functions can be called, by their plain name")
    if node.dyn_args is not None or node.dyn_kwargs is not None:
        raise Broken("* and ** cannot be used in a call")
