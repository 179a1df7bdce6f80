"""How people type: the same words, plainer or sloppier, so that form is no sign of a flaw."""

from random import Random

from society.domain.value import Value

SHORT_FORMS = (
    ("I am ", "I'm "), ("It is ", "It's "), ("it is ", "it's "), ("do not", "don't"),
    ("Let us", "Let's"), ("let us", "let's"), ("cannot", "can't"), ("I will", "I'll"),
    ("I would", "I'd"), ("That is", "That's"), ("you are", "you're"), ("did not", "didn't"),
    ("What is", "What's"), ("We are", "We're"), ("is not", "isn't"),
)  # fmt: skip
BEFORE = ("Hi! ", "Well, ", "Hmm, ", "Okay, ", "Hello there. ", "Oh wow, ", "Haha, ", "So, ")
AFTER = (" Thank you!", " Thanks.", " :)", " 🙂", "!!", " What do you say?", " Please.", " lol")


class Style(Value):
    """What one dialogue's typing is like."""

    short_forms: bool = False
    lower: bool = False
    bare_end: bool = False
    fillers: float = 0.0
    slips: float = 0.0


def drawn(dice: Random) -> Style:
    """A way to type, neat more often than not."""
    return Style(
        short_forms=dice.random() < 0.6,
        lower=dice.random() < 0.15,
        bare_end=dice.random() < 0.2,
        fillers=dice.choice((0.0, 0.15, 0.4)),
        slips=dice.choice((0.0, 0.0, 0.02)),
    )


def styled(text: str, style: Style, dice: Random) -> str:
    """The text typed that way; Chinese keeps its words."""
    if not text.isascii():
        return text
    if style.short_forms:
        for long, short in SHORT_FORMS:
            text = text.replace(long, short)
    text = _slipped(text, style.slips, dice)
    if dice.random() < style.fillers:
        text = dice.choice(BEFORE) + text
    if dice.random() < style.fillers:
        text = text.rstrip(".!") + dice.choice(("", ".")) + dice.choice(AFTER)
    if style.bare_end:
        text = text.rstrip(".")
    return text.lower() if style.lower else text


def _slipped(text: str, often: float, dice: Random) -> str:
    """Now and then two letters of a word change places."""
    words = text.split(" ")
    for at, word in enumerate(words):
        if len(word) > 4 and word.isalpha() and dice.random() < often:
            swap = dice.randint(1, len(word) - 3)
            words[at] = word[:swap] + word[swap + 1] + word[swap] + word[swap + 2 :]
    return " ".join(words)
