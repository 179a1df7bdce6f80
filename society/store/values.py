"""What the store is told beside episodes, and what it answers in lists."""

from typing import Any

from pydantic import Field

from society.domain.episode import Status
from society.domain.value import Value


class RunInfo(Value):
    """One command that plays dialogues: what was asked for, with which program. Never a key.

    `seed` is the master seed, `revision` the git commit (`dirty` where files differ from it),
    `lock` the hash of the installed versions, `command` the redacted command line.
    """

    id: str
    created: str = ""
    command: tuple[str, ...] = ()
    seed: int | None = None
    app: str = ""
    revision: str = ""
    dirty: bool = False
    lock: str = ""
    python: str = ""
    os: str = ""
    config: dict[str, Any] = Field(default_factory=dict)
    limits: dict[str, Any] = Field(default_factory=dict)


class Totals(Value):
    """Sums over the ledger.

    `attempts` counts requests, `calls` the replies they were for, `failed` the requests that
    brought none. `cost` is in dollars over what has a known price: None where nothing has one;
    `unpriced` counts the replies without a price, so 0 says that `cost` is the whole bill.
    """

    calls: int = 0
    attempts: int = 0
    failed: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = None
    unpriced: int = 0

    @property
    def tokens(self) -> int:
        """Prompt and completion together."""
        return self.prompt_tokens + self.completion_tokens


class EpisodeRow(Value):
    """A dialogue as one line of a list; `number` grows in the order they were begun."""

    number: int
    id: str
    started: str
    scenario: str
    level: str
    locale: str
    models: dict[str, str]
    players: dict[str, str]
    turns: int
    ended: str
    utilities: dict[str, float]
    winner: str | None
    cost: float | None
    unpriced: int
    tokens: int
    seconds: float
    status: Status
    code: str = ""
