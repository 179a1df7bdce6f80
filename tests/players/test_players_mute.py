"""The player without words: the planner's move and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from society.players.mute import MutePlayer
from society.players.planner import plan
from society.players.tactics import Tactics
from tests.players.seat import above, offered, seen

CALM = Tactics(jitter=0)


async def test_it_makes_the_planned_move_and_says_nothing() -> None:
    view = seen(offered("buyer", 90), value=above(120, 200))
    move = plan(view, CALM)

    said = await MutePlayer(CALM).speak(view)

    assert move is not None
    assert (said.text, said.action, said.calls, said.planned) == ("", move.action, (), True)


async def test_where_there_is_nothing_to_plan_it_passes() -> None:
    said = await MutePlayer().speak(seen(options=(), value=None))

    assert (said.text, said.action, said.planned) == ("", None, True)


@given(st.integers(0, 2**32 - 1))
def test_a_mirrored_draw_lies_as_far_on_the_other_side(seed: int) -> None:
    plain, mirrored = Tactics().drawn(seed), Tactics().drawn(seed, mirrored=True)

    assert abs((plain.aspiration + mirrored.aspiration) / 2 - 0.65) < 1e-9
    assert abs(plain.beta * mirrored.beta - 1.0) < 1e-9
    assert abs((plain.reciprocity + mirrored.reciprocity) / 2 - 0.3) < 1e-9
