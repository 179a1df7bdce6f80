"""MCTS on games solved by hand: two sides, three sides, endless words, shared positions."""

import asyncio
from dataclasses import replace

import pytest

from society.search import best, lines, mcts, policy
from society.search.mcts import Plan
from tests.search.games import Game, Words, greedy_is_wrong, three_sides, two

PLAN = Plan(simulations=60, depth=4, width=2, widening=0.0)


def taken(tree: object) -> object:
    branch = best(tree)  # type: ignore[arg-type,var-annotated]
    assert branch is not None
    return branch.node.key


async def test_it_finds_the_move_that_the_greedy_one_misses() -> None:
    tree = await mcts(greedy_is_wrong().world, "start", PLAN)

    assert taken(tree) == "waited"


async def test_with_three_sides_each_chooses_for_itself() -> None:
    tree = await mcts(three_sides().world, "start", PLAN)

    assert taken(tree) == "c's"


async def test_a_side_that_does_not_search_says_what_is_likely() -> None:
    """Against a b who forgives nine times in ten, grabbing is right after all."""
    game = greedy_is_wrong()
    kind = Game(
        moves={
            **game.moves,
            "grabbed": ("b", {"punish": (0.1, "ruin"), "forgive": (0.9, "gift")}),
        },
        worth=game.worth,
    )

    one_sided = await mcts(kind.world, "start", replace(PLAN, sides={"a"}))
    two_sided = await mcts(kind.world, "start", PLAN)

    assert (taken(one_sided), taken(two_sided)) == ("grabbed", "waited")


async def test_the_values_are_those_of_play_in_which_both_choose_well() -> None:
    tree = await mcts(greedy_is_wrong().world, "start", replace(PLAN, simulations=400))

    waited = next(each for each in tree.branches if each.node.key == "waited")
    assert waited.node.mean("a") == pytest.approx(0.6, abs=0.1)
    assert policy(tree)["waited"] > 0.7


async def test_a_position_is_valued_once() -> None:
    game = greedy_is_wrong()

    await mcts(game.world, "start", replace(PLAN, simulations=200))

    assert len(game.valued) == len(set(game.valued))


async def test_words_without_end_widen_as_a_node_earns_it() -> None:
    words = Words()

    tree = await mcts(words.world, 0, Plan(simulations=100, width=2, widening=1.0, power=0.5))

    assert 8 <= len(tree.branches) <= 12


async def test_two_ways_to_one_position_share_what_was_found_there() -> None:
    game = Game(
        moves={
            "start": ("a", {"left": (1.0, "l"), "right": (1.0, "r")}),
            "l": ("a", {"on": (1.0, "same")}),
            "r": ("a", {"on": (1.0, "same")}),
        },
        worth={"l": two(0, 0), "r": two(0, 0), "same": two(1, 0)},
    )

    tree = await mcts(game.world, "start", replace(PLAN, simulations=20))

    below = {id(branch.node) for each in tree.branches for branch in each.node.branches}
    assert len(below) == 1
    assert game.valued.count("same") == 1


async def test_equal_candidates_are_one_with_their_priors_added() -> None:
    game = Game(
        moves={"start": ("a", {"x": (0.3, "end"), "y": (0.4, "end")})}, worth={"end": two(1, 0)}
    )

    tree = await mcts(game.world, "start", PLAN)

    (branch,) = tree.branches
    assert branch.prior >= 0.7


async def test_where_all_candidates_agree_nothing_more_is_spent() -> None:
    game = Game(moves={"start": ("a", {"x": (1.0, "end")})}, worth={"end": two(1, 0)})

    tree = await mcts(game.world, "start", replace(PLAN, simulations=1000))

    assert tree.visits < 20


async def test_it_stops_once_the_leader_cannot_be_overtaken() -> None:
    game = Game(
        moves={"start": ("a", {"good": (0.5, "g"), "bad": (0.5, "b")})},
        worth={"g": two(1, 0), "b": two(0, 0)},
    )

    tree = await mcts(game.world, "start", replace(PLAN, simulations=100))

    assert taken(tree) == "g"
    assert tree.visits < 100


async def test_stopped_at_any_time_it_gives_the_best_so_far() -> None:
    game = greedy_is_wrong()

    tree = await mcts(game.world, "start", PLAN, enough=lambda: len(game.valued) >= 1)

    assert taken(tree) == "grabbed"
    assert tree.visits == 1


async def test_many_simulations_at_once_find_the_same_and_wait_together() -> None:
    waiting, most = 0, 0
    game = greedy_is_wrong()
    value = game.world.value

    async def slow(position: str) -> object:
        nonlocal waiting, most
        waiting += 1
        most = max(most, waiting)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        waiting -= 1
        return await value(position)

    world = replace(game.world, value=slow)  # type: ignore[arg-type]
    tree = await mcts(world, "start", replace(PLAN, simulations=100, at_once=8))

    assert taken(tree) == "waited"
    assert most > 1
    assert all(branch.pending == 0 for path, _ in lines(tree) for branch in path)


async def test_what_was_found_out_below_is_used_again_on_the_next_turn() -> None:
    game = greedy_is_wrong()
    first = await mcts(game.world, "start", PLAN)
    spent = len(game.valued)
    branch = first.branch("waited")
    assert branch is not None

    again = await mcts(game.world, "waited", PLAN, tree=branch.node)

    assert taken(again) == "shared"
    assert len(game.valued) == spent


async def test_a_game_that_is_over_has_no_reply() -> None:
    tree = await mcts(greedy_is_wrong().world, "shared", PLAN)

    assert best(tree) is None


def test_a_search_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="a search of nothing"):
        Plan(simulations=0)
