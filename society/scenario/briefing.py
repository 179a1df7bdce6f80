"""What a role is told before it speaks, and the form it answers in: the words of every prompt.

Players ask with these words and the export trains on them, so they stand here once.
Law: only what the View holds gets in; what others say is never an instruction's frame of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from json import dumps
from typing import Any

from society.domain.calls import Message
from society.domain.dialogue import Action, Option, Spoken, View
from society.scenario.phrases import Phrases, phrases

RECENT = 6
"""How many turns a small model is reminded of."""


def instruction(view: View, *, short: bool = False) -> str:
    """The system text. A role's own `prompt` takes the place of all but the moves and the form.

    `short` is the version for models of a few hundred million parameters.
    """
    words = phrases(view.locale)
    parts = [view.role.prompt] if view.role.prompt else list(_role(view, words, short))
    if view.options:
        parts.append(_moves(view.options, words, short))
    parts.append(words.brief if short else words.manner.format(name=view.role.name))
    return ("\n" if short else "\n\n").join(part for part in parts if part)


def talk(view: View, *, short: bool = False, kick_off: str = "") -> list[Message]:
    """The dialogue with the role's own turns as the assistant: user first, user last, in turns.

    `kick_off` takes the place of what a role that speaks first is told.
    """
    words = phrases(view.locale)
    turns = view.turns[-RECENT:] if short else view.turns
    told = list(_merged(_talk(view, turns, words)))
    if not told or told[0].role == "assistant":
        told.insert(0, Message(role="user", content=kick_off or words.kick_off))
    if told[-1].role == "assistant":
        told.append(Message(role="user", content=words.go_on))
    return told


def heard(turn: Spoken, view: View) -> str:
    """What another's turn is to this role: named only where there are several others."""
    words = phrases(view.locale)
    said = spoken(turn, words)
    return f"{turn.name}{words.colon}{said}" if len(view.others) > 1 else said


def spoken(turn: Spoken, words: Phrases) -> str:
    """What a turn said, or that it said nothing.

    >>> spoken(Spoken(index=0, role="buyer", name="Bo", text=" "), phrases("en"))
    '(says nothing)'
    """
    said = line(turn)
    return said if said.strip() else words.silence


def line(turn: Spoken) -> str:
    """What a turn said, with its move in brackets.

    >>> move = Action(name="propose", args={"price": 110})
    >>> line(Spoken(index=0, role="buyer", name="Bo", text="My best.", action=move))
    'My best. [propose price=110]'
    """
    return f"{turn.text} [{turn.action}]".lstrip() if turn.action else turn.text


def answer(text: str, action: Action | None, options: Sequence[Option]) -> str:
    """The reply as a role with these moves is asked to give it: one JSON object.

    All arguments of all moves stand side by side; what the move does not take is null.

    >>> offer = Option(name="propose", args={"price": {"type": "integer"}})
    >>> answer("110?", Action(name="propose", args={"price": 110}), [offer, Option(name="leave")])
    '{"say": "110?", "action": "propose", "args": {"price": 110}}'
    >>> answer("Hm.", None, [Option(name="leave")])
    '{"say": "Hm.", "action": null}'
    """
    filled: dict[str, Any] = {"say": text, "action": action.name if action else None}
    names = [name for option in options for name in option.args]
    if names:
        given = action.args if action else {}
        filled["args"] = {name: given.get(name) for name in names}
    return dumps(filled, ensure_ascii=False)


def shown(option: Option, words: Phrases) -> str:
    """A move and its arguments in short words.

    >>> offer = Option(name="propose", args={"price": {"type": "integer", "minimum": 5}})
    >>> shown(offer, phrases("en"))
    'propose (price: a whole number, 5 or more)'
    """
    args = ", ".join(f"{name}: {_kind(schema, words)}" for name, schema in option.args.items())
    return f"{option.name} ({args})" if args else option.name


def _role(view: View, words: Phrases, short: bool) -> Iterator[str]:
    role = view.role
    yield words.you_are.format(name=role.name)
    yield " ".join(part for part in (role.persona, role.public) if part)
    yield view.context if short else _titled(words.situation, view.context)
    yield "" if short else _titled(words.others, _others(view))
    yield _titled(words.private, role.private)
    yield _titled(words.goal, role.goal)


def _titled(title: str, text: str) -> str:
    return f"{title} {text}" if text else ""


def _others(view: View) -> str:
    return "; ".join(
        f"{other.name} ({other.public})" if other.public else other.name for other in view.others
    )


def _moves(options: Sequence[Option], words: Phrases, short: bool) -> str:
    due = any(option.due for option in options)
    title = words.move_due if due else words.moves
    lines = [
        f"- {shown(option, words)}" + (f" - {option.about}" if option.about and not short else "")
        for option in options
    ]
    return "\n".join([title, *lines] if short else [title, *lines, words.form])


def _kind(schema: Mapping[str, Any], words: Phrases) -> str:
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"])
    kind = words.kinds.get(schema.get("type", "string"), words.kinds["string"])
    return kind + _range(schema, words)


def _range(schema: Mapping[str, Any], words: Phrases) -> str:
    low, high, step = (schema.get(key) for key in ("minimum", "maximum", "multipleOf"))
    if low is not None and high is not None:
        said = words.between.format(low=low, high=high)
    elif low is not None:
        said = words.at_least.format(low=low)
    else:
        said = words.at_most.format(high=high) if high is not None else ""
    return said + (words.steps.format(step=step) if step not in (None, 1) else "")


def _talk(view: View, turns: Sequence[Spoken], words: Phrases) -> Iterator[Message]:
    for turn in turns:
        if turn.role == view.role.id:
            yield Message(role="assistant", content=spoken(turn, words))
        else:
            yield Message(role="user", content=heard(turn, view))


def _merged(messages: Iterator[Message]) -> Iterator[Message]:
    """Neighbours of one role as one message: providers ask for turns that alternate."""
    held: Message | None = None
    for message in messages:
        if held is None or held.role != message.role:
            if held is not None:
                yield held
            held = message
        else:
            held = held.model_copy(update={"content": f"{held.content}\n{message.content}"})
    if held is not None:
        yield held
