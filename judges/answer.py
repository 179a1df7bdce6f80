"""A check without a model: was the right answer given?"""

from fractions import Fraction
from typing import Any

from judges.quantities import quantities, quantity
from judges.tokens import tokens
from society import Action, Dialogue, judge


@judge(name="answer", scope="outcome")
class Answer:
    """Compares an argument of the last `action` with what is expected; numbers exactly.

    `expected` is a number, a text, or a list of either where any will do. 3/4, 0.75, 75%, ½ and
    四分之三 are one number, "the answer is 12" is 12, and a known unit is converted; `tolerance`
    is how far off a number may be. Of a sum "6 * 7 = 42" the result counts; two numbers are no
    answer. A text is compared by its words. No answer is a wrong answer.
    """

    def __init__(
        self,
        expected: Any,
        action: str = "answer",
        argument: str = "value",
        tolerance: float = 0,
    ) -> None:
        self._expected = expected if isinstance(expected, list | tuple) else [expected]
        self._action = action
        self._argument = argument
        self._tolerance = Fraction(str(tolerance))

    def __call__(self, dialogue: Dialogue) -> tuple[float, str]:
        """1 where the last answer is right, 0 where it is wrong or was never given."""
        given = last(dialogue, self._action)
        if given is None or given.args.get(self._argument) in (None, ""):
            return 0.0, "no answer was given"
        said = _written(given.args[self._argument])
        if any(self._same(said, _written(each)) for each in self._expected):
            return 1.0, f"{said[:80]!r} is right"
        wanted = " or ".join(repr(_written(each)) for each in self._expected)
        return 0.0, f"{said[:80]!r} is not {wanted}"

    def _same(self, said: str, expected: str) -> bool:
        wanted = quantity(expected)
        if wanted is None:
            return bool(tokens(expected)) and tokens(said) == tokens(expected)
        found = quantities(said.rpartition("=")[2])
        return bool(found) and all(each.equals(wanted, self._tolerance) for each in found)


def last(dialogue: Dialogue, action: str) -> Action | None:
    """The last move of that name."""
    moves = (turn.action for turn in reversed(dialogue.turns) if turn.action)
    return next((move for move in moves if move.name == action), None)


def _written(value: object) -> str:
    return str(value).strip()
