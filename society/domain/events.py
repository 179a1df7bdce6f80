"""What happens in a dialogue, as one stream of tagged values that everyone reads."""

from typing import Annotated, Literal

from pydantic import Field

from society.domain.calls import Attempt
from society.domain.dialogue import Draft, Game, Turn
from society.domain.episode import Outcome, Provenance
from society.domain.judging import Judgement, Reward
from society.domain.value import Value


class Started(Value):
    """A dialogue begins, or goes on where it was stopped (`turns` are already there)."""

    kind: Literal["started"] = "started"
    episode: str
    game: Game
    provenance: Provenance
    turns: tuple[Turn, ...] = ()


class Asked(Value):
    """A judge is asked about a turn, or about the whole (`turn` None)."""

    kind: Literal["asked"] = "asked"
    episode: str
    judge: str
    turn: int | None = None


class Speaking(Value):
    """A role begins to speak; `again` says why its last try was refused."""

    kind: Literal["speaking"] = "speaking"
    episode: str
    turn: int
    role: str
    again: str = ""


class Token(Value):
    """Words as they stream. They are not a turn until `Spoke`."""

    kind: Literal["token"] = "token"
    episode: str
    role: str
    text: str


class Drafted(Value):
    """A reply that could be said at `turn` was sampled: the `n`-th, from 0, of all its tries.

    It is told again, under the same number, where guides have said what it is worth.
    It is no turn; what became of it is among the drafts of the turn once that is spoken.
    """

    kind: Literal["drafted"] = "drafted"
    episode: str
    turn: int
    n: int = Field(ge=0)
    draft: Draft


class Spoke(Value):
    """A turn is complete and can be stored."""

    kind: Literal["spoke"] = "spoke"
    episode: str
    turn: Turn


class Judged(Value):
    """A judge has spoken, or could not."""

    kind: Literal["judged"] = "judged"
    episode: str
    judgement: Judgement


class Paid(Value):
    """A turn is paid."""

    kind: Literal["paid"] = "paid"
    episode: str
    reward: Reward


class Called(Value):
    """One request to a model ended, well or badly."""

    kind: Literal["called"] = "called"
    episode: str
    attempt: Attempt


class Waiting(Value):
    """A call waits: for a rate limit or before a retry."""

    kind: Literal["waiting"] = "waiting"
    episode: str
    purpose: str
    seconds: float
    why: str


class Ended(Value):
    """The dialogue is over and settled."""

    kind: Literal["ended"] = "ended"
    episode: str
    outcome: Outcome
    seconds: float = 0.0


class Failed(Value):
    """The dialogue could not go on; what was said is kept, and `society resume` goes on."""

    kind: Literal["failed"] = "failed"
    episode: str
    code: str
    error: str
    hint: str = ""
    seconds: float = 0.0


Event = Annotated[
    Started
    | Asked
    | Speaking
    | Token
    | Drafted
    | Spoke
    | Judged
    | Paid
    | Called
    | Waiting
    | Ended
    | Failed,
    Field(discriminator="kind"),
]
