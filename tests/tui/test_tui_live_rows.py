"""A turn as rows: who, what it was paid, the words, the judges; hostile text stays text."""

from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len

from society.domain.dialogue import Action, Draft, Role
from society.domain.display import one_line
from society.domain.judging import Judgement, Reward
from tests.hostile import MARKUP, SEQUENCES
from tests.store.paper import game, judgement, turn
from tui.cast import Cast
from tui.screens.live.blocks import Look, Row, held, turn_rows
from tui.screens.live.prologue import prologue_rows
from tui.screens.live.scene import Scene
from tui.screens.live.spoken import Hold, Said
from tui.screens.live.wrapping import wrapped

NAMES = {"seller": "Ann", "buyer": "小博"}
LOOK = Look(width=70, cast=Cast(("seller", "buyer")), names=NAMES, moving=True)


def said(index: int = 0, **changes: Any) -> Said:
    return Said(**{"index": index, "role": "seller", "turn": turn(index), **changes})


def told(one: Said, look: Look = LOOK) -> str:
    return "\n".join(plain(row) for row in turn_rows(one, look))


def plain(row: Row) -> str:
    return "".join(text for text, _ in row)


def test_a_paid_turn_has_its_reward_beside_the_name() -> None:
    one = said(reward=Reward(turn=0, role="seller", value=0.62))

    head, words, *_ = told(one).splitlines()

    assert head.startswith("A Ann (seller) · ◇ planned")
    assert head.endswith("▲0.62 ▰▰▰▰▰▰▱▱▱▱ t1")
    assert words == "▏Turn 0: what about 30?   ⟦propose price=30⟧"


def test_a_low_reward_has_another_sign_not_only_another_colour() -> None:
    assert "▼0.20" in told(said(reward=Reward(turn=0, role="seller", value=0.2)))


def test_a_turn_that_is_judged_says_so_until_it_is_paid() -> None:
    assert "… judging" in told(said(judging=["kind"]))


def test_a_turn_that_no_judge_could_score_says_why() -> None:
    failed = Judgement(turn=0, role="seller", judge="kind", unscored="timeout", critique="slow")

    shown = told(said(judgements=[failed]))

    assert "⚠ no score (timeout)" in shown
    assert "⚠ kind: no score (timeout)  slow" in shown


def test_reasons_stand_under_the_turn_and_not_while_a_person_plays() -> None:
    one = said(judgements=[judgement(0, critique="Never below 15 is kept.")])

    assert "0.50 kind  Never below 15" in told(one)
    assert "Never below 15" not in told(one, replace(LOOK, frank=False))


def test_a_judge_that_does_not_pay_is_named_so() -> None:
    look = replace(LOOK, weights={"kind": 0.0})

    assert "kind (heard, not paid)" in told(said(judgements=[judgement(0)]), look)


def test_flags_drafts_refusals_and_thumbs_are_said() -> None:
    spoken = turn(0, flags=("leak", "role_swap"), drafts=(Draft(text="a"), Draft(text="b")))

    shown = told(said(turn=spoken, again=("no move /x",), thumb=0.0))

    assert "↺ asked again because no move /x" in shown
    assert "⚑ leak, role swap   2 drafts not said   your thumb: -" in shown


def test_a_model_that_is_waited_for_has_a_spinner_with_seconds() -> None:
    one = Said(index=1, role="buyer", begun=100.0)

    assert "▏⠋ 3 s" in told(one, replace(LOOK, now=103.0))


def test_words_that_stream_have_a_cursor() -> None:
    one = Said(index=1, role="buyer", begun=1.0, streamed="I can do")

    assert "▏I can do▌" in told(one)


def test_words_that_broke_off_are_not_passed_for_a_turn() -> None:
    one = Said(index=1, role="buyer", begun=1.0, streamed="I can do")

    assert "I can do (not said to its end)" in told(one, replace(LOOK, moving=False))


@pytest.mark.parametrize(
    ("why", "shown"),
    [
        pytest.param("rate_limited: try 3 of 6", "429, retry in 10 s (3/6)", id="429"),
        pytest.param("server: try 2 of 6", "server, retry in 10 s (2/6)", id="server"),
        pytest.param("rate limit: 60 requests a minute", "rate limit: 60 requests a minute, 10 s"),
    ],
)
def test_a_wait_counts_down(why: str, shown: str) -> None:
    assert held(Hold(12, why, since=100.0), 102.0) == shown


def test_wide_letters_are_broken_at_the_edge_and_never_over_it() -> None:
    words = "这辆自行车我骑了两年，刹车刚换过。" * 5

    rows = turn_rows(said(turn=turn(0, words, action=None)), replace(LOOK, width=31))

    assert all(cell_len(plain(row)) <= 31 for row in rows)
    assert words == "".join(plain(row)[1:] for row in rows[1:-1])


@pytest.mark.parametrize("width", [10, 27, 58, 120])
@pytest.mark.parametrize("text", [*MARKUP, *SEQUENCES, "x" * 300, "a\tb\n\nc", "\u202eabc"])
def test_hostile_text_is_shown_and_never_obeyed_or_too_wide(text: str, width: int) -> None:
    spoken = turn(0, text, action=Action(name="propose", args={"price": text}), flags=(text,))
    word = judgement(0, text, critique=text)
    failed = Judgement(turn=0, role="seller", judge=text, unscored=text, critique=text)
    look = replace(LOOK, width=width, names={"seller": one_line(text)})
    one = said(turn=spoken, judgements=[word, failed], again=(text,), hold=Hold(1, text, 0.0))

    rows = turn_rows(one, look)

    assert all(cell_len(plain(row)) <= width for row in rows)
    letters = {ord(letter) for row in rows for letter in plain(row)}
    assert not any(letter < 32 or 127 <= letter < 160 or letter == 0x202E for letter in letters)


def test_what_only_one_side_knows_stands_on_top_only_where_it_may_be_shown() -> None:
    scene, drawn = Scene(), game()
    look = Look.at(scene, drawn, 60, 0.0)

    open_rows = [plain(row) for row in prologue_rows(scene, drawn, look)]
    scene.private = False
    closed_rows = [plain(row) for row in prologue_rows(scene, drawn, look)]

    assert "  Never below 15." in open_rows
    assert not any("Never below" in row or "Pay little" in row for row in closed_rows)


def test_a_hostile_game_is_text_too() -> None:
    text = "[/b]\x1b]0;owned\x07"
    scene = Scene()
    drawn = game(title=text, context=text, roles=(Role(id="seller", name=text, private=text),))

    rows = prologue_rows(scene, drawn, Look.at(scene, drawn, 40, 0.0))

    assert all("\x1b" not in plain(row) and cell_len(plain(row)) <= 40 for row in rows)
    assert "[/b]<U+001B>" in plain(rows[0])


@pytest.mark.parametrize("width", [2, 3, 7, 40])
def test_wrapped_text_loses_no_letter_but_spaces(width: int) -> None:
    text = "Hi! 这辆车 130 块，可以吗?  A-very-long-word-that-does-not-fit-anywhere 👍🏽 done"

    lines = wrapped(text, width)

    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
