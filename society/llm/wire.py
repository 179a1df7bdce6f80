"""What carries a question to a provider and its answer back: our own HTTP, or litellm."""

from collections.abc import Callable
from typing import Protocol

from society.llm.answers import Answer
from society.llm.asking import Question
from society.llm.faults import Retryable
from society.llm.ledger import Request

IDLE = 30.0
"""Seconds without a word after which a stream is given up."""


class Wire(Protocol):
    """One way to one model; one question sent is one HTTP request."""

    async def send(
        self, question: Question, request: Request, hear: Callable[[str], None]
    ) -> Answer:
        """The response; ModelError where there is none, `Retryable` where it may pass.

        What is known of a failure (status, pause asked for, never sent) is noted on `request`.
        """


def late(model: str, seconds: float) -> Retryable:
    """The error of a request without an answer in time."""
    return Retryable(f"{model} did not answer within {seconds:g} s", kind="timeout")


def silent(model: str, seconds: float) -> Retryable:
    """The error of a stream without a word for so long."""
    said = f"{model} fell silent for {seconds:g} s in the middle of its reply"
    return Retryable(said, kind="timeout")


def cut(model: str) -> Retryable:
    """The error of a stream that ended before the reply did."""
    return Retryable(f"{model}'s stream was cut before its end", kind="connection")
