"""Judges of a batch that answer nonsense, break, hang or leave: unscored, and all goes on."""

import json
from pathlib import Path

import pytest

from tests.faults.batch_server import is_judge, speech
from tests.faults.batch_stage import Stage, rows, whole
from tests.faults.wire import Ask

PANEL = {"judge": ("rubric",), "judge_model": "judge"}


def answered(stage: Stage, make: str) -> None:
    """Let the judge answer so, `GOOD` standing for what it should have said."""

    def choose(ask: Ask) -> str:
        good = speech(ask.body)
        return f"say={make.replace('GOOD', good)}" if is_judge(ask) and "{" in good else "ok"

    stage.provider.choose = choose


def turned(stage: Stage, old: str, new: str) -> None:
    """Let the judge answer well but for one thing."""

    def choose(ask: Ask) -> str:
        good = speech(ask.body)
        return f"say={good.replace(old, new)}" if is_judge(ask) and "{" in good else "ok"

    stage.provider.choose = choose


def said(stage: Stage) -> set[tuple[object, ...]]:
    return set(rows(stage.db, "SELECT score, unscored FROM judgement"))


@pytest.mark.parametrize(
    "words", ["Well, let me see. GOOD I hope it helps", "```json\nGOOD\n```", "GOOD\nGOOD"]
)
def test_an_object_among_other_words_is_a_score_at_the_first_try(stage: Stage, words: str) -> None:
    answered(stage, words)

    assert stage.play(n=2, cast=PANEL).code == 0

    assert said(stage) == {(0.7, "")}
    assert stage.attempts() == stage.provider.requests == 2 + 2 * 4 * 2
    whole(stage.db, done=2)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(": 7", ": 11", id="above the scale"),
        pytest.param(": 7", ": -1", id="below the scale"),
        pytest.param(": 7", ': "8"', id="a word"),
        pytest.param(": 7", ": true", id="a bool"),
        pytest.param(": 7", ": NaN", id="not a number"),
        pytest.param(": 7", ": 1e999", id="infinite"),
        pytest.param(": 7", ": null", id="null"),
        pytest.param('"score"', '"points"', id="another field"),
        pytest.param('"reason"', '"turn": 99, "reason"', id="a turn that is not there"),
    ],
)
def test_what_is_no_score_is_asked_again_twice_and_then_unscored(
    stage: Stage, old: str, new: str
) -> None:
    turned(stage, old, new)

    assert stage.play(n=2, cast=PANEL).code == 0

    assert said(stage) == {(None, "bad_reply")}
    assert rows(stage.db, "SELECT count(*) FROM reward") == [(0,)], "unscored is never paid"
    assert stage.attempts() == stage.provider.requests == 2 + 2 * 4 * (1 + 3)
    whole(stage.db, done=2)


def test_a_judge_that_is_mended_by_its_error_scores(stage: Stage) -> None:
    def choose(ask: Ask) -> str:
        first = is_judge(ask) and len(ask.body["messages"]) == 2
        return "say=I give it seven of ten" if first else "ok"

    stage.provider.choose = choose

    assert stage.play(n=2, cast=PANEL).code == 0

    assert said(stage) == {(0.7, "")}
    assert stage.attempts() == stage.provider.requests == 2 + 2 * 4 * (1 + 2)


@pytest.mark.parametrize(
    ("fault", "reason"), [("refusal", "refused"), ("500", "model_error"), ("empty", "model_error")]
)
def test_a_judge_without_a_reply_is_unscored_and_no_dialogue_fails(
    stage: Stage, fault: str, reason: str
) -> None:
    stage.provider.choose = lambda ask: fault if is_judge(ask) else "ok"

    assert stage.play(n=2, cast=PANEL, no_preflight=True).code == 0

    assert said(stage) == {(None, reason)}
    assert stage.attempts() == stage.provider.requests
    whole(stage.db, done=2)


PLUGINS = """
import asyncio, os, sys, threading, time
from society import Judgement, judge

@judge(scope="turn")
def raises(turn): return 1 / 0

@judge(scope="turn")
def words(turn): return "good"

@judge(scope="turn")
def nan(turn): return float("nan")

@judge(scope="turn")
def listing(turn): return [0.5]

@judge(scope="turn")
def elsewhere(turn): return Judgement(turn=99, role=turn.role, judge="elsewhere", score=1.0)

@judge(scope="turn")
def forgets(turn): return asyncio.sleep(0)

@judge(scope="turn")
def leaves(turn): sys.exit(3)

@judge(scope="turn")
def changes(turn): turn.text = "mine"

@judge(scope="turn")
async def hangs(turn): await asyncio.Event().wait()

@judge(scope="turn")
def blocks(turn): threading.Event().wait(3)

@judge(scope="turn")
def prints(turn):
    print("loud", flush=True)
    return 0.5

@judge(scope="turn")
def forks(turn):
    if os.fork() == 0:
        os._exit(0)
    return 0.5
"""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCIETY_JUDGE_TIMEOUT", "0.2")


@pytest.fixture
def plugins(tmp_path: Path) -> Path:
    path = tmp_path / "strange.py"
    path.write_text(PLUGINS, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "name",
    ["raises", "words", "nan", "listing", "elsewhere", "forgets", "leaves", "changes"],
)
def test_a_judge_that_breaks_is_unscored_and_named_and_the_batch_is_done(
    stage: Stage, plugins: Path, name: str
) -> None:
    told = stage.play(n=2, cast={"judge": (f"{plugins}:{name}",), "allow_code": True})

    assert told.code == 0, told.err
    assert said(stage) == {(None, "judge_error")}
    (critique,) = rows(stage.db, "SELECT critique FROM judgement LIMIT 1")[0]
    assert name in critique
    whole(stage.db, done=2)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("name", ["hangs", "blocks"])
def test_a_judge_that_hangs_is_left_after_its_time_and_the_batch_is_done(
    stage: Stage, plugins: Path, name: str
) -> None:
    told = stage.play(n=2, cast={"judge": (f"{plugins}:{name}",), "allow_code": True})

    assert told.code == 0, told.err
    assert said(stage) == {(None, "timeout")}
    whole(stage.db, done=2)


@pytest.mark.parametrize("name", ["prints", "forks"])
def test_a_judge_that_does_more_than_judge_breaks_nothing(
    stage: Stage, plugins: Path, name: str
) -> None:
    told = stage.play(n=2, cast={"judge": (f"{plugins}:{name}",), "allow_code": True}, json=True)

    assert told.code == 0, told.err
    assert said(stage) == {(0.5, "")}
    whole(stage.db, done=2)
    start = told.out.index("{")
    assert json.loads(told.out[start:])["done"] == 2


def test_a_judge_that_always_breaks_ends_the_batch_before_it_costs_more(
    stage: Stage, plugins: Path
) -> None:
    told = stage.play(n=40, cast={"judge": (f"{plugins}:raises",), "allow_code": True})

    assert told.code == 3
    assert "failed 20 times running" in told.err
    assert "go on with: society" in told.err
    assert stage.provider.requests == stage.attempts() < 1 + 20 + 2 * 4
    assert 0 < stage.codes().total() < 40


def test_a_judge_of_the_batch_may_not_come_with_a_scenario_that_nobody_trusts(
    stage: Stage, plugins: Path
) -> None:
    told = stage.play(cast={"judge": (f"{plugins}:raises",)})

    assert told.code == 2
    assert "--allow-code" in told.err
    assert stage.provider.requests == 0
