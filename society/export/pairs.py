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
from society.export.views import Lens, Line, Moment, moment
from society.scoring.reward import settle

GameKey = tuple[str, int, int, str, str]


@dataclass(frozen=True)
class Pair:
    """One turn: what served the role better, and what served it worse, after the same words."""

    chosen: Moment
    rejected: Moment
    score_chosen: float
    score_rejected: float

    @property
    def margin(self) -> float:
        """By how much."""
        return self.score_chosen - self.score_rejected

    @property
    def sides(self) -> tuple[tuple[str, ...], str, str]:
        """What was said before, the better words, the worse."""
        prompt = tuple(line.content for line in self.chosen.prompt)
        return prompt, self.chosen.completion.content, self.rejected.completion.content

    @property
    def lens(self) -> Lens:
        """The dialogue of the better side."""
        return self.chosen.lens

    @property
    def key(self) -> str:
        """What names it among all rows."""
        return f"{self.chosen.key} > {self.rejected.key}"

    @property
    def reward(self) -> float | None:
        """What the better side earned from that turn on."""
        return self.score_chosen

    @property
    def text(self) -> str:
        """What was answered, and to what."""
        return f"{self.chosen.text}\n{self.rejected.completion.content}"

    @property
    def escaped(self) -> int:
        """How many control tokens were taken apart."""
        return self.chosen.escaped + self.rejected.escaped


@dataclass(frozen=True)
class Duel:
    """Two whole dialogues of one game and role, one won and one lost."""

    chosen: Lens
    rejected: Lens

    @property
    def margin(self) -> float:
        """By how much the returns differ."""
        return (self.chosen.reward or 0.0) - (self.rejected.reward or 0.0)

    @property
    def lens(self) -> Lens:
        """The won dialogue."""
        return self.chosen

    @property
    def key(self) -> str:
        """What names it among all rows."""
        return f"{self.chosen.key} > {self.rejected.key}"

    @property
    def reward(self) -> float | None:
        """What the winner earned."""
        return self.chosen.reward

    @property
    def text(self) -> str:
        """All that was said in both."""
        return f"{self.chosen.text}\n{self.rejected.text}"

    @property
    def escaped(self) -> int:
        """How many control tokens were taken apart."""
        return self.chosen.escaped + self.rejected.escaped


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


def preferences(lenses: Sequence[Lens], choice: Choice) -> Iterator[Pair]:
    """Every pair of answers to the same words; `lenses` share a setup.

    What was weighed for one turn side by side counts over how two dialogues came to end: where both
    compare the same answers and do not agree, only the first is a pair.
    """
    weighed = [pair for each in lenses for pair in drafts(each, choice)]
    decided = {pair.sides for pair in weighed}
    for pair in branches(lenses, choice):
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


def drafts(lens: Lens, choice: Choice) -> Iterator[Pair]:
    """What was said against the worst of what was considered for the same turn and valued."""
    for _, said in _own(lens):
        own = [each.value for each in said.turn.drafts if _same(each.text, each.action, said.turn)]
        score = next((value for value in own if value is not None), said.score)
        others = [
            (each.value, at, each)
            for at, each in enumerate(said.turn.drafts)
            if each.value is not None and not _same(each.text, each.action, said.turn)
        ]
        value, _, worst = min(others, default=(score, 0, None))
        if worst is not None and score - value >= choice.margin:
            yield from _pair(said, worst.text, worst.action, (score, value), said)


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


def onward(lens: Lens, turn: int) -> float | None:
    """The role's return from that turn on: its later rewards and the end, mixed as declared."""
    outcome, mix = lens.episode.outcome, lens.episode.dialogue.game.scenario.reward
    if outcome is None:
        return None
    later = [paid for paid in lens.episode.rewards if paid.turn >= turn]
    settled = settle(outcome, [lens.role], later, mix=(mix.turn, mix.outcome))
    return settled.returns.get(lens.role)


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


def _same(text: str, action: Action | None, turn: Turn) -> bool:
    return (text, action) == (turn.text, turn.action)


def _worth(ways: list[_Said]) -> float:
    return fmean(each.score for each in ways)


def _hash(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
