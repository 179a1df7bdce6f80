"""What screens ask of the window: go somewhere, play something, say something."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from society.domain.orders import Order


@dataclass
class Play(Message):
    """Give a stage this order (begin, resume, branch …) and show it on the screen Live."""

    order: "Order"


@dataclass
class OpenDialogue(Message):
    """Read a stored dialogue on the screen Live, from that turn on."""

    episode: str
    turn: int | None = None


@dataclass
class OpenDialogues(Message):
    """Show the dialogues that a query means."""

    where: str


@dataclass
class OpenScenario(Message):
    """Show a scenario on Home."""

    scenario: str


@dataclass
class OpenBatch(Message):
    """Show the batch of that name, or, with `form`, a new one with these fields filled in."""

    name: str = ""
    form: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class OpenExport(Message):
    """Ask what to export: the dialogues that a query means."""

    where: str = ""


@dataclass
class OpenJudging(Message):
    """Take dialogues to the judge lab."""

    where: str


@dataclass
class RunState(Message):
    """What the chip in the top bar says of the live run: '' when nothing runs."""

    state: str
    cost: float | None = None
