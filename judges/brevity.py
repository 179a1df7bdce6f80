"""A judge without a model: a turn that says it shortly is easier to listen to."""

from judges.tokens import is_han, tokens
from society import Turn, judge

COMFORTABLE = 40


@judge(scope="turn")
def brevity(turn: Turn) -> tuple[float | None, str]:
    """Full marks up to 40 words, then falling; two Chinese characters count as one word.

    A turn without words, a bare move, is neither short nor long: it gets no opinion.
    """
    words = tokens(turn.text)
    if not words:
        return None, "no words"
    count = sum(0.5 if is_han(word) else 1.0 for word in words)
    return min(1.0, COMFORTABLE / max(count, 1.0)), f"{count:.0f} words"
