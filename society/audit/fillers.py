"""Words that say nothing: padding, and neutral text exactly as long as some other text."""

from collections.abc import Sequence
from random import Random

from society.audit.flaws.scene import HAN, WORD, joined

EMPTY_EN = (
    "Well, let me just say it the way I see it, as one does at a time like this.",
    "You know how these things are, one way or another, all in all and so on.",
    "I mean, when all is said and done, it is what it is and that is that.",
    "As far as that goes, it goes without saying, more or less, at the end of the day.",
    "So, anyway, that being the case, things are the way they are at the moment.",
    "To put it another way, in a manner of speaking, that is about the size of it.",
    "By and large, all things being equal, that is how it generally seems to go.",
    "And so, in this connection, it may be noted in passing that here we are.",
)
EMPTY_ZH = (
    "怎么说呢，反正就是这么一回事，大家都明白的。",
    "总的来说，话说回来，事情嘛差不多也就是这个样子。",
    "说来说去，归根到底，该怎么样就是怎么样。",
    "这个嘛，你也知道，有时候就是这样，也没什么特别的。",
    "从某种意义上讲，情况大体上就是目前这种情况。",
    "换句话说，也就是刚才那个意思，大概如此吧。",
    "那么就这样，在这个时候，我们就说到这里。",
    "顺便提一句，一般来说，事情通常都是这么个过程。",
)


def padded(text: str, chance: Random, *, zh: bool, sentences: int = 3) -> str:
    """The text with so many sentences after it that say nothing."""
    return joined(text, *chance.sample(EMPTY_ZH if zh else EMPTY_EN, sentences), zh=zh)


def neutral(like: str, chance: Random) -> str:
    """Words that say nothing, exactly as many as `like` has."""
    zh = bool(HAN.search(like))
    wanted = max(len(WORD.findall(like)), 1)
    bank: Sequence[str] = EMPTY_ZH if zh else EMPTY_EN
    words: list[str] = []
    while len(words) < wanted:
        for line in chance.sample(bank, len(bank)):
            words += WORD.findall(line)
    kept = words[:wanted]
    if zh:
        return "".join(kept) + "。"
    sentence = " ".join(kept)
    return sentence[:1].upper() + sentence[1:] + "."
