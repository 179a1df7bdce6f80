"""A person who plays a role; where the line comes from is the caller's business."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from society.domain.dialogue import Action, Option, Utterance, View
from society.domain.errors import SocietyError
from society.llm.model import Tell, nobody

TRIES = 5

Listen = Callable[[View], Awaitable[str]]
"""Shows the view to the person and brings back the line that was typed."""

COMMAND = re.compile(r"(?:^|(?<=\s))/(?=[A-Za-z_])")
PAIR = re.compile(r"([a-z][a-z0-9_]*)=(\"[^\"]*\"|\S*)")
YES = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True)
class HumanPlayer:
    """Speaks with the words and the move that a person types."""

    ask: Listen

    @property
    def name(self) -> str:
        """`human`."""
        return "human"

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        """The line typed; asked again, with the reason, where it cannot be read."""
        for _ in range(TRIES):
            try:
                text, action = parse_line(await self.ask(view), view.options)
            except SocietyError as error:
                view = view.model_copy(update={"refused": (str(error),)})
            else:
                return Utterance(text=text, action=action, player=self.name)
        raise SocietyError(f"{view.role.name} did not say a line that can be read", hint=why(view))


def parse_line(text: str, options: Sequence[Option]) -> tuple[str, Action | None]:
    """What is said and the move: words, then `/` and the move's name with `name=value` arguments.

    SocietyError with the legal moves where that is not what the line says.

    >>> offer = Option(name="propose", args={"price": {"type": "integer"}})
    >>> parse_line("110 is my best /propose price=110", [offer])
    ('110 is my best', Action(name='propose', args={'price': 110}))
    """
    found = COMMAND.search(text)
    if not found:
        return _words(text, options), None
    words, typed = text[: found.start()].strip(), text[found.end() :].strip()
    name, _, rest = typed.partition(" ")
    option = next((each for each in options if each.name == name), None)
    if option is None:
        raise SocietyError(f"there is no move /{name} now", hint=legal(options))
    return words, Action(name=name, args=_args(rest, option))


def why(view: View) -> str:
    """Why the last line could not be read."""
    return "; ".join(reason.replace("\n ", ";") for reason in view.refused)


def legal(options: Sequence[Option]) -> str:
    """The moves as they are typed."""
    shown = [" ".join([f"/{each.name}", *(f"{arg}=…" for arg in each.args)]) for each in options]
    return "moves now: " + ("; ".join(shown) or "none, only words")


def _words(text: str, options: Sequence[Option]) -> str:
    if not text.strip():
        raise SocietyError("nothing was said", hint=legal(options))
    return text.strip()


def _args(rest: str, option: Option) -> dict[str, Any]:
    """The arguments; a lone value belongs to a lone argument."""
    names = list(option.args)
    if len(names) == 1 and rest and not PAIR.match(rest):
        rest = f'{names[0]}="{rest}"'
    left = PAIR.sub("", rest).strip(" ,")
    given = {name: value.strip('"').rstrip(",") for name, value in PAIR.findall(rest)}
    unknown = [*(name for name in given if name not in names), *([left] if left else [])]
    if unknown:
        raise SocietyError(f"/{option.name} does not take {unknown[0]!r}", hint=legal([option]))
    missing = [name for name in names if name not in given and "default" not in option.args[name]]
    if missing:
        raise SocietyError(f"/{option.name} needs {missing[0]}", hint=legal([option]))
    return {name: _value(name, value, option.args[name]) for name, value in given.items()}


def _value(name: str, typed: str, schema: Mapping[str, Any]) -> Any:
    if "enum" in schema:
        return next((each for each in schema["enum"] if str(each) == typed), typed)
    try:
        match schema.get("type"):
            case "integer" | "number":
                return _number(typed)
            case "boolean":
                return YES[typed.lower()]
    except (ValueError, KeyError):
        raise SocietyError(f"{name} is {typed!r}, which is no {schema['type']}") from None
    return typed


def _number(typed: str) -> int | float:
    value = float(typed.lstrip("$¥€£"))
    return int(value) if value.is_integer() else value
