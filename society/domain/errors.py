"""What can go wrong in words a user can act on; everything else is a bug with a traceback."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of the command line, which are API."""

    DONE = 0
    BUG = 1
    USER = 2
    PARTLY = 3
    LIMIT = 4
    STORAGE = 5
    PROVIDER = 6
    INTERRUPTED = 130
    TERMINATED = 143
    CLOSED_PIPE = 141


class SocietyError(Exception):
    """Something the user can mend: `message` says what is wrong, `hint` what to do."""

    exit = Exit.USER

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


class ScenarioError(SocietyError):
    """A scenario file with every problem found in it, each as `file:line:col: what`."""

    def __init__(self, problems: Sequence[str], *, hint: str = "") -> None:
        super().__init__("\n".join(problems), hint=hint)
        self.problems = tuple(problems)


class StoreError(SocietyError):
    """The database cannot be read or written: full, locked, corrupt, newer."""

    exit = Exit.STORAGE


class LimitReached(SocietyError):
    """A budget of money, calls or time is used up."""

    exit = Exit.LIMIT


FATAL = frozenset({"auth", "quota", "unknown_model"})
"""Kinds of ModelError that say no to every request alike."""


class ModelError(SocietyError):
    """A model did not answer; `kind` is one of the fixed names below.

    timeout, connection, rate_limited, quota, auth, unknown_model, context, server,
    bad_request, bad_reply, empty, refused, oversized, missing_weights
    """

    def __init__(self, message: str, *, kind: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.kind = kind

    @property
    def exit(self) -> Exit:  # type: ignore[override]
        """2 where the weights are missing, 6 where the provider says no, 3 otherwise."""
        if self.kind == "missing_weights":
            return Exit.USER
        return Exit.PROVIDER if self.kind in FATAL else Exit.PARTLY


class Forbidden(SocietyError):
    """A program that nobody gave permission to run; `program` is how it was named."""

    def __init__(self, message: str, *, program: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.program = program


class JudgeError(SocietyError):
    """A judge could not score; it becomes `unscored`, never a zero."""


class ForeignError(SocietyError):
    """A bug in somebody else's code, named by `what`, with the cause kept in `__cause__`."""


@contextmanager
def boundary(what: str) -> Iterator[None]:
    """Run other people's code: its bug, or its attempt to leave the process, becomes ForeignError.

    Cancellation and errors that already speak to the user pass through.
    """
    try:
        yield
    except SocietyError:
        raise
    except (Exception, SystemExit) as bug:
        raise ForeignError(f"{what}: {type(bug).__name__}: {bug}") from bug
