"""A model server that costs next to nothing: fixed replies, a latency that can be switched.

    python -m benchmarks.endpoint

Speaks just enough HTTP for the chat-completions interface, in a process of its own, so that its
work is on nobody's bill. `GET /count` tells how many requests were answered so far, and
`GET /latency/200` makes every later reply take 200 ms.
"""

import asyncio
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import orjson

from benchmarks.replies import MARKS, WORDS

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
USAGE = {"prompt_tokens": 400, "completion_tokens": 40, "total_tokens": 440}


class Endpoint:
    """The server as its user has it."""

    def __init__(self, url: str) -> None:
        self.url = url

    @property
    def requests(self) -> int:
        """How many completions it has answered."""
        return int(_got(f"{self.url}/count"))

    def slow(self, milliseconds: int) -> None:
        """Let every reply take so long from now on."""
        _got(f"{self.url}/latency/{milliseconds}")


@contextmanager
def serving() -> Iterator[Endpoint]:
    """A server, until the block ends."""
    command = [sys.executable, "-m", "benchmarks.endpoint"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Endpoint(f"http://127.0.0.1:{int(process.stdout.readline())}")
        finally:
            process.terminate()


class Server:
    """What all connections share."""

    def __init__(self) -> None:
        self.count = 0
        self.latency = 0.0
        self.words, self.marks = completion(WORDS), completion(MARKS)

    def answer(self, head: bytes, body: bytes) -> tuple[float, bytes]:
        """After how many seconds the reply goes out, and its bytes."""
        if head.startswith(b"POST"):
            self.count += 1
            return self.latency, self.marks if b'"response_format"' in body else self.words
        asked = head.split(b" ", 2)[1]
        if asked.startswith(b"/latency/"):
            self.latency = int(asked.rpartition(b"/")[2]) / 1000
        told = str(self.count).encode()
        return 0.0, HEAD % len(told) + told


class Connection(asyncio.Protocol):
    """One connection, with one request at a time."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._held = b""
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        head, found, rest = self._held.partition(b"\r\n\r\n")
        if not found or len(rest) < _length(head):
            return
        self._held = b""
        seconds, reply = self._server.answer(head, rest)
        if seconds:
            self._loop.call_later(seconds, self._transport.write, reply)
        else:
            self._transport.write(reply)


def completion(text: str) -> bytes:
    """A whole response with that text."""
    message = {"role": "assistant", "content": text}
    body = orjson.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "bench",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": USAGE,
        }
    )
    return HEAD % len(body) + body


def _length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    return int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


def _got(url: str) -> bytes:
    with urllib.request.urlopen(url) as response:
        found: bytes = response.read()
    return found


async def main() -> None:
    server = Server()
    listening = await asyncio.get_running_loop().create_server(
        lambda: Connection(server), "127.0.0.1", 0, backlog=2048
    )
    print(listening.sockets[0].getsockname()[1], flush=True)
    await listening.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
