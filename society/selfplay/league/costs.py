"""What a game costs each policy, and what it pays for its strength, as far as prices are known."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from society.domain.receipts import Spent, total
from society.scoring.rating import Rating
from society.store.matches import Played
from society.store.receipts import receipts
from society.store.store import Store

LOOKED_AT = 40
"""Games of each policy that its cost is taken from: the latest."""


class Cost(NamedTuple):
    """What one game takes a policy on average, in its own turns.

    `dollars` is None where a price is not known. `seconds` are those of its requests.
    """

    games: int
    dollars: float | None
    tokens: float
    calls: float
    seconds: float


class Price(NamedTuple):
    """What a rating point above the weakest takes more in each game; None where nothing is known.

    0 where the policy takes no more than the weakest.
    """

    dollars: float | None
    tokens: float | None


def costs(store: Store, games: Sequence[Played]) -> Mapping[str, Cost]:
    """The cost of each policy, from its latest games."""
    latest: dict[str, list[Played]] = defaultdict(list)
    for game in reversed(games):
        for name in set(game.players.values()):
            if len(latest[name]) < LOOKED_AT:
                latest[name].append(game)
    wanted = {game.id: game for listed in latest.values() for game in listed}
    spent: dict[str, list[Spent]] = defaultdict(list)
    for episode, receipt in receipts(store, [*wanted]):
        for role, name in wanted[episode.id].players.items():
            spent[name].append(receipt.of(role))
    return {name: _cost(spent[name], len(listed)) for name, listed in sorted(latest.items())}


def _cost(spent: Iterable[Spent], games: int) -> Cost:
    whole = total(spent)
    dollars = None if whole.money is None else whole.money / games
    sums = (whole.tokens, whole.attempts, whole.seconds)
    return Cost(games, dollars, *(each / games for each in sums))


def prices(rated: Sequence[Rating], found: Mapping[str, Cost]) -> dict[str, Price]:
    """What everybody pays for a point above the weakest; nothing of the weakest itself."""
    known = [each for each in rated if each.value is not None and each.policy in found]
    if not known:
        return {}
    weakest = min(known, key=lambda each: each.value or 0.0)
    base = found[weakest.policy]
    return {
        each.policy: Price(
            dollars=_per_point(found[each.policy].dollars, base.dollars, each, weakest),
            tokens=_per_point(found[each.policy].tokens, base.tokens, each, weakest),
        )
        for each in known
        if (each.value or 0.0) > (weakest.value or 0.0)
    }


def _per_point(
    own: float | None, base: float | None, each: Rating, weakest: Rating
) -> float | None:
    if own is None or base is None or each.value is None or weakest.value is None:
        return None
    return max(0.0, own - base) / (each.value - weakest.value)
