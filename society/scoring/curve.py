"""What thinking before speaking brings and what it takes: settings beside the plain player. Pure.

Law: a setting is compared with the plain player over the games that both played to their end, and
over nothing else.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean

from society.domain.value import Value
from society.scoring.intervals import Estimate, mean, share
from society.scoring.luck import chance, holm

SURE = 0.05
"""Differences that come about by luck more often than this are not told apart from none."""

COSTS = ("simulations", "rollouts", "calls", "tokens", "money", "seconds")
"""What a dialogue takes, in the order in which it is told."""


class Rung(Value):
    """A setting that is compared: the plain player where `setting` is empty.

    `k` is how much it thinks, by what its `method` counts.
    """

    method: str
    k: int
    setting: str = ""


PLAIN = Rung(method="plain", k=1)


class Played(Value):
    """A dialogue that came to its end, played by one setting; equal games have equal numbers.

    `agreed` is None where the scenario knows no agreement. What it took is what the searching
    role's own turns took, but `seconds`, which are those of the whole dialogue; `money` is in
    dollars, None where no price is known. `rollouts` are the games that were played on to value the
    `simulations`: methods differ in how many each takes.
    """

    game: int
    utilities: dict[str, float]
    agreed: bool | None = None
    simulations: int = 0
    rollouts: int = 0
    calls: int = 0
    tokens: int = 0
    money: float | None = None
    seconds: float = 0.0


class Gain(Value):
    """How much more than the plain player's, over so many games that both played.

    `luck` is the chance of it where there is no difference; `corrected` for all that are compared.
    """

    found: Estimate
    luck: float
    corrected: float = 1.0

    @property
    def better(self) -> bool:
        """Whether it is more, and not by luck."""
        return self.found.value > 0 and self.corrected < SURE

    @property
    def worse(self) -> bool:
        """Whether it is less, and not by luck."""
        return self.found.value < 0 and self.corrected < SURE


class Point(Value):
    """One setting: means with their 95% intervals over the `games` that it played to their end.

    `own` is the utility of the role that thinks, `others` are those of the other roles, `joint` is
    their sum. `gain` and `joint_gain` are None for the plain player and where no game was played by
    both. `takes` is what a dialogue takes on average, by the names of `COSTS`.
    """

    rung: Rung
    games: int
    own: Estimate
    others: dict[str, Estimate]
    joint: Estimate
    agreement: Estimate | None
    gain: Gain | None
    joint_gain: Gain | None
    takes: dict[str, float | None]


class Curve(Value):
    """One scenario: the plain player first, then every setting of which a game came to its end."""

    scenario: str
    role: str
    points: tuple[Point, ...]

    @property
    def plain(self) -> Point | None:
        """The player without a search; None where none of its games came to its end."""
        return next((each for each in self.points if each.rung == PLAIN), None)

    @property
    def compared(self) -> tuple[Point, ...]:
        """The settings that could be compared with the plain player."""
        return tuple(each for each in self.points if each.gain is not None)


def curve(
    scenario: str, role: str, played: Mapping[Rung, Sequence[Played]], *, seed: int = 0
) -> Curve:
    """What each setting comes to. Dialogues without a utility of the role are left out."""
    told = {
        rung: [each for each in games if role in each.utilities] for rung, games in played.items()
    }
    plain = told.get(PLAIN, [])
    points = [_point(rung, role, games, plain, seed) for rung, games in told.items() if games]
    return Curve(scenario=scenario, role=role, points=tuple(_corrected(points)))


def joint(played: Played) -> float:
    """The sum of what all have of it."""
    return sum(played.utilities.values())


def _point(
    rung: Rung, role: str, games: Sequence[Played], plain: Sequence[Played], seed: int
) -> Point:
    def own(each: Played) -> float:
        return each.utilities[role]

    agreed = [each.agreed for each in games if each.agreed is not None]
    return Point(
        rung=rung,
        games=len(games),
        own=mean([own(each) for each in games], seed=seed),
        others=_others(role, games, seed),
        joint=mean([joint(each) for each in games], seed=seed),
        agreement=share(sum(agreed), len(agreed)) if agreed else None,
        gain=None if rung == PLAIN else _gain(games, plain, own, seed),
        joint_gain=None if rung == PLAIN else _gain(games, plain, joint, seed),
        takes={name: _taken(name, games) for name in COSTS},
    )


def _others(role: str, games: Sequence[Played], seed: int) -> dict[str, Estimate]:
    names = dict.fromkeys(name for each in games for name in each.utilities if name != role)
    return {
        name: mean([each.utilities[name] for each in games if name in each.utilities], seed=seed)
        for name in names
    }


def _taken(name: str, games: Sequence[Played]) -> float | None:
    """The mean; None where it is not known of one of them."""
    found: list[float | None] = [getattr(each, name) for each in games]
    known = [each for each in found if each is not None]
    return fmean(known) if len(known) == len(found) else None


def _gain(
    games: Sequence[Played], plain: Sequence[Played], of: Callable[[Played], float], seed: int
) -> Gain | None:
    before = {each.game: of(each) for each in plain}
    apart = [of(each) - before[each.game] for each in games if each.game in before]
    if not apart:
        return None
    return Gain(found=mean(apart, seed=seed), luck=chance(apart, seed=seed))


def _corrected(points: Sequence[Point]) -> Iterable[Point]:
    """The points with the chances of their gains corrected for how many are compared."""
    for name in ("gain", "joint_gain"):
        at = [place for place, each in enumerate(points) if getattr(each, name) is not None]
        gains: list[Gain] = [getattr(points[place], name) for place in at]
        told = list(points)
        for place, gain, sure in zip(at, gains, holm([each.luck for each in gains]), strict=True):
            update = {name: gain.model_copy(update={"corrected": sure})}
            told[place] = told[place].model_copy(update=update)
        points = told
    return points
