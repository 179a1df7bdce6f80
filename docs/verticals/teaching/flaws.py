"""How a teacher's turns go wrong: planted by `society judge audit --flaws` at a known turn."""

import re
from random import Random

from society import Dialogue, Turn, flaw

EQUAL = re.compile(r"(= )(\d+)(/\d+)")


@flaw
def tops_and_bottoms(turn: Turn, dialogue: Dialogue) -> tuple[str, str]:
    """Teaches the very mistake that the lesson is about."""
    a, b = (int(dialogue.game.variables[name]) for name in ("a", "b"))
    told = f"1/{a} + 1/{b} = 2/{a + b}"
    claim = f"记住：{told}。" if "，" in turn.text else f"Remember: {told}. "
    return claim + turn.text, f"says {told}"


@flaw
def wrong_top(turn: Turn, chance: Random) -> tuple[str, str] | None:
    """A fraction is widened with the wrong number on top."""
    found = EQUAL.search(turn.text)
    if not found:
        return None
    wrong = f"{found[1]}{int(found[2]) + chance.choice([1, 2, 3])}{found[3]}"
    return turn.text.replace(found[0], wrong), f"says {wrong!r} for {found[0]!r}"


@flaw
def told_answer(turn: Turn, dialogue: Dialogue) -> tuple[str, str]:
    """Gives the test's answer away."""
    answer = dialogue.game.variables["correct"]
    if "，" in turn.text:
        return f"{turn.text}测试题的答案是 {answer}。", "gives the test away"
    return f"{turn.text} The answer to the test will be {answer}.", "gives the test away"


@flaw
def praised_mistake(turn: Turn, history: tuple[Turn, ...]) -> tuple[str, str] | None:
    """Calls a false sum right."""
    if not history or " + " not in history[-1].text:
        return None
    praise = "完全正确！" if "，" in turn.text else "Exactly right! "
    return praise + turn.text, "praises a mistake"
