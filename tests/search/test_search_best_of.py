"""Best of k and beam on games solved by hand."""

import pytest

from society.search import beam, best, best_of
from tests.search.games import greedy_is_wrong, three_sides


async def test_best_of_k_takes_what_is_worth_most_at_once_and_is_wrong_where_that_is_wrong() -> (
    None
):
    game = greedy_is_wrong()

    tree = await best_of(game.world, "start", k=2)

    assert best(tree).node.key == "grabbed"  # type: ignore[union-attr]
    assert sorted(game.valued) == ["grabbed", "waited"]


async def test_one_candidate_needs_no_value() -> None:
    game = greedy_is_wrong()

    tree = await best_of(game.world, "start", k=1)

    assert best(tree).node.key == "grabbed"  # type: ignore[union-attr]
    assert game.valued == []


async def test_what_was_not_taken_stays_in_the_tree_with_its_worth() -> None:
    tree = await best_of(greedy_is_wrong().world, "start", k=2)

    assert {each.node.key: (each.kept, each.node.mean("a")) for each in tree.branches} == {
        "grabbed": (True, 0.9),
        "waited": (False, 0.3),
    }


async def test_without_time_to_value_anything_the_likeliest_is_taken() -> None:
    game = greedy_is_wrong()

    tree = await best_of(game.world, "start", k=2, enough=lambda: True)

    assert best(tree).node.key == "grabbed"  # type: ignore[union-attr]
    assert game.valued == []


async def test_a_beam_two_deep_sees_what_the_greedy_move_leads_to() -> None:
    tree = await beam(greedy_is_wrong().world, "start", k=2, keep=1.0, depth=2)

    assert best(tree).node.key == "waited"  # type: ignore[union-attr]
    assert tree.totals == {"a": 0.6, "b": 0.6}


async def test_a_beam_one_deep_is_best_of_k() -> None:
    tree = await beam(greedy_is_wrong().world, "start", k=2, keep=1.0, depth=1)

    assert best(tree).node.key == "grabbed"  # type: ignore[union-attr]


async def test_a_narrow_beam_never_looks_at_what_it_cut() -> None:
    game = greedy_is_wrong()

    tree = await beam(game.world, "start", k=2, keep=0.5, depth=2)

    assert "shared" not in game.valued
    assert [each.kept for each in tree.branches] == [True, False]


async def test_with_three_sides_everyone_takes_the_best_for_itself() -> None:
    tree = await beam(three_sides().world, "start", k=2, keep=1.0, depth=2)

    assert best(tree).node.key == "c's"  # type: ignore[union-attr]
    assert tree.totals == {"a": 0.5, "b": 0.0, "c": 0.5}


async def test_a_beam_that_has_to_stop_gives_the_best_of_what_it_saw() -> None:
    game = greedy_is_wrong()

    tree = await beam(
        game.world, "start", k=2, keep=1.0, depth=2, enough=lambda: len(game.valued) >= 2
    )

    assert best(tree).node.key == "grabbed"  # type: ignore[union-attr]


@pytest.mark.parametrize(("k", "keep", "depth"), [(0, 0.5, 1), (1, 0.0, 1), (1, 1.1, 1), (1, 1, 0)])
async def test_a_beam_of_nothing_is_refused(k: int, keep: float, depth: int) -> None:
    with pytest.raises(ValueError, match="a beam of"):
        await beam(greedy_is_wrong().world, "start", k=k, keep=keep, depth=depth)
