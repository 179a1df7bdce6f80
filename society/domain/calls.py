"""What is asked of a model and what one request cost: messages, sampling, attempts."""

from typing import Any, Literal

from pydantic import Field

from society.domain.dialogue import Draft
from society.domain.sampling import Sampling
from society.domain.value import Value

__all__ = ["Attempt", "Heard", "Message", "Sampling", "Usage", "Wait"]


class Message(Value):
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


class Usage(Value):
    """Tokens of one request; `estimated` where the provider reported none."""

    prompt: int = Field(default=0, ge=0)
    completion: int = Field(default=0, ge=0)
    cached: int = Field(default=0, ge=0)
    estimated: bool = False


class Attempt(Value):
    """One HTTP request (or one in-process generation), as the call ledger keeps it.

    `call` names the reply it belongs to: the attempts of one reply share it and count up from 1.
    `cost` is in dollars, None where no price is known; `reserved` is the most it could have cost,
    which stands for a request that broke off and may have been billed. Never holds a key.
    """

    call: str
    number: int = Field(ge=1)
    purpose: str
    model: str
    answered_by: str = ""
    provider: str = ""
    host: str = ""
    params: dict[str, Any] = Field(default_factory=dict)
    request: tuple[Message, ...] = ()
    request_hash: str = ""
    response: str = ""
    finish: str = ""
    refusal: str = ""
    usage: Usage = Usage()
    cost: float | None = None
    reserved: float | None = None
    prices: str = ""
    started: str = ""
    seconds: float = Field(default=0.0, ge=0)
    first_token: float | None = None
    status: int | None = None
    request_id: str = ""
    fingerprint: str = ""
    error: str = ""
    error_kind: str = ""
    retry_after: float | None = None

    @property
    def ok(self) -> bool:
        """Whether this request brought a usable reply."""
        return not self.error_kind


class Wait(Value):
    """A call is held back: by a rate limit, a retry, or a full slot."""

    seconds: float
    why: str


Heard = str | Attempt | Wait | Draft
"""What is told while a reply is sought: text as it streams (str), an attempt when it ends, a wait.

A player that samples several replies tells each of them as a Draft, with the calls that made it.
"""
