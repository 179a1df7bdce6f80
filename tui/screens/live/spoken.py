"""One turn on the scene: from the moment somebody begins to speak to what it was paid."""

from dataclasses import dataclass, field

from society.domain.calls import Attempt
from society.domain.dialogue import Turn
from society.domain.judging import Judgement, Reward


@dataclass
class Hold:
    """A call of this turn is held back: how long, why, and since when (seconds of the clock)."""

    seconds: float
    why: str
    since: float
    purpose: str = ""


@dataclass
class Said:
    """What is known of one turn so far.

    `turn` is None while it is being spoken; `streamed` are the words of the present try, `stale`
    once its reply is complete, and `again` why earlier tries were refused. `judging` names the
    judges that are asked and have not answered. `begun` is when somebody began to speak and `first`
    when the first word came, both in
    seconds of the scene's clock. `version` grows whenever anything here changes.
    """

    index: int
    role: str
    turn: Turn | None = None
    streamed: str = ""
    stale: bool = False
    again: tuple[str, ...] = ()
    judgements: list[Judgement] = field(default_factory=list)
    judging: list[str] = field(default_factory=list)
    reward: Reward | None = None
    share: Reward | None = None
    hold: Hold | None = None
    attempts: list[Attempt] = field(default_factory=list)
    thumb: float | None = None
    begun: float | None = None
    first: float | None = None
    version: int = 0

    @property
    def speaking(self) -> bool:
        """Whether its words are still to come."""
        return self.turn is None

    @property
    def unscored(self) -> list[Judgement]:
        """What judges could not say, with their reasons."""
        return [said for said in self.judgements if said.score is None]

    @property
    def cost(self) -> float:
        """Dollars of its calls, as far as they have a price."""
        return sum(each.cost or 0.0 for each in self.attempts)


@dataclass
class Spent:
    """The ledger so far: requests, tokens in and out, dollars, and requests without a price."""

    calls: int = 0
    prompt: int = 0
    completion: int = 0
    cost: float = 0.0
    unpriced: int = 0
    speed: float | None = None

    def add(self, attempt: Attempt) -> None:
        """Count one request more; `speed` is the tokens a second of the latest words of a role."""
        self.calls += 1
        self.prompt += attempt.usage.prompt
        self.completion += attempt.usage.completion
        self.cost += attempt.cost or 0.0
        self.unpriced += attempt.cost is None
        words = attempt.ok and attempt.purpose.startswith("turn:")
        if words and attempt.seconds > 0 and attempt.usage.completion:
            self.speed = attempt.usage.completion / attempt.seconds
