"""What a person asks of a live dialogue: orders, tagged by `do`, a line of JSON each."""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from society.domain.value import Value

MOST_SAMPLES = 16
"""The most replies that one reroll asks for."""

LONGEST_LINE = 20_000
"""Characters that a person says in one turn at most."""


class Begin(Value):
    """Play a new dialogue: `job` is a casting Job as plain values; `paused` before its first turn.

    One dialogue is played at a time, so one that is being played is refused a second.
    """

    do: Literal["begin"] = "begin"
    job: dict[str, Any]
    paused: bool = False


class Resume(Value):
    """Go on with a dialogue that was interrupted or stopped; an id or the beginning of one.

    `allow_code` lets its scenario name judges in files or modules; likewise below.
    """

    do: Literal["resume"] = "resume"
    episode: str
    paused: bool = False
    allow_code: bool = False


class Branch(Value):
    """Play a new dialogue that shares the beginning of a stored one, up to and with `turn`.

    With `text` it is shared up to but without `turn`, and a person says that turn anew: words,
    then a move as `/propose price=110`; `paused` is then after it. With `draft` what was considered
    there is said instead: the replies from that turn down to that draft. What is being played is
    stopped.
    """

    do: Literal["branch"] = "branch"
    episode: str
    turn: int = Field(ge=0)
    text: str | None = Field(default=None, max_length=LONGEST_LINE)
    draft: int | None = Field(default=None, ge=0)
    paused: bool = False
    allow_code: bool = False


class Reroll(Value):
    """Sample `k` other replies of the same role to what was said before `turn`."""

    do: Literal["reroll"] = "reroll"
    episode: str
    turn: int = Field(ge=0)
    k: int = Field(default=4, ge=1, le=MOST_SAMPLES)
    allow_code: bool = False


class Keep(Value):
    """Choose sample `n` (from 0) of the last reroll of `turn`, or with -1 what was said.

    A chosen sample is played on as a branch, paused once its turn is judged, and what is being
    played is stopped for it. Either way the choice makes a preference pair.
    """

    do: Literal["keep"] = "keep"
    episode: str
    turn: int = Field(ge=0)
    n: int = Field(ge=-1, lt=MOST_SAMPLES)


class Pause(Value):
    """Play no further than what is being said and judged now."""

    do: Literal["pause"] = "pause"


class Go(Value):
    """Play on."""

    do: Literal["go"] = "go"


class Step(Value):
    """Play one turn, with what is said of it and paid for it, and pause again."""

    do: Literal["step"] = "step"


class Stop(Value):
    """Stop after this turn, or `now`; it is kept as `stopped` and can be resumed."""

    do: Literal["stop"] = "stop"
    now: bool = False


class Take(Value):
    """A person speaks for the role from its next turn."""

    do: Literal["take"] = "take"
    role: str


class Give(Value):
    """The role's own player speaks for it again, at once where a line was awaited."""

    do: Literal["give"] = "give"
    role: str


class Say(Value):
    """The line that was awaited: words, then a move as `/propose price=110`."""

    do: Literal["say"] = "say"
    text: str = Field(max_length=LONGEST_LINE)


class Suggest(Value):
    """What would the role's own player say in place of the person? It is not said."""

    do: Literal["suggest"] = "suggest"


class Leave(Value):
    """Nobody watches any more: give every role back, go on to the end, then exit."""

    do: Literal["leave"] = "leave"


Order = Annotated[
    Begin
    | Resume
    | Branch
    | Reroll
    | Keep
    | Pause
    | Go
    | Step
    | Stop
    | Take
    | Give
    | Say
    | Suggest
    | Leave,
    Field(discriminator="do"),
]

_ORDER: TypeAdapter[Order] = TypeAdapter(Order)


def read_order(line: bytes) -> Order:
    """The order that a line says; pydantic's ValidationError where it says none."""
    return _ORDER.validate_json(line)


def write_order(order: Order) -> bytes:
    """The order as one line of JSON, with its end."""
    return order.model_dump_json().encode() + b"\n"
