"""Preferences: two continuations of the very same prefix, and whole dialogues of the same game.

Law: both sides of a pair have the same game, the same role and, for a turn, the same words before
it; only then is the difference in what followed the turn's own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby
from statistics import fmean

from society.domain.dialogue import Action, Turn
from society.domain.episode import Episode
from society.export.choice import Choice
from society.export.positions import Drop
from society.export.preference import Duel, Pair, onward
from society.export.views import Lens, Line, moment
from society.export.weighed import drafts, ignore

__all__ = [
    "Duel",
    "Pair",
    "branches",
    "drafts",
    "duels",
    "game_key",
    "games",
    "onward",
    "preferences",
    "setup",
]

GameKey = tuple[str, int, int, str, str]


@dataclass(frozen=True)
class _Said:
    """One continuation of a prefix, in one dialogue."""

    lens: Lens
    line: Line
    turn: Turn
    score: float


def game_key(episode: Episode) -> GameKey:
    """What pairs are sought within: episodes for formats that need pairs come ordered by it."""
    game = episode.dialogue.game
    return game.scenario.id, game.seed, game.index, game.level, game.locale


def games(episodes: Iterable[Episode]) -> Iterator[list[Episode]]:
    """The episodes of one game at a time; ValueError where they do not come ordered by game."""
    met: set[bytes] = set()
    for key, group in groupby(episodes, game_key):
        name = _hash(repr(key))
        if name in met:
            raise ValueError(f"the episodes are not ordered by game: {key} comes again")
        met.add(name)
        yield list(group)


def setup(lens: Lens) -> bytes:
    """What was dealt: two games with the same setup differ in nothing but who plays and how."""
    game = lens.episode.dialogue.game
    casting = {"model", "sampling", "human", "train"}
    dealt = [role.model_dump(exclude=casting) for role in game.roles]
    options = [option.model_dump() for option in game.options.values()]
    return _hash(repr((lens.role, game.scenario.version, game.context, dealt, options)))


def preferences(lenses: Sequence[Lens], choice: Choice, drop: Drop = ignore) -> Iterator[Pair]:
    """Every pair of answers to the same words; `lenses` share a setup.

    What was weighed for one turn side by side counts over how two dialogues came to end: where both
    compare the same answers and do not agree, only the first is a pair.
    """
    weighed = [pair for each in lenses for pair in drafts(each, choice, drop)]
    decided = {pair.sides for pair in weighed}
    for pair in branches(lenses, choice) if choice.source == "dialogues" else ():
        prompt, better, worse = pair.sides
        if (prompt, worse, better) not in decided:
            yield pair
    yield from weighed


def branches(lenses: Sequence[Lens], choice: Choice) -> Iterator[Pair]:
    """The best against the worst of what was said after the same words; `lenses` share a setup.

    A continuation is worth the role's mean return from that turn on.
    """
    said: dict[bytes, dict[str, list[_Said]]] = defaultdict(lambda: defaultdict(list))
    for lens in lenses:
        for prefix, each in _own(lens):
            said[prefix][f"{each.turn.text}\x1f{each.turn.action}"].append(each)
    for ways in said.values():
        ranked = sorted(ways.values(), key=lambda way: (_worth(way), way[0].turn.text))
        worst, best = ranked[0], ranked[-1]
        scores = _worth(best), _worth(worst)
        if len(ranked) > 1 and scores[0] - scores[1] >= choice.margin:
            yield from _pair(best[0], worst[0].turn.text, worst[0].turn.action, scores, worst[0])


def duels(lenses: Sequence[Lens], choice: Choice) -> Iterator[Duel]:
    """The best won dialogue against the worst lost one, the second best …; each is used once."""
    valued = [lens for lens in lenses if lens.reward is not None]
    ranked = sorted(valued, key=lambda lens: (-(lens.reward or 0.0), lens.key))
    won = [lens for lens in ranked if lens.won]
    lost = [lens for lens in reversed(ranked) if lens.won is False]
    for chosen, rejected in zip(won, lost, strict=False):
        duel = Duel(chosen, rejected)
        if duel.margin >= choice.margin and chosen.text != rejected.text:
            yield duel


def _own(lens: Lens) -> Iterator[tuple[bytes, _Said]]:
    """Every own turn to be learned that has a worth, with the hash of all that was said before."""
    learned = {line.turn: line for line in lens.trained}
    so_far = blake2b(digest_size=16)
    for turn in lens.episode.dialogue.turns:
        line = learned.get(turn.index)
        score = onward(lens, turn.index) if line else None
        if line is not None and score is not None:
            yield so_far.digest(), _Said(lens, line, turn, score)
        told = repr((turn.role, turn.text, turn.action and turn.action.model_dump_json()))
        so_far.update(told.encode("utf-8", "surrogatepass"))


def _pair(
    said: _Said, text: str, action: Action | None, scores: tuple[float, float], other: _Said
) -> Iterator[Pair]:
    """The pair, unless both sides come to the same words in this form."""
    chosen = moment(said.lens, said.line, said.turn.text, said.turn.action)
    rejected = moment(said.lens, other.line, text, action)
    if rejected.completion.content.strip() and (
        chosen.completion.content != rejected.completion.content
    ):
        yield Pair(chosen, rejected, *scores)


def _worth(ways: list[_Said]) -> float:
    return fmean(each.score for each in ways)


def _hash(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
