"""What a call tells, passed on: without text that is nobody's, and with drafts kept in place."""

from collections.abc import Sequence

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


def place_of(draft: Draft, told: Sequence[Draft]) -> int:
    """Where a draft belongs among those that were told: with its value in its old place, else last.

    >>> place_of(Draft(text="90?", value=0.5), [Draft(text="90?"), Draft(text="80?")])
    0
    """
    same = (draft.text, draft.action)
    places = (n for n, each in enumerate(told) if (each.text, each.action) == same)
    return len(told) if draft.value is None else next(places, len(told))


def keeping(tell: Tell, told: list[Draft]) -> Tell:
    """Passes everything on, and keeps the drafts in `told`."""

    def hear(heard: Heard, /) -> None:
        if isinstance(heard, Draft):
            at = place_of(heard, told)
            told[at : at + 1] = [heard]
        tell(heard)

    return hear
