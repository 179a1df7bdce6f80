"""The one short question that the embedded judge was trained on: is this a good reply, yes or no?

Law: pure, and no private text of any role is in it. Training and judging both ask exactly this; a
change here needs a new adapter.
"""

from collections.abc import Mapping
from math import exp

from society.domain.calls import Message
from society.domain.dialogue import Dialogue, Turn

YES, NO = "Yes", "No"
"""The first words of the two answers; each is one token of the model that ships."""

BEFORE = 4
"""How many turns before the judged one are shown."""

SCENE, LINE, REPLY = 160, 180, 480
"""How many characters of the situation, an earlier turn and the judged turn are shown."""

SYSTEM = "You judge replies in dialogues. Answer Yes or No."
ASKED = "{scene}\n\n{talk}\n\nNow {name} says:\n{reply}\n\nIs this a good reply by {name}?"


def turn_question(dialogue: Dialogue, turn: Turn) -> tuple[Message, Message]:
    """The question about one turn, given what was said before it and nothing after."""
    game = dialogue.game
    names = {role.id: role.name for role in game.roles}
    before = [each for each in dialogue.turns if each.index < turn.index][-BEFORE:]
    told = [f"{names[each.role]}: {_said(each, LINE)}" for each in before]
    public = game.role(turn.role).public
    asked = ASKED.format(
        scene=" ".join(part for part in (_clipped(game.context, SCENE), public) if part),
        talk="\n".join(told) or "(nothing was said yet)",
        name=names[turn.role],
        reply=_said(turn, REPLY),
    )
    return Message(role="system", content=SYSTEM), Message(role="user", content=asked)


def yes_share(top: Mapping[str, float]) -> float | None:
    """P(yes) against no, from the log-probabilities of the answer's first token.

    None where neither answer is among them; one that is missing is less likely than all others.

    >>> yes_share({"Yes": -1.0, "No": -1.0})
    0.5
    """
    if YES not in top and NO not in top:
        return None
    least = min(top.values())
    return 1 / (1 + exp(top.get(NO, least) - top.get(YES, least)))


def _said(turn: Turn, most: int) -> str:
    move = f" [{turn.action.name}]" if turn.action else ""
    return _clipped(turn.text, most) + move


def _clipped(text: str, most: int) -> str:
    """The text in one line; of a long one its beginning and its end.

    What opens a control tag of a chat template is broken, so that no tokenizer takes it for one.
    """
    line = " ".join(text.split()).replace("<|", "< |")
    if len(line) <= most:
        return line
    half = most // 2
    return f"{line[:half]} … {line[-half:]}"
