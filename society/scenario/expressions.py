"""Expressions and templates of scenario files, compiled once and evaluated over plain names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from jinja2 import Template, TemplateError, Undefined, nodes
from jinja2.parser import Parser

from society.scenario.grammar import examine
from society.scenario.sandbox import Sandbox
from society.scenario.vocabulary import FUNCTIONS, MAX_TEXT, Broken, Unfound, modest

_RESULT = "result"
_FAULTS = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError)


@dataclass(frozen=True)
class Called:
    """One call in an expression: `last('propose', other=True).price` in its parts."""

    function: str
    argument: str | None = None
    attribute: str | None = None
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Formula:
    """A compiled expression: the names it reads and the calls it makes are known beforehand."""

    source: str
    names: frozenset[str]
    calls: tuple[Called, ...]
    _template: Template

    def __call__(self, names: Mapping[str, Any]) -> Any:
        """Its value over these names; Broken where there is none, Unfound for a missing fact."""
        try:
            return self._value(dict(names) if not isinstance(names, dict) else names)
        except Unfound:
            raise
        except _FAULTS as fault:
            raise Broken(_why(fault)) from fault

    def _value(self, names: dict[str, Any]) -> Any:
        context = self._template.new_context(names, shared=True)
        for _ in self._template.root_render_func(context):
            pass
        value = context.vars[_RESULT]
        if isinstance(value, Undefined):
            str(value)
        return modest(value)


@dataclass(frozen=True, eq=False)
class Words:
    """A compiled text template.

    `shows` are the names, or parts of them (`bug.code`), whose values can be read in the text; the
    others only choose between its words.
    """

    source: str
    names: frozenset[str]
    shows: frozenset[str]
    calls: tuple[Called, ...]
    formula: Formula | None
    _template: Template

    def __call__(self, names: Mapping[str, Any]) -> str:
        """The text over these names, in a single pass: what a value holds is never expanded."""
        try:
            return self._render({**FUNCTIONS, **names})
        except _FAULTS as fault:
            raise Broken(_why(fault)) from fault

    def _render(self, names: dict[str, Any]) -> str:
        context = self._template.new_context(names, shared=True)
        parts, length = [], 0
        for part in self._template.root_render_func(context):
            parts.append(part)
            length += len(part)
            if length > MAX_TEXT:
                raise ValueError(f"the text grows beyond {MAX_TEXT} characters")
        return "".join(parts)


@lru_cache(maxsize=8192)
def formula(source: str) -> Formula:
    """The expression, compiled; Broken where it is refused.

    >>> formula("price * 2 if price else 0")({"price": 60})
    120
    """
    _limit(source)
    tree = _parsed(source, "variable")
    return _formula(source, tree)


def _formula(source: str, tree: nodes.Expr) -> Formula:
    target = nodes.Name(_RESULT, "store", lineno=1)
    body = nodes.Template([nodes.Assign(target, tree, lineno=1)], lineno=1)
    body.set_environment(_sandbox())
    return Formula(source, _names(tree), _calls(tree), _built(body))


@lru_cache(maxsize=8192)
def words(source: str) -> Words:
    """The text template, compiled; Broken where it is refused.

    >>> words("It costs ${{ price }}.")({"price": 120.0})
    'It costs $120.'
    """
    if len(source) > MAX_TEXT:
        raise Broken(f"the text is longer than {MAX_TEXT} characters")
    for mark, name in (("{%", "a statement"), ("{#", "a comment")):
        if mark in source:
            raise Broken(f"{mark} opens {name}; only {{{{ expressions }}}} are part of a text")
    tree = _parsed(source, None)
    return Words(
        source,
        _names(tree),
        frozenset(_shows(tree)),
        _calls(tree),
        _whole(source, tree),
        _built(tree),
    )


def is_template(text: str) -> bool:
    """Whether there is anything to render in it."""
    return "{{" in text or "{%" in text or "{#" in text


def _limit(source: str) -> None:
    """Refuse what the parser would only find to be too deep after a long while."""
    if len(source) > 2000:
        raise Broken("an expression has at most 2000 characters")
    depth = 0
    for letter in source:
        depth += (letter in "([{") - (letter in ")]}")
        if depth > 64:
            raise Broken("it is nested too deeply")


@cache
def _sandbox() -> Sandbox:
    return Sandbox()


def _parsed(source: str, state: str | None) -> Any:
    """The checked syntax tree of an expression (state "variable") or a text."""
    try:
        parser = Parser(_sandbox(), source, state=state)
        tree = parser.parse_expression() if state else parser.parse()
        if state and not parser.stream.eos:
            raise Broken(f"{str(parser.stream.current)!r} is one word too many")
    except RecursionError as fault:
        raise Broken("it is nested too deeply") from fault
    except (TemplateError, ValueError) as fault:
        raise Broken(_why(fault)) from fault
    examine(tree)
    joined = _without_concat(tree)
    joined.set_environment(_sandbox())
    return joined


def _without_concat(tree: Any) -> Any:
    """`a ~ b` as a sum of texts, which is measured."""
    for name, value in list(tree.iter_fields()):
        if isinstance(value, nodes.Node):
            setattr(tree, name, _without_concat(value))
        elif isinstance(value, list) and all(isinstance(each, nodes.Node) for each in value):
            setattr(tree, name, [_without_concat(each) for each in value])
    return _summed(tree) if isinstance(tree, nodes.Concat) else tree


def _summed(tree: nodes.Concat) -> nodes.Expr:
    texts = [
        nodes.Filter(each, "string", [], [], None, None, lineno=tree.lineno) for each in tree.nodes
    ]
    total: nodes.Expr = texts[0]
    for text in texts[1:]:
        total = nodes.Add(total, text, lineno=tree.lineno)
    return total


def _built(tree: nodes.Template) -> Template:
    try:
        return _sandbox().from_string(tree)
    except (RecursionError, SyntaxError, MemoryError) as fault:
        raise Broken("it is nested too deeply") from fault
    except TemplateError as fault:
        raise Broken(_why(fault)) from fault


def _whole(source: str, tree: nodes.Template) -> Formula | None:
    """The one expression that the text consists of, whose value keeps its type."""
    match tree.body:
        case [nodes.Output(nodes=[nodes.Expr() as only])] if not isinstance(
            only, nodes.TemplateData
        ):
            return _formula(source, only)
    return None


def _names(tree: nodes.Node) -> frozenset[str]:
    found = {node.name for node in tree.find_all(nodes.Name)}
    return frozenset(found | ({tree.name} if isinstance(tree, nodes.Name) else set()))


def _shows(tree: nodes.Node) -> Iterator[str]:
    match tree:
        case nodes.Name(name=name):
            yield name
        case nodes.Compare() | nodes.Test():
            return
        case nodes.Getattr(node=inner, attr=attr):
            yield from (f"{name}.{attr}" for name in _shows(inner))
        case nodes.Getitem(node=inner):
            yield from _shows(inner)
        case nodes.CondExpr(expr1=one, expr2=two):
            yield from _shows(one)
            yield from _shows(two) if two is not None else ()
        case _:
            for child in tree.iter_child_nodes():
                yield from _shows(child)


def _calls(tree: nodes.Node) -> tuple[Called, ...]:
    attributes = {
        id(node.node): node.attr
        for node in [*tree.find_all(nodes.Getattr), tree]
        if isinstance(node, nodes.Getattr)
    }
    calls = [node for node in [*tree.find_all(nodes.Call), tree] if isinstance(node, nodes.Call)]
    return tuple(_called(node, attributes.get(id(node))) for node in calls)


def _called(node: nodes.Call, attribute: str | None) -> Called:
    first = node.args[0] if node.args else None
    constant = first.value if isinstance(first, nodes.Const) else None
    function = node.node.name if isinstance(node.node, nodes.Name) else ""
    keywords = tuple(keyword.key for keyword in node.kwargs)
    argument = constant if isinstance(constant, str) else None
    return Called(function, argument, attribute, keywords)


def _why(fault: BaseException) -> str:
    if isinstance(fault, ZeroDivisionError):
        return "it divides by zero"
    said = fault.message if isinstance(fault, TemplateError) else str(fault)
    return (said or "").strip().rstrip(".") or type(fault).__name__
