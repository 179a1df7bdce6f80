"""Asking one judge: what it is given, what its model tells, what is raised."""

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from society import Dialogue, Judgement, Outcome, Turn, View, judge
from society.domain.errors import LimitReached, ModelError, StoreError
from society.llm.judge_model import JudgeModel
from society.llm.scripted import Scripted
from society.play.asking import Case, ask
from society.plugins import seat
from society.testing import sample_dialogue

DIALOGUE = sample_dialogue()
HERE = Case(dialogue=DIALOGUE, turn=1)


async def said(function: Callable[..., Any], case: Case = HERE, **more: Any) -> Judgement:
    return await ask(seat(function, "here"), case, **more)


def changes_variables(variables: dict[str, Any]) -> float:
    variables["list_price"] = 1
    return 1.0


def changes_a_turn(turn: Turn) -> float:
    turn.text = "I give up"  # type: ignore[misc]
    return 1.0


def changes_a_move(turn: Turn) -> float:
    assert turn.action
    turn.action.args["price"] = 0
    return 1.0


def changes_standing(history: Sequence[Turn]) -> float:
    history[0].standing.update(seller=1.0)  # type: ignore[union-attr]
    return 1.0


def changes_the_scenario(dialogue: Dialogue) -> float:
    dialogue.game.scenario.actions.clear()
    return 1.0


def changes_params(params: dict[str, Any]) -> float:
    params["list"].append(1)
    return 1.0


@pytest.mark.parametrize(
    "function",
    [
        changes_variables,
        changes_a_turn,
        changes_a_move,
        changes_standing,
        changes_the_scenario,
        changes_params,
    ],
)
async def test_a_judge_cannot_change_what_happened(function: Callable[..., float]) -> None:
    params: dict[str, Any] = {"list": [0]}
    before = DIALOGUE.model_dump_json()

    heard = await said(function, Case(dialogue=DIALOGUE, turn=1, params=params))

    assert heard.unscored == "judge_error"
    assert (DIALOGUE.model_dump_json(), params) == (before, {"list": [0]})


async def test_what_is_given_can_be_written_down_and_copied() -> None:
    @judge()
    def copies(dialogue: Dialogue, variables: dict[str, Any]) -> float:
        dialogue.model_copy(deep=True).game.variables["list_price"] = 1
        json.dumps(variables)
        written = dialogue.model_dump_json(by_alias=True)
        return float(Dialogue.model_validate_json(written) == dialogue)

    assert (await said(copies)).score == 1.0


async def test_a_turn_is_judged_without_hindsight() -> None:
    seen: dict[str, Any] = {}

    @judge()
    def looks(turn: Turn, dialogue: Dialogue, history: tuple[Turn, ...], view: View) -> float:
        seen.update(turn=turn, turns=dialogue.turns, history=history, view=view)
        return 1.0

    heard = await said(looks, Case(dialogue=DIALOGUE, turn=2))

    assert heard.score == 1.0, heard.critique
    assert seen["turn"] == DIALOGUE.turns[2]
    assert seen["turns"] == DIALOGUE.turns[:3]
    assert seen["history"] == DIALOGUE.turns[:2]
    assert [turn.index for turn in seen["view"].turns] == [0, 1]
    assert seen["view"].role.id == "seller"


async def test_a_judge_is_given_what_it_asks_for_by_name() -> None:
    seen: dict[str, Any] = {}

    @judge(scope="outcome")
    def nosy(role: str, private: str, outcome: Outcome, reference: object, params: object) -> float:
        seen.update(role=role, private=private, outcome=outcome, reference=reference, params=params)
        return 1.0

    outcome = Outcome(ended="agreement", utilities={"seller": 0.4})
    case = Case(DIALOGUE, role="seller", outcome=outcome, params={"a": 1}, reference={"b": 2})
    heard = await said(nosy, case)

    assert (heard.scope, heard.turn, heard.role) == ("outcome", None, "seller")
    assert seen["private"] == "You will not sell below 110."
    assert (seen["outcome"], seen["params"], seen["reference"]) == (outcome, {"a": 1}, {"b": 2})


@judge(scope="outcome")
def at_the_end(dialogue: Dialogue) -> float:
    return 1.0


def of_a_turn(turn: Turn) -> float:
    return 1.0


async def test_a_judge_in_the_wrong_seat_is_told_so() -> None:
    early = await said(at_the_end)
    late = await said(of_a_turn, Case(dialogue=DIALOGUE, role="seller"))

    assert early.critique == (
        "judge 'at_the_end' on turn 1: it judges outcomes; seat it with scope: outcome"
    )
    assert late.critique == (
        "judge 'of_a_turn' on the outcome: it asks for 'turn', and there is none; "
        "seat it with scope: turn"
    )


@judge(scale=(0, 10))
async def asks(model: JudgeModel) -> tuple[float, str]:
    return await model.score("how good is it?")


async def test_a_judges_calls_are_told_under_its_name_and_named_in_the_judgement() -> None:
    model = Scripted(['{"reason": "plain", "score": 7}'])
    told: list[Any] = []

    heard = await said(asks, model=model, tell=told.append, name="second")

    attempts = [each for each in told if not isinstance(each, str)]
    assert (heard.judge, heard.score, heard.critique) == ("second", 0.7, "plain")
    assert [each.purpose for each in attempts] == ["judge:second"]
    assert heard.calls == (attempts[0].call,)


@pytest.mark.parametrize(
    ("kind", "unscored"),
    [("server", "model_error"), ("empty", "model_error"), ("refused", "refused")],
)
async def test_a_model_that_fails_once_leaves_the_judge_unscored(kind: str, unscored: str) -> None:
    heard = await said(asks, model=Scripted([ModelError("no answer", kind=kind)]))

    assert (heard.score, heard.unscored) == (None, unscored)
    assert heard.critique == "judge 'asks' on turn 1: no answer"


@pytest.mark.parametrize(
    "error",
    [
        ModelError("no key", kind="auth"),
        ModelError("no money", kind="quota"),
        LimitReached("the budget is used up"),
        StoreError("the disk is full"),
    ],
)
async def test_what_fails_for_everybody_is_raised(error: Exception) -> None:
    with pytest.raises(type(error)):
        await said(asks, model=Scripted([error]))


async def test_a_judge_that_needs_a_model_says_so() -> None:
    heard = await said(asks)

    assert heard.critique == (
        "judge 'asks' on turn 1: it asks for 'model', and there is none; "
        "name one with --judge-model"
    )


class Slow(Scripted):
    """Answers after a while."""

    async def reply(self, *args: Any, **more: Any) -> Any:
        await asyncio.sleep(0.2)
        return await super().reply(*args, **more)


async def test_a_models_time_is_not_the_judges() -> None:
    heard = await said(asks, model=Slow(['{"reason": "plain", "score": 7}']), timeout=0.1)

    assert heard.score == 0.7


async def test_after_its_model_a_judge_has_only_the_time_it_had_left() -> None:
    @judge()
    async def dawdles(model: JudgeModel) -> float:
        await asyncio.gather(model.ask("one?"), model.ask("two?"))
        await asyncio.Event().wait()
        return 1.0

    heard = await said(dawdles, model=Slow(["yes", "no"]), timeout=0.05)

    assert (heard.unscored, len(heard.calls)) == ("timeout", 2)
