"""Why a strategy may not be used: it tells what is private, gives orders, or is of one game only.

Law: a strategy is shown to players of other games, so nothing of a single game may be in it.
"""

import re
from collections.abc import Iterable, Iterator

from society.domain.dialogue import Game
from society.domain.strategy import Strategy
from society.scoring.flags import HIDDEN, TO_JUDGE

ORDERS = re.compile(
    r"<\|?/?\w+\|?>|\[/?INST\]|<<\s*SYS|^\s*#{2,}|```|\bhttps?://"
    r"|\b(?:system|assistant|user|developer)\s*:"
    r"|\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rule|above|before)"
    r"|\byou are (?:now|no longer)\b|\bsystem prompt\b|\b(?:language|ai) model\b"
    r"|\b(?:judge|grader|evaluator|rubric)s?\b|\bas an ai\b"
    r"|评委|裁判|评分|系统提示|忽略.{0,12}(?:指令|规则)|人工智能|语言模型",
    re.IGNORECASE | re.MULTILINE,
)
"""Words that speak to a model or to a judge, or that a prompt is built of."""

NUMBER = re.compile(r"[$€£¥]?\d+(?:[.,:]\d+)*")
COUNTS = re.compile(
    r"\s*(?:%|％|percent|per cent|(?:of the )?(?:turns?|offers?|times|rounds?|steps?|moves?)\b"
    r"|轮|次|步)",
    re.IGNORECASE,
)
"""What may stand after a number: then it is a share, or counts what was said."""

SPELLED = re.compile(
    r"\b(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -]\w+)?"
    r"|(?:\w+[ -])?(?:hundred|thousand|million|dozen))\b|[一二两三四五六七八九十百千万]{2,}",
    re.IGNORECASE,
)

FEWEST = 3
"""Letters from which a drawn text is looked for; of Chinese two."""

HAN = re.compile("[\u3400-\u9fff]")


def screened(strategy: Strategy, games: Iterable[Game]) -> str:
    """Why it may not be used, in words; "" where nothing speaks against it.

    `games` are those that it was found in: the numbers and texts drawn for them are looked for.
    """
    text, found = strategy.tactic, list(games)
    checks = (_orders(text), _private(text, strategy.role, found), _numbers(text))
    return next((why for why in (*checks, _leaks(text, found)) if why), "")


def _orders(text: str) -> str:
    for pattern in (TO_JUDGE, ORDERS):
        if said := pattern.search(text):
            return f"it speaks to a model or a judge: {said[0].strip()[:40]!r}"
    return "it hides letters" if HIDDEN.search(text) else ""


def _private(text: str, role: str, games: Iterable[Game]) -> str:
    """A number that a role alone was told: its secrets, its limit."""
    said = {_value(each) for each in _bare(text)}
    for game in games:
        own = game.role(role)
        limit = [own.limit.value] if own.limit and own.limit.value is not None else []
        told = {_value(each) for each in (*own.secrets, *map(str, limit))}
        if known := sorted(each for each in said & told if each is not None):
            return f"it tells a private number of a game: {known[0]:g}"
    return ""


def _numbers(text: str) -> str:
    for each in _bare(text):
        return f"it tells a number that is neither a share nor a count of turns: {each}"
    if said := SPELLED.search(text):
        rest = text[said.end() :]
        return "" if COUNTS.match(rest) else f"it tells a number in words: {said[0]!r}"
    return ""


def _bare(text: str) -> Iterator[str]:
    """The numbers of a text that are neither shares nor counts of turns."""
    for said in NUMBER.finditer(text):
        counts = COUNTS.match(text, said.end()) and not said[0].startswith(("$", "€", "£", "¥"))
        numbered = re.search(r"\bturns?\s+$", text[: said.start()], re.IGNORECASE)
        if not counts and not numbered:
            yield said[0]


def _leaks(text: str, games: list[Game]) -> str:
    """A name or a text that was drawn for some of the games and not for others."""
    plain = text.casefold()
    for word in sorted(_drawn(games), key=len, reverse=True):
        if re.search(_whole(word.casefold()), plain):
            return f"it names what is of one game only: {word[:40]!r}"
    return ""


def _drawn(games: list[Game]) -> set[str]:
    """Texts of the games' variables and names, without those that all games share."""
    told = [{*_texts(game), *(role.name for role in game.roles)} for game in games]
    shared = set.intersection(*told) if len(told) > 1 else set()
    return {each for each in set().union(*told) - shared if len(each) >= _fewest(each)}


def _texts(game: Game) -> Iterator[str]:
    return (value for value in game.variables.values() if isinstance(value, str))


def _fewest(text: str) -> int:
    return 2 if HAN.search(text) else FEWEST


def _whole(word: str) -> str:
    """The word as it stands by itself; Chinese has no spaces to tell."""
    escaped = re.escape(word)
    return escaped if HAN.search(word) else rf"(?<!\w){escaped}(?!\w)"


def _value(text: str) -> float | None:
    try:
        return float(text.lstrip("$€£¥").replace(",", ""))
    except ValueError:
        return None
