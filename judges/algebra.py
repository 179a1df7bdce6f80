r"""Expressions as people write them: 2x + 1, √2/2, \frac{x}{2}; equal where they always agree.

Law: model text never reaches an evaluator. It is cut into known tokens, parsed into a tree by
Python's own `ast`, and rebuilt node by node from a short list of operations, all of them bounded.
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from time import monotonic
from types import MappingProxyType
from typing import Any
from unicodedata import normalize

LONGEST, NODES, DEEPEST = 200, 200, 12
DIGITS, POWER, TOWER = 12, 12, 3
"""Digits of a number; the largest exponent that is a number; how high powers may stand.

A power counts 1; a power that grows with a variable, and a wave, count 2: their values, and the
digits that they are worked out to, explode when they are nested."""
SECONDS = 2.0
FUNCTIONS = frozenset({"sqrt", "sin", "cos", "tan", "exp", "log", "ln", "abs"})
STEEP = frozenset({"exp", "sin", "cos", "tan"})
GREEK = frozenset({"alpha", "beta", "gamma", "theta", "lambda_", "mu", "omega", "phi"})
CONSTANTS = frozenset({"pi", "e"})
KNOWN = FUNCTIONS | GREEK | CONSTANTS
POINTS = (
    (Fraction(13, 17), Fraction(-29, 23), Fraction(31, 37), Fraction(-41, 43)),
    (Fraction(-19, 11), Fraction(7, 13), Fraction(-5, 29), Fraction(23, 19)),
    (Fraction(37, 31), Fraction(47, 41), Fraction(17, 53), Fraction(59, 61)),
    (Fraction(-3, 7), Fraction(-11, 13), Fraction(-67, 71), Fraction(-2, 73)),
    (Fraction(53, 29), Fraction(-61, 59), Fraction(79, 83), Fraction(3, 89)),
)
"""Where two expressions are compared; no two that differ agree at all of them but by a miracle."""
CLOSE = 1e-12
LARGEST = 1e300

_TOKEN = re.compile(
    r"(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<name>[^\W\d_]+)|(?P<sign>\*\*|[-+*/^()])|(?P<space>\s+)"
)
_SPELLINGS: Mapping[str, str] = MappingProxyType(
    {
        "\\left": "",
        "\\right": "",
        "\\cdot": "*",
        "\\times": "*",
        "\\div": "/",
        "\\pi": " pi ",
        "$": "",
        "×": "*",
        "÷": "/",
        "·": "*",
        "−": "-",
        "π": " pi ",
        "²": "^2 ",
        "³": "^3 ",
    }
)
_FRAC = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ROOT = re.compile(r"\\sqrt\s*\{([^{}]*)\}")
_SIGN = re.compile(r"√\s*(\d+(?:\.\d+)?|[^\W\d_])")


class Unreadable(ValueError):
    """The text is no expression, or a larger one than is read."""


@dataclass(frozen=True)
class Expression:
    """A formula that was read; `formula` is a sympy object, built without evaluating any text."""

    formula: Any

    def equals(self, other: "Expression", tolerance: float = 0.0) -> bool:
        """Whether both have the same value wherever both have one, up to the tolerance."""
        names = sorted({str(name) for each in (self, other) for name in each.formula.free_symbols})
        if len(names) > len(POINTS[0]):
            return False
        until, met = monotonic() + SECONDS, 0
        for point in POINTS:
            mine, theirs = (_at(each.formula, names, point) for each in (self, other))
            if monotonic() > until:
                return False
            if mine is None or theirs is None:
                if (mine is None) != (theirs is None):
                    return False
                continue
            if abs(mine - theirs) > max(tolerance, CLOSE * max(1.0, abs(mine))):
                return False
            met += 1
        return met > 0


@lru_cache(maxsize=256)
def expression(text: str) -> Expression | None:
    """The expression that the text is; None where it is none, or nothing but a word or a number.

    >>> expression("2(x + 1)").equals(expression("2x + 2"))
    True
    """
    tree = _tree(text)
    return None if isinstance(tree, ast.Name | ast.Constant | None) else _read(tree)


def number(text: str) -> Expression | None:
    """The number or the single letter that the text is; None where it is neither."""
    tree = _tree(text)
    return _read(tree) if isinstance(tree, ast.Name | ast.Constant) else None


def _tree(text: str) -> ast.expr | None:
    try:
        tree = ast.parse(" ".join(_multiplied(list(_tokens(text)))), mode="eval").body
    except (Unreadable, SyntaxError, RecursionError, MemoryError):
        return None
    return tree if sum(1 for _ in ast.walk(tree)) <= NODES else None


def _read(tree: ast.expr) -> Expression | None:
    try:
        if _tower(tree) > TOWER:
            raise Unreadable("powers of powers")
        return Expression(_built(tree, 0))
    except (ValueError, TypeError, ArithmeticError):
        return None


def _tokens(text: str) -> Iterator[str]:
    """Numbers, names and signs; Unreadable at the first thing that is none of them."""
    if len(text) > LONGEST:
        raise Unreadable("too long")
    plain = normalize("NFKC", _spelled(text))
    at = 0
    while at < len(plain):
        found = _TOKEN.match(plain, at)
        if not found or (found["number"] and len(found["number"]) > DIGITS):
            raise Unreadable(plain[at : at + 10])
        at = found.end()
        if not found["space"]:
            yield "**" if found[0] == "^" else found[0]


def _spelled(text: str) -> str:
    plain = _FRAC.sub(r" ((\1)/(\2)) ", _ROOT.sub(r" sqrt(\1) ", text))
    for written, meant in _SPELLINGS.items():
        plain = plain.replace(written, meant)
    return _SIGN.sub(r" sqrt(\1) ", plain).replace("√", " sqrt")


def _multiplied(parts: list[str]) -> Iterator[str]:
    """With the signs of multiplication that people leave out: 2x, 3xy, (x + 1)(x - 1)."""
    before = ""
    for each in parts:
        counted = before[-1:].isdigit()
        named = before.isalpha() and before not in FUNCTIONS
        if (each == "(" and (counted or named or before == ")")) or (
            each[:1].isalpha() and (counted or before in (")", "pi"))
        ):
            yield "*"
        split = counted and len(each) <= 3 and each.isalpha() and each not in KNOWN
        yield " * ".join(each) if split else each
        before = each


def _built(node: ast.expr, depth: int) -> Any:
    """The sympy object of a node; Unreadable for every node that is not on the list."""
    if depth > DEEPEST:
        raise Unreadable("too deep")
    build = _BUILDERS.get(type(node))
    if build is None:
        raise Unreadable(type(node).__name__)
    return build(node, depth + 1)


def _number(node: ast.Constant, depth: int) -> Any:
    import sympy

    if isinstance(node.value, bool) or not isinstance(node.value, int | float):
        raise Unreadable(repr(node.value))
    exact = Fraction(str(node.value))
    return sympy.Rational(exact.numerator, exact.denominator)


def _name(node: ast.Name, depth: int) -> Any:
    import sympy

    if node.id in CONSTANTS:
        return sympy.pi if node.id == "pi" else sympy.E
    if len(node.id) > 1 and node.id not in GREEK:
        raise Unreadable(node.id)
    return sympy.Symbol(node.id, real=True)


def _signed(node: ast.UnaryOp, depth: int) -> Any:
    if not isinstance(node.op, ast.USub | ast.UAdd):
        raise Unreadable(type(node.op).__name__)
    inner = _built(node.operand, depth)
    return -inner if isinstance(node.op, ast.USub) else inner


def _combined(node: ast.BinOp, depth: int) -> Any:
    if isinstance(node.op, ast.Pow):
        return _power(node, depth)
    left, right = _built(node.left, depth), _built(node.right, depth)
    if isinstance(node.op, ast.Add):
        return left + right
    if isinstance(node.op, ast.Sub):
        return left - right
    if isinstance(node.op, ast.Mult):
        return left * right
    if isinstance(node.op, ast.Div) and right != 0:
        return left / right
    raise Unreadable(type(node.op).__name__)


def _power(node: ast.BinOp, depth: int) -> Any:
    base, exponent = _built(node.left, depth), _built(node.right, depth)
    if not exponent.free_symbols and not abs(exponent.evalf(15)) <= POWER:
        raise Unreadable("a large power")
    if base == 0:
        raise Unreadable("a power of nothing")
    return base**exponent


def _tower(node: ast.AST) -> int:
    return _weight(node) + max((_tower(child) for child in ast.iter_child_nodes(node)), default=0)


def _weight(node: ast.AST) -> int:
    if isinstance(node, ast.Call):
        return 2 * (isinstance(node.func, ast.Name) and node.func.id in STEEP)
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)):
        return 0
    grows = any(isinstance(part, ast.Name) and part.id != "e" for part in ast.walk(node.right))
    return 1 + grows


def _called(node: ast.Call, depth: int) -> Any:
    import sympy

    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name not in FUNCTIONS or len(node.args) != 1 or node.keywords:
        raise Unreadable(name)
    known: dict[str, Callable[[Any], Any]] = {"ln": sympy.log, "abs": sympy.Abs}
    function = known.get(name) or getattr(sympy, name)
    return function(_built(node.args[0], depth))


_BUILDERS: Mapping[type[ast.expr], Callable[[Any, int], Any]] = MappingProxyType(
    {
        ast.Constant: _number,
        ast.Name: _name,
        ast.UnaryOp: _signed,
        ast.BinOp: _combined,
        ast.Call: _called,
    }
)


def _at(formula: Any, names: list[str], point: tuple[Fraction, ...]) -> complex | None:
    """Its value there to twenty digits; None where it has none."""
    import sympy

    values = {
        sympy.Symbol(name, real=True): sympy.Rational(at.numerator, at.denominator)
        for name, at in zip(names, point, strict=False)
    }
    found = formula.evalf(20, subs=values)
    if not found.is_number or found.has(sympy.nan, sympy.oo, sympy.zoo, -sympy.oo):
        return None
    value = complex(found)
    return value if abs(value) < LARGEST else None
