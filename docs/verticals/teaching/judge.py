"""A teacher's turn, checked: every sum true, no mistake praised, the test's answer kept back."""

import re
from fractions import Fraction

from society import Turn, judge

SUM = re.compile(r"\d+/\d+(?: \+ \d+/\d+)?(?: = \d+/\d+)+")
FRACTION = re.compile(r"\d+/\d+")
PRAISE = re.compile(
    r"^\s*(?:exactly|correct|perfect|right)\b|^\s*(?:完全正确|没错|对)", re.IGNORECASE
)


@judge(roles=["teacher"])
def correctness(
    turn: Turn, history: tuple[Turn, ...], variables: dict[str, int | str]
) -> tuple[float, str] | None:
    """0 where a sum is false, a mistake is praised, or the test is given away; else 1."""
    faults = [f"{told} is false" for told in SUM.findall(turn.text) if not _true(told)]
    before = SUM.findall(history[-1].text) if history else []
    if PRAISE.search(turn.text) and not all(map(_true, before)):
        faults.append("praises a mistake")
    a, b = int(variables["a"]), int(variables["b"])
    taught = {Fraction(1, a), Fraction(1, b), Fraction(a + b, a * b)}
    answer = Fraction(str(variables["correct"]))
    if answer not in taught and answer in map(Fraction, FRACTION.findall(turn.text)):
        faults.append("gives the test away")
    if not faults and not FRACTION.search(turn.text):
        return None
    return (0.0 if faults else 1.0), "; ".join(faults) or "every sum is true"


def _true(told: str) -> bool:
    """Whether every side of the equation has the same value."""
    sides = [sum(map(Fraction, side.split(" + "))) for side in told.split(" = ")]
    return len({*sides}) == 1
