"""The messages that a model is asked with: a role's briefing, and why its last tries failed."""

from collections.abc import Iterator

from society.domain.calls import Message
from society.domain.dialogue import View
from society.domain.policy import Habit
from society.scenario.briefing import instruction, talk
from society.scenario.phrases import phrases

UNTAUGHT = Habit()
FEW = 2
"""Examples that a small model is shown: of more it repeats the words."""


def prompt(view: View, *, short: bool = False, habit: Habit = UNTAUGHT) -> list[Message]:
    """The messages: a system text, then the dialogue with the role's own turns as the assistant.

    `short` is the version for models of a few hundred million parameters; `habit` holds the advice
    and the examples of the role's policy.
    """
    told = "\n\n".join([instruction(view, short=short), *taught(habit, view.locale, short=short)])
    return [Message(role="system", content=told), *_refused(talk(view, short=short), view)]


def taught(habit: Habit, locale: str, *, short: bool = False) -> Iterator[str]:
    """What the role's policy has learned, as further parts of the system text."""
    words = phrases(locale)
    if habit.advice:
        yield "\n".join([words.advice, *(f"- {each}" for each in habit.advice.values())])
    if shown := habit.examples[:FEW] if short else habit.examples:
        told = (words.example.format(heard=each.heard, said=each.said) for each in shown)
        yield "\n".join([words.examples, *told])


def _refused(told: list[Message], view: View) -> list[Message]:
    """Why the last tries were refused, said after what the others said."""
    if not view.refused:
        return told
    words = phrases(view.locale)
    why = "\n".join(words.refused.format(reason=reason) for reason in view.refused)
    last = told[-1].model_copy(update={"content": f"{told[-1].content}\n\n{why}"})
    return [*told[:-1], last]
