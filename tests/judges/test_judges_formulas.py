"""What `answer` reads beside plain numbers: units and formulas; and what it never runs."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from judges.algebra import expression
from judges.answer import Answer
from judges.quantities import quantity
from judges.units import factors
from society import Action, Dialogue

Talk = Callable[..., Dialogue]

HOSTILE = [
    "__import__('os').system('touch owned')",
    "().__class__.__bases__[0].__subclasses__()",
    "x.__class__",
    "lambda: 0",
    "[x for x in y]",
    "f'{x}'",
    "9**9**9",
    "9^9^9^9",
    "999999999999^12^12",
    "factorial(99999999)",
    "9!!!!!!",
    "exp(exp(exp(exp(x))))",
    "2^(2^(999999999999x))",
    "sin(2^(999999999999x))",
    "(((x^12)^12)^12)^12",
    "(" * 199,
    "(" * 90 + "x" + ")" * 90,
    "-" * 190 + "x",
    "+".join("x" * 150),
    "x" * 100_000,
    "9" * 150 + "+x",
    "1/0",
    "0^0 + x",
    "x^(1/0)",
    "sqrt(x, y)",
    "True + 1",
    "x if x else y",
    "x == x",
    "\x00 + x",
    "\ud800 + x",
]
"""Code, and numbers that would fill the machine."""

LARGE = ["tan(999999999999^12)", "exp(999999999999x)", "(a+b+c+d)^12*(a+b)^12", "log(0)^x + y"]
"""Formulas at the edge of what is read."""


def right(talk: Talk, given: Any, expected: Any, **more: Any) -> bool:
    dialogue = talk(("seller", "…", Action(name="answer", args={"value": given})))
    return Answer(expected, **more)(dialogue)[0] == 1.0


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("36 km/h", "10 m/s"),
        ("9.8 m/s²", "9.8 m/s^2"),
        ("3 kg*m/s2", "3 N"),
        ("25 °C", "77 °F"),
        ("25 ℃", "25 摄氏度"),
        ("1 inch", "2.54 cm"),
        ("5 MW", "5000 kW"),
        ("2 公斤", "2000 g"),
        ("1 day", "24 hours"),
        ("3 in all", "3 cm"),
    ],
)
def test_units_are_converted(talk: Talk, given: str, expected: str) -> None:
    assert right(talk, given, expected)


@pytest.mark.parametrize(
    ("given", "expected"),
    [("5 MW", "5 mW"), ("10 km/h", "10 m/s"), ("3 N", "3 J"), ("25 °C", "25 °F"), ("1 m2", "1 m")],
)
def test_another_unit_is_another_amount(talk: Talk, given: str, expected: str) -> None:
    assert not right(talk, given, expected)


def test_a_tolerance_is_in_the_unit_that_is_expected(talk: Talk) -> None:
    assert right(talk, "1010 m", "1 km", tolerance=0.02)
    assert not right(talk, "1010 m", "1 km", tolerance=0.005)


def test_a_word_after_a_number_is_a_unit_only_where_it_is_one() -> None:
    assert quantity("12 apples") == (Fraction(12), "")
    assert factors("kg*m/s2") == (("kilogram", 1), ("meter", 1), ("second", -2))
    assert factors("kg*apples") == ()
    assert factors("x" * 5000) == ()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2(x+1)", "2x + 2"),
        ("(x-1)(x+1)", "x^2 - 1"),
        ("y = 2x + 1", "y = 1 + 2*x"),
        ("The answer is 2x+1.", "2x+1"),
        ("1/sqrt(2)", "√2/2"),
        (r"$\frac{\sqrt{2}}{2}$", "sqrt(2)/2"),
        ("πr²", "pi * r^2"),
        ("2xy", "2*y*x"),
        ("e^(2x)", "exp(x)^2"),
        ("sin(x)^2 + cos(x)^2 + x", "x + 1/1"),
        ("答案是 x×3", "3x"),
        ("1.4142", "sqrt(2)"),
    ],
)
def test_formulas_that_always_agree_are_equal(talk: Talk, given: str, expected: str) -> None:
    assert right(talk, given, expected, tolerance=0.001 if given == "1.4142" else 0)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2x + 1", "2x + 2"),
        ("x + 1", "y + 1"),
        ("abs(x)*1", "x*1"),
        ("sqrt(x^2)", "x*1"),
        ("2x", "2x + 0.000001"),
        ("to be", "be to"),
        ("nonsense", "2x + 1"),
    ],
)
def test_formulas_that_differ_anywhere_are_not_equal(talk: Talk, given: str, expected: str) -> None:
    assert not right(talk, given, expected)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_formula_is_never_run(talk: Talk, text: str) -> None:
    assert expression(text) is None
    assert not right(talk, text, "2x + 1")


@pytest.mark.parametrize("text", LARGE)
def test_the_largest_formula_that_is_read_is_soon_compared(text: str) -> None:
    read = expression(text)

    assert read is not None
    assert read.equals(expression("x + 1") or read) is False
