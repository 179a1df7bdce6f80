"""Plan, then speak: the planner's move, and the words of a model that must say it."""

import json

import pytest

from society.domain.calls import Heard, Message
from society.domain.dialogue import Action
from society.llm.scripted import Scripted
from society.players.claims import claim, contradictions
from society.players.planned import PlannedPlayer
from society.players.planner import plan
from society.players.tactics import Tactics
from tests.players.seat import above, offered, seen

CALM = Tactics(jitter=0)
WORTH = above(120, 200)
VIEW = seen(offered("buyer", 90, "The chain is rusty, so 90."), value=WORTH)
ASKED = plan(VIEW, CALM)


def price() -> int:
    assert ASKED is not None
    assert ASKED.action is not None
    return int(ASKED.action.args["price"])


def number_in(messages: tuple[Message, ...]) -> str:
    """The number that a drill asks for, after its last colon."""
    return messages[-1].content.rpartition(": ")[2]


async def test_the_move_is_planned_and_the_words_are_the_models() -> None:
    model = Scripted([f"A bike like this is worth {price()}."])

    said = await PlannedPlayer(model, tactics=CALM).speak(VIEW)

    assert said.text == f"A bike like this is worth {price()}."
    assert said.action == Action(name="propose", args={"price": price()})
    assert (said.planned, said.player, len(said.calls)) == (True, "planned:scripted", 1)


async def test_the_model_is_told_the_move_and_its_numbers() -> None:
    model = Scripted([f"{price()}."])

    await PlannedPlayer(model, tactics=CALM).speak(VIEW)

    told = model.heard[0][-1].content
    assert f"propose price={price()}" in told
    assert f"The only numbers you may say are {price()}" in told


async def test_words_that_contradict_the_move_are_asked_for_again() -> None:
    model = Scripted(["I take 90, agreed.", f"No less than {price()}."])

    said = await PlannedPlayer(model, tactics=CALM).speak(VIEW)

    assert said.text == f"No less than {price()}."
    assert "does not fit your move" in model.heard[1][-1].content


async def test_a_model_that_never_learns_keeps_what_is_not_wrong() -> None:
    model = Scripted(["This is a fine bike. 90 is fine."] * 3)

    said = await PlannedPlayer(model, tactics=CALM).speak(VIEW)

    assert said.text == "This is a fine bike."
    assert said.action == Action(name="propose", args={"price": price()})


async def test_where_nothing_can_be_planned_the_model_speaks_freely() -> None:
    model = Scripted([json.dumps({"say": "Hm.", "action": None, "args": None})])

    said = await PlannedPlayer(model).speak(seen(("buyer", "Hi."), value=None))

    assert (said.text, said.planned, said.player) == ("Hm.", False, "planned:scripted")


async def test_a_refused_plan_is_left_to_the_model() -> None:
    model = Scripted([json.dumps({"say": "150.", "action": "propose", "args": {"price": 150}})])

    said = await PlannedPlayer(model).speak(VIEW.model_copy(update={"refused": ("no",)}))

    assert said.action == Action(name="propose", args={"price": 150})


async def test_the_words_are_streamed_while_they_are_sought() -> None:
    told: list[Heard] = []
    model = Scripted(["I take 90, agreed.", f"No less than {price()}."])

    await PlannedPlayer(model, tactics=CALM).speak(VIEW, tell=told.append)

    assert "".join(each for each in told if isinstance(each, str)).endswith(f"{price()}.")
    assert len([each for each in told if not isinstance(each, str)]) == 2


@pytest.mark.parametrize("locale", ["en", "zh"])
async def test_a_small_model_says_its_sentences_one_by_one(locale: str) -> None:
    def speak(messages: tuple[Message, ...]) -> str:
        number = number_in(messages)
        if number.isdigit():
            return f"I hope for {number}." if locale == "en" else f"那就{number}元吧。"
        return "That worn chain still runs fine." if locale == "en" else "链条还能用很久。"

    view = VIEW.model_copy(update={"locale": locale})
    said = await PlannedPlayer(Scripted(speak), tactics=CALM, short=True).speak(view)

    assert str(price()) in said.text
    assert said.action == Action(name="propose", args={"price": price()})
    assert len(said.calls) >= 2


async def test_a_small_model_is_never_shown_what_the_role_keeps_to_itself() -> None:
    model = Scripted(lambda messages: "I hope for it.")

    await PlannedPlayer(model, tactics=CALM, short=True).speak(VIEW)

    assert not any("120" in message.content for asked in model.heard for message in asked)


async def test_a_small_model_that_says_nonsense_is_not_believed() -> None:
    model = Scripted(lambda messages: "I sell it for 77 and goodbye.")

    said = await PlannedPlayer(model, tactics=CALM, short=True).speak(VIEW)

    assert said.text == ""
    assert said.action == Action(name="propose", args={"price": price()})


async def test_the_best_of_dull_tries_is_said() -> None:
    model = Scripted(lambda messages: f"Oh, {price()}.")

    said = await PlannedPlayer(model, tactics=CALM, short=True).speak(VIEW)

    assert said.text == f"Oh, {price()}."


async def test_an_accepted_offer_is_named_with_its_number() -> None:
    view = seen(offered("buyer", 199), value=WORTH)
    model = Scripted(lambda messages: f"Fine, {number_in(messages)} it is.")

    said = await PlannedPlayer(model, tactics=CALM, short=True).speak(view)

    assert said.action == Action(name="accept")
    assert "199" in said.text


async def test_a_farewell_has_no_number() -> None:
    view = seen(offered("seller", 150), offered("buyer", 90), value=WORTH, turn=11)
    model = Scripted(lambda messages: "I am going home, the rain has begun.")

    said = await PlannedPlayer(model, tactics=CALM, short=True).speak(view)

    assert said.action == Action(name="walk_away")
    assert said.text.startswith("I am going home")


async def test_what_is_said_never_contradicts_the_move() -> None:
    lines = ["I pay 130.", "Deal, I agree.", "Twelve is fine.", f"I hope for {price()}.", "Rain."]
    model = Scripted([*lines * 9])
    what = claim(VIEW, ASKED) if ASKED else None
    assert what is not None

    for seed in range(4):
        player = PlannedPlayer(model, tactics=CALM, short=True)
        said = await player.speak(VIEW.model_copy(update={"turn": seed % 2}))

        assert contradictions(said.text, what) == []
