"""A judge outside this process: it is handed a document and hands back its verdict."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from society.domain.dialogue import Dialogue, Turn
from society.domain.episode import Outcome
from society.domain.judging import Badge
from society.plugins.document import question, verdict

Carry = Callable[[bytes], Awaitable[bytes]]
"""Brings the question there and the answer back; JudgeError where there is none."""


class Outside:
    """Asked about turns or outcomes. `code` is what its version is a hash of."""

    def __init__(self, badge: Badge, code: bytes, carry: Carry) -> None:
        self.__society_judge__ = badge
        self.__society_code__ = code + badge.model_dump_json().encode()
        self.__doc__ = badge.about
        self._carry = carry

    async def __call__(
        self,
        dialogue: Dialogue,
        role: str,
        params: Mapping[str, Any],
        turn: Turn | None = None,
        outcome: Outcome | None = None,
        reference: object = None,
    ) -> Any:
        """What it says of the turn, or of the whole where there is none."""
        asked = question(
            "outcome" if turn is None else "turn",
            dialogue,
            role,
            turn=turn,
            outcome=outcome,
            params=params,
            reference=reference,
        )
        return verdict(await self._carry(asked), self.__society_judge__.name)


class OutsidePair:
    """Asked which of two is better, likewise."""

    def __init__(self, badge: Badge, code: bytes, carry: Carry) -> None:
        self.__society_judge__ = badge
        self.__society_code__ = code + badge.model_dump_json().encode()
        self.__doc__ = badge.about
        self._carry = carry

    async def __call__(
        self,
        dialogue: Dialogue,
        role: str,
        params: Mapping[str, Any],
        first: Dialogue,
        second: Dialogue,
    ) -> Any:
        """How likely the first is the better one."""
        asked = question("pair", dialogue, role, params=params, first=first, second=second)
        return verdict(await self._carry(asked), self.__society_judge__.name)


def outside(badge: Badge, code: bytes, carry: Carry) -> Outside | OutsidePair:
    """The judge that fits the badge's scope."""
    return (OutsidePair if badge.scope == "pair" else Outside)(badge, code, carry)
