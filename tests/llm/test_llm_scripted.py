"""The scripted model behaves like a real one, as far as anybody can tell."""

from pathlib import Path

import pytest

from society.domain.calls import Message
from society.domain.errors import ModelError
from society.llm.scripted import Scripted
from tests.llm.ears import Ears

HELLO = [Message(role="user", content="90?")]


async def test_it_says_its_lines_word_by_word_and_tells_an_attempt(ears: Ears) -> None:
    model = Scripted(["No, 120 at least."])

    reply = await model.reply(HELLO, purpose="turn", tell=ears)

    assert "".join(ears.text) == reply.text == "No, 120 at least."
    assert len(ears.text) == 4
    assert [attempt.call for attempt in ears.attempts] == [reply.call]
    assert ears.attempts[0].purpose == "turn"
    assert model.heard == [tuple(HELLO)]


async def test_a_function_answers_what_it_is_asked() -> None:
    model = Scripted(lambda messages: messages[-1].content.upper())

    assert (await model.reply([Message(role="user", content="deal")])).text == "DEAL"


async def test_json_lines_are_data_where_they_fit_the_schema() -> None:
    schema = {"type": "object", "properties": {"price": {"type": "integer"}}}
    model = Scripted(['{"price": 90}', '{"price": "90"}'])

    fits = await model.reply(HELLO, schema=schema)
    does_not = await model.reply(HELLO, schema=schema)

    assert (fits.data, does_not.data) == ({"price": 90}, None)


async def test_a_script_that_is_over_says_so(ears: Ears) -> None:
    model = Scripted(["only this"])
    await model.reply(HELLO)

    with pytest.raises(ModelError, match="asked once more"):
        await model.reply(HELLO, tell=ears)
    assert ears.attempts[0].error_kind == "empty"


async def test_an_error_in_the_script_is_raised_in_its_turn(ears: Ears) -> None:
    model = Scripted(["fine", ModelError("gone", kind="connection")])
    await model.reply(HELLO)

    with pytest.raises(ModelError, match="gone"):
        await model.reply(HELLO, tell=ears)
    assert ears.attempts[0].error_kind == "connection"


async def test_several_choices_are_the_next_lines() -> None:
    model = Scripted(["a", "b", "c"])

    assert (await model.reply(HELLO, n=2)).texts == ("a", "b")
    assert (await model.reply(HELLO)).text == "c"


async def test_a_file_is_said_over_and_over(tmp_path: Path) -> None:
    script = tmp_path / "talk.jsonl"
    script.write_text('"90?"\n{"say": "ok", "action": "accept"}\n', encoding="utf-8")
    model = Scripted.from_file(script)

    said = [(await model.reply(HELLO)).text for _ in range(3)]

    assert said == ["90?", '{"say":"ok","action":"accept"}', "90?"]


def test_a_file_that_is_no_script_says_what_is_wrong(tmp_path: Path) -> None:
    script = tmp_path / "talk.jsonl"
    script.write_text("hello", encoding="utf-8")

    with pytest.raises(ModelError, match=r"talk\.jsonl is no script"):
        Scripted.from_file(script)
