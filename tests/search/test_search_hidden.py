"""Games in which a side hides something: one tree, walked in one world after another."""

from collections.abc import Sequence

from society.search import Hidden, Reply, Values, World, best, mcts, replanted
from society.search.mcts import Plan

WORLDS = 10
RICH = 3
"""In so many of ten worlds the buyer is rich and takes a high price; in the others it leaves."""


def asking(worth_of_low: float, asked: list[tuple[str, int]] | None = None) -> World[str]:
    """The seller asks high or low; to low everybody agrees, to high only a rich buyer."""

    async def replies(position: str, n: int) -> Sequence[Reply[str]]:
        return [Reply(each, each) for each in ("high", "low")[:n]]

    async def reply(position: str, world: int) -> Reply[str]:
        if asked is not None:
            asked.append((position, world))
        deal = position == "low" or world % WORLDS < RICH
        return Reply(f"{position} {'deal' if deal else 'leave'}", f"{position} {deal}")

    async def value(position: str) -> Values:
        raise AssertionError("in a game with something hidden a position is valued in a world")

    async def value_there(position: str, world: int) -> Values:
        rich = world % WORLDS < RICH
        if position == "high":
            return {"seller": 1.0 if rich else 0.0, "buyer": 0.0}
        worth = {"high deal": 1.0, "low deal": worth_of_low}.get(position, 0.0)
        return {"seller": worth if position != "low" else worth_of_low, "buyer": 0.0}

    return World(
        mover=lambda position: "buyer" if position in {"high", "low"} else "seller",
        is_over=lambda position: " " in position,
        replies=replies,
        value=value,
        hidden=Hidden(reply, value_there),
    )


async def chosen(world: World[str]) -> tuple[str, dict[str, float]]:
    plan = Plan(simulations=400, depth=3, width=2, widening=0, sides={"seller"})
    tree = await mcts(world, "", plan)
    leader = best(tree)
    assert leader is not None
    return leader.node.position, {
        each.node.position: each.node.mean("seller") for each in tree.branches
    }


async def test_a_reply_is_worth_what_it_comes_to_over_all_worlds() -> None:
    position, means = await chosen(asking(worth_of_low=0.5))

    assert position == "low"
    assert abs(means["high"] - RICH / WORLDS) < 0.1


async def test_where_most_worlds_are_good_to_it_the_daring_reply_is_given() -> None:
    position, _ = await chosen(asking(worth_of_low=0.2))

    assert position == "high"


async def test_first_replies_are_compared_in_the_same_worlds() -> None:
    asked: list[tuple[str, int]] = []

    await chosen(asking(0.3, asked))

    high = [world for position, world in asked if position == "high"]
    low = [world for position, world in asked if position == "low"]
    fewer = min(len(high), len(low))
    assert fewer > RICH
    assert high[:fewer] == low[:fewer]


async def test_what_is_known_of_a_position_stays_with_the_replies_that_lead_there() -> None:
    world = asking(worth_of_low=0.5)
    replies = await world.replies("", 2)
    plan = Plan(simulations=50, depth=3, width=2, widening=0, sides={"seller"})
    old = await mcts(world, "", plan)

    again = replanted(world, "", replies[1:], old)

    assert [each.node.position for each in again.branches] == ["low"]
    assert again.branches[0].visits > 0
