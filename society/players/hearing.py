"""What a call tells, without the text: for text that is not stored as it streams."""

from society.domain.calls import Heard
from society.llm.model import Tell


def quietly(tell: Tell) -> Tell:
    """Passes on attempts and waits; what a form or a discarded try streams is nobody's words."""

    def hear(heard: Heard, /) -> None:
        if not isinstance(heard, str):
            tell(heard)

    return hear
