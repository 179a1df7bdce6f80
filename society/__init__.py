"""Self-play dialogue: agents talk, judges pay every turn, what won becomes training data.

The names that scenario and judge authors need; each is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from society.domain.calls import Message, Sampling
    from society.domain.dialogue import Action, Dialogue, Game, Role, Turn, View
    from society.domain.episode import Episode, Outcome
    from society.domain.errors import JudgeError, SocietyError
    from society.domain.flaw import flaw
    from society.domain.judging import Judgement, judge
    from society.domain.lent import Archive, Member, Played, PlayOn
    from society.llm.judge_model import JudgeModel as Model
    from society.scoring.turn_question import turn_question, yes_share

__version__ = "0.1.0"

__all__ = [
    "Action",
    "Archive",
    "Dialogue",
    "Episode",
    "Game",
    "JudgeError",
    "Judgement",
    "Member",
    "Message",
    "Model",
    "Outcome",
    "PlayOn",
    "Played",
    "Role",
    "Sampling",
    "SocietyError",
    "Turn",
    "View",
    "flaw",
    "judge",
    "turn_question",
    "yes_share",
]

_HOMES = {
    "domain.calls": ("Message", "Sampling"),
    "domain.dialogue": ("Action", "Dialogue", "Game", "Role", "Turn", "View"),
    "domain.episode": ("Episode", "Outcome"),
    "domain.errors": ("JudgeError", "SocietyError"),
    "domain.flaw": ("flaw",),
    "domain.judging": ("Judgement", "judge"),
    "domain.lent": ("Archive", "Member", "PlayOn", "Played"),
    "llm.judge_model": ("JudgeModel",),
    "scoring.turn_question": ("turn_question", "yes_share"),
}


def __getattr__(name: str) -> object:
    wanted = "JudgeModel" if name == "Model" else name
    for home, names in _HOMES.items():
        if wanted in names:
            return getattr(import_module(f"society.{home}"), wanted)
    raise AttributeError(f"module 'society' has no attribute {name!r}")
