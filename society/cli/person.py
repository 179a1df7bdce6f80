"""A person at this terminal who plays a role: what they hear, and what they are asked."""

import asyncio
import sys

from rich.text import Text

from society.cli.output import err
from society.domain.dialogue import Option, View
from society.domain.display import one_line, visible
from society.players.human import Listen


def listen() -> Listen | None:
    """How to ask the person at the terminal for a line; None where nobody is there."""
    return _asked if sys.stdin.isatty() else None


async def _asked(view: View) -> str:
    role = view.role
    lines = [
        *(f"✗ {reason}" for reason in view.refused),
        f"You are {role.name}. {role.goal}",
        role.private,
        *(f"  /{_shown(option)}" for option in view.options),
    ]
    for line in lines:
        if line.strip():
            err().print(Text(visible(line), style="yellow"))
    return await asyncio.to_thread(_line, f"{one_line(role.name)}> ")


def _shown(option: Option) -> str:
    arguments = " ".join(f"{name}=…" for name in option.args)
    return f"{option.name} {arguments}".strip() + (f"   {option.about}" if option.about else "")


def _line(prompt: str) -> str:
    err().print(Text(prompt, style="bold"), end="")
    return sys.stdin.readline().rstrip("\n")
