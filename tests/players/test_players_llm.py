"""The player that leaves everything to a model: free words, structured replies, cut lines."""

import json
from typing import Any

import pytest

from society.domain.calls import Heard, Sampling
from society.domain.dialogue import Action, Option, View
from society.domain.errors import ModelError
from society.llm.scripted import Scripted
from society.players.llm import LlmPlayer, own_words
from society.players.reply import form
from tests.players.seat import seen

QUIET = seen(("buyer", "Hi."), options=())
TALK = seen(("buyer", "Hi."))


def filled(say: str, action: str | None = None, **args: Any) -> str:
    return json.dumps({"say": say, "action": action, "args": args or None})


async def test_without_moves_the_words_are_free() -> None:
    said = await LlmPlayer(Scripted(["A fine bike."])).speak(QUIET)

    assert (said.text, said.action, said.player) == ("A fine bike.", None, "llm:scripted")
    assert len(said.calls) == 1
    assert not said.planned


async def test_with_moves_the_reply_is_structured() -> None:
    model = Scripted([filled("110?", "propose", price=110)])

    said = await LlmPlayer(model).speak(TALK)

    assert (said.text, said.action) == ("110?", Action(name="propose", args={"price": 110}))


async def test_words_alone_are_a_reply_too() -> None:
    said = await LlmPlayer(Scripted([filled("Let me think.")])).speak(TALK)

    assert (said.text, said.action) == ("Let me think.", None)


async def test_a_reply_out_of_form_is_asked_for_again() -> None:
    model = Scripted([filled("9?", "propose", price=9), filled("90?", "propose", price=90)])

    said = await LlmPlayer(model).speak(TALK)

    assert said.action == Action(name="propose", args={"price": 90})
    assert len(said.calls) == 2


async def test_a_move_without_words_keeps_its_silence() -> None:
    said = await LlmPlayer(Scripted([filled("", "accept")])).speak(TALK)

    assert (said.text, said.action) == ("", Action(name="accept"))


async def test_neither_words_nor_move_is_no_turn() -> None:
    with pytest.raises(ModelError) as refused:
        await LlmPlayer(Scripted([filled("")] * 3)).speak(TALK)

    assert refused.value.kind == "empty"


async def test_a_due_move_cannot_be_left_out() -> None:
    due = Option(name="answer", args={"value": {"type": "string"}}, due=True)
    model = Scripted([filled("Hm."), filled("There.", "answer", value="3/4")])

    said = await LlmPlayer(model).speak(seen(("buyer", "Well?"), options=(due,)))

    assert said.action == Action(name="answer", args={"value": "3/4"})


async def test_lines_of_others_are_cut_and_the_turn_says_so() -> None:
    said = await LlmPlayer(Scripted(["Ann: It is 180.\nBo: I take it."])).speak(QUIET)

    assert said.text == "It is 180."
    assert said.flags == ("role_swap",)


async def test_only_lines_of_others_are_asked_for_again() -> None:
    said = await LlmPlayer(Scripted(["Bo: I take it.", "Mine."])).speak(QUIET)

    assert said.text == "Mine."
    assert len(said.calls) == 2


async def test_a_form_is_not_streamed_but_its_words_are_told() -> None:
    told: list[Heard] = []

    await LlmPlayer(Scripted([filled("110?", "propose", price=110)])).speak(TALK, tell=told.append)

    assert [each for each in told if isinstance(each, str)] == ["110?"]


async def test_every_turn_has_a_seed_of_its_own_unless_one_is_given() -> None:
    told: list[Heard] = []
    player = LlmPlayer(Scripted(["One."], again=True))
    for view in (QUIET, QUIET, QUIET.model_copy(update={"turn": 3})):
        await player.speak(view, tell=told.append)
    await LlmPlayer(Scripted(["One."]), Sampling(seed=4)).speak(QUIET, tell=told.append)

    seeds = [
        each.params["seed"]
        for each in told
        if not isinstance(each, str) and hasattr(each, "params")
    ]

    assert seeds[0] == seeds[1] != seeds[2]
    assert seeds[3] == 4


@pytest.mark.parametrize(
    ("text", "own"),
    [
        pytest.param("Ann: Hello.", "Hello.", id="its own label"),
        pytest.param("seller：你好。", "你好。", id="its own id, full width"),
        pytest.param("Hello. Bo: Hi. Ann: So?", "Hello.", id="in one line"),
        pytest.param("Hello\nbuyer: Hi", "Hello", id="the other's id"),
        pytest.param("I told Bo: no.", "I told Bo: no.", id="within a sentence"),
        pytest.param("Bob: a name.", "Bob: a name.", id="another name"),
    ],
)
def test_own_words_end_where_another_begins_to_speak(text: str, own: str) -> None:
    assert own_words(text, TALK)[0] == own


def test_the_form_asks_for_everything_so_that_strict_modes_take_it() -> None:
    view: View = TALK

    schema = form(view.options).model_json_schema()

    assert schema["required"] == ["say", "action", "args"]
    assert schema["additionalProperties"] is False
