"""How far a batch is: counted, forecast, and what that comes to as an exit code."""

import pytest

from society.batch.tally import Progress, Tally, ending
from society.domain.calls import Attempt, Usage
from society.domain.dialogue import Turn
from society.domain.episode import Outcome, Provenance
from society.domain.errors import Exit
from society.domain.events import (
    Called,
    Ended,
    Event,
    Failed,
    Judged,
    Paid,
    Spoke,
    Started,
    Waiting,
)
from society.domain.judging import Judgement, Reward
from society.scenario.draw import draw
from society.scenario.load import load
from tests.batch.talkers import TALK


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def started(id_: str) -> Event:
    return Started(episode=id_, game=draw(load(TALK), seed=1), provenance=Provenance(scenario="t"))


def called(id_: str, *, cost: float | None = 0.01, kind: str = "") -> Event:
    usage = Usage(prompt=10, completion=5)
    attempt = Attempt(
        call="c", number=1, purpose="turn", model="m", usage=usage, cost=cost, error_kind=kind
    )
    return Called(episode=id_, attempt=attempt.model_copy(update={"error": kind and "it broke"}))


def ended(id_: str, how: str = "agreement") -> Event:
    return Ended(episode=id_, outcome=Outcome(ended=how))


def failed(id_: str, code: str) -> Event:
    return Failed(episode=id_, code=code, error="it broke")


PAID = ((0, 1.0), (2, -0.5), (4, 0.25))
"""What turns of one role earned of an end that is worth 0.75."""


def told(*events: Event, total: int = 10, clock: Clock | None = None, **before: int) -> Progress:
    tally = Tally(total=total, clock=clock or Clock(), **before)
    for event in events:
        tally.hear(event)
    return tally.progress


def test_what_happens_is_counted() -> None:
    reward = Reward(turn=0, role="a", value=0.55, parts={})
    now = told(
        started("1"),
        started("2"),
        started("3"),
        Spoke(episode="1", turn=Turn(index=0, role="a", text="Hi.")),
        Paid(episode="1", reward=reward),
        called("1"),
        called("2", cost=None),
        called("2", cost=None, kind="server"),
        ended("1"),
        failed("2", "server"),
    )

    assert (now.done, now.failed, now.running, now.kept, now.left) == (1, 1, 1, 1, 8)
    assert (now.turns, now.calls, now.refused_calls, now.tokens) == (1, 3, 1, 45)
    assert (now.cost, now.unpriced) == (0.01, 1)
    assert now.mean_reward == 0.55
    assert now.rewards == (0, 0, 0, 0, 0, 1, 0, 0, 0, 0)
    assert now.errors == {"call: server": 1, "server": 1}
    assert now.deals == {"agreement": 1.0}


def test_an_end_that_is_paid_over_many_turns_counts_once_a_role() -> None:
    spread = [Reward(scope="outcome", turn=at, role="a", value=value) for at, value in PAID]
    other = Reward(scope="outcome", turn=5, role="b", value=0.25)

    now = told(
        started("1"),
        *(Paid(episode="1", reward=reward) for reward in [*spread, other]),
        ended("1"),
    )

    assert now.mean_reward == 0.5
    assert now.rewards == (0, 0, 1, 0, 0, 0, 0, 1, 0, 0)


def test_a_dialogue_that_a_limit_stopped_did_not_fail() -> None:
    now = told(started("1"), failed("1", "limit"))

    assert (now.failed, now.running, now.left) == (0, 0, 10)


@pytest.mark.parametrize(("value", "place"), [(-2.0, 0), (0.0, 0), (0.999, 9), (1.0, 9), (7.0, 9)])
def test_a_reward_outside_the_usual_falls_into_the_last_step(value: float, place: int) -> None:
    now = told(Paid(episode="1", reward=Reward(turn=0, role="a", value=value, parts={})))

    assert now.rewards[place] == sum(now.rewards) == 1


def test_speed_and_what_is_left_are_those_of_the_last_minute() -> None:
    clock = Clock()
    tally = Tally(total=100, clock=clock)
    for _ in range(50):
        tally.hear(ended("x"))
    clock.now += 600
    for _ in range(10):
        tally.hear(ended("x"))
    clock.now += 30

    now = tally.progress

    assert now.per_minute == pytest.approx(10)
    assert now.eta == pytest.approx(240)


def test_what_it_may_come_to_follows_from_what_this_run_finished() -> None:
    now = told(called("1"), ended("1"), called("2"), ended("2"), total=10, done=3, failed=1)

    assert now.left == 4
    assert now.forecast == pytest.approx(0.02 + 4 * 0.01)
    assert told().forecast is None
    assert told().eta is None


def test_a_wait_is_shown_until_a_call_goes_well() -> None:
    wait = Waiting(episode="1", purpose="turn:0", seconds=2, why="the provider asked to wait")

    assert told(wait).waiting == "the provider asked to wait"
    assert told(wait, called("1", kind="server")).waiting == "the provider asked to wait"
    assert told(wait, called("1")).waiting == ""


@pytest.mark.parametrize(
    ("done", "failed_", "expected"),
    [
        pytest.param(1, 0, (1, 0), id="alone"),
        pytest.param(6, 0, (6, 0), id="others did five"),
        pytest.param(6, 2, (6, 2), id="and failed two"),
        pytest.param(10, 0, (10, 0), id="what failed here was mended elsewhere"),
    ],
)
def test_what_others_played_is_taken_over_from_the_store(
    done: int, failed_: int, expected: tuple[int, int]
) -> None:
    tally = Tally(total=10, clock=Clock())
    tally.hear(ended("1"))

    tally.recount(done, failed_)

    assert (tally.progress.done, tally.progress.failed) == expected
    assert tally.progress.kept == 1, "speeds are those of this process"


def test_a_failure_here_that_another_process_mended_is_none() -> None:
    tally = Tally(total=2, clock=Clock())
    tally.hear(failed("1", "server"))

    tally.recount(2, 0)

    assert (tally.progress.failed, tally.progress.left) == (0, 0)


@pytest.mark.parametrize(
    ("now", "halted", "bugs", "code"),
    [
        (Progress(total=3, done=3), None, 0, Exit.DONE),
        (Progress(total=3, done=2, failed=1), None, 0, Exit.PARTLY),
        (Progress(total=3, done=2), None, 0, Exit.PARTLY),
        (Progress(total=3, done=3), Exit.LIMIT, 0, Exit.LIMIT),
        (Progress(total=3, done=2), Exit.INTERRUPTED, 1, Exit.INTERRUPTED),
        (Progress(total=3, done=2, failed=1), None, 1, Exit.BUG),
    ],
)
def test_how_it_ended_is_an_exit_code(
    now: Progress, halted: Exit | None, bugs: int, code: Exit
) -> None:
    assert ending(now, halted, bugs) is code


def test_a_judge_that_could_not_say_is_counted_by_its_name() -> None:
    silent = Judgement(
        scope="turn", turn=0, role="a", judge="mood", unscored="judge_error", critique="it broke"
    )

    now = told(started("1"), Judged(episode="1", judgement=silent))

    assert now.errors == {"judge mood: judge_error": 1}
    assert now.said["judge mood: judge_error"] == "it broke"
