"""A model that says what it was told to say: for tests, demonstrations and dry runs."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from society.domain.calls import Message, Sampling, Usage
from society.domain.errors import ModelError
from society.llm.ledger import Call, open_call
from society.llm.model import DEFAULT, Reply, Tell, nobody
from society.llm.purse import Purse

Answer = Callable[[tuple[Message, ...]], str]
Script = Sequence[str | Exception] | Answer


class Scripted:
    """Answers from a script: its replies in turn, or a function of the messages.

    An exception in the script is raised in its turn. `heard` keeps every prompt, in order.
    """

    speaks_json = True

    def __init__(
        self,
        replies: Script,
        *,
        name: str = "scripted",
        again: bool = False,
        purse: Purse | None = None,
    ) -> None:
        self.name = name
        self.heard: list[tuple[Message, ...]] = []
        self._replies = replies
        self._again = again
        self._purse = purse or Purse()
        self._said = 0

    @classmethod
    def from_file(cls, path: Path, *, purse: Purse | None = None) -> "Scripted":
        """A script of one JSON string a line, said over and over."""
        try:
            lines = path.read_bytes().splitlines()
            replies = [_said(orjson.loads(line)) for line in lines if line.strip()]
        except (OSError, orjson.JSONDecodeError) as error:
            raise ModelError(
                f"{path} is no script: {error}",
                kind="unknown_model",
                hint='a script has one JSON string a line, like "90?"',
            ) from error
        return cls(replies, name=f"scripted:{path}", again=True, purse=purse)

    async def reply(
        self,
        messages: Sequence[Message],
        *,
        sampling: Sampling = DEFAULT,
        schema: Mapping[str, Any] | None = None,
        grammar: str | None = None,
        n: int = 1,
        logprobs: int = 0,
        purpose: str = "ask",
        tell: Tell = nobody,
    ) -> Reply:
        """The next line of the script, told word by word, with one attempt like a real model's."""
        call = open_call(
            model=self.name,
            purpose=purpose,
            messages=messages,
            params=sampling.model_dump(exclude_defaults=True),
            tell=tell,
            provider="scripted",
        )
        texts, usage = await self._said_aloud(call, tuple(messages), n)
        return Reply(
            text=texts[0],
            texts=texts,
            form=schema,
            usage=usage,
            cost=0.0,
            model=self.name,
            call=call.id,
        )

    async def _said_aloud(
        self, call: Call, messages: tuple[Message, ...], n: int
    ) -> tuple[tuple[str, ...], Usage]:
        """What is said now, counted as one call that costs nothing."""
        hold = await self._purse.reserve(0.0, call.tell)
        with call.request() as request:
            hold.settle(0.0)
            request.note(cost=0.0, reserved=0.0, answered_by=self.name)
            texts = self._next(messages, n)
            request.first_token()
            for word in _words(texts[0]):
                call.tell(word)
            usage = Usage(prompt=_size(messages), completion=len(texts[0].split()))
            request.note(response=texts[0], finish="stop", usage=usage)
        return texts, usage

    def _next(self, messages: tuple[Message, ...], n: int) -> tuple[str, ...]:
        """What is said now; n choices are the next n lines."""
        self.heard.append(messages)
        return tuple(self._line(messages) for _ in range(n))

    def _line(self, messages: tuple[Message, ...]) -> str:
        if callable(self._replies):
            return self._replies(messages)
        at, self._said = self._said, self._said + 1
        if not self._replies or (at >= len(self._replies) and not self._again):
            raise ModelError(
                f"{self.name} has {len(self._replies)} replies and was asked once more",
                kind="empty",
            )
        said = self._replies[at % len(self._replies)]
        if isinstance(said, Exception):
            raise said
        return said


def _said(line: object) -> str:
    return line if isinstance(line, str) else orjson.dumps(line).decode()


def _words(text: str) -> list[str]:
    """The text in pieces that add up to it."""
    words = text.split(" ")
    return [word + " " for word in words[:-1]] + words[-1:] if text else []


def _size(messages: Sequence[Message]) -> int:
    return sum(len(message.content.split()) for message in messages)
