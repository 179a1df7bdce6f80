"""The messages that a model is asked with: a role's briefing, and why its last tries failed."""

from society.domain.calls import Message
from society.domain.dialogue import View
from society.scenario.briefing import instruction, talk
from society.scenario.phrases import phrases


def prompt(view: View, *, short: bool = False) -> list[Message]:
    """The messages: a system text, then the dialogue with the role's own turns as the assistant.

    `short` is the version for models of a few hundred million parameters.
    """
    system = Message(role="system", content=instruction(view, short=short))
    return [system, *_refused(talk(view, short=short), view)]


def _refused(told: list[Message], view: View) -> list[Message]:
    """Why the last tries were refused, said after what the others said."""
    if not view.refused:
        return told
    words = phrases(view.locale)
    why = "\n".join(words.refused.format(reason=reason) for reason in view.refused)
    last = told[-1].model_copy(update={"content": f"{told[-1].content}\n\n{why}"})
    return [*told[:-1], last]
