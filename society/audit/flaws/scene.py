"""What a flaw is made of: one turn, what was said before and after it, and a seeded chance."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import NamedTuple

from society.domain.dialogue import Dialogue, Role, Turn
from society.scoring.flags import plain

HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*|\d+(?:\.\d+)?|[\u3400-\u4dbf\u4e00-\u9fff]")
SPELLED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SPELLED_ZH = {"两": 2, **{digit: at for at, digit in enumerate("零一二三四五六七八九十")}}
_FEW = 10.0
"""Up to this a number counts pieces, which stay whole and few."""

_QUANTITY = re.compile(
    r"(?P<before>[$€£¥]?)(?<![\w.])(?P<number>\d+(?:[.,]\d+)*|(?:"
    + "|".join(SPELLED[1:])
    + r")\b)(?P<noun>\s+(?!(?:and|or|but|to|for|if|is|are|as|so|of|then|plus|in|on|at|by|i|you|"
    r"we|it|with|the|a|my|your)\b)[a-z]+)?",
    re.IGNORECASE,
)
_QUANTITY_ZH = re.compile(
    r"(?P<before>[$€£¥]?)(?P<number>\d+(?:\.\d+)?|[一二两三四五六七八九十](?=[个份件箱瓶天捆块元]))"
    r"(?P<noun>\s*(?:个|份|件|箱|瓶|天|捆|块|元|小时|分钟|%)?)"
)


class Quantity(NamedTuple):
    """A number as it was said, with the sign before it and the word after it."""

    value: float
    before: str = ""
    noun: str = ""

    def __str__(self) -> str:
        return f"{self.before}{self.value:g}{self.noun}"


@dataclass(frozen=True)
class Scene:
    """A turn that is to be spoilt: `dialogue` ends with it, `later` is what came after."""

    dialogue: Dialogue
    later: tuple[Turn, ...]
    others: Sequence[Dialogue]
    chance: Random

    @property
    def turn(self) -> Turn:
        """The turn itself."""
        return self.dialogue.last

    @property
    def text(self) -> str:
        """Its words."""
        return self.turn.text.strip()

    @cached_property
    def role(self) -> Role:
        """Who speaks."""
        return self.dialogue.game.role(self.turn.role)

    @cached_property
    def listener(self) -> Role:
        """Somebody else: who spoke last, or the first of the others."""
        for past in reversed(self.before):
            if past.role != self.role.id:
                return self.dialogue.game.role(past.role)
        return next(each for each in self.dialogue.game.roles if each.id != self.role.id)

    @property
    def before(self) -> tuple[Turn, ...]:
        """The turns before this one."""
        return self.dialogue.turns[:-1]

    @property
    def own(self) -> tuple[Turn, ...]:
        """The speaker's earlier turns."""
        return tuple(turn for turn in self.before if turn.role == self.role.id)

    @cached_property
    def zh(self) -> bool:
        """Whether it is spoken in Chinese."""
        return is_chinese(self.text) if self.text else self.dialogue.game.locale.startswith("zh")

    def one_of(self, english: Sequence[str], chinese: Sequence[str]) -> str:
        """One of the sentences of the dialogue's own language."""
        return self.chance.choice(chinese if self.zh else english)

    def beside(self, sentence: str) -> str:
        """The turn's words with one sentence more, before or after them."""
        return joined(*self.chance.sample([self.text, sentence], 2), zh=self.zh)

    def said_numbers(self) -> set[float]:
        """Every number of the dialogue so far, in words or in moves, and of the public texts."""
        game = self.dialogue.game
        texts = [game.context, *(role.public for role in game.roles)]
        texts += [turn.text for turn in self.dialogue.turns]
        found = {each.value for text in texts for each in quantities(text)}
        return found | {each.value for turn in self.dialogue.turns for each in moved(turn)}

    def other_number(self, near: float) -> float:
        """A number like `near` that nobody has said."""
        said = self.said_numbers()
        if near <= _FEW and near == int(near):
            free = [float(n) for n in range(1, 13) if n not in said and n != near]
            return self.chance.choice(free or [near + 13])
        value = near
        while value in said or value == near:
            share = self.chance.choice([-1, 1]) * self.chance.uniform(0.15, 0.45)
            value = float(round(near * (1 + share)) or round(near + 2))
            near += 1
        return value


def is_chinese(text: str) -> bool:
    """Whether most of its letters are Chinese."""
    words = WORD.findall(text)
    return 2 * sum(bool(HAN.match(word)) for word in words) > len(words)


def length(text: str) -> float:
    """How many words it has; two Chinese characters count as one."""
    return sum(0.5 if HAN.match(word) else 1.0 for word in WORD.findall(text))


def same_words(one: str, two: str) -> bool:
    """Whether two texts differ in nothing but case and punctuation."""
    return plain(one) == plain(two)


def joined(*parts: str, zh: bool) -> str:
    """Sentences one after the other, each of them closed."""
    closed = []
    for part in (part.strip() for part in parts):
        if part:
            closed.append(part + ("。" if zh else ".") if part[-1].isalnum() else part)
    return ("" if zh else " ").join(closed)


def quantities(text: str) -> list[Quantity]:
    """The numbers of a text, digits or words, each with what it counts."""
    pattern = _QUANTITY_ZH if HAN.search(text) else _QUANTITY
    return [
        Quantity(_value(found["number"]), found["before"], found["noun"] or "")
        for found in pattern.finditer(text)
    ]


def moved(turn: Turn) -> list[Quantity]:
    """The numbers of a turn's move."""
    args = turn.action.args.values() if turn.action else ()
    numbers = [each for each in args if isinstance(each, int | float) and each is not True]
    return [Quantity(float(each)) for each in numbers if each is not False]


def _value(number: str) -> float:
    lower = number.lower()
    if lower in SPELLED:
        return float(SPELLED.index(lower))
    if number in SPELLED_ZH:
        return float(SPELLED_ZH[number])
    plain_number = number.replace(",", "")
    return float(plain_number) if plain_number.count(".") < 2 else 0.0
