"""What a judge is lent, made its own: its games are on its bill, its own dialogue is left out."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from society.domain.calls import Attempt, Heard
from society.domain.dialogue import Dialogue
from society.domain.episode import Episode
from society.domain.lent import Archive, Played, PlayOn
from society.llm.model import Tell
from society.play.playing_on import PlayingOn


class Borrowed:
    """One judge's way to play on: each call is told under its purpose and noted for the judgement.

    `pause` is entered while a game is played: that is not the judge's thinking time.
    """

    def __init__(
        self,
        play_on: PlayOn,
        *,
        purpose: str,
        tell: Tell,
        pause: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._play_on: PlayOn = play_on
        if isinstance(play_on, PlayingOn):
            self._play_on = replace(play_on, tell=self._hear)
        self._purpose = purpose
        self._tell = tell
        self._pause = pause
        self._calls: dict[str, None] = {}

    @property
    def calls(self) -> tuple[str, ...]:
        """The ledger's ids of the calls that its games made, the failed ones too."""
        return tuple(self._calls)

    async def __call__(
        self, dialogue: Dialogue, *, n: int = 1, seed: int = 0, player: str = "planner"
    ) -> tuple[Played, ...]:
        """As `PlayOn` says."""
        with self._pause():
            return await self._play_on(dialogue, n=n, seed=seed, player=player)

    def _hear(self, heard: Heard, /) -> None:
        if isinstance(heard, Attempt):
            self._calls[heard.call] = None
            heard = heard.model_copy(update={"purpose": self._purpose})
        self._tell(heard)


@dataclass(frozen=True)
class Apart:
    """The archive as it was before one episode began: nothing is compared with itself."""

    archive: Archive
    episode: str

    def texts(
        self, *, scenario: str = "", role: str = "", before: str = "", limit: int = 1000
    ) -> Sequence[str]:
        """As `Archive` says; without a `before` of its own, before this episode."""
        return self.archive.texts(
            scenario=scenario, role=role, before=before or self.episode, limit=limit
        )

    def episodes(self, query: str = "", *, limit: int = 100) -> Iterator[Episode]:
        """As `Archive` says, this episode left out."""
        left = limit
        for episode in self.archive.episodes(query, limit=limit + 1):
            if episode.id != self.episode and left > 0:
                left -= 1
                yield episode
