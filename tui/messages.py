"""What screens ask of the window: go somewhere, play something, say something."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from textual.message import Message

if TYPE_CHECKING:
    from society.domain.orders import Order


class Visit(Message):
    """Something that the page of that mode takes up, once it is to be seen."""

    mode: ClassVar[str]


@dataclass
class Play(Visit):
    """Give a stage this order (begin, resume, branch …) and show it on the screen Live."""

    mode: ClassVar[str] = "live"
    order: "Order"


@dataclass
class OpenDialogue(Visit):
    """Read a stored dialogue on the screen Live, from that turn on."""

    mode: ClassVar[str] = "live"
    episode: str
    turn: int | None = None


@dataclass
class OpenDialogues(Visit):
    """Show the dialogues that a query means."""

    mode: ClassVar[str] = "dialogues"
    where: str


@dataclass
class OpenScenario(Visit):
    """Show a scenario on Home."""

    mode: ClassVar[str] = "home"
    scenario: str


@dataclass
class OpenBatch(Visit):
    """Show the batch of that name, or, with `form`, a new one with these fields filled in."""

    mode: ClassVar[str] = "batches"
    name: str = ""
    form: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class OpenExport(Message):
    """Ask what to export: the dialogues that a query means."""

    where: str = ""


@dataclass
class OpenJudging(Visit):
    """Take dialogues to the judge lab."""

    mode: ClassVar[str] = "judging"
    where: str


@dataclass
class RunState(Message):
    """What the chip in the top bar says of the live run: '' when nothing runs."""

    state: str
    cost: float | None = None
