"""Counsel's words against the move: each term named, none vague, none that nobody offered."""

import re

from society import Dialogue, Turn, judge

TERMS = {
    "fee": re.compile(r"(\d+) thousand|年费\s*(\d+)"),
    "cap": re.compile(r"cap of (\d+)|上限为?\s*(\d+)"),
    "breach": re.compile(r"breaches (outside|under)|数据泄露(不受|受)"),
}
VALUES = {"outside": "1", "under": "0", "不受": "1", "受": "0"}
VAGUE = re.compile(r"reasonable|appropriate|as usual|customary|best efforts|合理|适当|惯例|尽力")


@judge
def drafting(turn: Turn, dialogue: Dialogue) -> tuple[float, str] | None:
    """1 less 0.3 for every term left out, said otherwise than moved, never offered, or vague."""
    if turn.action is None or turn.action.name == "walk_away":
        return None
    faults = [f"{word!r} binds nobody" for word in VAGUE.findall(turn.text)]
    offers = [past.action.args for past in dialogue.turns if past.action and past.action.args]
    for term, pattern in TERMS.items():
        said = ["".join(found) for found in pattern.findall(turn.text)]
        said = [VALUES.get(word, word) for word in said]
        if not said:
            faults.append(f"the {term} is not named")
        elif {*said} - {str(offer[term]) for offer in offers}:
            faults.append(f"a {term} that nobody offered")
        elif said[-1] != str(offers[-1][term]):
            faults.append(f"the {term} is {offers[-1][term]} in the move, not {said[-1]}")
    return max(0.0, 1 - 0.3 * len(faults)), "; ".join(faults) or "nothing to object"
