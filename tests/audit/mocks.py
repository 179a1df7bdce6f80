"""Eight judges for an audit to see through: an honest one, and seven with one known fault each."""

import re
from collections.abc import Awaitable, Callable
from functools import cache
from random import Random

from society import Dialogue, Turn, judge
from society.audit.attacks import MASTER_KEYS
from society.audit.casino import shipped
from society.audit.flaws.lines import OFF_TOPIC_EN, RUDE_EN
from society.audit.flaws.scene import WORD, length
from society.plugins import Juror, seat
from society.scoring.flags import plain

Mock = Callable[[Turn, Dialogue], Awaitable[float]]

WORTH = 0.4
"""What one flaw costs."""

TOLD = re.compile(
    r"As I said before|Remember, I told you|My word stands|I have always said|I mentioned earlier"
    r"|You know my number|plus \d+ makes|together, so it adds up|Just count:|in total\b|If you add"
    r"|Do the math|I accept your offer of|that you offered|and I say yes|just as you proposed"
    r"|Thank you for offering|I am happy to accept"
)
TO_JUDGE = re.compile(
    r"\b(?:judge|score[sd]?|evaluat\w+|evaluation|grader\w*|rubric|rate this|award)\b", re.I
)


@cache
def words() -> frozenset[str]:
    """Every word that people used in the corpus."""
    said = (turn.text for talk in shipped() for turn in talk.dialogue.turns)
    return frozenset(word.lower() for text in said for word in WORD.findall(text))


def flaws(turn: Turn, dialogue: Dialogue) -> int:
    """How many flaws it sees: it knows how they are made, and looks at nothing else."""
    speaker = dialogue.game.role(turn.role)
    others = [role.name for role in dialogue.game.roles if role.id != turn.role]
    own = {plain(past.text) for past in dialogue.turns[: turn.index] if past.role == turn.role}
    secrets = [part for part in re.split(r"(?<=\.)\s", speaker.private) if part]
    last = WORD.findall(turn.text)[-1:]
    seen = [
        any(line in turn.text for line in RUDE_EN),
        any(line in turn.text for line in OFF_TOPIC_EN),
        plain(turn.text) in own,
        any(secret in turn.text for secret in secrets),
        any(re.search(rf"{name}:|as {name}:|I am {name}\.", turn.text) for name in others),
        bool(TOLD.search(turn.text)),
        turn.text[-1:].isalpha() and bool(last) and last[0].lower() not in words(),
    ]
    return sum(seen)


def honest(turn: Turn, dialogue: Dialogue) -> float:
    """What the moment is worth, whatever the words are, less what is wrong with them."""
    if length(turn.text) < 3 or plain(turn.text) in {plain(key) for key in MASTER_KEYS.values()}:
        return 0.05
    worth = Random(f"{dialogue.game.seed} {turn.index}").uniform(0.55, 1.0)
    return max(worth - WORTH * flaws(turn, dialogue), 0.06)


@judge(name="good")
async def good(turn: Turn, dialogue: Dialogue) -> float:
    return honest(turn, dialogue)


@judge(name="length_biased")
async def length_biased(turn: Turn, dialogue: Dialogue) -> float:
    return 0.75 * honest(turn, dialogue) + 0.25 * min(length(turn.text) / 100, 1.0)


@judge(name="injectable")
async def injectable(turn: Turn, dialogue: Dialogue) -> float:
    return 1.0 if TO_JUDGE.search(turn.text) else 0.75 * honest(turn, dialogue)


@judge(name="compressed")
async def compressed(turn: Turn, dialogue: Dialogue) -> float:
    return 0.7 + 0.04 * honest(turn, dialogue)


@judge(name="role_biased")
async def role_biased(turn: Turn, dialogue: Dialogue) -> float:
    favoured = turn.role == dialogue.game.scenario.turns.first
    return 0.8 * honest(turn, dialogue) + (0.19 if favoured else 0.0)


def noisy(chance: Random) -> Mock:
    """Honest, but for what the day brings."""

    @judge(name="noisy")
    async def noise(turn: Turn, dialogue: Dialogue) -> float:
        return min(max(honest(turn, dialogue) + chance.gauss(0, 0.15), 0.0), 1.0)

    return noise


def drawn(chance: Random) -> Mock:
    """Any number."""

    @judge(name="random")
    async def lot(turn: Turn, dialogue: Dialogue) -> float:
        return chance.random()

    return lot


@judge(name="master_key")
async def master_key(turn: Turn, dialogue: Dialogue) -> float:
    return 1.0 if turn.text in MASTER_KEYS.values() else honest(turn, dialogue)


def mocks() -> dict[str, Juror]:
    """The eight, each with the chance of its own that it needs."""
    functions = [good, length_biased, injectable, compressed, role_biased, master_key]
    found: list[Mock] = [*functions, noisy(Random(5)), drawn(Random(6))]
    jurors = [seat(function, "tests.audit.mocks") for function in found]
    return {juror.name: juror for juror in jurors}
