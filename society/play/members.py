"""A panel's members as it may ask them: about the panel's own case, each within its own limits."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from society.domain.calls import Attempt, Heard
from society.domain.judging import Judgement
from society.llm.model import Model, Tell
from society.play.gifts import Case
from society.plugins import Juror
from society.plugins.members import Chair

Pause = Callable[[], AbstractContextManager[None]]


class Ask(Protocol):
    """Asks one judge about one case: `asking.ask`."""

    async def __call__(
        self,
        juror: Juror,
        case: Case,
        *,
        model: Model | None = None,
        tell: Tell,
        timeout: float,
        name: str = "",
    ) -> Judgement:
        """What the judge says; a failure comes back unscored."""


@dataclass(frozen=True)
class Asking:
    """How members are asked: with which model where they name none, for how long, told to whom.

    `pause` is entered while a member thinks: that is not the panel's own time.
    """

    ask: Ask
    case: Case
    panel: str
    model: Model | None
    tell: Tell
    timeout: float
    pause: Pause


@dataclass
class Seated:
    """One member that a panel may ask (`Member`); it notes its calls for the panel's judgement."""

    chair: Chair
    asking: Asking
    calls: tuple[str, ...] = ()
    costs: list[float | None] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its name among the members."""
        return self.chair.name

    @property
    def weight(self) -> float:
        """How much its word counts."""
        return self.chair.weight

    @property
    def price(self) -> float | None:
        """Dollars that a question is said to cost; 0 where no model is asked, None where unknown.

        Once it was asked: what it cost.
        """
        if not self.costs:
            return self.chair.price
        known = [cost for cost in self.costs if cost is not None]
        return sum(known) if len(known) == len(self.costs) else None

    async def __call__(self) -> Judgement:
        """What this member says of the panel's case; its failure comes back unscored."""
        asking, chair = self.asking, self.chair
        with asking.pause():
            said = await asking.ask(
                chair.juror,
                asking.case,
                model=_model(chair, asking),
                tell=self._hear,
                timeout=asking.timeout,
                name=f"{asking.panel}.{chair.name}",
            )
        self.calls = tuple(dict.fromkeys([*self.calls, *said.calls]))
        return said

    def _hear(self, heard: Heard, /) -> None:
        if isinstance(heard, Attempt):
            self.calls = (*self.calls, heard.call)
            self.costs.append(heard.cost)
        self.asking.tell(heard)


def seated(juror: Juror, asking: Asking) -> tuple[Seated, ...]:
    """The judge's members, ready to be asked."""
    return tuple(Seated(chair, asking) for chair in juror.members)


def calls_of(members: tuple[Seated, ...]) -> tuple[str, ...]:
    """The ledger's ids of every call that was made for a member."""
    return tuple(call for member in members for call in member.calls)


def _model(chair: Chair, asking: Asking) -> Model | None:
    """Its own model; without one, the panel's. One that nobody connected is none."""
    models: Mapping[str, Model] = asking.case.models
    return models.get(chair.model) if chair.model else asking.model
