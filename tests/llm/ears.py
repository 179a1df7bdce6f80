"""Ears for tests: they keep what a call tells; their clock runs only while they sleep."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from society.domain.calls import Attempt, Heard, Message, Wait
from society.llm.remote import Remote
from society.llm.retry import Patience

HELLO = [Message(role="system", content="You sell a bike."), Message(role="user", content="90?")]
Connect = Callable[..., Remote]


@dataclass
class Ears:
    """Hears a call; `sleep` returns at once and moves `now`."""

    heard: list[Heard] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    passed: float = 0.0

    def __call__(self, heard: Heard, /) -> None:
        self.heard.append(heard)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.passed += seconds

    def now(self) -> float:
        return self.passed

    def patience(self, **more: Any) -> Patience:
        """Patience whose time passes only here, and whose waits are not spread."""
        return Patience(**{"sleep": self.sleep, "clock": self.now, "chance": lambda: 1.0, **more})

    @property
    def text(self) -> list[str]:
        return [each for each in self.heard if isinstance(each, str)]

    @property
    def attempts(self) -> list[Attempt]:
        return [each for each in self.heard if isinstance(each, Attempt)]

    @property
    def waits(self) -> list[Wait]:
        return [each for each in self.heard if isinstance(each, Wait)]
