"""Judges that guide a search: each reply is put to them once, on the bill of the turn."""

import json

from society.casting.guides import Guided, Guides
from society.domain.calls import Attempt, Heard
from society.domain.dialogue import Dialogue, Turn
from society.llm.model import Model
from society.llm.scripted import Scripted
from tests.play.table import game, seat

MARK = json.dumps({"reason": "Fine.", "score": 0.75})


async def asked(turn: Turn, model: Model) -> tuple[float, str]:
    return await model.score(f"Is this good? {turn.text}")  # type: ignore[attr-defined,no-any-return]


def guides() -> Guides:
    model = Scripted([MARK], name="judge", again=True)
    return Guides((Guided(seat(asked, model=model), timeout=5.0),))


def talk(*texts: str) -> Dialogue:
    """Two turns that were said, then what is imagined."""
    dialogue = Dialogue(game=game())
    for at, text in enumerate(("Hello.", "Well?", *texts)):
        dialogue = dialogue.say(Turn(index=at, role=("seller", "buyer")[at % 2], text=text))
    return dialogue


async def test_what_a_guide_asks_is_put_down_to_the_turn_that_is_thought_about() -> None:
    heard: list[Heard] = []
    (guide,) = guides()(heard.append)

    values = await guide(talk("90?"), 2)

    attempts = [each for each in heard if isinstance(each, Attempt)]
    assert values == {"seller": 0.75}
    assert [each.purpose for each in attempts] == ["turn:2"]


async def test_a_reply_is_put_to_a_guide_once_however_often_it_is_come_by() -> None:
    heard: list[Heard] = []
    (guide,) = guides()(heard.append)

    await guide(talk("90?"), 2)
    await guide(talk("90?"), 2)
    values = await guide(talk("90?", "80!"), 2)

    assert values == {"seller": 0.75, "buyer": 0.75}
    assert len([each for each in heard if isinstance(each, Attempt)]) == 2
