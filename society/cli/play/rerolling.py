"""Other replies to the same words, side by side, and what it means that a person kept one."""

import asyncio
from collections.abc import Callable, Mapping

from society.cli.play.branching import before, chosen
from society.domain.calls import Attempt
from society.domain.cues import Sampled, Shown
from society.domain.dialogue import Draft, Turn, Utterance
from society.domain.episode import Episode
from society.domain.errors import SocietyError
from society.domain.events import Called, Event, Waiting
from society.domain.thinking import KEPT, PASSED_OVER
from society.play.speaking import next_turn
from society.play.talk import Talk
from society.players.otherwise import Otherwise
from society.players.player import Player
from society.store.judging_again import Again
from society.store.store import Store


class Reroll:
    """`k` samples of one stored turn, by number, as they come; SocietyError where it has none."""

    def __init__(self, parent: Episode, turn: int, k: int) -> None:
        self.parent, self.k = parent, k
        self.said = chosen(parent, turn)
        self.samples: dict[int, Turn] = {}

    async def ask(self, player: Player, store: Store, show: Callable[[Shown], None]) -> None:
        """Sample them all at once; each is shown when it comes, each call is on the bill.

        The first trouble is raised once the others have come.
        """
        async with asyncio.TaskGroup() as group:
            asked = [group.create_task(self._one(n, player, store, show)) for n in range(self.k)]
        trouble = next(filter(None, (each.result() for each in asked)), None)
        if trouble is not None:
            raise trouble

    async def _one(
        self, n: int, player: Player, store: Store, show: Callable[[Shown], None]
    ) -> SocietyError | None:
        attempts: list[Attempt] = []

        def hear(event: Event) -> None:
            if isinstance(event, Called):
                attempts.append(event.attempt)
            if isinstance(event, Called | Waiting):
                show(event)

        talk = Talk.of(before(self.parent, self.said.index))
        players = {self.said.role: Otherwise(player, n + 1)}
        try:
            try:
                sample = await next_turn(self.parent.id, talk, players, hear)
            finally:
                await Again(store, self.parent).add(None, attempts)
        except SocietyError as error:
            return error
        self.samples[n] = sample
        show(self._told(n, sample))
        return None

    def _told(self, n: int, sample: Turn) -> Sampled:
        draft = Draft(text=sample.text, action=sample.action)
        told = {"episode": self.parent.id, "turn": self.said.index}
        return Sampled(**told, n=n, k=self.k, draft=draft)

    def choice(self, n: int) -> tuple[Turn, tuple[Draft, ...]]:
        """The turn that a person kept, with what was passed over for it; -1 is what was said.

        SocietyError where there is no such sample.
        """
        if n >= 0 and n not in self.samples:
            come = ", ".join(map(str, sorted(self.samples))) or "none"
            raise SocietyError(f"there is no sample {n}", hint=f"there are: {come}")
        kept = self.said if n < 0 else self.samples[n]
        return kept, judged(kept, {-1: self.said, **self.samples})


def judged(kept: Turn, all_said: Mapping[int, Turn]) -> tuple[Draft, ...]:
    """The kept one at the value 1, each other one at 0, as preference pairs are made of drafts."""
    others = [
        each
        for _, each in sorted(all_said.items())
        if (each.text, each.action) != (kept.text, kept.action)
    ]
    return (
        Draft(text=kept.text, action=kept.action, value=1.0, reason=KEPT),
        *(
            Draft(text=each.text, action=each.action, value=0.0, reason=PASSED_OVER)
            for each in others
        ),
    )


def as_first(kept: Turn, drafts: tuple[Draft, ...]) -> Utterance:
    """A kept sample as what is said next."""
    return Utterance(
        text=kept.text,
        action=kept.action,
        player=kept.player,
        planned=kept.planned,
        flags=kept.flags,
        drafts=drafts,
        calls=kept.calls,
        raw=kept.raw,
    )
