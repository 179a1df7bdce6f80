"""Judges that guide a search: each reply is put to them once, on the bill of the turn."""

import asyncio
import json

from society.casting.guides import Guided, Guides
from society.domain.calls import Attempt, Heard
from society.domain.dialogue import Dialogue, Turn
from society.llm.model import Model
from society.llm.scripted import Scripted
from society.players.candidates import key
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
    (guide,) = guides()(heard.append, {})

    values = await guide(talk("90?"), 2)

    attempts = [each for each in heard if isinstance(each, Attempt)]
    assert values == {"seller": 0.75}
    assert [each.purpose for each in attempts] == ["turn:2"]


async def test_a_reply_is_put_to_a_guide_once_however_often_it_is_come_by() -> None:
    heard: list[Heard] = []
    (guide,) = guides()(heard.append, {})

    await guide(talk("90?"), 2)
    await guide(talk("90?"), 2)
    values = await guide(talk("90?", "80!"), 2)

    assert values == {"seller": 0.75, "buyer": 0.75}
    assert len([each for each in heard if isinstance(each, Attempt)]) == 2


async def test_a_reply_with_a_verdict_from_before_a_break_is_not_put_to_a_guide_again() -> None:
    heard: list[Heard] = []
    (guide,) = guides()(heard.append, {key("90?", None): 0.25})

    alone, answered = await guide(talk("90?"), 2), await guide(talk("90?", "80!"), 2)

    assert (alone, answered) == ({"seller": 0.25}, {"seller": 0.25, "buyer": 0.75})
    assert len([each for each in heard if isinstance(each, Attempt)]) == 1


async def test_the_same_words_said_by_somebody_later_are_another_reply() -> None:
    (guide,) = guides()(lambda _: None, {key("90?", None): 0.25})

    assert await guide(talk("100?", "90?"), 2) == {"seller": 0.75, "buyer": 0.75}


async def test_simulations_that_come_by_the_same_words_at_once_ask_once() -> None:
    heard: list[Heard] = []
    (guide,) = guides()(heard.append, {})

    await asyncio.gather(*(guide(talk("90?"), 2) for _ in range(8)))

    assert len([each for each in heard if isinstance(each, Attempt)]) == 1
