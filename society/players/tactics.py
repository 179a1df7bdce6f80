"""How stubborn a negotiator is, in a few numbers that search and generations may improve.

After Faratin, Sierra & Jennings 1998, "Negotiation decision functions for autonomous agents":
a time-dependent and a behaviour-dependent concession, mixed by a weight.
"""

from random import Random

from pydantic import Field, ValidationError

from society.domain.errors import SocietyError
from society.domain.policy import Habit
from society.domain.value import Value

SPREAD = 0.18
"""How far jitter 1 moves the opening aspiration, up or down."""


class Tactics(Value):
    """Parameters of a negotiator. Worths are its own, scaled: 0 = reservation, 1 = best nameable.

    `aspiration` is the worth it opens with. `beta` bends the concession over time: below 1 it holds
    out and gives way late (Boulware), above 1 it gives way early (Conceder). `reciprocity` is the
    share of tit for tat in its concession: what the other side gave, as seen through its own worth,
    it gives back. `patience` is the share of the time after which it leaves a talk that no longer
    moves. It accepts an offer that is worth `margin` less than what it would ask next, but never
    one below `floor`. `jitter` is how much one game's tactics differ from another's; 0: not at all.
    """

    aspiration: float = Field(default=0.65, ge=0, le=1)
    beta: float = Field(default=1.0, gt=0, le=20)
    reciprocity: float = Field(default=0.3, ge=0, le=1)
    patience: float = Field(default=0.85, ge=0, le=1)
    margin: float = Field(default=0.02, ge=0, le=1)
    floor: float = Field(default=0.0, ge=0, le=1)
    jitter: float = Field(default=1.0, ge=0, le=1)

    def drawn(self, seed: int, *, mirrored: bool = False) -> "Tactics":
        """The tactics of one game: these, varied by the seed within `jitter`, then fixed.

        `mirrored` draws 1 - u wherever the seed draws u: as likely, and as far on the other side.

        >>> Tactics(jitter=0).drawn(7) == Tactics(jitter=0)
        True
        """
        if not self.jitter:
            return self
        dice, far = (_Mirror if mirrored else Random)(f"tactics:{seed}"), self.jitter
        aspiration = _unit(self.aspiration + far * dice.uniform(-SPREAD, SPREAD))
        return Tactics(
            aspiration=aspiration,
            beta=self.beta * 2 ** (far * dice.uniform(-1, 1)),
            reciprocity=_unit(self.reciprocity + far * dice.uniform(-0.2, 0.2)),
            patience=_unit(self.patience + far * dice.uniform(-0.1, 0.1)),
            margin=self.margin,
            floor=min(aspiration, self.floor + far * dice.uniform(0, 0.06)),
            jitter=0,
        )

    def over_time(self, share: float) -> float:
        """The worth asked for when that share of the time has passed (time-dependent tactic).

        >>> calm = Tactics(aspiration=0.8, floor=0.0, beta=1.0)
        >>> calm.over_time(0), calm.over_time(0.5), calm.over_time(1)
        (0.8, 0.4, 0.0)
        """
        given: float = _unit(share) ** (1 / self.beta)
        return self.floor + (max(self.aspiration, self.floor) - self.floor) * (1 - given)

    def target(self, share: float, last: float | None, given: float | None) -> float:
        """The worth to ask for now, never more than `last`, the worth of its own latest offer.

        `given` is by how much the other side's latest offer is better, for this side, than the one
        before; None where there are not two offers yet.
        """
        timed = self.over_time(share)
        if last is None:
            return timed
        mirrored = last - max(0.0, given or 0.0)
        mixed = (1 - self.reciprocity) * timed + self.reciprocity * mirrored
        wanted = mixed if share < 1 else timed
        return min(last, max(self.floor, wanted))


def tactics(habit: Habit) -> Tactics:
    """The tactics of a habit; SocietyError where it names none that there are, or no such value."""
    try:
        return Tactics.model_validate(habit.tactics)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        name = ".".join(map(str, first["loc"]))
        raise SocietyError(
            f"tactics: {name}: {first['msg'][:1].lower()}{first['msg'][1:]}",
            hint=f"there are: {', '.join(Tactics.model_fields)}",
        ) from wrong


class _Mirror(Random):
    """Chance seen in a mirror: 1 - u for every u."""

    def random(self) -> float:
        """One draw."""
        return 1.0 - super().random()


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))
