"""Who takes part in a dialogue: players by role, judges by seat. Never part of what happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from society.domain.lent import Archive
from society.llm.model import Model
from society.players.player import Player
from society.plugins import Juror


@dataclass(frozen=True)
class Seat:
    """One judge at the bench. `weight` 0: heard, not paid by. `check`: a fact of the outcome.

    `models` answer for the members of a panel that name one of their own.
    """

    name: str
    juror: Juror
    weight: float = 1.0
    scope: str = "turn"
    roles: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    model: Model | None = None
    check: bool = False
    models: Mapping[str, Model] = field(default_factory=dict)

    def hears(self, role: str) -> bool:
        """Whether this seat judges that role."""
        wanted = self.roles or self.juror.badge.roles
        return not wanted or role in wanted


@dataclass(frozen=True)
class Bench:
    """Everyone who takes part, and how long a judge may think (seconds).

    `archive` is what is stored, for the judges that ask for it.
    """

    players: Mapping[str, Player]
    seats: tuple[Seat, ...] = ()
    timeout: float = 60.0
    archive: Archive | None = None

    @property
    def weights(self) -> dict[str, float]:
        """The weight of every seat that pays."""
        return {seat.name: seat.weight for seat in self.seats if not seat.check}

    def turn_seats(self, role: str) -> tuple[Seat, ...]:
        """The seats that judge a turn of `role`."""
        return tuple(
            seat
            for seat in self.seats
            if seat.scope == "turn" and not seat.check and seat.hears(role)
        )

    @property
    def end_seats(self) -> tuple[Seat, ...]:
        """The seats that judge the whole: facts first."""
        ends = [seat for seat in self.seats if seat.check or seat.scope == "outcome"]
        return tuple(sorted(ends, key=lambda seat: not seat.check))
