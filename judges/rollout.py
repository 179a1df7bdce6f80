"""What was a turn worth? The game is played on from before and after it, and the ends compared."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, stdev
from typing import Any, NamedTuple

from judges.credits import end_worth, own_turns, redistributed, worth
from judges.sources import written
from society import Dialogue, JudgeError, Outcome, Played, PlayOn, SocietyError, Turn, judge

ROUND = 4
"""Games from either side before the budget is looked at again; antithetic, so an even number."""
T95 = (
    *(12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13),
    *(2.12, 2.11, 2.10, 2.09, 2.09, 2.08, 2.07, 2.07, 2.06, 2.06, 2.06, 2.05, 2.05, 2.05, 2.04),
)
"""Student's t, two-sided 95 %, from one degree of freedom on; 1.96 after."""


class Change(NamedTuple):
    """A role's mean utility before and after, and the 95 % interval of the change."""

    before: float
    after: float
    low: float
    high: float
    games: int
    bill: dict[str, float]

    @property
    def value(self) -> float:
        """How much better the role stands."""
        return self.after - self.before

    @property
    def unclear(self) -> bool:
        """Whether so few games cannot tell the change from none."""
        return self.low < self.high and self.low <= 0 <= self.high


@judge(name="rollout", scope="turn")
class Rollout:
    """A turn's reward is 0.5 plus half the change that it made in how the game then ends.

    Monte-Carlo process reward (Math-Shepherd, arXiv 2312.08935) without a judge model: from before
    and from after the turn the game is played on `n` times by `player` (planner asks no model and
    costs nothing; planned and llm ask the roles' own). Both sides play under the same chance, and
    games come in antithetic pairs, so that the difference is the turn's and not luck's. Facts: n,
    before, value (after), change with low and high (95 %, Student's t over the pairs), calls and
    cost. The critique warns where the interval covers no change. `budget` is the most dollars that
    one question may take: fewer games are played then, four at least.

    Seated with scope outcome it credits every turn of the role with its change; what these leave
    of the end's worth goes to all alike. Its labels are only as good as its players: weak players
    value a position as weak players would play it.
    """

    def __init__(
        self, n: int = 16, player: str = "planner", seed: int = 0, budget: float | None = None
    ) -> None:
        if isinstance(n, bool) or n < ROUND or n % 2:
            raise SocietyError(
                f"n is {n}, and games are played in pairs", hint=f"write an even n, {ROUND} or more"
            )
        self.version = written("credits")
        self._n = n
        self._player = player
        self._seed = seed
        self._budget = budget

    async def __call__(
        self,
        dialogue: Dialogue,
        role: str,
        play_on: PlayOn,
        turn: Turn | None = None,
        outcome: Outcome | None = None,
    ) -> dict[str, Any] | None:
        """The turn's reward, or the end's worth with the credits of the role's turns."""
        if turn is None:
            return await self._credits(dialogue, role, play_on, end_worth(outcome, role))
        change = await self._change(dialogue, turn.index, role, play_on)
        return {
            "score": 0.5 + change.value / 2,
            "critique": _told(change, role),
            "facts": {
                "n": float(change.games),
                "before": change.before,
                "value": change.after,
                "change": change.value,
                "low": change.low,
                "high": change.high,
                **change.bill,
            },
        }

    async def _credits(
        self, dialogue: Dialogue, role: str, play_on: PlayOn, total: float | None
    ) -> dict[str, Any] | None:
        turns = [turn.index for turn in own_turns(dialogue, role)]
        if total is None or not turns:
            return None
        found = {at: await self._change(dialogue, at, role, play_on) for at in turns}
        unclear = [at for at, change in found.items() if change.unclear]
        told = [f"turn {at}: {_told(change, role)}" for at, change in found.items()]
        names = dict.fromkeys(name for change in found.values() for name in change.bill)
        bill = {
            name: sum(change.bill.get(name, 0.0) for change in found.values()) for name in names
        }
        return {
            "score": total,
            "credits": redistributed({at: each.value for at, each in found.items()}, total),
            "critique": "\n".join(told),
            "facts": {
                "n": float(min(change.games for change in found.values())),
                "unclear": float(len(unclear)),
                "start": next(iter(found.values())).before,
                **bill,
            },
        }

    async def _change(self, dialogue: Dialogue, at: int, role: str, play_on: PlayOn) -> Change:
        """Round after round from both sides, each under the same chance, within the budget."""
        sides = [
            dialogue.model_copy(update={"turns": dialogue.turns[:end]}) for end in (at, at + 1)
        ]
        games: tuple[list[Played], list[Played]] = ([], [])
        seed = self._seed * 1_000_003 + dialogue.game.seed * 1009
        while len(games[0]) < self._n and self._affordable(games):
            n, chance = min(ROUND, self._n - len(games[0])), seed + len(games[0])
            for side, played in zip(sides, games, strict=True):
                played += await play_on(side, n=n, seed=chance, player=self._player)
        before, after = ([_utility(game, role) for game in played] for played in games)
        low, high = _interval([one - other for one, other in zip(after, before, strict=True)])
        return Change(fmean(before), fmean(after), low, high, len(before), _bill(games))

    def _affordable(self, games: Sequence[Sequence[Played]]) -> bool:
        """Whether another round like those so far stays within the budget."""
        if self._budget is None or not games[0]:
            return True
        spent = _spent(games)
        return spent is not None and spent + spent * ROUND / len(games[0]) <= self._budget


def _utility(game: Played, role: str) -> float:
    if role not in game.utilities:
        raise JudgeError(
            f"a game that was played on is worth nothing known to {role!r}",
            hint="seat rollout where the scenario's outcome has a utility",
        )
    return worth(game.utilities, role)


def _interval(changes: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the mean; the two games of an antithetic pair are one observation."""
    pairs = [fmean(changes[at : at + 2]) for at in range(0, len(changes), 2)]
    free = len(pairs) - 1
    reach = (T95[free - 1] if free <= len(T95) else 1.96) * stdev(pairs) / sqrt(len(pairs))
    return fmean(pairs) - reach, fmean(pairs) + reach


def _spent(games: Sequence[Sequence[Played]]) -> float | None:
    """Dollars; None where somebody's price is not known."""
    costs = [game.cost for played in games for game in played]
    known = [cost for cost in costs if cost is not None]
    return sum(known) if len(known) == len(costs) else None


def _bill(games: Sequence[Sequence[Played]]) -> dict[str, float]:
    spent = _spent(games)
    calls = float(sum(game.calls for played in games for game in played))
    return {"calls": calls} if spent is None else {"calls": calls, "cost": spent}


def _told(change: Change, role: str) -> str:
    told = (
        f"worth {change.before:.2f} to {role} before and {change.after:.2f} after, "
        f"{change.value:+.2f} [{change.low:+.2f}, {change.high:+.2f}], {change.games} games each"
    )
    if not change.unclear:
        return told
    return f"{told}; warning: the interval covers no change, so many games are too few to tell"
