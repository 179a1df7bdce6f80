"""The same window in a browser: a server of our own, started when it is first wanted."""

import asyncio
import socket

from society.domain.errors import SocietyError
from tui.backstage import Backstage

HOST = "127.0.0.1"
TRIES, BETWEEN = 60, 0.25
"""How often, and after how many seconds, it is asked whether the server is up."""


async def in_browser(backstage: Backstage) -> str:
    """The address of the window, once it answers; SocietyError where it does not."""
    port = _free()
    words = ["serve", "--port", str(port), "--db", backstage.desk.target]
    log = backstage.state / "serve.log"
    await backstage.detach(words, log)
    for _ in range(TRIES):
        if await _answers(port):
            return f"http://{HOST}:{port}/"
        await asyncio.sleep(BETWEEN)
    raise SocietyError("the window did not open in a browser", hint=f"{log} says why")


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    writer.close()
    return True


def _free() -> int:
    with socket.socket() as asked:
        asked.bind((HOST, 0))
        return int(asked.getsockname()[1])
