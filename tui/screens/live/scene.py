"""What has been shown so far of one dialogue: a pure fold over everything that a stage shows.

Law: it is fed by `take` and `recall` alone and knows neither widgets nor files nor a clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from society.domain.calls import Attempt
from society.domain.cues import Refused, Sampled, Shown, Suggested, Wanted
from society.domain.dialogue import Dialogue, Game
from society.domain.episode import Episode, Outcome, Provenance
from society.domain.events import Failed
from society.domain.judging import Judgement
from tui.screens.live import fold
from tui.screens.live.spoken import Hold, Said, Spent

State = Literal["idle", "playing", "paused", "stopping", "stopped", "ended", "failed"]
_LETTERS_A_TOKEN = 4


@dataclass
class Scene:
    """One dialogue as it has been shown.

    `game` and `provenance` are None before anything began. `turns` are all turns in order, the
    last of them maybe still being spoken; `turns[i].index == i`. `whole` are judgements of the
    dialogue as a whole, `attempts` every request of it in order, `earned` each role's turn rewards
    in order and `shares` what each turn has of the end (role -> total). `holding` is what holds a
    call back that belongs to no turn. `wanted` says that a person's line is awaited, `suggested`
    what the model would say in their place, `samples` the rerolled replies by turn. `mine` are the
    roles that a person took. `outcome` and `failed` say how it ended. `private` is the screen's:
    whether what only one side knows may be shown now. `live` is False for a stored dialogue that
    is only read. `pausing` says that a pause is wished which has not come. `now` is the clock at
    the latest change, in seconds. `version` grows with every change.
    """

    episode: str = ""
    game: Game | None = None
    provenance: Provenance | None = None
    turns: list[Said] = field(default_factory=list)
    whole: list[Judgement] = field(default_factory=list)
    judging: list[str] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    spent: Spent = field(default_factory=Spent)
    earned: dict[str, list[float]] = field(default_factory=dict)
    shares: dict[str, float] = field(default_factory=dict)
    holding: Hold | None = None
    outcome: Outcome | None = None
    failed: Failed | None = None
    refused: Refused | None = None
    state: State = "idle"
    wanted: Wanted | None = None
    suggested: Suggested | None = None
    samples: dict[int, list[Sampled]] = field(default_factory=dict)
    mine: set[str] = field(default_factory=set)
    seconds: float = 0.0
    parent: str = ""
    branch: int | None = None
    private: bool = True
    live: bool = True
    pausing: bool = False
    now: float = 0.0
    version: int = 0
    asked: dict[str, int | None] = field(default_factory=dict)

    @property
    def dialogue(self) -> Dialogue | None:
        """The game and what was said in it; None before anything began."""
        if self.game is None:
            return None
        said = tuple(each.turn for each in self.turns if each.turn is not None)
        return Dialogue.model_construct(game=self.game, turns=said)

    @property
    def said(self) -> int:
        """How many turns were said."""
        return len(self.turns) - (1 if self.turns and self.turns[-1].speaking else 0)

    @property
    def busy(self) -> bool:
        """Whether a model speaks or a judge judges now."""
        last = self.turns[-1] if self.turns else None
        return self.moving and last is not None and (last.speaking or bool(last.judging))

    @property
    def moving(self) -> bool:
        """Whether a dialogue is under way, held or not."""
        return self.state in ("playing", "paused", "stopping")

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("stopped", "ended", "failed")

    @property
    def manned(self) -> bool:
        """Whether a person plays, or played, a role here."""
        players = self.provenance.players.values() if self.provenance else ()
        return bool(self.mine) or "human" in players

    def at(self, turn: int | None) -> Said | None:
        """That turn, the latest for None; None where there is none."""
        if turn is None:
            return self.turns[-1] if self.turns else None
        return self.turns[turn] if 0 <= turn < len(self.turns) else None

    def cumulative(self, role: str) -> list[float]:
        """What the role had earned by turns after each of its paid turns."""
        total, sums = 0.0, []
        for value in self.earned.get(role, ()):
            sums.append(total := total + value)
        return sums

    def mean(self, role: str) -> float | None:
        """The role's mean reward a turn; None before its first."""
        values = self.earned.get(role)
        return sum(values) / len(values) if values else None

    def weight(self, judge: str) -> float | None:
        """How much a judge's word pays here; None where that is not known, 0 for one only heard."""
        return self.provenance.weights.get(judge) if self.provenance else None

    def speed(self) -> float | None:
        """Tokens a second: of the words that stream now, roughly, else of the latest reply."""
        last = self.turns[-1] if self.turns else None
        if last and last.speaking and last.first is not None and self.now > last.first:
            return len(last.streamed) / _LETTERS_A_TOKEN / (self.now - last.first)
        return self.spent.speed

    def take(self, shown: Shown, now: float = 0.0) -> None:
        """Note one thing that was shown at `now`, in seconds; what is of another is passed over."""
        fold.take(self, shown, now)

    def recall(
        self,
        episode: Episode,
        attempts: Sequence[Attempt],
        thumbs: Iterable[tuple[int, float]] = (),
    ) -> None:
        """Fill in what is stored of the turns that were there before the first event."""
        fold.recall(self, episode, attempts)
        for index, score in thumbs:
            self.thumb(index, score)

    def thumb(self, turn: int, score: float | None) -> None:
        """Note what the person at this window said of a turn: 1 up, 0 down."""
        one = self.at(turn)
        if one is not None:
            one.thumb = score
            one.version += 1
            self.version += 1
