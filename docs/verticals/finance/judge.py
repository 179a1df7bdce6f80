"""The figures in the words against the terms on the table, and the sums against arithmetic."""

import re
from fractions import Fraction

from society import Dialogue, Turn, judge

FIGURES = {
    "rate": re.compile(r"(\d+) quarters(?! is)|(\d+) 档(?=，(?:也就是|合))"),
    "percent": re.compile(r"(\d[\d.]*)(?: percent|%)"),
    "years": re.compile(r"(\d+) years?\b|(\d+) 年"),
    "pledge": re.compile(r"(\d+) machines? pledged|抵押 (\d+) 台"),
    "free": re.compile(r"leaves (\d+)|(\d+) of the three stay|剩下? ?(\d+) 台"),
}
STEP = re.compile(r"From (\d+) to (\d+) quarters is (\d+)|从 (\d+) 档到 (\d+) 档，[降升] (\d+) 档")
PROMISE = re.compile(r"guarantee|certain|cannot lose|no risk|risk-free|保证|肯定|稳赚|绝无风险")


@judge
def figures(turn: Turn, dialogue: Dialogue) -> tuple[float, str] | None:
    """1 less 0.3 for a term left out, a figure off the table, a wrong sum, a rash promise."""
    offers = [past.action.args for past in dialogue.turns if past.action and past.action.args]
    if turn.action is None or turn.action.name == "walk_away" or "rate" not in offers[-1]:
        return None
    faults = [f"promises too much: {word!r}" for word in PROMISE.findall(turn.text)]
    for found in STEP.findall(turn.text):
        old, new, step = (int(number) for number in found if number)
        if abs(old - new) != step:
            faults.append(f"from {old} to {new} is not {step}")
    spoken = STEP.sub("", turn.text)
    terms = offers[-1]
    due = {**terms, "percent": Fraction(terms["rate"], 4), "free": 3 - terms["pledge"]}
    for name, pattern in FIGURES.items():
        said = ["".join(filter(None, found.groups())) for found in pattern.finditer(spoken)]
        if not said and name in terms:
            faults.append(f"{name} is not named")
        faults += [f"{name} {word} for {due[name]}" for word in said if Fraction(word) != due[name]]
    return max(0.0, 1 - 0.3 * len(faults)), "; ".join(faults) or "every figure agrees"
