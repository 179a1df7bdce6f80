"""What a live dialogue tells its screen beside its events: cues, tagged by `kind` like them."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from society.domain.dialogue import Action, Draft
from society.domain.events import Event
from society.domain.value import Value


class Ready(Value):
    """Whoever plays has started and takes orders."""

    kind: Literal["ready"] = "ready"


class Standing(Value):
    """Where the dialogue stands: `paused` once nothing moves, `stopping` until its turn is done."""

    kind: Literal["standing"] = "standing"
    state: Literal["idle", "playing", "paused", "stopping"]
    episode: str = ""


class Wanted(Value):
    """A person's line is awaited for `role`; `refused` says why the last one did not stand."""

    kind: Literal["wanted"] = "wanted"
    episode: str
    role: str
    turn: int
    refused: tuple[str, ...] = ()


class Unwanted(Value):
    """No line is awaited any more: it was said, or the role was given back, or all is over."""

    kind: Literal["unwanted"] = "unwanted"
    episode: str


class Suggested(Value):
    """What the role's own player would say; it was not said."""

    kind: Literal["suggested"] = "suggested"
    episode: str
    role: str
    text: str
    action: Action | None = None


class Sampled(Value):
    """Sample `n` (from 0) of `k` other replies at `turn` has arrived."""

    kind: Literal["sampled"] = "sampled"
    episode: str
    turn: int
    n: int
    k: int
    draft: Draft


class Kept(Value):
    """A choice among samples is stored; `branch` is the dialogue that goes on with a sample.

    It is "" where what was said was chosen (`n` = -1).
    """

    kind: Literal["kept"] = "kept"
    episode: str
    turn: int
    n: int
    branch: str = ""


class Refused(Value):
    """An order that could not be followed, and what to do instead; `do` is "" if unreadable.

    `code` names what a model failed of, such as `missing_weights`. `program` names what would run
    with the person's rights and may not: `allow_code` lets it.
    """

    kind: Literal["refused"] = "refused"
    do: str
    error: str
    hint: str = ""
    code: str = ""
    program: str = ""


Cue = Annotated[
    Ready | Standing | Wanted | Unwanted | Suggested | Sampled | Kept | Refused,
    Field(discriminator="kind"),
]

Shown = Annotated[Event | Cue, Field(discriminator="kind")]
"""What a screen of a live dialogue is shown, as one stream."""

_SHOWN: TypeAdapter[Shown] = TypeAdapter(Shown)


def read_shown(line: bytes) -> Shown:
    """What a line shows; pydantic's ValidationError where it shows nothing."""
    return _SHOWN.validate_json(line)


def write_shown(shown: Shown) -> bytes:
    """It as one line of JSON, with its end."""
    return shown.model_dump_json(by_alias=True).encode() + b"\n"
