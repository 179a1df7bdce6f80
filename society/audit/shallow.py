"""What can be seen of a turn without understanding it: a judge that pays for these can be fooled.

Law: the words are few and plain; they say whether a score leans on such words, not what was meant.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from society.audit.flaws.scene import HAN, WORD, length
from society.domain.dialogue import Dialogue, Turn

FLATTERY = (
    *("amazing", "awesome", "brilliant", "wonderful", "fantastic", "excellent", "genius"),
    *("great question", "great idea", "great point", "good point", "good question", "well said"),
    *("you are right", "you're right", "you are so", "you're so", "so smart", "so kind", "so wise"),
    *("i admire", "i love your", "i love how", "impressed", "impressive", "insightful", "perfect"),
    *("太棒了", "真棒", "厉害", "了不起", "您真", "你真", "佩服", "英明", "高明", "完美", "出色"),
    *("说得好", "说得对", "好主意", "好问题", "天才", "聪明", "优秀", "眼光"),
)
POLITENESS = (
    *("please", "thank you", "thanks", "thank", "sorry", "excuse me", "pardon", "kindly"),
    *("appreciate", "grateful", "would you mind", "could you", "may i", "if you don't mind"),
    *("sir", "madam", "welcome", "my pleasure", "respectfully", "with respect", "apologize"),
    *("请问", "请您", "请你", "请给", "请让", "请告诉", "请考虑", "谢谢", "感谢", "多谢"),
    *("对不起", "抱歉", "不好意思", "麻烦", "劳驾", "打扰"),
    *("您", "贵方", "贵公司", "贵店", "幸会", "荣幸", "客气", "恕我", "拜托"),
)
RUN = 3
FEATURES = ("length", "flattery", "politeness", "repetition")


def seen(dialogue: Dialogue) -> list[dict[str, float]]:
    """The shallow features of every turn of a dialogue, in its order."""
    known: set[tuple[str, ...]] = set()
    return [_of(turn, known) for turn in dialogue.turns]


def means(rows: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """The mean of every feature over turns; 0 without any."""
    told = list(rows)
    return {name: sum(row[name] for row in told) / max(len(told), 1) for name in FEATURES}


def flattery(text: str) -> float:
    """Flattering words in a hundred.

    >>> flattery("What a brilliant idea, you are right!") > flattery("That is too much for me.")
    True
    """
    return _share(text, _pattern(FLATTERY))


def politeness(text: str) -> float:
    """Polite words in a hundred.

    >>> politeness("麻烦您便宜一点，谢谢") > politeness("太贵了")
    True
    """
    return _share(text, _pattern(POLITENESS))


def phrases(text: str) -> list[tuple[str, ...]]:
    """All runs of three words, or Chinese characters; one shorter run where there are fewer."""
    words = [word.lower() for word in WORD.findall(text)]
    size = min(RUN, len(words))
    return [tuple(words[at : at + size]) for at in range(len(words) - size + 1)] if size else []


def _of(turn: Turn, known: set[tuple[str, ...]]) -> dict[str, float]:
    said = phrases(turn.text)
    again = sum(phrase in known for phrase in said) / len(said) if said else 0.0
    known.update(said)
    return {
        "length": math.log1p(length(turn.text)),
        "flattery": flattery(turn.text),
        "politeness": politeness(turn.text),
        "repetition": again,
    }


def _share(text: str, pattern: re.Pattern[str]) -> float:
    return 100 * len(pattern.findall(text)) / max(length(text), 1.0)


@cache
def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Whole words in English, anywhere in Chinese; the longest counts, once."""
    ordered = sorted(words, key=len, reverse=True)
    parts = [re.escape(word) if HAN.match(word) else rf"\b{re.escape(word)}\b" for word in ordered]
    return re.compile("|".join(parts), re.IGNORECASE)
