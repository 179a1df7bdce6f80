"""Which dialogues and rows are wanted, why the others are not, and on which side of the split.

Every draw is a hash, so that the same episodes give the same rows, in whatever order they come.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from hashlib import blake2b
from math import ceil
from typing import Literal, Protocol

from society.domain.episode import Episode
from society.export.choice import Axis, Choice
from society.export.rights import provider
from society.export.views import Lens, Moment

Group = tuple[str, ...]
Rank = tuple[float, float]


class Unit(Protocol):
    """What one record is made of."""

    @property
    def lens(self) -> Lens:
        """The dialogue that it comes from, as the trained role lived it."""

    @property
    def key(self) -> str:
        """What names it among all."""

    @property
    def reward(self) -> float | None:
        """What the trained words earned."""

    @property
    def text(self) -> str:
        """What near duplicates are told by."""

    @property
    def escaped(self) -> int:
        """How many control tokens were taken apart in it."""


def roles(episode: Episode, choice: Choice) -> tuple[str, ...]:
    """The roles to train: those chosen, else those marked `train`, else all."""
    there = episode.dialogue.game.roles
    if choice.roles:
        return tuple(role.id for role in there if role.id in choice.roles)
    return tuple(role.id for role in there if role.train) or tuple(role.id for role in there)


def unfinished(episode: Episode, choice: Choice) -> str:
    """Why nothing of the dialogue is to be learned; empty where something may be."""
    if episode.status != "done":
        return f"the dialogue is {episode.status}, not done"
    if not choice.keep_flagged and any("leak" in turn.flags for turn in episode.dialogue.turns):
        return "private text leaked"
    return ""


def unlearnable(lens: Lens) -> str:
    """Why there is nothing to learn from this side of the dialogue; empty where there is."""
    if lens.trained:
        return ""
    own = lens.episode.dialogue.by(lens.role)
    return "every own turn is flagged" if own else "the role did not speak"


def unworthy(unit: Unit, choice: Choice) -> str:
    """Why the unit is not good enough to be imitated; empty where it is."""
    if not choice.keep_losers and not unit.lens.won:
        return "the role lost" if unit.lens.won is False else "nobody can say who won"
    if choice.min_reward is None:
        return ""
    if unit.reward is None:
        return "nothing was paid"
    return "the reward is below the least" if unit.reward < choice.min_reward else ""


def chance(*parts: object) -> float:
    """A number in [0, 1) that depends on these parts alone, evenly spread.

    >>> chance("market/used_bike", 7, 0) == chance("market/used_bike", 7, 0)
    True
    """
    text = "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=7).digest()) / 2**56


def split(episode: Episode, share: float) -> Literal["train", "test"]:
    """The side of the game: all dialogues of one scenario, seed and index are on the same.

    So neither a prefix nor a persona drawn with that seed is on both, in no language and at no
    level; and a game stays on its side when more are played.
    """
    game = episode.dialogue.game
    return "test" if chance("split", game.scenario.id, game.seed, game.index) < share else "train"


class Top:
    """The best dialogues of every scenario and role, by return; it is told of all first."""

    def __init__(self, share: float, seed: int) -> None:
        self._share, self._seed = share, seed
        self._ranks: dict[Group, list[Rank]] = defaultdict(list)

    def add(self, lens: Lens) -> None:
        """One dialogue that may be among the best."""
        if lens.reward is not None:
            self._ranks[_stage(lens)].append(self._rank(lens, lens.reward))

    def close(self) -> None:
        """All were told of."""
        for ranks in self._ranks.values():
            ranks.sort()
            del ranks[ceil(self._share * len(ranks)) :]

    def refuses(self, lens: Lens) -> str:
        """Why the dialogue is not among the best; empty where it is."""
        if lens.reward is None:
            return "nobody can say what it was worth"
        ranks = self._ranks[_stage(lens)]
        return "" if self._rank(lens, lens.reward) <= ranks[-1] else "not among the best"

    def _rank(self, lens: Lens, reward: float) -> Rank:
        return -reward, chance("top", self._seed, lens.key)


class Balance:
    """As many rows of every kind as of the rarest; it is told of all first.

    A turn that is good or bad by itself, as a reply that a search valued, counts for that and not
    for who won the dialogue.
    """

    def __init__(self, axes: tuple[Axis, ...], seed: int) -> None:
        self._axes, self._seed = axes, seed
        self._draws: dict[Group, list[float]] = defaultdict(list)

    def add(self, unit: Unit) -> None:
        """One row that may be kept."""
        self._draws[self._kind(unit)].append(self._draw(unit))

    def close(self) -> None:
        """All were told of."""
        fewest = min(map(len, self._draws.values()), default=0)
        for draws in self._draws.values():
            draws.sort()
            del draws[fewest:]

    def refuses(self, unit: Unit) -> str:
        """Why the row is left out; empty where it is kept."""
        draws, own = self._draws[self._kind(unit)], self._draw(unit)
        at = bisect_left(draws, own)
        return "" if at < len(draws) and draws[at] == own else "there are more of its kind"

    def _kind(self, unit: Unit) -> Group:
        game = unit.lens.episode.dialogue.game
        values: Mapping[Axis, object] = {
            "winner": unit.good if isinstance(unit, Moment) else unit.lens.won,
            "locale": game.locale,
            "scenario": game.scenario.id,
        }
        return tuple(str(values[axis]) for axis in self._axes)

    def _draw(self, unit: Unit) -> float:
        return chance("balance", self._seed, unit.key)


def _stage(lens: Lens) -> Group:
    return lens.episode.dialogue.game.scenario.id, lens.role


def facts(episode: Episode, roles: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """What a kept row is counted by; it holds the words of every model that took part."""
    game, models = episode.dialogue.game, _models(episode)
    return {
        "scenario": (game.scenario.id,),
        "role": roles,
        "locale": (game.locale,),
        "level": (game.level,) if game.level else (),
        "model": models,
        "provider": tuple(provider(model) for model in models),
        "ended": (episode.outcome.ended,) if episode.outcome else (),
        "judge": tuple(episode.provenance.judges),
    }


def _models(episode: Episode) -> tuple[str, ...]:
    made = episode.provenance
    spoke = dict.fromkeys(turn.role for turn in episode.dialogue.turns)
    return tuple(made.models.get(role) or made.players.get(role, "unknown") for role in spoke)
