"""A dialogue in one line a turn, for the judges to judge."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from society import Action, Dialogue, Turn
from society.testing import sample_dialogue

Line = tuple[str, str] | tuple[str, str, Action | None] | tuple[str, str, Action | None, float]
Talk = Callable[..., Dialogue]


@pytest.fixture
def talk() -> Talk:
    """From (role, words, move, worth to the speaker) to a dialogue; `more` changes the seller."""

    def build(*lines: Line, others: Mapping[str, Any] | None = None, **more: Any) -> Dialogue:
        game = sample_dialogue().game
        seller, buyer = game.roles
        roles = (seller.model_copy(update=more), buyer.model_copy(update=dict(others or {})))
        changed = game.model_copy(update={"roles": roles})
        return Dialogue(game=changed, turns=tuple(_turns(lines)))

    return build


def _turns(lines: Sequence[Line]) -> Sequence[Turn]:
    turns: list[Turn] = []
    for index, (role, text, *rest) in enumerate(lines):
        move = rest[0] if rest else None
        worth = rest[1] if len(rest) > 1 else None
        standing = None if worth is None else {role: worth}
        turns.append(Turn(index=index, role=role, text=text, action=move, standing=standing))
    return turns
