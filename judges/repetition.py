"""A judge without a model: does a turn say anything that was not said before?"""

from judges.tokens import mostly_han, runs, tokens
from society import Turn, judge

WORDS, CHARACTERS = 3, 4


@judge(scope="turn")
def repetition(turn: Turn, history: tuple[Turn, ...]) -> tuple[float | None, str]:
    """The share of a turn's phrases (3 words, 4 Chinese characters) that are new in the dialogue.

    Anybody's earlier turn counts, an echo is no news either, and so does the turn itself, which may
    go round in circles. A turn without words, a bare move, gets no opinion. Other numbers make
    another phrase, so a new offer in the same frame is partly new.
    """
    words = tokens(turn.text)
    if not words:
        return None, "no words"
    length = min(CHARACTERS if mostly_han(words) else WORDS, len(words))
    known = {phrase for past in history for phrase in runs(tokens(past.text), length)}
    new = 0
    phrases = runs(words, length)
    for phrase in phrases:
        new += phrase not in known
        known.add(phrase)
    share = new / len(phrases)
    return share, f"{1 - share:.0%} of its phrases were said before"
