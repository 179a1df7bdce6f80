"""What a role may do now, worked out beside the keys."""

import asyncio

from society.domain.dialogue import Dialogue, Option


async def moves(dialogue: Dialogue, role: str) -> tuple[Option, ...]:
    """The moves that are legal for the role; ScenarioError where a rule has no value."""
    return await asyncio.to_thread(_moves, dialogue, role)


def _moves(dialogue: Dialogue, role: str) -> tuple[Option, ...]:
    # The line that is then typed is read by this one: it is in hand when enter is pressed.
    import society.players.human  # noqa: F401
    from society.scenario.referee import options

    return options(dialogue, role)
