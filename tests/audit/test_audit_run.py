"""An audit under way: what stops it, what it then tells, what is never made up."""

from collections.abc import Sequence
from typing import Any

import pytest

from society import Dialogue, Model, Outcome, Turn, judge
from society.audit.casino import shipped
from society.audit.checks import EXAMINATIONS
from society.audit.flaws.scene import is_chinese
from society.audit.material import Material, Rated, casino, only, stored
from society.audit.probing import Exam
from society.audit.run import Audit, Judge, examine, questions
from society.domain.calls import Message, Sampling
from society.domain.episode import Episode, Provenance
from society.domain.errors import LimitReached, SocietyError
from society.domain.judging import Scope
from society.domain.trust import Check
from society.llm.model import DEFAULT, Reply, Tell, nobody
from society.plugins import seat
from tests.audit.talk import chinese


@judge
async def halfway(turn: Turn) -> float:
    return 0.5


@judge
async def divides(turn: Turn) -> float:
    return 1 / 0


@judge
async def silent(turn: Turn) -> None:
    return None


@judge
async def sparing(turn: Turn) -> float | None:
    return 0.5 if turn.index % 2 else None


@judge(scope="pair")
async def first_wins(first: Dialogue, second: Dialogue) -> float:
    return 0.9


@judge(scope="pair")
async def shorter(first: Dialogue, second: Dialogue) -> float:
    one, other = len(first.last.text), len(second.last.text)
    return 0.5 if one == other else float(one < other)


@judge(scope="outcome")
async def ending(outcome: Outcome, role: str) -> float:
    return 1.0 if outcome.ended == "agreement" else 0.25


@judge
async def asks(turn: Turn, model: Model) -> float:
    reply = await model.ask(turn.text)
    return len(reply.text) % 2


class Limited:
    """A model that has so many answers left."""

    name = "limited"
    speaks_json = False

    def __init__(self, answers: int) -> None:
        self.left = answers

    async def reply(
        self,
        messages: Sequence[Message],
        *,
        sampling: Sampling = DEFAULT,
        schema: Any = None,
        grammar: str | None = None,
        n: int = 1,
        logprobs: int = 0,
        purpose: str = "ask",
        tell: Tell = nobody,
    ) -> Reply:
        """Its answer, as long as there are any."""
        self.left -= 1
        if self.left < 0:
            raise LimitReached("the budget is used up")
        return Reply(text="yes", texts=("yes",), model=self.name)


async def audited(function: Any, items: int = 12, scope: Scope = "turn", **more: Any) -> Audit:
    juror = seat(function, "tests")
    exam = Exam(more.pop("material", None) or casino(items, seed=2), scope=scope)
    return await examine(Judge(juror, more.pop("model", None)), exam, **more)


def check(audit: Audit, name: str) -> Check:
    return next(each for each in audit.checks() if each.name == name)


async def test_every_check_is_told_and_none_that_was_not_asked_is_passed() -> None:
    done = await audited(halfway)

    assert [each.name for each in done.checks()] == [each.name for each in EXAMINATIONS]
    for each in done.checks():
        assert each.sentence
        assert each.figure is not None or each.passed is None
    assert check(done, "order flips").passed is None
    assert check(done, "self-preference").figure is None


async def test_a_judge_without_opinions_passes_nothing_and_is_not_to_be_quoted() -> None:
    done = await audited(silent)

    assert {each.passed for each in done.checks()} == {None}
    assert check(done, "validity").sentence == "it said nothing about 12 of 12 items"
    assert (done.whole, done.mute, done.quotable) == (True, True, False)


async def test_a_judge_that_says_little_is_told_about_how_many_items_it_said_nothing() -> None:
    done = await audited(sparing)

    said = sum(item.turn % 2 for item in done.exam.items)
    assert f"; it said nothing about {12 - said} of 12 items" in check(done, "validity").sentence
    assert done.quotable


async def test_on_a_handful_of_answers_nothing_is_passed_or_failed() -> None:
    done = await audited(asks, model=Limited(7))

    assert len(done.answers) == 7
    assert {each.passed for each in done.checks()} == {None}


async def test_a_judge_that_fails_from_the_first_question_is_not_asked_all_of_them() -> None:
    done = await audited(divides, 40)

    assert not done.whole
    assert len(done.answers) < 60
    assert "ZeroDivisionError" in done.stopped
    assert check(done, "validity").passed is False


async def test_a_limit_ends_it_with_what_was_reached() -> None:
    done = await audited(asks, model=Limited(30))

    assert isinstance(done.error, LimitReached)
    assert len(done.answers) == 30
    assert not done.whole
    assert check(done, "validity").n == 30


async def test_it_stops_between_two_questions_when_asked_to() -> None:
    heard: list[int] = []

    done = await audited(
        halfway,
        at_once=2,
        told=lambda audit: heard.append(len(audit.answers)),
        halted=lambda: len(heard) >= 25,
    )

    assert 25 <= len(done.answers) <= 27
    assert done.stopped == "interrupted"


async def test_a_pair_judge_that_prefers_what_is_shown_first_is_seen_through() -> None:
    done = await audited(first_wins, scope="pair")

    flips = check(done, "order flips")
    assert flips.figure == 1.0
    assert flips.passed is False
    assert check(done, "planted flaws").passed is False


async def test_a_pair_judge_is_asked_whether_the_flawed_turn_is_better() -> None:
    done = await audited(shorter, scope="pair")

    assert check(done, "order flips").passed is True
    assert check(done, "planted flaws").parts["cut"] == 0.0
    assert check(done, "length").figure == pytest.approx(-0.5)
    assert check(done, "role swap").passed is None


async def test_an_outcome_judge_is_shown_how_a_whole_dialogue_ended() -> None:
    done = await audited(ending, scope="outcome")

    talks = {key.item: each.said.score for key, each in done.answers.items() if key.check == "talk"}
    assert set(talks.values()) == {1.0}
    assert check(done, "right turn").figure is None
    assert check(done, "future").figure is None


def test_the_same_exam_asks_the_same_questions() -> None:
    asked = [questions(Exam(casino(20, seed=5), seed=5)) for _ in range(2)]

    assert asked[0] == asked[1]
    assert questions(Exam(casino(20, seed=6), seed=6)) != asked[0]


def test_an_item_ends_with_its_turn_and_comes_from_many_dialogues() -> None:
    material = casino(200, seed=1)

    assert len(material.items) == 200
    assert len({item.group for item in material.items}) == 100
    for item in material.items:
        assert item.dialogue.last.index == item.turn
        assert material.whole(item).turns[: item.turn + 1] == item.dialogue.turns


async def test_calibration_stands_beside_what_two_people_reach() -> None:
    plain = casino(40, seed=1)
    turns = [(item.group, item.turn, item.role) for item in plain.items]
    ratings = [
        Rated(group=group, turn=turn, role=role, rater=rater, score=(turn % 4) / 4 + 0.1 * shift)
        for group, turn, role in turns
        for shift, rater in enumerate(("ann", "bo"))
    ]
    material = Material(plain.name, plain.items, plain.wholes, ratings=tuple(ratings))

    @judge
    async def as_people(turn: Turn) -> float:
        return (turn.index % 4) / 4

    found = check(await audited(as_people, material=material), "calibration")

    assert found.figure == pytest.approx(1.0)
    assert found.parts["human rho"] == pytest.approx(1.0)
    assert found.n == 40


def test_stored_dialogues_are_material_once_they_ended() -> None:
    talk = shipped()[0]
    made = {"dialogue": talk.dialogue, "provenance": Provenance(scenario="x")}
    done = Episode(id="a", status="done", outcome=talk.outcome, **made)
    failed = Episode(id="b", status="failed", **made)

    material = stored([done, failed], 50)

    assert {item.group for item in material.items} == {"a"}
    assert [each.group for each in material.endings] == ["a"]
    with pytest.raises(SocietyError, match="no stored dialogue has a turn"):
        stored([failed], 50)


def test_in_a_chinese_dialogue_everything_is_asked_in_chinese() -> None:
    episodes = [
        Episode(
            id=f"zh{seed}",
            status="done",
            dialogue=chinese(seed),
            provenance=Provenance(scenario="market/used_bike"),
        )
        for seed in range(4)
    ]

    asked = questions(Exam(stored(episodes, 12)))

    changed = {"flaw", "length", "injection", "ladder", "edit"}
    texts = [probe.dialogue.last.text for probe in asked if probe.key.check in changed]
    assert len(texts) > 60
    assert all(is_chinese(text) for text in texts)


def test_a_judge_of_one_role_is_asked_about_that_role_alone() -> None:
    material = only(casino(30, seed=1), ["camper_b"])

    assert {item.role for item in material.items} == {"camper_b"}
