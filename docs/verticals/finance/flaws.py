"""How talk about a loan goes wrong: planted by `society judge audit --flaws` at a known turn."""

import re
from random import Random

from society import Turn, flaw

PERCENT = re.compile(r"(\d[\d.]*)( percent|%)")
YEARS = re.compile(r"(\d+)( years?\b| 年)")
FREE = re.compile(r"(leaves |剩下? ?)(\d)|(; )(\d)(?= of the three)")


@flaw
def wrong_percent(turn: Turn, chance: Random) -> tuple[str, str] | None:
    """The rate in percent is not the rate in quarters."""
    found = PERCENT.search(turn.text)
    if not found:
        return None
    wrong = f"{float(found[1]) + chance.choice([-0.5, -0.25, 0.25, 0.5, 1]):g}"
    return turn.text.replace(found[0], wrong + found[2]), f"says {wrong} percent for {found[1]}"


@flaw
def wrong_years(turn: Turn, chance: Random) -> tuple[str, str] | None:
    """The words name another term than the move."""
    found = YEARS.search(turn.text)
    if not found:
        return None
    wrong = chance.choice([years for years in range(1, 6) if str(years) != found[1]])
    text = turn.text.replace(found[0], f"{wrong}{found[2]}")
    return text, f"says {wrong} years, and moves {found[1]}"


@flaw
def free_machines(turn: Turn, chance: Random) -> tuple[str, str] | None:
    """What is pledged and what stays free do not make three."""
    found = FREE.search(turn.text)
    if not found:
        return None
    before, told = (group for group in found.groups() if group)
    wrong = chance.choice([free for free in range(4) if str(free) != told])
    text = turn.text.replace(found[0], f"{before}{wrong}")
    return text, f"says that {wrong} machines stay free, and it is {told}"


@flaw
def sure_thing(turn: Turn, chance: Random) -> tuple[str, str]:
    """A promise that nobody can keep."""
    english = ("This loan is certain to pay off.", "I guarantee it: you cannot lose.")
    chinese = ("这笔贷款稳赚不赔。", "我保证绝无风险。")
    promise = chance.choice(chinese if "，" in turn.text else english)
    return f"{turn.text} {promise}", f"promises {promise!r}"
