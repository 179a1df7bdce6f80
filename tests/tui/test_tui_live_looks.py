"""Live at both sizes: empty, one turn, many, in trouble, over, a person's turn, a stored one."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from society.domain.cues import Refused, Wanted
from society.domain.errors import SocietyError
from society.domain.events import Asked, Ended, Failed, Judged, Speaking, Spoke, Token, Waiting
from society.domain.judging import Judgement
from tests.store.paper import outcome, turn
from tests.tui.playing import BEGIN, opened, reading, watching
from tui.messages import OpenDialogue, Play

SIZES = [(80, 24), (120, 40)]
sizes = pytest.mark.parametrize("size", SIZES)
SLOW = Waiting(episode="e1", purpose="turn:3", seconds=12, why="rate_limited: try 3 of 6")


@sizes
async def test_with_nothing_to_show_it_says_which_keys_bring_something(
    tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    async with opened(tmp_path, size=size) as window:
        assert await window.settle() == snapshot


@sizes
async def test_one_turn_and_the_words_of_the_next(
    tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    speaking = Speaking(episode="e1", turn=1, role="buyer")
    words = Token(episode="e1", role="buyer", text="我最多出 110 块，现金")
    async with watching(tmp_path, speaking, words, turns=1, size=size) as window:
        assert await window.settle() == snapshot


@sizes
async def test_many_turns_a_judge_that_failed_and_one_that_waits(
    tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    failed = Judgement(turn=7, role="buyer", judge="stern", unscored="timeout", critique="slow")
    async with watching(
        tmp_path,
        Spoke(episode="e1", turn=turn(7, "I can do 110 in cash. " * 9, flags=("repetition",))),
        Judged(episode="e1", judgement=failed),
        Speaking(episode="e1", turn=8, role="seller"),
        Speaking(episode="e1", turn=8, role="seller", again="propose needs price"),
        SLOW.model_copy(update={"purpose": "turn:8"}),
        turns=7,
        size=size,
    ) as window:
        assert await window.settle() == snapshot


@sizes
async def test_a_dialogue_that_failed_says_why_and_how_to_go_on(
    tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    failed = Failed(
        episode="e1",
        code="auth",
        error="no API key for openai/gpt-4o-mini",
        hint="set OPENAI_API_KEY; `society resume` goes on",
    )
    async with watching(tmp_path, failed, size=size) as window:
        await window.seen("no API key")
        assert await window.settle() == snapshot


@sizes
async def test_the_end_with_what_one_can_do_then(
    tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    ended = Ended(episode="e1", outcome=outcome(), seconds=12.0)
    async with watching(tmp_path, ended, turns=4, size=size) as window:
        await window.seen("winner seller")
        assert await window.settle() == snapshot


@sizes
async def test_the_turn_of_a_person(
    tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    wanted = Wanted(episode="e1", role="buyer", turn=3)
    async with watching(tmp_path, wanted, size=size) as window:
        await window.seen("/propose")
        assert await window.settle() == snapshot


@sizes
async def test_a_stored_dialogue_with_the_turn_that_was_meant(
    tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    async with reading(tmp_path, turn=1, size=size) as window:
        assert await window.settle() == snapshot


@sizes
async def test_a_stored_dialogue_that_is_not_there(
    tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    async with opened(tmp_path, size=size) as window:
        window.studio.post_message(OpenDialogue("nowhere"))
        await window.seen("r try again")
        assert await window.settle() == snapshot


@sizes
async def test_a_scenario_that_cannot_be_begun(
    tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    async with opened(tmp_path, size=size) as window:
        refused = Refused(do="begin", error="no scenario is called 'market/lamb'", hint="lamp?")
        window.stage.script = [refused]
        window.studio.post_message(Play(BEGIN))
        await window.seen("market/lamb")
        assert await window.settle() == snapshot


async def test_what_only_a_side_knows_is_hidden_while_a_person_plays(tmp_path: Path) -> None:
    async with watching(tmp_path, turns=1) as window:
        before = await window.settle()
        await window.show(Wanted(episode="e1", role="buyer", turn=1))
        hidden = await window.seen("You are")
        assert "Never below 15." in before
        assert "Never below 15." not in hidden


async def test_p_shows_and_hides_what_only_a_side_knows(tmp_path: Path) -> None:
    async with watching(tmp_path, turns=1) as window:
        await window.press("p")
        hidden = await window.settle()
        await window.press("p")
        assert "Never below 15." not in hidden
        assert "Never below 15." in await window.settle()


async def test_a_rate_limit_counts_in_the_turn(tmp_path: Path) -> None:
    speaking = Speaking(episode="e1", turn=3, role="buyer")
    async with watching(tmp_path, speaking, SLOW) as window:
        assert "429, retry in 12 s (3/6)" in await window.settle()


async def test_a_stage_that_cannot_be_opened_is_said_in_place_of_the_turns(tmp_path: Path) -> None:
    async with opened(tmp_path) as window:

        async def refuse() -> None:
            raise SocietyError("no stage can be opened", hint="free some memory")

        window.live.company._perform = refuse  # type: ignore[assignment]
        window.studio.post_message(Play(BEGIN))
        assert "free some memory" in await window.seen("no stage can be opened")


async def test_judges_are_named_while_they_judge(tmp_path: Path) -> None:
    spoke = Spoke(episode="e1", turn=turn(3))
    async with watching(tmp_path, spoke, Asked(episode="e1", judge="kind", turn=3)) as window:
        assert "… judging t4" in await window.settle()
