"""What a call tells, without the text: for text that is not stored as it streams."""

from society.domain.calls import Attempt, Heard
from society.domain.dialogue import Draft
from society.llm.model import Tell


def quietly(tell: Tell) -> Tell:
    """Passes on attempts and waits; what a form or a discarded try streams is nobody's words.

    What it samples is no candidate of the turn either.
    """

    def hear(heard: Heard, /) -> None:
        if not isinstance(heard, str | Draft):
            tell(heard)

    return hear


def entered(tell: Tell, purpose: str) -> Tell:
    """Passes on attempts and waits; the ledger has every attempt under that purpose."""

    def hear(heard: Heard, /) -> None:
        if isinstance(heard, Attempt):
            heard = heard.model_copy(update={"purpose": purpose})
        quietly(tell)(heard)

    return hear
