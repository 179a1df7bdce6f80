"""Where a scene of Live comes from: a stage that plays, or a dialogue that is stored."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any

from society.domain.cues import Shown
from tui.screens.live.company import Company
from tui.screens.live.reach import context_of
from tui.screens.live.replay import Replay
from tui.screens.live.scene import Scene
from tui.screens.page import Page


class Sourcing(Page):
    """The two sources, and which of them is seen."""

    NAME = "Live"
    company: Company

    def __init__(self) -> None:
        super().__init__()
        self._read: Scene | None = None
        self._replay: Replay | None = None
        self._reopen = ""
        self._thumbs: dict[int, float] = {}
        self._contexts: dict[str, int | None] = {}

    def open_company(self, heard: Callable[[Shown], None]) -> None:
        """Have a stage at hand; it is opened by the first order."""
        self.company = Company(
            self.backstage.perform, start=self._beside, clock=self.clock, heard=heard
        )

    async def on_unmount(self) -> None:
        """Let go of the stage; what still plays was asked about before."""
        await self.company.leave("stop")

    def remember(self) -> Mapping[str, Any]:
        """The stored dialogue that was being read."""
        return {"episode": self._read.episode} if self._read else {}

    def restore(self, remembered: Mapping[str, Any]) -> None:
        """Read it again."""
        self._reopen = str(remembered.get("episode", ""))

    @property
    def playing(self) -> bool:
        """Whether a dialogue is under way."""
        return self.company.scene.moving

    async def depart(self, how: str) -> None:
        """Leave it as was chosen."""
        await self.company.leave(how)

    @property
    def query_text(self) -> str:
        """This dialogue alone."""
        return f"id:{self.scene.episode}" if self.scene.episode else ""

    @property
    def scene(self) -> Scene:
        """What is seen: the dialogue that is read, otherwise the one that plays."""
        return self.company.scene if self._read is None else self._read

    @property
    def reading(self) -> bool:
        """Whether a stored dialogue is seen."""
        return self._read is not None

    def clock(self) -> float:
        """Seconds, for waits and speeds."""
        return self.backstage.now().timestamp()

    def _learn(self, models: Iterable[str]) -> None:
        for model in models:
            if model not in self._contexts:
                self._contexts[model] = None
                self.attempt(self._reach(model), group="reach")

    async def _reach(self, model: str) -> None:
        self._contexts[model] = await asyncio.to_thread(context_of, model)
        self.company.scene.version += 1

    @property
    def rater(self) -> str:
        """Whose thumbs these are."""
        environ = self.backstage.environ
        return f"thumb:{environ.get('USER') or environ.get('LOGNAME') or 'me'}"

    def play_again(self, told: Sequence[Shown]) -> None:
        """Forget what was shown of the dialogue that is read, and show this of it."""
        if self._read is not None:
            kept = self._read.parent, self._read.branch
            self._read = Scene(live=False, private=self._read.private)
            self.play_back(told)
            self._read.parent, self._read.branch = kept

    def play_back(self, told: Sequence[Shown]) -> None:
        """Take up events of the dialogue that is read."""
        if self._read is not None:
            for shown in told:
                self._read.take(shown, self.clock())
            for turn, score in self._thumbs.items():
                if (one := self._read.at(turn)) is not None and one.thumb is None:
                    self._read.thumb(turn, score)

    def _model(self, scene: Scene) -> str:
        one, provenance = scene.at(None), scene.provenance
        return provenance.models.get(one.role, "") if one and provenance else ""

    def _beside(self, work: Coroutine[Any, Any, None]) -> object:
        return self.run_worker(work, group="stage")
