"""A check without a model: was the right answer given?"""

import re
from fractions import Fraction
from typing import Any

from judges.algebra import expression, number
from judges.quantities import quantities, quantity
from judges.sources import written
from judges.tokens import tokens
from society import Action, Dialogue, judge

_LEAD = re.compile(r"^.{0,80}(?:\bis\b|:|：|是|为)\s*", re.DOTALL | re.IGNORECASE)


@judge(name="answer", scope="outcome")
class Answer:
    """Compares an argument of the last `action` with what is expected; numbers exactly.

    `expected` is a number, a text, or a list of either where any will do. 3/4, 0.75, 75%, ½ and
    四分之三 are one number, "the answer is 12" is 12, and a known unit is converted (36 km/h is
    10 m/s); `tolerance` is how far off a number may be, in the unit expected. Of a sum
    "6 * 7 = 42" the result counts; two numbers are no answer. A formula is equal to another that
    has the same value everywhere: 2(x + 1) and 2x + 2. Any other text is compared by its words.
    No answer is a wrong answer. Whatever a model writes is read, never run.
    """

    def __init__(
        self,
        expected: Any,
        action: str = "answer",
        argument: str = "value",
        tolerance: float = 0,
    ) -> None:
        self.version = written("algebra", "quantities", "tokens", "units")
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
            return self._as_formula(said, expected) or (
                bool(tokens(expected)) and tokens(said) == tokens(expected)
            )
        found = quantities(said.rpartition("=")[2])
        return bool(found) and all(each.equals(wanted, self._tolerance) for each in found)

    def _as_formula(self, said: str, expected: str) -> bool:
        wanted, found = expression(_result(expected)), expression(_result(said))
        if found is None and wanted is not None:
            found = number(_result(said))
        return bool(wanted and found and wanted.equals(found, float(self._tolerance)))


def last(dialogue: Dialogue, action: str) -> Action | None:
    """The last move of that name."""
    moves = (turn.action for turn in reversed(dialogue.turns) if turn.action)
    return next((move for move in moves if move.name == action), None)


def _result(text: str) -> str:
    """What stands after the last `=`, or after the words that lead to a formula."""
    return _LEAD.sub("", text.rpartition("=")[2]).strip(" .。")


def _written(value: object) -> str:
    return str(value).strip()
