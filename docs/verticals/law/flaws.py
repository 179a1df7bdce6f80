"""How counsel's turns go wrong: planted by `society judge audit --flaws` at a known turn."""

import re
from random import Random

from society import Turn, flaw

CAP = re.compile(r"(cap of |上限为 ?)(\d+)")
FEE = re.compile(r"\d+ thousand( a year)?|年费 ?\d+ 万")
CARVE_OUT = re.compile(
    r",? (?:and |with )?data breaches (?:outside|under) the cap|，?数据泄露不?受上限约束"
)


@flaw
def wrong_cap(turn: Turn, chance: Random) -> tuple[str, str] | None:
    """The words name another cap than the move."""
    found = CAP.search(turn.text)
    if not found:
        return None
    other = chance.choice([years for years in range(1, 10) if str(years) != found[2]])
    text = turn.text.replace(found[0], f"{found[1]}{other}")
    return text, f"says a cap of {other}, and moves {found[2]}"


@flaw
def vague_fee(turn: Turn, chance: Random) -> tuple[str, str] | None:
    """A fee that two lawyers would read in two ways."""
    words = ("the customary amount", "what is appropriate", "a reasonable sum")
    chinese = ("按惯例收取年费", "年费适当商定", "年费取合理数额")
    found = FEE.search(turn.text)
    if not found:
        return None
    vague = chance.choice(chinese if "年" in found[0] else words)
    return turn.text.replace(found[0], vague), f"says {vague!r} in place of {found[0]!r}"


@flaw
def lost_carve_out(turn: Turn) -> tuple[str, str] | None:
    """Data breaches are not mentioned any more."""
    text, found = CARVE_OUT.subn("", turn.text)
    return (text, "does not say where data breaches stand") if found else None


@flaw
def false_admission(turn: Turn, chance: Random) -> tuple[str, str] | None:
    """The other side is said to have conceded a cap that nobody ever named."""
    if not CAP.search(turn.text):
        return None
    cap = chance.randint(6, 12)
    claim = f"You have already conceded a cap of {cap} years. "
    if "上限" in turn.text:
        claim = f"你方已经同意上限为 {cap} 年。"
    return claim + turn.text, f"claims a cap of {cap}, which nobody offered"
