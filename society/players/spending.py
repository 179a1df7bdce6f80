"""What a search has spent so far, and whether that is enough."""

from collections.abc import Callable
from dataclasses import dataclass

from society.domain.calls import Attempt, Heard
from society.llm.model import Tell
from society.players.thought import Thought


@dataclass
class Spending:
    """Counts what is told while a turn is thought about; `begun` is when by the clock."""

    thought: Thought
    clock: Callable[[], float]
    calls: int = 0
    tokens: int = 0
    money: float = 0.0

    def __post_init__(self) -> None:
        self.begun = self.clock()

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return self.clock() - self.begun

    @property
    def over(self) -> str:
        """What is used up: calls, tokens, money or seconds; "" while nothing is."""
        for name in ("calls", "tokens", "money", "seconds"):
            most = getattr(self.thought, name)
            if most is not None and getattr(self, name) >= most:
                return name
        return ""

    def enough(self) -> bool:
        """Whether the search has to end."""
        return bool(self.over)

    def hearing(self, tell: Tell) -> Tell:
        """Passes everything on, and counts it."""

        def hear(heard: Heard, /) -> None:
            if isinstance(heard, Attempt):
                self.calls += 1
                self.tokens += heard.usage.prompt + heard.usage.completion
                self.money += heard.cost or heard.reserved or 0.0
            tell(heard)

        return hear
