"""Dialogues to learn from: a kind seller says yes, a rude one no, in each of several games."""

from dataclasses import dataclass
from random import Random

from society import Dialogue, Turn
from society.testing import sample_dialogue

KIND = ("Thank you, that sounds lovely.", "Of course, with pleasure.", "很好，谢谢你。", "Gladly!")
RUDE = ("Shut up, you fool.", "No way, that is stupid.", "闭嘴，你这个笨蛋。", "Get lost!")


@dataclass(frozen=True)
class Lesson:
    dialogue: Dialogue
    role: str
    target: float
    group: str


def lessons(dialogues: int = 10, turns: int = 6, *, graded: bool = False) -> list[Lesson]:
    """Turns that are kind (1) or rude (0); graded, kindness is worth between 0.6 and 0.9."""
    found = []
    for game in range(dialogues):
        chance = Random(game)
        dialogue = Dialogue(game=sample_dialogue().game)
        for index in range(turns):
            role = ("seller", "buyer")[index % 2]
            kind = (index + game) % 3 > 0
            text = chance.choice(KIND if kind else RUDE)
            dialogue = dialogue.say(Turn(index=index, role=role, text=text))
            target = (0.6 + 0.3 * chance.random() if kind else 0.2) if graded else float(kind)
            found.append(Lesson(dialogue, role, target, f"game{game}"))
    return found
