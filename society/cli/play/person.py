"""A person at this terminal who plays a role: what they hear, and what they are asked."""

import asyncio
import os
import sys

from rich.text import Text

from society.cli.output import err
from society.domain.dialogue import Option, View
from society.domain.display import one_line, visible
from society.players.human import Listen

_MOST = 65536
"""Bytes that are read at once; a terminal gives one line at a time, and a shorter one."""


def listen(*, watching: bool) -> Listen | None:
    """How to ask the person at the terminal for a line; None where nobody is there.

    Who is not `watching` is told what the others said since.
    """
    if not sys.stdin.isatty():
        return None
    return _asked if watching else _told


async def _told(view: View) -> str:
    own = max((turn.index for turn in view.turns if turn.role == view.role.id), default=-1)
    for turn in view.turns[own + 1 :]:
        move = f" [{turn.action}]" if turn.action else ""
        err().print(Text(visible(f"{turn.name}: {turn.text}{move}")))
    return await _asked(view)


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
    err().print(Text(f"{one_line(role.name)}> ", style="bold"), end="")
    return await typed(sys.stdin.fileno())


def _shown(option: Option) -> str:
    arguments = " ".join(f"{name}=…" for name in option.args)
    return f"{option.name} {arguments}".strip() + (f"   {option.about}" if option.about else "")


async def typed(keyboard: int) -> str:
    """The next line typed at a terminal, without its end; what there is of it where input ends.

    Who waits is free to leave: no thread is left behind that waits for Enter.
    """
    loop = asyncio.get_running_loop()
    line, came = loop.create_future(), bytearray()

    def read() -> None:
        if line.done():
            return
        try:
            piece = os.read(keyboard, _MOST)
        except OSError as gone:
            loop.remove_reader(keyboard)
            line.set_exception(gone)
            return
        came.extend(piece)
        if not piece or piece.endswith(b"\n"):
            loop.remove_reader(keyboard)
            line.set_result(came.decode(errors="replace").rstrip("\r\n"))

    loop.add_reader(keyboard, read)
    try:
        told: str = await line
    finally:
        loop.remove_reader(keyboard)
    return told
