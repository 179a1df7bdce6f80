"""Self-play dialogue: agents talk, judges pay every turn, what won becomes training data.

The names that scenario and judge authors need; importing them loads nothing heavy.
"""

from typing import TYPE_CHECKING

from society.domain.calls import Message, Sampling
from society.domain.dialogue import Action, Dialogue, Game, Role, Turn, View
from society.domain.episode import Episode, Outcome
from society.domain.errors import JudgeError, SocietyError
from society.domain.judging import Judgement, judge

if TYPE_CHECKING:
    from society.llm.judge_model import JudgeModel as Model

__version__ = "0.1.0"

__all__ = [
    "Action",
    "Dialogue",
    "Episode",
    "Game",
    "JudgeError",
    "Judgement",
    "Message",
    "Model",
    "Outcome",
    "Role",
    "Sampling",
    "SocietyError",
    "Turn",
    "View",
    "judge",
]


def __getattr__(name: str) -> object:
    if name == "Model":
        from society.llm.judge_model import JudgeModel

        return JudgeModel
    raise AttributeError(f"module 'society' has no attribute {name!r}")
