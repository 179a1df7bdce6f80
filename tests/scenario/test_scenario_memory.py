"""What is remembered of a game makes it faster and nothing else."""

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.table import BARGAIN, drawn
from society.domain.dialogue import Action, Dialogue, Turn
from society.scenario import referee

GAME = drawn(BARGAIN, 30)
MOVES = st.sampled_from([None, 40, 70, 90, "accept", "illegal"])


def said(dialogue: Dialogue, move: int | str | None) -> Dialogue:
    """One turn more: words, an offer, an acceptance, or one that does not count."""
    role = referee.floor(dialogue)
    name = "accept" if move in ("accept", "illegal") else "propose"
    args = {"price": move} if isinstance(move, int) else {}
    action = None if move is None else Action(name=name, args=args)
    flags = ("illegal",) if move == "illegal" else ()
    index = len(dialogue.turns)
    return dialogue.say(Turn(index=index, role=role, text=f"{move}!", action=action, flags=flags))


def told(dialogue: Dialogue) -> list[object]:
    """All that the referee says of a dialogue."""
    views = [referee.view(dialogue, role.id) for role in dialogue.game.roles]
    shown = [(view.turns, view.options, view.seed, view.others) for view in views]
    return [referee.floor(dialogue), referee.ending(dialogue), referee.standing(dialogue), shown]


@settings(deadline=None, max_examples=60)
@given(
    trunk=st.lists(MOVES, max_size=8), branches=st.lists(st.lists(MOVES, max_size=4), max_size=4)
)
def test_branches_of_one_game_are_told_like_dialogues_that_nobody_remembers(
    trunk: list[int | str | None], branches: list[list[int | str | None]]
) -> None:
    grown = Dialogue(game=GAME)
    for move in trunk:
        grown = said(grown, move)
    leaves = [grown]
    for branch in branches:
        leaf = grown
        for move in branch:
            leaf = said(leaf, move)
        leaves.append(leaf)

    for leaf in [*leaves, *reversed(leaves)]:
        unknown = Dialogue(game=GAME.model_copy(), turns=leaf.turns)
        assert told(leaf) == told(unknown)


def test_a_talk_that_jumps_back_and_forth_is_told_as_it_stands() -> None:
    long = Dialogue(game=GAME)
    for price in range(40, 60):
        long = said(long, price)
    short = Dialogue(game=GAME, turns=long.turns[:3])

    heard = [len(referee.view(each, "buyer").turns) for each in (long, short, long, short)]

    assert heard == [20, 3, 20, 3]
