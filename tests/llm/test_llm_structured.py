"""From words to values: rows 19-21 of the promises."""

import re

import pytest
from pydantic import BaseModel, ConfigDict, Field

from society.domain.calls import Message
from society.domain.errors import ModelError
from society.llm.model import Model
from society.llm.scripted import Scripted
from society.llm.structured import ask, read, score_of

JUDGE = [Message(role="user", content="Rate the turn from 0 to 10.")]


class Verdict(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str
    score: float = Field(ge=0, le=10)


class Wordy(Scripted):
    """A model that no schema constrains."""

    speaks_json = False


GOOD = '{"reason": "firm", "score": 8}'


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(GOOD, id="plain"),
        pytest.param(f"Here you are:\n```json\n{GOOD}\n```\nAnything else?", id="prose and fence"),
        pytest.param(f'{GOOD} or rather {{"reason": "soft", "score": 2}}', id="the first of two"),
        pytest.param(f'{{"score": 99}} {GOOD}', id="the first of two that fits"),
        pytest.param(f'<think>{{"reason": "a", "score": 1}}</think>{GOOD}', id="after thinking"),
        pytest.param(f"so far so good</think>\n{GOOD}", id="a thought begun in the prompt"),
        pytest.param("{'reason': 'firm', 'score': 8,}", id="single quotes, trailing comma"),
        pytest.param('{"reason": "firm", "score": "8/10"}', id="a score out of ten"),
        pytest.param('{"reason": "firm", "score": "80%"}', id="a score in percent"),
        pytest.param('{"reason": "firm", "score": "8分"}', id="a score in Chinese"),
        pytest.param("{“reason”：“firm”，“score”：8}", id="Chinese punctuation"),
    ],
)
def test_a_value_is_read_from(said: str) -> None:
    verdict = read(said, Verdict)

    assert verdict == Verdict(reason="firm", score=8)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        pytest.param('{"reason": "a", "score": "8"}', "score: ", id="a string"),
        pytest.param('{"reason": "a", "score": true}', "score: ", id="a bool"),
        pytest.param('{"reason": "a", "score": null}', "score: ", id="null"),
        pytest.param('{"reason": "a", "score": 11}', "less than or equal to 10", id="too much"),
        pytest.param('{"reason": "a", "score": -1}', "greater than or equal to 0", id="too little"),
        pytest.param('{"reason": "a", "score": NaN}', "not finite", id="NaN"),
        pytest.param('{"reason": "a", "score": 1e999}', "not finite", id="overflow"),
        pytest.param('{"reason": "a", "score": "11/10"}', "score: ", id="eleven of ten"),
        pytest.param('{"reason": "a"}', "score: Field required", id="a field missing"),
        pytest.param('{"reason": "a", "score": 1, "x": 1}', "x: Extra", id="a field too many"),
        pytest.param('{"score": 9, "reason": "a", "score": 1}', "no JSON", id="a key twice"),
        pytest.param('{"reason": "a", "score": 1', "no JSON", id="cut: 1 may have been 10"),
        pytest.param("I would say eight.", "no JSON", id="prose"),
        pytest.param("", "no JSON", id="nothing"),
        pytest.param(f"<think>{GOOD}", "no JSON", id="thinking without an end"),
        pytest.param("{" * 100_000, "no JSON", id="a hundred thousand braces"),
        pytest.param('{"a":' * 100_000, "no JSON", id="deep nesting"),
    ],
)
def test_no_value_is_read_from(said: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read(said, Verdict)


@pytest.mark.parametrize(
    ("said", "score"),
    [("8/10", 0.8), (" 4 / 5 ", 0.8), ("80%", 0.8), ("80％", 0.8), ("8分", 0.8), ("85分", 0.85)],
)
def test_a_score_with_its_own_scale_is_a_share(said: str, score: float) -> None:
    assert score_of(said) == pytest.approx(score)


@pytest.mark.parametrize(
    "said", ["8", "eight", "11/10", "120%", "1/0", "-1/10", "8/10!", "101分", ""]
)
def test_anything_else_is_no_score(said: str) -> None:
    assert score_of(said) is None


async def test_a_reply_that_does_not_fit_is_shown_its_error_and_asked_again() -> None:
    model = Scripted(['{"reason": "a", "score": 11}', "no idea", GOOD])

    verdict, calls = await ask(model, JUDGE, Verdict)

    assert verdict == Verdict(reason="firm", score=8)
    assert len(set(calls)) == 3
    first, second, third = model.heard
    assert first == tuple(JUDGE)
    assert second[-2] == Message(role="assistant", content='{"reason": "a", "score": 11}')
    assert "less than or equal to 10" in second[-1].content
    assert "no JSON object" in third[-1].content


ZH_JUDGE = [Message(role="user", content="请给这句话打分，从 0 到 10。")]
HAN = "\u4e00-\u9fff"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ('{"reason": "a", "score": 11}', "score: 不能大于 10"),
        ('{"reason": 7, "score": 1}', "reason: 必须是文字"),
        ('{"reason": "a"}', "score: 缺少这一项"),
        ('{"reason": "a", "score": 1, "x": 1}', "x: 没有这一项，请去掉"),
        ('{"reason": "a", "score": NaN}', "数字必须是有限的"),
        ("no idea", "回复里没有 JSON 对象"),
    ],
)
async def test_a_chinese_prompt_is_asked_again_in_chinese(said: str, why: str) -> None:
    model = Scripted([said, GOOD])

    await ask(model, ZH_JUDGE, Verdict)

    again = model.heard[1][-1].content
    assert why in again
    assert not set(re.findall("[A-Za-z]+", again)) - {"JSON", "score", "reason", "x"}


async def test_a_chinese_prompt_is_told_its_form_in_chinese() -> None:
    model = Wordy([GOOD])

    await ask(model, ZH_JUDGE, Verdict)

    assert "请只用一个符合以下 JSON schema 的 JSON 对象回答" in model.heard[0][-1].content


@pytest.mark.parametrize(("locale", "chinese"), [("zh", True), ("zh-TW", True), ("en", False)])
async def test_a_language_that_is_given_has_the_say(locale: str, chinese: bool) -> None:
    model = Scripted(["no", GOOD])

    await ask(model, JUDGE if chinese else ZH_JUDGE, Verdict, locale=locale)

    assert bool(re.search(f"[{HAN}]", model.heard[1][-1].content)) is chinese


async def test_what_a_person_is_told_of_it_stays_in_the_language_of_the_house() -> None:
    model = Scripted(["不知道"], again=True)

    with pytest.raises(ModelError, match="there is no JSON object in the reply"):
        await ask(model, ZH_JUDGE, Verdict)


async def test_after_two_repairs_there_is_no_value() -> None:
    model = Scripted(["nope"], again=True)

    with pytest.raises(ModelError, match="did not keep to the form") as failure:
        await ask(model, JUDGE, Verdict)

    assert failure.value.kind == "bad_reply"
    assert len(model.heard) == 3


async def test_a_reply_cut_at_the_limit_is_not_mended() -> None:
    class Cut(Scripted):
        async def reply(self, *args: object, **options: object):  # type: ignore[no-untyped-def]
            whole = await super().reply(*args, **options)  # type: ignore[arg-type]
            return whole.model_copy(update={"finish": "length"})

    with pytest.raises(ModelError, match="cut off"):
        await ask(Cut([GOOD], again=True), JUDGE, Verdict)


async def test_a_model_without_schemas_is_told_the_schema_in_its_last_message() -> None:
    model = Wordy([GOOD])

    await ask(model, JUDGE, Verdict)

    (only,) = model.heard[0]
    assert only.content.startswith("Rate the turn")
    assert '"maximum": 10' in only.content


def test_scripted_is_a_model() -> None:
    model: Model = Scripted([])

    assert model.name == "scripted"
