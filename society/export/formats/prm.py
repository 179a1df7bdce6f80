"""prm: a process reward model's steps, each an own turn with what it was paid.

A step is what others said since the last one and the own words after it, so that its label stands
at the end of the own words. Turns without a reward belong to what came before the next step.
"""

from society.export.formats.format import Format, Record
from society.export.formats.messages import ending, origin
from society.export.views import Lens, Line


def record(lens: Lens) -> Record:
    """The prompt, the steps as texts, and for each a yes or no and its reward in [0, 1]."""
    prompt, steps, rewards = _steps(lens)
    return {
        "prompt": prompt,
        "completions": steps,
        "labels": [reward >= lens.choice.good for reward in rewards],
        "rewards": rewards,
        **origin(lens),
        "return": ending(lens)["reward"],
    }


def unpaid(lens: Lens) -> str:
    """Why there are no steps."""
    return "" if any(_paid(each) for each in lens.lines) else "no turn was paid"


def _steps(lens: Lens) -> tuple[str, list[str], list[float]]:
    prompt, heard = "", [lens.lines[0].content, ""]
    steps: list[str] = []
    rewards: list[float] = []
    for each in lens.lines[1:]:
        if not _paid(each):
            heard.append(_named(each, lens))
            continue
        if not steps:
            prompt, heard = "\n".join(heard), []
        steps.append("\n".join([*heard, _named(each, lens)]))
        rewards.append(each.reward or 0.0)
        heard = []
    return prompt, steps, rewards


def _paid(line: Line) -> bool:
    return line.train and line.reward is not None


def _named(line: Line, lens: Lens) -> str:
    """Who says it; where there are several others the message names them itself."""
    if line.turn is None:
        return line.content
    game = lens.episode.dialogue.game
    if line.role == "assistant":
        return f"{game.role(lens.role).name}: {line.content}"
    others = [role.name for role in game.roles if role.id != lens.role]
    return f"{others[0]}: {line.content}" if len(others) == 1 else line.content


FORMATS = (
    Format(
        name="prm",
        title="process reward models: own turns as steps, with bool labels and float rewards",
        needs="lens",
        record=record,
        losers=True,
        unfit=unpaid,
        searched="steps",
    ),
)
