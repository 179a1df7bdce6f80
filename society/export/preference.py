"""The two kinds of preference: two replies to the same words, two dialogues of the same game."""

from dataclasses import dataclass

from society.export.views import Lens, Line, Moment
from society.scoring.reward import settle

Told = tuple[Line, ...]


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
    def whole(self) -> tuple[Told, Told]:
        """Both sides with all that was said before."""
        better, worse = self.chosen, self.rejected
        return (*better.prompt, better.completion), (*worse.prompt, worse.completion)

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
    def whole(self) -> tuple[Told, Told]:
        """Both sides with all that was said."""
        return self.chosen.lines, self.rejected.lines

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


def onward(lens: Lens, turn: int) -> float | None:
    """The role's return from that turn on: its later rewards and the end, mixed as declared."""
    outcome, mix = lens.episode.outcome, lens.episode.dialogue.game.scenario.reward
    if outcome is None:
        return None
    later = [paid for paid in lens.episode.rewards if paid.turn >= turn]
    settled = settle(outcome, [lens.role], later, mix=(mix.turn, mix.outcome))
    return settled.returns.get(lens.role)
