"""A stored dialogue played again as it once came: the same events, each when it is due."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from society.domain.calls import Attempt
from society.domain.cues import Shown, Standing
from society.domain.episode import Episode
from society.domain.events import Called, Judged, Paid, Speaking, Spoke, Token
from society.domain.retold import events_of

SPEEDS = (1, 4, 16)
"""How many times faster than it came."""

LONGEST = 4.0
"""Seconds that one request takes at most when it is played again."""

_LETTERS, _PIECE = 60, 6
"""Letters a second that words stream at, and how many come at once."""

_PAUSES = {Speaking: 0.3, Judged: 0.2, Paid: 0.3}


@dataclass
class Replay:
    """Where a replay stands. `advance` says what is due; `whole` is everything at once."""

    episode: Episode
    attempts: Sequence[Attempt] = ()
    speed: int = 1
    playing: bool = False
    elapsed: float = 0.0
    _due: list[tuple[float, Shown]] = field(default_factory=list)
    _at: int = 0

    def whole(self) -> list[Shown]:
        """All of it, and how it stands."""
        self.playing, self._at = False, len(self._due)
        told: list[Shown] = list(events_of(self.episode, self.attempts))
        if self.episode.status not in ("done", "failed"):
            told.append(Standing(state="idle", episode=self.episode.id))
        return told

    def rewind(self, turn: int) -> list[Shown]:
        """Stand before a turn; gives what came before it."""
        told = self.whole()
        before = list(_before(told, turn))
        self._due = list(due(told[len(before) :]))
        self._at, self.elapsed, self.playing = 0, 0.0, True
        return before

    def advance(self, seconds: float) -> list[Shown]:
        """What comes in the next so many seconds of the clock."""
        if not self.playing:
            return []
        self.elapsed += seconds * self.speed
        start = self._at
        while self._at < len(self._due) and self._due[self._at][0] <= self.elapsed:
            self._at += 1
        self.playing = self._at < len(self._due)
        return [shown for _, shown in self._due[start : self._at]]

    @property
    def begun(self) -> bool:
        """Whether it stands somewhere between its beginning and its end."""
        return self._at < len(self._due)

    def faster(self, steps: int) -> None:
        """Go up or down the speeds."""
        at = SPEEDS.index(self.speed) + steps
        self.speed = SPEEDS[min(max(at, 0), len(SPEEDS) - 1)]


def due(told: Iterable[Shown]) -> Iterator[tuple[float, Shown]]:
    """Each thing with the second at which it is shown; words stream again.

    >>> [round(at, 1) for at, _ in due([Standing(state="idle")])]
    [0.0]
    """
    at = 0.0
    for shown in told:
        if isinstance(shown, Called):
            at += min(shown.attempt.seconds, LONGEST)
        elif isinstance(shown, Spoke):
            for piece in _pieces(shown.turn.text):
                at += _PIECE / _LETTERS
                yield at, Token(episode=shown.episode, role=shown.turn.role, text=piece)
        else:
            at += _PAUSES.get(type(shown), 0.0)
        yield at, shown


def _before(told: Sequence[Shown], turn: int) -> Iterator[Shown]:
    for shown in told:
        of = shown.turn if isinstance(shown, Speaking) else None
        if isinstance(shown, Spoke):
            of = shown.turn.index
        if of is not None and of >= turn:
            return
        yield shown


def _pieces(text: str) -> Iterator[str]:
    for at in range(0, len(text), _PIECE):
        yield text[at : at + _PIECE]
