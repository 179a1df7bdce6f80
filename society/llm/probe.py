"""A first meeting with a model: two short calls that say how fast it is and if it keeps a form."""

from pydantic import BaseModel, ConfigDict, Field

from society.domain.calls import Attempt, Heard, Message, Sampling
from society.domain.errors import ModelError
from society.domain.value import Value
from society.llm.model import Model, Reply
from society.llm.structured import ask

TALK = "You sell a used bike. Say in one sentence what you would like for it."
FORM = "A bike is listed at 200 dollars. Make an offer: your words, and the price as a number."
SHORT = Sampling(max_tokens=120, seed=1)


class Probe(Value):
    """What the two calls showed; times in seconds."""

    model: str
    answered_by: str = ""
    text: str = ""
    seconds: float = 0.0
    first_token: float | None = None
    tokens_per_second: float | None = None
    cost: float | None = None
    keeps_schema: bool = False
    constrained: bool = False
    schema_seconds: float | None = None
    problem: str = ""


class Offer(BaseModel):
    """The form that the second call asks for."""

    model_config = ConfigDict(extra="forbid")

    say: str = Field(max_length=120)
    price: int = Field(ge=1, le=1000)


async def probe(model: Model) -> Probe:
    """Ask once freely and once for a form; ModelError where the first already fails."""
    attempts: list[Attempt] = []

    def hear(heard: Heard, /) -> None:
        if isinstance(heard, Attempt):
            attempts.append(heard)

    reply = await model.reply(_prompt(TALK), sampling=SHORT, purpose="probe", tell=hear)
    spoken = attempts[-1]
    problem = ""
    try:
        await ask(
            model, _prompt(FORM), Offer, sampling=SHORT, purpose="probe", tell=hear, repairs=0
        )
    except ModelError as error:
        problem = error.message
    return Probe(
        model=model.name,
        answered_by=reply.model,
        text=reply.text,
        seconds=spoken.seconds,
        first_token=spoken.first_token,
        tokens_per_second=_speed(reply, spoken),
        cost=reply.cost,
        keeps_schema=not problem,
        constrained=model.speaks_json,
        schema_seconds=attempts[-1].seconds,
        problem=problem,
    )


def _prompt(text: str) -> list[Message]:
    return [Message(role="user", content=text)]


def _speed(reply: Reply, spoken: Attempt) -> float | None:
    """Tokens a second after the first; None where there were too few to tell."""
    spent = spoken.seconds - (spoken.first_token or 0.0)
    return (reply.usage.completion - 1) / spent if reply.usage.completion > 1 and spent else None
